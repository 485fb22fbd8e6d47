"""From how much Lua on a second process is worth starting: the same files with one and with two, from few to many."""

from __future__ import annotations

import time
from typing import Any

from lua_entries.facts.bulk import Job, Workers, summarise
from lua_entries.files.digest import text_digest
from lua_entries.files.store import MAX_FILE_SIZE, Files
from lua_entries.syntax.lua.limits import MAX_NESTING
from tests.bench.lint import contents

_KB = 1024
_STEPS = [128 * _KB, 256 * _KB, 512 * _KB, 1024 * _KB, 2048 * _KB, 4096 * _KB]


def measure(directory: str, repeat: int) -> list[dict[str, Any]]:
    """Times in seconds for growing parts of a project's Lua; starting and ending the worker counts."""
    found = []
    jobs = _jobs(directory)
    for step in _STEPS:
        part, size = [], 0
        for job in jobs:
            if size < step:
                part.append(job)
                size += len(job.text)
        if size >= step:
            times = {count: min(_timed(part, count) for _ in range(repeat)) for count in (0, 1)}
            found.append({"kb": size // _KB, "one": times[0], "two": times[1], "ratio": times[1] / times[0]})
    return found


def _timed(jobs: list[Job], count: int) -> float:
    started = time.perf_counter()
    workers = Workers(count)
    summarise(jobs, workers)
    workers.end()
    return time.perf_counter() - started


def _jobs(directory: str) -> list[Job]:
    files = Files()
    jobs = []
    for path in contents(directory).files:
        text = files.read(path, any_bytes=True)
        if path.endswith(".lua") and isinstance(text, str):
            jobs.append(Job(path, text, text_digest(text), MAX_FILE_SIZE, MAX_NESTING))
    return jobs


def table(measured: list[dict[str, Any]]) -> str:
    """The figures as text."""
    lines = [f"{'KB of Lua':>10}{'1 process s':>14}{'2 processes s':>15}{'ratio':>8}"]
    lines += [f"{item['kb']:>10}{item['one']:>14.3f}{item['two']:>15.3f}{item['ratio']:>8.2f}" for item in measured]
    return "\n".join(lines)
