"""Which file belongs to which root. It follows from which files there are, not from what they say."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from lua_entries.files.paths import parents
from lua_entries.project.discovery import Found, FoundRoot
from lua_entries.project.roots import Homes, Root, below, group_strays
from lua_entries.project.units import IndexUnit


@dataclass(frozen=True, eq=False)
class Layout:
    """Files by root. Roots are named by their number."""

    roots: tuple[FoundRoot, ...]
    loaded: tuple[tuple[str, ...], ...]
    """The index files that each root loads, in the runtime's order."""
    own: tuple[tuple[str, ...], ...]
    """The index files whose findings belong to each root."""
    homes: Mapping[str, int]
    """The root that the findings of an index file belong to; those of unpacked modules have none."""
    holders: Mapping[str, int]
    """The root in which the references of an index file are looked up: its home, else the first that loads it."""
    bases: Mapping[str, str]
    """The load directory of each index file."""
    lua: tuple[tuple[str, ...], ...]
    """The Lua files whose innermost root each is."""

    strays: frozenset[str]
    """The index files whose namespaces decide which roots there are."""

    def loads(self, number: int, paths: Iterable[str]) -> bool:
        """True when the root loads one of the index files."""
        return any(number in self._loaders.get(path, ()) for path in paths)

    @cached_property
    def _loaders(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, paths in enumerate(self.loaded):
            for path in paths:
                found.setdefault(path, []).append(number)
        return found


def layout_of(found: Found, units: Mapping[str, IndexUnit]) -> Layout:
    """The layout of what was found; the namespaces of index files decide where no root is marked."""
    roots = _with_strays(found, units)
    numbers = {id(item.root): number for number, item in enumerate(roots)}
    loaded = tuple(_loaded(item, found) for item in roots)
    homes = {path: numbers[id(root)] for path, root in _homes(found.index_files, roots).items() if root is not None}
    holders: dict[str, int] = {}
    for number, paths in enumerate(loaded):
        for path in paths:
            holders.setdefault(path, number)
    holders.update(homes)
    bases = {
        path: (roots[holders[path]].root.load_directory(path) if path in holders else None) or os.path.dirname(path)
        for path in chain(found.index_files, found.vendored_index)
    }
    lua: list[list[str]] = [[] for _ in roots]
    for path, root in _homes(found.lua, roots).items():
        if root is not None:
            lua[numbers[id(root)]].append(path)
    own: list[list[str]] = [[] for _ in roots]
    for path, number in homes.items():
        own[number].append(path)
    strays = frozenset(path for item in roots for path in item.strays or ())
    return Layout(roots, loaded, tuple(map(tuple, own)), homes, holders, bases, tuple(map(tuple, lua)), strays)


def _with_strays(found: Found, units: Mapping[str, IndexUnit]) -> tuple[FoundRoot, ...]:
    """The marked roots, and those that the remaining index files make."""
    marked = found.marked
    loads = {directory for root in marked for directory in root.root.load}
    strays = [path for path in found.index_files if loads.isdisjoint(parents(path))]
    namespaces = {path: units[path].namespace for path in strays}
    grouped = group_strays(strays, found.containers, namespaces)
    return (*marked, *(FoundRoot(root, strays=held) for root, held in grouped))


def _loaded(item: FoundRoot, found: Found) -> tuple[str, ...]:
    """The index files that a root loads, each once, in the runtime's order (wippyai/runtime boot/deps/lock/lock.go)."""
    if item.strays is not None:
        return item.strays
    root = item.root
    held: dict[str, None] = {}
    for paths, directories in ((found.index_files, root.load), (found.vendored_index, root.vendored)):
        for directory in directories:
            held.update(dict.fromkeys(below(paths, directory)))
    return tuple(held)


def _homes(paths: Iterable[str], roots: Sequence[FoundRoot]) -> dict[str, Root | None]:
    """The root that the findings of each file belong to: the innermost marked one that loads it, else that of the stray
    index files around it."""
    marked = Homes(item.root for item in roots if item.strays is None)
    grouped = [item for item in roots if item.strays is not None]
    by_stray = {path: item.root for item in grouped for path in item.strays or ()}
    loose = Homes(item.root for item in grouped)
    return {path: by_stray.get(path) or marked.of(path) or loose.of(path) for path in paths}
