"""Reads and summarises the Lua of a project ahead of need: with what the cache knows, and in several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lua_entries.cache.lua import LuaCache
from lua_entries.cache.store import opened_store
from lua_entries.facts.bulk import Job
from lua_entries.facts.lua_model import LuaFacts
from lua_entries.files.digest import text_digest
from lua_entries.files.store import Files, Unreadable
from lua_entries.project.memory import Memory, Stamp, stamp_of
from lua_entries.project.units import LuaUnit
from lua_entries.text.packed import PackedText


class Reading:
    """One reading of many files. `run` is for a thread of its own, the rest for the worker."""

    def __init__(self, directory: str, units: Iterable[LuaUnit], memory: Memory, told: Callable[[], None]) -> None:
        """Read the files of these units that nobody has read; `told` hears of each that this process begins."""
        self.begun = False
        self._directory = directory
        self._memory = memory
        self._told = told
        contents = (unit.content for unit in units)
        self._wanted = [(item.path, item) for item in contents if item.path is not None and not item.is_read]
        self._found: list[tuple[Stamp | None, PackedText, LuaFacts] | None] = []

    def run(self) -> None:
        """Find the facts of all files. What is unsaved in the editor is neither read nor kept."""
        cache = LuaCache(opened_store(), self._directory, 0)
        try:
            stamps, texts, jobs = [], [], []
            for path, content in self._wanted:
                limits = content.limits
                stamps.append(stamp_of(path))  # before reading, so that a change in between shows later
                text = _read(path, limits.max_file_size)
                texts.append(text)
                if not isinstance(text, Unreadable):
                    jobs.append(Job(path, text, text_digest(text), limits.max_file_size, limits.max_nesting))
            facts = iter(cache.facts(jobs, lambda number: self._told()))
            self._found = [
                None if isinstance(text, Unreadable) else (stamp, PackedText(text), next(facts))
                for stamp, text in zip(stamps, texts, strict=True)
            ]
        finally:
            cache.close()
        cache.keep()

    def settle(self) -> None:
        """Take over what was found, but for files that changed meanwhile or that somebody else has read."""
        for (path, content), found in zip(self._wanted, self._found, strict=False):
            if found is not None and not content.is_read:
                stamp, text, facts = found
                if stamp is not None and stamp_of(path) == stamp:
                    self._memory.take(path, stamp, text)
                    content.take(text, facts)


def _read(path: str, largest: int) -> str | Unreadable:
    return Files({}, lambda _: largest).read(path, any_bytes=True)
