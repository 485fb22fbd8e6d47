"""What the loads of one workspace share, so that the next load reads and summarises only what changed.

Everything here is an answer that can be made again from texts: a load with a memory gives the same as one without.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

from lua_entries.catalog import Catalog, load_catalog
from lua_entries.files.store import Unreadable
from lua_entries.project.config import Limits
from lua_entries.project.configs import Configs
from lua_entries.project.discovery import LUA_SUFFIX, Found
from lua_entries.project.entry_index import RootIndex
from lua_entries.project.fold import Fold
from lua_entries.project.layout import Layout
from lua_entries.project.lua_text import LuaText
from lua_entries.project.lua_use import Used
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.sources import FileTarget, Source
from lua_entries.project.units import Entry, IndexUnit, LuaUnit
from lua_entries.text.packed import PackedText

Stamp = tuple[int, int, int]
"""What tells two states of a file on disk apart without reading it: time of change, size, inode."""


class Basis(NamedTuple):
    """What the search for files depends on, beside the disk."""

    directory: str
    config_file: str | None
    exclude: tuple[str, ...]
    settings: Mapping[str, Any]
    weighty: Mapping[str, str]
    """Unsaved texts that may decide which file belongs to which root: all but Lua and index files by name."""


class Discovery(NamedTuple):
    """Which files there are, and which configuration applies to them."""

    basis: Basis
    unsaved: frozenset[str]
    """Paths of other unsaved texts, which count as files whether or not they are on disk."""
    configs: Configs
    found: Found

    def holds(self, basis: Basis, unsaved: frozenset[str]) -> bool:
        """True when a search would find the same; text over a file that was found makes no difference."""
        return basis == self.basis and self.unsaved <= unsaved and (unsaved - self.unsaved) <= self.found.paths


class KnownUnit(NamedTuple):
    """An index file as it was read last, and what that depended on."""

    unit: IndexUnit
    limits: Limits
    catalog: Catalog


class KnownSources(NamedTuple):
    """Where the `file://` values of a unit led, and the sources of its entries."""

    unit: IndexUnit
    base: str
    targets: tuple[FileTarget, ...]
    sources: tuple[tuple[Entry, Source], ...]


class Loaded(NamedTuple):
    """The last load, and what it was made with."""

    found: Found
    configs: Configs
    layout: Layout
    used: Used
    everything: Fold[str, tuple[Entry, ...]]
    """All entries of the workspace by id."""
    indexes: tuple[RootIndex, ...]
    """What each root loads."""
    snapshot: Snapshot


class TooMuchToReadError(BaseException):
    """More Lua had to be read than was allowed. Not an `Exception`: nobody on the way may take it for an answer."""


class Memory:
    """The memory of one workspace. One load at a time."""

    def __init__(self) -> None:
        self.may_read: int | None = None
        """How many more Lua files may be read; None for any number."""
        self.discovery: Discovery | None = None
        self.searched = False
        """False when what was discovered must be searched for anew."""
        self.units: dict[str, KnownUnit] = {}
        self.lua_texts: dict[str, LuaText] = {}
        self.lua_units: dict[str, LuaUnit] = {}
        self.sources: dict[str, KnownSources] = {}
        self.loaded: Loaded | None = None
        self._overlay: Mapping[str, str] = {}
        self._touched: set[str] = set()
        self._texts: dict[str, tuple[Stamp | None, str | PackedText | Unreadable]] = {}

    def text(self, path: str, read: Callable[[str], str | Unreadable]) -> str | Unreadable:
        """The text on disk as it was read last; read now where it is not known."""
        known = self._texts.get(path)
        if known is None:
            stamp = stamp_of(path)  # before reading, so that a change in between shows later
            known = self._texts[path] = (stamp, read(path))
        return known[1].text if isinstance(known[1], PackedText) else known[1]

    def about_to_read(self) -> None:
        """A Lua file is to be read.

        Raises:
            TooMuchToReadError: not now.
        """
        if self.may_read is not None:
            if self.may_read == 0:
                raise TooMuchToReadError
            self.may_read -= 1

    def take(self, path: str, stamp: Stamp, text: PackedText) -> None:
        """Somebody else read this text, when the file was in that state."""
        self._texts[path] = (stamp, text)

    def held(self, path: str) -> str | Unreadable | None:
        """The text on disk as it was read last; None where it was not."""
        known = self._texts.get(path)
        if known is None:
            return None
        return known[1].text if isinstance(known[1], PackedText) else known[1]

    def touched(self, overlay: Mapping[str, str]) -> frozenset[str]:
        """The files that may have another text than at the last call; `overlay` holds the unsaved texts of now."""
        before, self._overlay = self._overlay, overlay
        for path in before.keys() | overlay.keys():
            if before.get(path) != overlay.get(path):
                self._touched.add(path)
        touched, self._touched = frozenset(self._touched), set()
        return touched

    def changed(self, paths: Iterable[str]) -> None:
        """Files were written, made or removed: those must be read again, and where the set of files may be another, all
        directories."""
        for path in paths:
            known = self._texts.pop(path, None)
            self._touched.add(path)
            unread = known is None and (self.discovery is None or path not in self.discovery.found.paths)
            unreadable = known is not None and isinstance(known[1], Unreadable)
            if unread or unreadable or not is_plain(path) or not os.path.isfile(path):
                self.searched = False

    def recheck(self) -> None:
        """Anything on disk may have changed: search again, and read again what looks changed."""
        self.searched = False
        for path, (stamp, _) in list(self._texts.items()):
            if stamp is None or stamp != stamp_of(path):
                del self._texts[path]

    def keep(self, paths: Collection[str], lua_keys: Collection[str]) -> None:
        """Forget the index files and Lua that are no part of the workspace any more."""
        for held, wanted in (
            (self.units, paths),
            (self.sources, paths),
            (self.lua_texts, lua_keys),
            (self.lua_units, lua_keys),
        ):
            if len(held) > len(wanted):
                for key in held.keys() - set(wanted):
                    del held[key]


def is_plain(path: str) -> bool:
    """True for a file whose text decides nothing about which other files belong to the workspace: Lua, and index files
    known by their name."""
    return path.endswith(LUA_SUFFIX) or os.path.basename(path) in load_catalog().definition.index_files


def stamp_of(path: str) -> Stamp | None:
    """The state of a file on disk; None where there is none."""
    try:
        state = os.stat(path)
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino
