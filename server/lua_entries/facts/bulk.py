"""Summarises many Lua files, in several processes where they are enough to be worth it.

The parser holds Python's lock, so threads do not help. Worker processes take the files of their share from the front,
and this process takes from the back of the longest share what is not done yet, until nothing is left. So it never
waits: a worker that is slow, stopped or killed costs time, and neither a hang nor a result. Workers are processes of
our own making rather than a pool of `multiprocessing`: they import the parser and nothing else, are the same on all
platforms, and one that dies is not noticed (docs/architecture.md compares the two).
"""

from __future__ import annotations

import marshal
import os
import sys
import threading
from collections.abc import Callable, Sequence
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
        for _ in range(count):
            process = _start()
            if process is not None:
                self.processes.append(process)

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

    The workers do a part of it, and can be given no other work afterwards. `progress` is told the number of each job
    that this process begins.
    """
    results: dict[int, LuaFacts | bytes] = {}
    shared = [number for number, job in enumerate(jobs) if job.path is not None]
    processes = workers.processes if workers is not None else []
    shares = [
        _Share(jobs, shared[first :: len(processes)], results, process) for first, process in enumerate(processes)
    ]
    while shares and (share := max(shares, key=_Share.left)).left() > 0:
        number = share.take()
        if number not in results:
            results[number] = _facts(jobs[number], number, progress)
    # What no other process can read, could not read, or read when it was another text already, is missing still.
    return [results.get(number) or _facts(job, number, progress) for number, job in enumerate(jobs)]


def _facts(job: Job, number: int, progress: Callable[[int], None]) -> LuaFacts:
    progress(number)
    return lua_facts(job.text, max_size=job.max_size, max_nesting=job.max_nesting)


class _Share:
    """The part of the jobs that one worker begins with."""

    def __init__(
        self, jobs: Sequence[Job], numbers: Sequence[int], results: dict[int, LuaFacts | bytes], process: Popen[bytes]
    ) -> None:
        self._jobs = [jobs[number] for number in numbers]
        self._numbers = numbers
        self._results = results
        self._done = 0
        """How many the worker has answered for, from the front."""
        self._end = len(numbers)
        """Where what this process took begins."""
        threading.Thread(target=self._converse, args=(process,), name="share", daemon=True).start()

    def left(self) -> int:
        """How many nobody has answered for; less than none where both did the same."""
        return self._end - self._done

    def take(self) -> int:
        """The last one, for this process."""
        self._end -= 1
        return self._numbers[self._end]

    def _converse(self, process: Popen[bytes]) -> None:
        """Tell the worker what to do and take what it answers, until it ends."""
        asked, answers = process.stdin, process.stdout
        assert asked is not None and answers is not None
        with suppress(OSError, ValueError):  # it ended early, or nobody wants to know any more
            asked.write(marshal.dumps([(job.path, job.max_size, job.max_nesting) for job in self._jobs]))
            asked.close()
            while (answer := _answer(answers)) is not None:
                place, digest, facts = answer
                if digest == self._jobs[place].digest:  # else the file changed since this process read it
                    self._results[self._numbers[place]] = facts
                    self._done = place + 1


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
