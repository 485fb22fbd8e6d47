"""`lint --watch`: one run after the other in one process, each at the cost of what changed since the last.

Changes are found by asking for the state of files every so often: that works on every platform and file system, network
mounts and containers among them, and needs no dependency.
"""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from typing import NoReturn, TypeAlias

from lua_entries.cli.analysis import Analysis, Asked
from lua_entries.cli.arguments import PROGRAM
from lua_entries.cli.checking import analysis_of, question
from lua_entries.cli.exits import UsageError
from lua_entries.cli.loading import load, markers
from lua_entries.cli.terminal import complain, is_terminal, put
from lua_entries.files.discover import walk
from lua_entries.files.paths import shown
from lua_entries.project.memory import Memory
from lua_entries.report.context import plural
from lua_entries.rules.incremental import Checker

INTERVAL = 0.5
"""Seconds between two looks at the disk, at least; a look may take a fifth of the time at most."""

SETTLING = 0.1
"""Seconds that must pass without a change before a run starts: editors and `git` write many files in a row."""

CLEAR = "\x1b[H\x1b[2J\x1b[3J"

_ALONE = ("fix", "diff", "write_baseline", "stdin_filename")
_READABLE = ("text", "concise", "github")
"""Formats whose reports may stand one below the other."""

_SUFFIXES = (".lua", ".yaml", ".yml", ".json", ".toml", ".lock", ".gitignore")

State: TypeAlias = Mapping[str, "tuple[int, int, int] | None"]
"""Time of change, size and inode by path; None for what is not there."""


def watch(
    asked: Asked,
    further: Iterable[str],
    options: argparse.Namespace,
    once: Callable[[Callable[[Asked, Callable[[str], None]], Analysis]], int],
) -> NoReturn:
    """Run `once` now and after each change; `further` are files outside of the workspace that matter too.

    Raises:
        KeyboardInterrupt: somebody ends it; nothing else does.
        UsageError: the options cannot be watched, or the first run is refused.
    """
    _refuse(options)
    interrupted = _listen()
    request, check_options = question(asked)
    memory, checker = Memory(), Checker(check_options)
    outside: tuple[str, ...] = tuple(further)

    def look(asked: Asked, say: Callable[[str], None]) -> Analysis:
        nonlocal outside
        say(f"reading {shown(request.directory, asked.cwd)}")
        snapshot = load(request._replace(memory=memory))
        say(f"checking {plural(snapshot.entry_count, 'entry', 'entries')}")
        checker.follow(snapshot)
        outside = (*further, *snapshot.index_units, *snapshot.lua_paths)
        result = checker.check(snapshot)
        assert result is not None  # it gives way to nothing here
        return analysis_of(snapshot, result, asked)

    clears = options.output in (None, "-") and is_terminal(sys.stdout)
    first = True
    while True:
        before = below(request.directory)
        if clears:
            put(CLEAR)
        try:
            once(look)
        except UsageError as error:
            if first:
                raise
            complain(f"{PROGRAM} lint: {error.message}" + (f"\n  {error.help}" if error.help else ""))
        first = False
        # A file that came while the run went on is not known as it is now, so it starts another one.
        before = {**beside(outside, below(request.directory)), **before}
        gc.collect()
        if not options.quiet:
            complain(f"{PROGRAM}: watching `{shown(request.directory, os.getcwd())}`; Ctrl-C ends")
        _wait(lambda: state(request.directory, outside), before, interrupted)
        memory.recheck()


def _refuse(options: argparse.Namespace) -> None:
    for name in _ALONE:
        if getattr(options, name):
            raise UsageError(f"`--watch` and `--{name.replace('_', '-')}` do not go together")
    if options.format not in _READABLE and options.output in (None, "-"):
        raise UsageError(
            f"`--watch` with `--format {options.format}` needs `--output FILE`", "each run writes the file anew"
        )


def _listen() -> Callable[[], bool]:
    """Note Ctrl-C, since the exception is dropped where it comes while the interpreter tidies up; gives what tells."""
    came: list[int] = []

    def note(number: int, frame: object) -> None:
        came.append(number)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, note)
    return lambda: bool(came)


def _wait(look: Callable[[], State], before: State, interrupted: Callable[[], bool]) -> None:
    """Return when the state is another one than before, and has stopped changing.

    Raises:
        KeyboardInterrupt: somebody ends it.
    """
    took = 0.0
    while True:
        if interrupted():
            raise KeyboardInterrupt
        time.sleep(max(INTERVAL, took * 5))
        started = time.perf_counter()
        now = look()
        took = time.perf_counter() - started
        if now != before:
            break
    while True:
        time.sleep(SETTLING)
        settled = look()
        if settled == now:
            return
        now = settled


def state(directory: str, further: Iterable[str]) -> State:
    """The state of all files below the directory that may matter, and of further files."""
    found = below(directory)
    return {**beside(further, found), **found}


def below(directory: str) -> State:
    """The state of all files below the directory that may matter; those that ignore files hide do not."""
    names = frozenset(markers())
    found = walk(directory, lambda name: name.endswith(_SUFFIXES) or name in names)
    return {path: _stamp(path) for path in found.files}


def beside(further: Iterable[str], found: State) -> State:
    """The state of further files, and of the directories that they are in: those that are not found already."""
    stamps = {path: _stamp(path) for path in further if path not in found}
    return stamps | {path: _stamp(path) for path in {os.path.dirname(path) for path in stamps}}


def _stamp(path: str) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
