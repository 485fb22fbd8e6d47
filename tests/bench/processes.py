"""Runs programs and says what they took: time on the clock, time of the processor, memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from statistics import median
from typing import NamedTuple

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SERVER = os.path.join(ROOT, "server")


class Run(NamedTuple):
    """One process, in seconds and MB; children count where they were waited for."""

    wall: float
    cpu: float
    memory: float


class Runs(NamedTuple):
    """Several runs of the same: the best, which noise disturbs least, and the median on the clock."""

    best: float
    middle: float
    cpu: float
    memory: float


def environment(**more: str) -> dict[str, str]:
    """The environment of a process: compiled modules are kept, as an installed program has them."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": SERVER, **more}


def program(*arguments: str) -> list[str]:
    """The command line of the program, started as its console script starts it."""
    return [sys.executable, "-c", "from lua_entries.__main__ import main; main()", *arguments]


def run(command: Sequence[str], directory: str, env: Mapping[str, str], stdin: str = "") -> Run:
    """Run a process to its end; its output is not looked at."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=directory,
        env=dict(env),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(stdin)
    process.stdin.close()
    if not hasattr(os, "wait4"):
        process.wait()
        return Run(time.perf_counter() - started, 0.0, 0.0)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Run(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / scale)


def summary(runs: Sequence[Run]) -> Runs:
    """What to keep of several runs."""
    walls = [each.wall for each in runs]
    return Runs(min(walls), median(walls), min(each.cpu for each in runs), max(each.memory for each in runs))
