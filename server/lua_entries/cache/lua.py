"""The facts of Lua files by what is in them, in one file for each workspace."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence

from lua_entries.cache.store import Store
from lua_entries.facts.bulk import Job, Wanted, Workers, summarise, usable_processes, wanted_workers
from lua_entries.facts.codec import decode, encode
from lua_entries.facts.lua_model import LuaFacts
from lua_entries.files.digest import digest

KEPT = 14
"""Days for which facts are kept that no run asked for: other branches are read again."""
MAX_PACK = 64 * 1024 * 1024
"""Bytes of facts that are kept of one workspace, in use or not."""


class LuaCache:
    """The facts of one workspace: those that are known, and those that were made in this run. One use, one load."""

    def __init__(self, store: Store | None, directory: str, processes: int) -> None:
        """Without a store nothing is known and nothing is kept; 0 processes are as many as help."""
        self._store = store
        self._name = f"lua-{digest(directory.encode('utf-8', 'surrogatepass')).hex()}"
        self._processes = processes or usable_processes()
        self._workers: Workers | None = None
        known = store.read(self._name) if store is not None else None
        self._known: dict[bytes, tuple[int, bytes]] = known or {}
        self._made: dict[bytes, LuaFacts | bytes] = {}
        """What was not known before this run."""
        self._used = False
        """Something was used for the first time today."""

    def expect(self, files: Sequence[Wanted]) -> None:
        """These files may be asked for: if they are many and none is known, let other processes begin with them."""
        if not self._known:
            self._start(sum(_size(file.path) for file in files))
            if self._workers is not None:
                self._workers.ask(files)

    def facts(self, jobs: Sequence[Job], progress: Callable[[int], None]) -> list[LuaFacts]:
        """The facts of each job; `progress` is told the number of each that is begun."""
        today = _today()
        keys = [_key(job) for job in jobs]
        missing = [number for number, key in enumerate(keys) if key not in self._known]
        wanted = [jobs[number] for number in missing]
        if self._workers is None:
            self._start(sum(len(job.text) for job in wanted if job.path is not None))
        made = summarise(wanted, self._workers, lambda number: progress(missing[number]))
        fresh = dict(zip(missing, made, strict=True))
        results = []
        for number, (job, key) in enumerate(zip(jobs, keys, strict=True)):
            if number in fresh:
                found = fresh[number]
                if job.path is not None:
                    self._made[key] = found
            else:
                day, found = self._known[key]
                if day != today:
                    self._known[key] = today, found
                    self._used = True
            results.append(decode(found) if isinstance(found, bytes) else found)
        return results

    def close(self) -> None:
        """Let go of other processes."""
        if self._workers is not None:
            self._workers.end()

    def _start(self, size: int) -> None:
        count = wanted_workers(size, self._processes)
        if count:
            self._workers = Workers(count)

    def keep(self) -> None:
        """Write down what is new."""
        if self._store is None or not (self._made or self._used):
            return
        today = _today()
        made = {key: (today, encode(data) if isinstance(data, LuaFacts) else data) for key, data in self._made.items()}
        kept: dict[bytes, tuple[int, bytes]] = {}
        size = 0
        for key, (day, data) in sorted({**self._known, **made}.items(), key=lambda item: -item[1][0]):
            size += len(data)
            if today - day <= KEPT and size <= MAX_PACK:
                kept[key] = (day, data)
        self._store.write(self._name, kept)


def _key(job: Job) -> bytes:
    return b"%b%d,%d" % (job.digest, job.max_size, job.max_nesting)


def _today() -> int:
    return int(time.time() // 86400)


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
