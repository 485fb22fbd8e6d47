"""Runs programs and says what they took: time on the clock, time of the processor, memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
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
    """Run a process to its end; its output is not looked at.

    A small process starts it: what a process is said to have used in memory begins with what its parent uses.
    """
    asked = {"command": list(command), "cwd": directory, "env": dict(env), "stdin": stdin}
    helper = [sys.executable, "-I", "-S", "-c", _HELPER]
    told = subprocess.run(helper, input=json.dumps(asked), capture_output=True, text=True, check=True).stdout
    return Run(*json.loads(told))


_HELPER = """\
import json, os, subprocess, sys, time
asked = json.load(sys.stdin)
nothing = subprocess.DEVNULL
started = time.perf_counter()
process = subprocess.Popen(
    asked["command"], cwd=asked["cwd"], env=asked["env"], stdin=subprocess.PIPE, stdout=nothing, stderr=nothing
)
process.stdin.write(asked["stdin"].encode())
process.stdin.close()
if hasattr(os, "wait4"):
    _, _, used = os.wait4(process.pid, 0)
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    figures = used.ru_utime + used.ru_stime, used.ru_maxrss / scale
else:
    process.wait()
    figures = 0.0, 0.0
print(json.dumps([time.perf_counter() - started, *figures]))
"""


def summary(runs: Sequence[Run]) -> Runs:
    """What to keep of several runs."""
    walls = [each.wall for each in runs]
    return Runs(min(walls), median(walls), min(each.cpu for each in runs), max(each.memory for each in runs))
