"""One worker thread for everything that reads or judges the project, and the order of its work.

The event loop never waits for it: it awaits a future, and a cancelled one answers at once whatever the worker is doing.
Work that takes long asks `waiting` between its pieces and gives way; it is then submitted anew.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import heapq
import itertools
import threading
from collections.abc import Callable
from enum import IntEnum
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Priority(IntEnum):
    """What comes first; within one priority the order of arrival holds."""

    REQUEST = 0
    """Somebody waits for the answer."""
    OPEN = 1
    """Findings of files that are open."""
    REST = 2
    """Everything else."""


class _Job(Generic[T]):
    def __init__(self, work: Callable[[], T], loop: asyncio.AbstractEventLoop) -> None:
        self.work = work
        self.loop = loop
        self.result: asyncio.Future[T] = loop.create_future()

    def run(self) -> None:
        if self.result.cancelled():
            return
        try:
            settle = functools.partial(self.result.set_result, self.work())
        except Exception as error:  # noqa: BLE001 (it belongs to whoever awaits the result)
            settle = functools.partial(self.result.set_exception, error)
        with contextlib.suppress(RuntimeError):  # the loop has ended, and with it everybody who could wait
            self.loop.call_soon_threadsafe(lambda: None if self.result.done() else settle())


class Scheduler:
    """Runs work on one thread, by priority."""

    def __init__(self) -> None:
        self._jobs: list[tuple[Priority, int, _Job[Any]]] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._closed = False
        threading.Thread(target=self._work, name="analysis", daemon=True).start()

    async def run(self, priority: Priority, work: Callable[[], T]) -> T:
        """The result of the work. Cancelling this drops work that has not begun, and the result of work that has.

        Raises:
            asyncio.CancelledError: nothing more is begun.
        """
        job = _Job(work, asyncio.get_running_loop())
        with self._changed:
            if self._closed:
                raise asyncio.CancelledError
            heapq.heappush(self._jobs, (priority, next(self._numbers), job))
            self._changed.notify()
        return await job.result

    def waiting(self, priority: Priority) -> bool:
        """True when work of a higher priority waits for the thread; for use by work of this priority."""
        with self._changed:
            return any(other < priority and not job.result.cancelled() for other, _, job in self._jobs)

    def close(self) -> None:
        """Begin nothing more."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._jobs and not self._closed:
                    self._changed.wait()
                if self._closed:
                    return
                _, _, job = heapq.heappop(self._jobs)
            job.run()
