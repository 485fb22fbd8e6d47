"""How long `lint` takes, as a multiple of what no linter can do without (`floor.py`)."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import Any, NamedTuple

from lua_entries.files import disk
from lua_entries.project.workspace import LoadRequest, load_workspace
from lua_entries.rules.registry import RULE_CODES
from lua_entries.syntax.lua import grammar
from tests.bench.processes import Run, environment, program, run, summary

_FLOOR = os.path.join(os.path.dirname(os.path.abspath(__file__)), "floor.py")

BUDGETS = {"cold, 1 process": 2.0, "cold, 2 processes": 1.3, "warm": 0.2}
"""Multiples of the floor (design, section 10)."""


class Contents(NamedTuple):
    """What a project holds, as the linter sees it."""

    files: tuple[str, ...]
    """The YAML and Lua that it reads."""
    entries: int
    bytes: int


def contents(directory: str) -> Contents:
    """Which files the linter reads."""
    with disk.recording() as record:
        snapshot = load_workspace(LoadRequest(directory, known_rules=RULE_CODES))
        for unit in snapshot.lua_units.values():
            unit.text  # noqa: B018 (read when it is asked for)
    asked = [path for kind, path, _ in record.answers if kind == "read" and os.path.isfile(path)]
    files = tuple(sorted({path for path in asked if path.endswith((".lua", ".yaml", ".yml"))}))
    return Contents(files, snapshot.entry_count, sum(os.path.getsize(path) for path in files))


def measure(directory: str, repeat: int) -> dict[str, Any]:
    """Time the floor and the linter side by side, so that noise hits them alike.

    Raises:
        RuntimeError: the linter failed.
    """
    directory = os.path.abspath(directory)
    held = contents(directory)
    listed = "\n".join(held.files)
    with tempfile.TemporaryDirectory() as cache:
        env = environment(LUA_ENTRIES_CACHE_DIR=os.path.join(cache, "warm"))
        commands = {
            "floor": ([sys.executable, _FLOOR, grammar.LIBRARY], listed),
            "cold, 1 process": (program("lint", "--jobs", "1"), ""),
            "cold, 2 processes": (program("lint", "--jobs", "2"), ""),
            "warm": (program("lint"), ""),
        }
        first = subprocess.run(program("lint"), cwd=directory, env=env, capture_output=True, check=False)
        if first.returncode not in (0, 1):
            raise RuntimeError(f"lint of {directory} ends with {first.returncode}: {first.stderr.decode()}")
        kept: dict[str, list[Run]] = {name: [] for name in commands}
        for number in range(repeat):
            for name, (command, stdin) in commands.items():
                new = {"LUA_ENTRIES_CACHE_DIR": os.path.join(cache, f"{name} {number}")} if "cold" in name else {}
                kept[name].append(run(command, directory, {**env, **new}, stdin))
        size = _size(os.path.join(cache, "warm"))
    found = {name: summary(runs)._asdict() for name, runs in kept.items()}
    for name in BUDGETS:
        found[name]["ratio"] = found[name]["best"] / found["floor"]["best"]
        found[name]["ratio_middle"] = found[name]["middle"] / found["floor"]["middle"]
        found[name]["ratio_cpu"] = found[name]["cpu"] / found["floor"]["cpu"] if found["floor"]["cpu"] else 0.0
    return {
        "directory": os.path.basename(directory),
        "entries": held.entries,
        "files": len(held.files),
        "bytes": held.bytes,
        "cache_bytes": size,
        "runs": found,
    }


def _size(directory: str) -> int:
    return sum(os.path.getsize(os.path.join(place, name)) for place, _, names in os.walk(directory) for name in names)


def start_up(repeat: int) -> dict[str, Any]:
    """`--version` beside a Python that does nothing."""
    env = environment()
    kept: dict[str, list[Run]] = {"bare": [], "version": []}
    run(program("--version"), os.curdir, env)
    for _ in range(repeat):
        kept["bare"].append(run([sys.executable, "-c", "pass"], os.curdir, env))
        kept["version"].append(run(program("--version"), os.curdir, env))
    found: dict[str, Any] = {name: summary(runs)._asdict() for name, runs in kept.items()}
    found["version"]["ratio"] = found["version"]["best"] / found["bare"]["best"]
    return found


def table(measured: Sequence[dict[str, Any]]) -> str:
    """The figures as text, seconds beside ratios."""
    heading = f"{'project':<16}{'entries':>8}{'files':>7}{'MB':>7}  {'':<18}"
    lines = [f"{heading}{'best s':>8}{'x floor':>9}{'median':>8}{'cpu':>7}{'MB':>6}"]
    for item in measured:
        head = f"{item['directory'][:15]:<16}{item['entries']:>8}{item['files']:>7}{item['bytes'] / 1e6:>7.1f}  "
        for name, figures in item["runs"].items():
            ratios = (
                f"{figures['ratio']:>9.2f}{figures['ratio_middle']:>8.2f}{figures['ratio_cpu']:>7.2f}"
                if "ratio" in figures
                else f"{'':>24}"
            )
            lines.append(f"{head}{name:<18}{figures['best']:>8.3f}{ratios}{figures['memory']:>6.0f}")
            head = " " * len(head)
    return "\n".join(lines)
