"""`python -m tests.bench [imports|lint|serve|threshold]…`: measure the program on made and on real projects.

Figures are seconds, and ratios to what was measured beside them; only the ratios mean something on another machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.bench import latency, lint, starting, threshold
from tests.bench.generate import Shape, generate
from tests.bench.growth import exponents

_PARTS = ("imports", "lint", "serve", "threshold")
_MADE = "made-"
_BUDGETED = Shape(entries=740, hits=1000)
"""What the budgets of the server are about: 600 files, and an entry with a thousand references."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *_PARTS], metavar="PART", help=f"{', '.join(_PARTS)} (all)")
    parser.add_argument("--entries", nargs="*", type=int, default=[100, 1000], help="sizes of made projects")
    parser.add_argument("--typed", type=float, help="share of made functions with types")
    parser.add_argument("--fan-out", type=int, help="imports of a made function, on average")
    parser.add_argument("--errors", type=float, help="share of made entries with a mistake")
    parser.add_argument("--wide", type=float, help="share of made Lua files with text that is not ASCII")
    parser.add_argument("--seed", type=int, help="of the made projects and of the edits")
    parser.add_argument("--project", action="append", default=[], help="a checkout to measure, too")
    parser.add_argument("--repeat", type=int, default=5, help="runs of each (default: 5)")
    parser.add_argument("--edits", type=int, default=80, help="edits of each kind of file (default: 80)")
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    return parser


def main() -> None:
    """Measure what was asked for."""
    options = _parser().parse_args()
    parts = options.parts or _PARTS
    wanted = {name: getattr(options, name) for name in ("typed", "fan_out", "errors", "wide", "seed")}
    like = {name: value for name, value in wanted.items() if value is not None}
    found: dict[str, Any] = {"python": sys.version, "machine": platform.platform(), "shape": like, "growth": {}}
    with tempfile.TemporaryDirectory() as place:
        os.environ["LUA_ENTRIES_CACHE_DIR"] = os.path.join(
            place, "cache"
        )  # nothing is known of a project that is given

        def made(name: str, shape: Shape) -> Path:
            directory = Path(place) / name
            generate(directory, shape._replace(**like))
            return directory

        projects = [Path(project).resolve() for project in options.project]
        projects += [made(f"{_MADE}{entries}", Shape(entries)) for entries in options.entries]
        if "imports" in parts:
            found["imports"] = starting.measure(made("imports", Shape(20)))
            print(starting.table(found["imports"]))
        if "lint" in parts:
            found["start"] = lint.start_up(options.repeat * 3)
            found["lint"] = [lint.measure(str(project), options.repeat) for project in projects]
            print(f"\n--version: {found['start']['version']['ratio']:.2f} x bare Python\n")
            print(lint.table(found["lint"]))
            _tell_growth(found, "lint", lambda item: {name: run["best"] for name, run in item["runs"].items()})
        if "serve" in parts:
            empty = latency.idle(made("idle", Shape(1)))
            seed = _BUDGETED._replace(**like).seed
            budgeted = [made("budgeted", _BUDGETED)]
            found["serve"] = [latency.measure(each, options.edits, seed, empty) for each in budgeted + projects]
            print(f"\nmemory of a server with one file: {empty:.0f} MB")
            print(latency.table(found["serve"]))
            _tell_growth(found, "serve", lambda item: {name: each["p50"] for name, each in item["times"].items()})
        if "threshold" in parts and projects:
            largest = max(projects, key=lambda project: sum(1 for _ in project.rglob("*.lua")))
            found["threshold"] = threshold.measure(str(largest), options.repeat)
            print()
            print(threshold.table(found["threshold"]))
    if options.json is not None:
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def _tell_growth(found: dict[str, Any], part: str, times: Callable[[dict[str, Any]], Mapping[str, float]]) -> None:
    """Note and print how the times of a part grow with the size of made projects."""
    sizes: dict[str, dict[int, float]] = {}
    for item in found[part]:
        if item["directory"].startswith(_MADE):
            for name, taken in times(item).items():
                sizes.setdefault(name, {})[int(item["directory"].removeprefix(_MADE))] = taken
    for name, each in sizes.items():
        for small, large, exponent in exponents(each):
            found["growth"].setdefault(name, []).append({"from": small, "to": large, "exponent": exponent})
            ratio = each[large] / each[small]
            print(f"growth of {name} from {small} to {large} entries: {ratio:.1f} x, exponent {exponent:.2f}")


if __name__ == "__main__":
    main()
