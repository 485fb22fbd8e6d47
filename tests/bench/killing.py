"""`python -m tests.bench.killing DIRECTORY [TIMES]`: kill runs of the linter at random, and look at the next.

After each kill a run without a cache tells what is right; the run that finds the cache as the killed one left it must
say the same, and nothing else. Some files are changed before each run, so that there is always something to write.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import NamedTuple

from tests.bench.processes import environment, program

_ARGUMENTS = ("--format", "concise", "--level", "hint")


class Outcome(NamedTuple):
    """What became of the runs."""

    killed: int
    """Runs that were still going on when they were killed."""
    wrong: list[str]
    """How later runs differed from what is right."""
    left_over: int
    """Half written files in the cache, which are removed when they are an hour old."""


def kill_often(directory: Path, times: int, seed: int = 1) -> Outcome:
    """Kill so many runs before they end by themselves, on a copy of a project, with a cache of its own."""
    chosen = random.Random(seed)
    killed, wrong = 0, []
    with tempfile.TemporaryDirectory() as place:
        project = Path(place) / "project"
        copytree(directory, project, ignore=ignore_patterns(".git"))
        (project / ".git").mkdir()
        env = environment(LUA_ENTRIES_CACHE_DIR=os.path.join(place, "cache"))
        lua = sorted(project.rglob("*.lua"))
        _lint(project, env)
        longest = 0.0
        number = 0
        while killed < times and number < 10 * times:
            number += 1
            for path in chosen.sample(lua, min(3, len(lua))):
                with path.open("a", encoding="utf-8") as stream:
                    stream.write(f"-- {number}\n")
            if not longest:
                longest = _took(project, env)
                continue
            process = subprocess.Popen(
                program("lint", *_ARGUMENTS), cwd=project, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            time.sleep(chosen.uniform(0, longest))
            killed += process.poll() is None
            process.kill()
            process.wait()
            right = _lint(project, env, "--no-cache", "--jobs", "1")
            for attempt in ("first", "second"):
                found = _lint(project, env)
                if found != right:
                    wrong.append(
                        f"{attempt} run after kill {number}: {found[0]} {found[2]!r}, not {right[0]} {right[2]!r}"
                    )
        left_over = sum(1 for _ in Path(place, "cache").rglob("*.tmp"))
    return Outcome(killed, wrong, left_over)


def _took(project: Path, env: dict[str, str]) -> float:
    started = time.perf_counter()
    _lint(project, env)
    return time.perf_counter() - started


def _lint(project: Path, env: dict[str, str], *options: str) -> tuple[int, bytes, bytes]:
    done = subprocess.run(
        program("lint", *_ARGUMENTS, *options), cwd=project, env=env, capture_output=True, check=False, timeout=600
    )
    return done.returncode, done.stdout, done.stderr


def main() -> None:
    """Print the outcome; ends with 1 when something was wrong."""
    outcome = kill_often(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 200)
    print(f"{outcome.killed} runs killed, {len(outcome.wrong)} wrong, {outcome.left_over} half written files left")
    for line in outcome.wrong:
        print(line)
    sys.exit(bool(outcome.wrong))


if __name__ == "__main__":
    main()
