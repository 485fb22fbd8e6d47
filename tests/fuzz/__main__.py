"""`python -m tests.fuzz [TARGET…]`: spoil files and conversations at random, and see that every promise holds.

Prints how many cases were run and what failed. A case that fails is made small and written to `.fuzz/`; `--replay` runs
such a file again. Put it into `tests/fuzz/regressions` once it is mended. Ends with 1 when anything failed.
"""

from __future__ import annotations

import argparse
import faulthandler
import sys
import time
from pathlib import Path

from tests.fuzz.harness import failing, fuzz, read, written
from tests.fuzz.targets import TARGETS

SAVED = Path(__file__).parents[2] / ".fuzz"
_EVERY = 60.0
"""How often to say how far it is, in seconds."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"{', '.join(TARGETS)} (all)")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each target (default: 60)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="makes the same cases again")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="run a case that failed, and nothing else")
    return parser


def main() -> int:
    """Fuzz what was asked for."""
    parser = _parser()
    options = parser.parse_args()
    faulthandler.enable()
    if options.replay is not None:
        name, case = read(options.replay)
        failed = failing(TARGETS[name], case)
        print(failed[1] if failed is not None else "does not fail")
        return int(failed is not None)
    if unknown := [name for name in options.targets if name not in TARGETS]:
        parser.error(f"unknown target {unknown[0]}")
    failures = 0
    for name in options.targets or TARGETS:
        outcome = fuzz(TARGETS[name], options.seed, seconds=options.seconds, tell=_Teller(name))
        print(f"{name}: seed {options.seed}, {options.seconds:.0f} s, {outcome.executions:,} executions,", end=" ")
        print(f"{len(outcome.failures)} failures", flush=True)
        for failure in outcome.failures:
            SAVED.mkdir(exist_ok=True)
            path = SAVED / f"{failure.seed}.json"
            path.write_text(written(failure), encoding="utf-8")
            print(f"\n{path}\n{failure.error}", flush=True)
        failures += len(outcome.failures)
    return int(failures > 0)


class _Teller:
    """Says now and then how far a run is."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._next = time.monotonic() + _EVERY

    def __call__(self, done: int, failed: int) -> None:
        if time.monotonic() >= self._next:
            self._next += _EVERY
            print(f"{self._name}: {done:,} executions, {failed} failures so far", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
