"""`python -m wheels [PLATFORM]…`: build wheels and say where they are, one a line.

`native` is the wheel of this machine and takes its own C compiler; the others also take `pip install -e '.[wheels]'`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from wheels.build import ROOT, cross, native
from wheels.targets import TARGETS


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m wheels", description=__doc__)
    names = ["native", *TARGETS]
    parser.add_argument(
        "platforms", nargs="*", choices=[[], *names], metavar="PLATFORM", help=f"{', '.join(names)} (all but native)"
    )
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="where they go (default: %(default)s)")
    options = parser.parse_args(arguments)
    try:
        return _build(options.platforms or list(TARGETS), options.output.resolve())
    except subprocess.CalledProcessError as error:
        print(f"`{' '.join(map(str, error.cmd))}` ended with {error.returncode}", file=sys.stderr)
        return 1


def _build(platforms: list[str], output: Path) -> int:
    if "native" in platforms:
        print(native(output))
    others = [TARGETS[name] for name in platforms if name != "native"]
    if not others:
        return 0
    missing = [name for name in ("lief", "ziglang") if find_spec(name) is None]
    if missing:
        print(f"missing: {', '.join(missing)}; `pip install -e '.[wheels]'` brings them", file=sys.stderr)
        return 1
    from wheels.check import problems

    failed = False
    with tempfile.TemporaryDirectory() as scratch:
        base = native(Path(scratch))
        for target in others:
            wheel = cross(base, target, output)
            found = problems(wheel)
            for problem in found:
                print(f"{wheel.name}: {problem}", file=sys.stderr)
            if found:
                wheel.unlink()
                failed = True
            else:
                print(wheel, flush=True)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
