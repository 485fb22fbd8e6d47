"""Makes cases, runs them, and keeps what fails: as small as it gets, and such that it can be run again."""

from __future__ import annotations

import contextlib
import json
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

Case = dict[str, bytes]
"""Named pieces of input; which names there are is up to the target, but for `CHANCE`."""
CHANCE = "chance"
"""The piece that decides what is up to chance while a case is run."""

BUSY, PATIENCE = 90.0, 600.0
"""A case that works, or waits, for longer hangs, in seconds. Normal ones take some thousandths, but machines are shared
and what is linear in 200 KB of nonsense may take a while."""
_TRIES, _WHILE = 400, 30.0
"""How many smaller cases are tried for each failure, and for how long, in seconds."""


class Hang(BaseException):
    """A case did not end. No `Exception`, so that nothing that is run takes it for one of its own failures."""


class Target(NamedTuple):
    """What is fuzzed."""

    name: str
    make: Callable[[Random], Case]
    run: Callable[[Case], None]
    """Raises where anything promised is broken."""
    few: int
    """How many cases a short run in the tests has."""


class Failure(NamedTuple):
    """A case that failed."""

    target: str
    seed: str
    """Makes the case again, before it was made smaller."""
    error: str
    case: Case


class Outcome(NamedTuple):
    """What a run came to."""

    executions: int
    failures: tuple[Failure, ...]
    """One for each place in the code at which something failed."""


def fuzz(
    target: Target,
    seed: int,
    *,
    seconds: float | None = None,
    executions: int | None = None,
    tell: Callable[[int, int], None] = lambda done, failed: None,
) -> Outcome:
    """Run cases until the time is over or so many were run; `tell` hears how many were run and failed so far."""
    begun = time.monotonic()
    failures: dict[str, Failure] = {}
    number = 0
    while (executions is None or number < executions) and (seconds is None or time.monotonic() - begun < seconds):
        own = f"{target.name}-{seed}-{number}"
        case = {**target.make(Random(own)), CHANCE: own.encode()}
        failed = failing(target, case)
        number += 1
        if failed is not None and failed[0] not in failures:
            place, error = failed
            failures[place] = Failure(target.name, own, error, smaller(target, case, place))
        tell(number, len(failures))
    return Outcome(number, tuple(failures.values()))


def failing(target: Target, case: Case) -> tuple[str, str] | None:
    """Where a case fails and how; None when it does not."""
    try:
        with _limited():
            target.run(case)
    except (Exception, Hang) as error:  # noqa: BLE001 (that is what is looked for)
        frames = traceback.extract_tb(error.__traceback__)
        place = f"{type(error).__name__} {frames[-1].filename}:{frames[-1].lineno}"
        return place, "".join(traceback.format_exception(error, limit=-12))
    return None


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    """Interrupts what takes too long, where the platform and the thread can be interrupted."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def late(number: int, _frame: object) -> None:
        raise Hang("it works without end" if number == signal.SIGPROF else "it waits without end")

    timers = ((signal.SIGPROF, signal.ITIMER_PROF, BUSY), (signal.SIGALRM, signal.ITIMER_REAL, PATIENCE))
    before = [signal.signal(number, late) for number, _, _ in timers]
    for _, timer, seconds in timers:
        signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        for (number, timer, _), handler in zip(timers, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)


def smaller(target: Target, case: Case, place: str) -> Case:
    """A smaller case that fails at the same place."""
    tries, end = 0, time.monotonic() + _WHILE

    def goes_on() -> bool:
        return tries < _TRIES and time.monotonic() < end

    def fails(tried: Case) -> bool:
        nonlocal tries
        tries += 1
        found = failing(target, tried)
        return found is not None and found[0] == place

    if place.startswith(Hang.__name__):
        return case
    for name in sorted(case, key=lambda name: -len(case[name])):
        without = {other: data for other, data in case.items() if other != name}
        if goes_on() and fails(without):
            case = without
    for name in list(case):
        size = max(1, len(case[name]) // 2)
        while size and goes_on():
            at = 0
            while at < len(case[name]) and goes_on():
                data = case[name]
                tried = {**case, name: data[:at] + data[at + size :]}
                if fails(tried):
                    case = tried
                else:
                    at += size
            size //= 2
    return case


def written(failure: Failure) -> str:
    """A failure as JSON, with the last line of its error: the others name places on this machine."""
    case = {name: data.decode("utf-8", "surrogateescape") for name, data in failure.case.items()}
    error = failure.error.strip().rpartition("\n")[2]
    return json.dumps({**failure._asdict(), "error": error, "case": case}, indent=1) + "\n"


def read(path: Path) -> tuple[str, Case]:
    """The target and the case of a failure that was written to a file."""
    found = json.loads(path.read_text(encoding="utf-8"))
    case = {name: text.encode("utf-8", "surrogateescape") for name, text in found["case"].items()}
    return found["target"], case
