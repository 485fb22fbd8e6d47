"""The facts of Lua files by what is in them, in one file for each workspace."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from lua_entries.cache.store import Store
from lua_entries.facts.bulk import Job, summarise, usable_processes
from lua_entries.facts.codec import decode
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
        self._known: dict[bytes, tuple[int, bytes]] | None = None
        self._fresh = False

    def facts(self, jobs: Sequence[Job], progress: Callable[[int], None]) -> list[LuaFacts]:
        """The facts of each job; `progress` is told the number of each that is begun."""
        known = self._load()
        today = int(time.time() // 86400)
        keys = [_key(job) for job in jobs]
        missing = [number for number, key in enumerate(keys) if key not in known]
        wanted = [jobs[number] for number in missing]
        found = summarise(wanted, self._processes, lambda number: progress(missing[number]))
        made = dict(zip(missing, found, strict=True))
        results = []
        for number, (job, key) in enumerate(zip(jobs, keys, strict=True)):
            data = made[number] if number in made else known[key][1]
            if job.path is not None and (number in made or known[key][0] != today):
                known[key] = (today, data)
                self._fresh = True
            results.append(decode(data))
        return results

    def keep(self) -> None:
        """Write down what is new."""
        if self._store is None or self._known is None or not self._fresh:
            return
        today = int(time.time() // 86400)
        kept: dict[bytes, tuple[int, bytes]] = {}
        size = 0
        for key, (day, data) in sorted(self._known.items(), key=lambda item: -item[1][0]):
            size += len(data)
            if today - day <= KEPT and size <= MAX_PACK:
                kept[key] = (day, data)
        self._store.write(self._name, kept)

    def _load(self) -> dict[bytes, tuple[int, bytes]]:
        if self._known is None:
            self._known = self._store.read(self._name) if self._store is not None else None
            self._known = self._known or {}
        return self._known


def _key(job: Job) -> bytes:
    return b"%b%d,%d" % (job.digest, job.max_size, job.max_nesting)
