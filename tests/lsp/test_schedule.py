"""The worker thread: order, cancelling, and work that gives way."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from typing import Any

import pytest

from lua_entries.lsp.schedule import Priority, Scheduler


@pytest.fixture
def scheduler() -> Iterator[Scheduler]:
    made = Scheduler()
    yield made
    made.close()


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(work(), 5))


def hold(begun: threading.Event, release: threading.Event) -> None:
    """Work that says when it begins, and ends when it is let go."""
    begun.set()
    release.wait(5)


def test_results_and_failures_reach_who_asked(scheduler: Scheduler) -> None:
    async def work() -> None:
        assert await scheduler.run(Priority.REQUEST, lambda: 7) == 7
        with pytest.raises(ZeroDivisionError):
            await scheduler.run(Priority.REQUEST, lambda: 1 // 0)
        assert await scheduler.run(Priority.REQUEST, lambda: 8) == 8

    run(work)


def test_cancelling_answers_at_once_while_the_worker_is_busy(scheduler: Scheduler) -> None:
    done: list[str] = []

    async def work() -> None:
        begun, release = threading.Event(), threading.Event()
        slow = asyncio.ensure_future(scheduler.run(Priority.REST, partial(hold, begun, release)))
        while not begun.is_set():
            await asyncio.sleep(0.005)
        waiting = asyncio.ensure_future(scheduler.run(Priority.REQUEST, lambda: done.append("never")))
        await asyncio.sleep(0.02)
        started = time.perf_counter()
        for task in (slow, waiting):  # one has begun, the other has not
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert time.perf_counter() - started < 0.1
        release.set()
        await scheduler.run(Priority.REST, lambda: done.append("after"))

    run(work)
    assert done == ["after"]


def test_requests_come_before_everything_else(scheduler: Scheduler) -> None:
    order: list[str] = []

    async def work() -> None:
        begun, release = threading.Event(), threading.Event()
        first = asyncio.ensure_future(scheduler.run(Priority.REST, partial(hold, begun, release)))
        while not begun.is_set():
            await asyncio.sleep(0.005)
        rest = [scheduler.run(priority, partial(order.append, priority.name)) for priority in reversed(Priority)]
        tasks = [first, *(asyncio.ensure_future(item) for item in rest)]
        await asyncio.sleep(0.02)
        release.set()
        await asyncio.gather(*tasks)

    run(work)
    assert order == ["REQUEST", "OPEN", "REST"]


def test_long_work_sees_that_something_more_important_waits(scheduler: Scheduler) -> None:
    async def work() -> None:
        seen = threading.Event()

        def long() -> bool:
            assert not scheduler.waiting(Priority.REST)
            seen.set()
            for _ in range(200):
                if scheduler.waiting(Priority.REST):
                    return True
                time.sleep(0.01)
            return False

        gave_way = asyncio.ensure_future(scheduler.run(Priority.REST, long))
        while not seen.is_set():
            await asyncio.sleep(0.005)
        assert await scheduler.run(Priority.REQUEST, lambda: "answer") == "answer"
        assert await gave_way

    run(work)


def test_the_loop_runs_while_the_worker_works(scheduler: Scheduler) -> None:
    async def work() -> None:
        def busy() -> None:
            end = time.perf_counter() + 0.3
            while time.perf_counter() < end:
                pass

        task = asyncio.ensure_future(scheduler.run(Priority.REST, busy))
        turns = 0
        while not task.done():
            await asyncio.sleep(0.01)
            turns += 1
        assert turns > 5

    run(work)


def test_work_for_a_closed_scheduler_is_refused_and_not_waited_for() -> None:
    async def ask() -> None:
        scheduler = Scheduler()
        scheduler.close()
        with pytest.raises(asyncio.CancelledError):
            await scheduler.run(Priority.REQUEST, lambda: 1)

    asyncio.run(ask())
