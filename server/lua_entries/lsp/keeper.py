"""Keeps the findings of one project current: edits in a row become one analysis, always of the newest texts."""

from __future__ import annotations

import asyncio
import functools
import gc
import os
from typing import TYPE_CHECKING, TypeVar

from lsprotocol import types

from lua_entries.lsp.analysis import Project, Result
from lua_entries.lsp.client import Progress
from lua_entries.lsp.reading import Reading
from lua_entries.lsp.schedule import Priority

if TYPE_CHECKING:
    from lua_entries.lsp.server import Server

T = TypeVar("T")

_SLOW = 0.4
"""After how long work gets a line of progress, in seconds."""


class Keeper:
    """Keeps the findings of one project current."""

    def __init__(self, server: Server, project: Project) -> None:
        self._server = server
        self._project = project
        project.reads_ahead = True
        self._touched = asyncio.Event()
        self._delay = 0.0
        self._closed = False
        self._done = -1
        self._early = -1
        self._waiting: list[tuple[int, bool, asyncio.Future[None]]] = []
        self._first = True
        self._indexed = asyncio.Event()
        self._carrying: asyncio.Future[None] | None = None

    def touch(self, delay: float = 0.0) -> None:
        """Something changed; more of it may come within the delay, in seconds."""
        self._delay = delay if not self._touched.is_set() else min(delay, self._delay)
        self._touched.set()

    def close(self) -> None:
        """The project is gone."""
        self._closed = True
        self._touched.set()
        self._indexed.set()
        self._settle()

    async def current(self, early: bool = False) -> None:
        """Wait until everything that is known now has been analysed; with `early`, what comes first of it will do."""
        number = self._project.inputs.number
        if (max(self._done, self._early) if early else self._done) < number and not self._closed:
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append((number, early, waiter))
            await waiter

    def _settle(self) -> None:
        waiting, self._waiting = self._waiting, []
        for number, early, waiter in waiting:
            if number > (max(self._done, self._early) if early else self._done) and not self._closed:
                self._waiting.append((number, early, waiter))
            elif not waiter.done():
                waiter.set_result(None)

    async def index_read(self) -> None:
        """Wait until the index files have been read."""
        await self._indexed.wait()

    async def all_read(self) -> None:
        """Wait until what is being read ahead has been read."""
        await self.current(early=True)
        if self._carrying is not None:
            await asyncio.wait((self._carrying,))

    async def run(self) -> None:
        """Analyse whenever something was touched, always the newest state; until the project is gone."""
        server = self._server
        await server.begun()
        while not self._closed:
            await self._touched.wait()
            if self._delay:
                await asyncio.sleep(self._delay)
            self._touched.clear()
            if self._closed:
                return
            number = self._project.inputs.number
            try:
                result = await self._analyse()
            except Exception as error:  # noqa: BLE001 (the next change may be better)
                server.notices.failed(f"the analysis of `{self._project.directory}`", error)
                self._done = number
                self._indexed.set()
                self._settle()
                continue
            if self._closed:
                return
            if result is None:
                self._touched.set()
                continue
            if result.problem:
                server.notices.show(types.MessageType.Warning, f"lua-entries: {result.problem}")
            server.board.put(self._project, result)
            if not result.is_alone:
                self._indexed.set()
            if result.is_early:
                self._early = result.inputs.number
                self._read_ahead()
            else:
                self._done = result.inputs.number
            server.publish()
            self._settle()
            if self._first and not result.is_early:
                self._first = False
                await server.scheduler.run(Priority.REST, _tidy)

    def _read_ahead(self) -> None:
        reading = self._project.reading
        if reading is None:
            self._touched.set()
        elif not reading.begun:
            reading.begun = True
            self._carrying = asyncio.ensure_future(self._carry_out(reading))
            self._server.spawn(self._carrying)

    async def _carry_out(self, reading: Reading) -> None:
        """Let the reading go on beside everything else, and then analyse with what it found."""
        server, project = self._server, self._project
        progress = Progress(server, f"Reading {os.path.basename(project.directory)}")
        try:
            await self._with_progress(asyncio.ensure_future(server.reader.run(Priority.REST, reading.run)), progress)
        except Exception as error:  # noqa: BLE001 (the worker reads what is not there)
            project.reads_ahead = False
            server.notices.failed(f"reading `{project.directory}` ahead", error)
        await server.scheduler.run(Priority.OPEN, project.settle_reading)
        self.touch()

    async def _with_progress(self, work: asyncio.Future[T], progress: Progress) -> T:
        """Wait, with a line of progress where that takes long."""
        try:
            while not work.done():
                await asyncio.wait((work,), timeout=_SLOW)
                if not work.done():
                    await progress.begin()
                    progress.count(self._project.read)
        finally:
            progress.end()
        return await work

    async def _analyse(self) -> Result | None:
        server, project = self._server, self._project
        priority = Priority.OPEN if project.inputs.documents else Priority.REST
        give_way = functools.partial(server.scheduler.waiting, priority)
        work = asyncio.ensure_future(server.scheduler.run(priority, lambda: project.check(give_way)))
        progress = Progress(server, f"Reading {os.path.basename(project.directory)}")
        return await self._with_progress(work, progress)


def _tidy() -> None:
    """What the first analysis made stays: later collections need not look at it again."""
    gc.collect()
    gc.freeze()
