"""`python -m tests.bench [lint|serve|threshold]…`: measure the program on made and on real projects.

Figures are seconds, and ratios to what was measured beside them; only the ratios mean something on another machine.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench import latency, lint, threshold
from tests.bench.generate import Shape, generate
from tests.bench.growth import exponents

_PARTS = ("lint", "serve", "threshold")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *_PARTS], metavar="PART", help="lint, serve, threshold (all)")
    parser.add_argument("--entries", nargs="*", type=int, default=[100, 1000], help="sizes of made projects")
    parser.add_argument("--project", action="append", default=[], help="a checkout to measure, too")
    parser.add_argument("--repeat", type=int, default=5, help="runs of each (default: 5)")
    parser.add_argument("--edits", type=int, default=80, help="edits of each kind of file (default: 80)")
    parser.add_argument("--seed", type=int, default=1, help="of the made projects and of the edits")
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    return parser


def main() -> None:
    """Measure what was asked for."""
    options = _parser().parse_args()
    parts = options.parts or _PARTS
    found: dict[str, Any] = {"python": sys.version, "machine": platform.platform()}
    with tempfile.TemporaryDirectory() as place:
        projects = [Path(project).resolve() for project in options.project]
        for entries in options.entries:
            made = Path(place) / f"made-{entries}"
            generate(made, Shape(entries, seed=options.seed))
            projects.append(made)
        if "lint" in parts:
            found["start"] = lint.start_up(options.repeat * 3)
            found["lint"] = [lint.measure(str(project), options.repeat) for project in projects]
            print(f"--version: {found['start']['version']['ratio']:.2f} x bare Python\n")
            print(lint.table(found["lint"]))
            for name in ("floor", *lint.BUDGETS):
                sizes = {
                    item["entries"]: item["runs"][name]["best"]
                    for item in found["lint"]
                    if item["directory"].startswith("made-")
                }
                for small, large, exponent in exponents(sizes):
                    print(f"growth of {name} from {small} to {large} entries: {exponent:.2f}")
        if "serve" in parts:
            found["serve"] = [latency.measure(project, options.edits, options.seed) for project in projects]
            print()
            print(latency.table(found["serve"]))
            made = {
                item["directory"]: item["times"] for item in found["serve"] if item["directory"].startswith("made-")
            }
            for kind in ("YAML", "Lua"):
                typed = [times[f"edit of {kind} -> findings"]["p50"] for times in made.values()]
                if len(typed) > 1:
                    print(f"an edit of {kind} in the largest made project: {typed[-1] / typed[0]:.1f} x the smallest")
        if "threshold" in parts and projects:
            largest = max(projects, key=lambda project: sum(1 for _ in project.rglob("*.lua")))
            found["threshold"] = threshold.measure(str(largest), options.repeat)
            print()
            print(threshold.table(found["threshold"]))
    if options.json is not None:
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
