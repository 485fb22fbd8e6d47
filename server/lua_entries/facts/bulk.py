"""Summarises many Lua files, in several processes where they are enough to be worth it.

The parser holds Python's lock, so threads do not help. Worker processes take the files of their share from the front:
all that may be needed, as soon as it is known. Once it is known what is needed, this process takes from the back of the
longest share what is not done yet, until nothing is left. So it never waits: a worker that is slow, stopped or killed
costs time, and neither a hang nor a result. Workers are processes of our own making rather than a pool of
`multiprocessing`: they import the parser and nothing else, are the same on all platforms, and one that dies is not
noticed (docs/architecture.md compares the two).
"""

from __future__ import annotations

import marshal
import os
import sys
import threading
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import IO, TYPE_CHECKING, NamedTuple

from lua_entries.facts.lua_file import lua_facts
from lua_entries.facts.lua_model import LuaFacts
from lua_entries.facts.worker import HEADER
from lua_entries.files.digest import SIZE

if TYPE_CHECKING:
    from subprocess import Popen

WORTH_IT = 256 * 1024
"""How much Lua must be left to do for each worker that is started; `python -m tests.bench threshold` shows why."""
MOST = 8
"""Most processes that are started when nobody says how many."""


class Wanted(NamedTuple):
    """A file to summarise."""

    path: str
    max_size: int
    max_nesting: int


class Job(NamedTuple):
    """One text to summarise."""

    path: str | None
    """Where the text is on disk, so that another process can read it; None for text that is not."""
    text: str
    digest: bytes
    """`text_digest` of the text."""
    max_size: int
    max_nesting: int


def usable_processes() -> int:
    """How many processes the machine can run at once for us."""
    try:
        usable = len(os.sched_getaffinity(0))
    except AttributeError:  # not on this platform
        usable = os.cpu_count() or 1
    return max(1, min(usable, MOST))


class Workers:
    """Processes that wait for files. To be ended, whatever happens."""

    def __init__(self, count: int) -> None:
        """Start so many; where the platform does not let us, fewer."""
        self.processes: list[Popen[bytes]] = []
        self.shares: list[Share] = []
        for _ in range(count):
            process = _start()
            if process is not None:
                self.processes.append(process)

    def ask(self, wanted: Sequence[Wanted]) -> None:
        """Let them begin with these files; they can be given no others afterwards."""
        count = len(self.processes)
        self.shares = [Share(wanted[first::count], process) for first, process in enumerate(self.processes)]

    def end(self) -> None:
        """Let go of them; whatever they still do is not needed."""
        for process in self.processes:
            process.kill()
        for process in self.processes:
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with suppress(OSError, ValueError):
                        stream.close()
            process.wait()
        self.processes = []


def wanted_workers(size: int, count: int) -> int:
    """How many workers so much Lua (in characters or bytes) is worth, of `count` processes in all."""
    return max(0, min(count - 1, size // WORTH_IT))


def summarise(
    jobs: Sequence[Job], workers: Workers | None = None, progress: Callable[[int], None] = lambda number: None
) -> list[LuaFacts | bytes]:
    """The facts of each job; those that another process made as `codec` writes them.

    The workers do a part of it, of what they were asked for before or else of all. `progress` is told the number of
    each job that this process begins.
    """
    numbers = {
        Wanted(job.path, job.max_size, job.max_nesting): number
        for number, job in enumerate(jobs)
        if job.path is not None
    }
    if workers is not None and not workers.shares:
        workers.ask(tuple(numbers))
    parts = [_Part(share, numbers) for share in workers.shares] if workers is not None else []
    results: dict[int, LuaFacts | bytes] = {}
    while parts and (part := max(parts, key=_Part.left)).left():
        number = part.take()
        results[number] = _facts(jobs[number], number, progress)
    for part in parts:
        for wanted, (digest, facts) in list(part.share.answers.items()):
            number = numbers.get(wanted, -1)
            if number >= 0 and digest == jobs[number].digest:  # else the file changed since this process read it
                results.setdefault(number, facts)
    # What no other process can read, could not read, or read when it was another text already, is missing still.
    return [results.get(number) or _facts(job, number, progress) for number, job in enumerate(jobs)]


def _facts(job: Job, number: int, progress: Callable[[int], None]) -> LuaFacts:
    progress(number)
    return lua_facts(job.text, max_size=job.max_size, max_nesting=job.max_nesting)


class Share:
    """What one worker was asked for, and what it answered."""

    def __init__(self, wanted: Sequence[Wanted], process: Popen[bytes]) -> None:
        self.wanted = wanted
        self.answers: dict[Wanted, tuple[bytes, bytes]] = {}
        """The digest of the text that it read, and the facts."""
        self.done = 0
        """How many it has answered for, from the front."""
        threading.Thread(target=self._converse, args=(process,), name="share", daemon=True).start()

    def _converse(self, process: Popen[bytes]) -> None:
        """Tell the worker what to do and take what it answers, until it ends."""
        asked, answers = process.stdin, process.stdout
        assert asked is not None and answers is not None
        with suppress(OSError, ValueError):  # it ended early, or nobody wants to know any more
            asked.write(marshal.dumps([tuple(wanted) for wanted in self.wanted]))
            asked.close()
            while (answer := _answer(answers)) is not None:
                place, digest, facts = answer
                self.answers[self.wanted[place]] = digest, facts
                self.done = place + 1


class _Part:
    """What is needed of a share."""

    def __init__(self, share: Share, numbers: Mapping[Wanted, int]) -> None:
        needed = [place for place, wanted in enumerate(share.wanted) if wanted in numbers]
        self.share = share
        self._places = needed
        self._numbers = [numbers[share.wanted[place]] for place in needed]

    def left(self) -> int:
        """How many nobody has answered for."""
        return len(self._places) - bisect_left(self._places, self.share.done)

    def take(self) -> int:
        """The number of the last one, for this process."""
        self._places.pop()
        return self._numbers.pop()


def _answer(stream: IO[bytes]) -> tuple[int, bytes, bytes] | None:
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    place, length = HEADER.unpack(header)
    digest, facts = stream.read(SIZE), stream.read(length)
    return (place, digest, facts) if len(facts) == length else None


def _start() -> Popen[bytes] | None:
    """A worker; None where this platform lets us start none."""
    import subprocess

    if not sys.executable:
        return None
    # Isolated (`-I`), and with this process' own search path: a module in the working directory, which may be a project
    # that somebody else wrote, must never be imported.
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    search = [*dict.fromkeys([*(entry for entry in sys.path if entry), package])]
    start = f"import sys; sys.path[:] = {search!r}; from lua_entries.facts.worker import main; main()"
    try:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", start],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError:
        return None
