"""`python -m tests.bench.killing DIRECTORY [TIMES]`: kill linters and servers at random, and look at the next run.

After each kill a run without a cache tells what is right; the run that finds the cache as the killed one left it must
say the same, and nothing else. Some files are changed before each run, so that there is always something to write.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import NamedTuple

from tests.bench.processes import environment, program

_ARGUMENTS = ("--format", "concise", "--level", "hint")
_PATIENCE = 60.0
"""How long a run may take, in seconds."""


class Outcome(NamedTuple):
    """What became of the runs."""

    killed: int
    """Linters and servers, in turns, that were still going on when they were killed."""
    wrong: list[str]
    """How later runs differed from what is right."""
    left_over: int
    """Half written files in the cache, which are removed when they are an hour old."""


def kill_often(directory: Path, times: int, seed: int = 1) -> Outcome:
    """Kill so many runs before they end by themselves, on a copy of a project, with a cache of its own.

    Raises:
        RuntimeError: the server keeps nothing, since the project has too few Lua files.
    """
    chosen = random.Random(seed)
    killed, wrong = 0, []
    with tempfile.TemporaryDirectory() as place:
        project, cache = Path(place) / "project", Path(place) / "cache"
        copytree(directory, project, ignore=ignore_patterns(".git"))
        (project / ".git").mkdir()
        env = environment(LUA_ENTRIES_CACHE_DIR=str(cache))
        lua = sorted(project.rglob("*.lua"))

        def change(number: int) -> None:
            for path in chosen.sample(lua, min(3, len(lua))):
                with path.open("a", encoding="utf-8") as stream:
                    stream.write(f"-- {number}\n")

        _lint(project, env)
        longest: dict[Callable[..., subprocess.Popen[bytes]], float] = {}
        for begin in (_linter, _server):
            change(0)
            longest[begin] = _until_it_is_kept(begin, project, env, cache)
        number = 0
        while killed < times and number < 10 * times:
            number += 1
            change(number)
            begin = (_linter, _server)[killed % 2]
            process = begin(project, env)
            time.sleep(chosen.uniform(0, longest[begin]))
            killed += process.poll() is None
            process.kill()
            process.communicate()
            right = _lint(project, env, "--no-cache", "--jobs", "1")
            for attempt in ("first", "second"):
                found = _lint(project, env)
                if found != right:
                    wrong.append(
                        f"{attempt} run after kill {number}: {found[0]} {found[2]!r}, not {right[0]} {right[2]!r}"
                    )
        left_over = sum(1 for _ in cache.rglob("*.tmp"))
    return Outcome(killed, wrong, left_over)


def _linter(project: Path, env: dict[str, str]) -> subprocess.Popen[bytes]:
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(program("lint", *_ARGUMENTS), cwd=project, env=env, stdout=nowhere, stderr=nowhere)


def _server(project: Path, env: dict[str, str]) -> subprocess.Popen[bytes]:
    """A server that has been told to begin with a project; it waits for more when it is done."""
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(
        program("serve"), cwd=project, env=env, stdin=subprocess.PIPE, stdout=nowhere, stderr=nowhere
    )
    assert process.stdin is not None
    folders = {"capabilities": {}, "workspaceFolders": [{"uri": project.as_uri(), "name": project.name}]}
    for message in (
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": folders},
        {"jsonrpc": "2.0", "method": "initialized", "params": {}},
    ):
        body = json.dumps(message).encode()
        process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    process.stdin.flush()
    return process


def _until_it_is_kept(
    begin: Callable[..., subprocess.Popen[bytes]], project: Path, env: dict[str, str], cache: Path
) -> float:
    """How long a process takes until the cache has changed, in seconds; a little more, so that its end is met, too."""
    before, started = _state(cache), time.perf_counter()
    process = begin(project, env)
    try:
        while _state(cache) == before:
            if time.perf_counter() > started + _PATIENCE:
                raise RuntimeError(f"{begin.__name__} keeps nothing of {project.name}: it has too few Lua files")
            time.sleep(0.01)
        return 1.2 * (time.perf_counter() - started)
    finally:
        process.kill()
        process.communicate()


def _state(cache: Path) -> list[tuple[str, int]]:
    files = (path for path in cache.rglob("*") if path.suffix != ".tmp" and path.is_file())
    return sorted((str(path), path.stat().st_mtime_ns) for path in files)


def _lint(project: Path, env: dict[str, str], *options: str) -> tuple[int, bytes, bytes]:
    done = subprocess.run(
        program("lint", *_ARGUMENTS, *options), cwd=project, env=env, capture_output=True, check=False, timeout=600
    )
    return done.returncode, done.stdout, done.stderr


def main() -> None:
    """Print the outcome; ends with 1 when something was wrong."""
    try:
        outcome = kill_often(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 200)
    except RuntimeError as error:
        sys.exit(str(error))
    print(f"{outcome.killed} runs killed, {len(outcome.wrong)} wrong, {outcome.left_over} half written files left")
    for line in outcome.wrong:
        print(line)
    sys.exit(bool(outcome.wrong))


if __name__ == "__main__":
    main()
