"""The index of a root's ids and namespaces: the fold of what its index files declare."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import TypeVar

from lua_entries.project.fold import Fold
from lua_entries.project.resolver import EntryIndex
from lua_entries.project.units import Entry, IndexUnit

T = TypeVar("T")

EntriesById = Mapping[str, tuple[Entry, ...]]


def ids_of(unit: IndexUnit) -> EntriesById:
    """Every entry of a file by its id."""
    found: dict[str, list[Entry]] = {}
    for entry in unit.entries:
        found.setdefault(entry.id, []).append(entry)
    return {identifier: tuple(entries) for identifier, entries in found.items()}


def _named(unit: IndexUnit) -> EntriesById:
    """The entries of a file that something can refer to."""
    return {identifier: held for identifier, held in unit.once(ids_of).items() if held[0].name and held[0].namespace}


def _names(unit: IndexUnit) -> Mapping[str, frozenset[str]]:
    """The names that a file declares in its namespace."""
    if not unit.namespace:
        return {}
    return {unit.namespace: frozenset(held[0].name for held in unit.once(_named).values())}


def _holders(unit: IndexUnit) -> Mapping[str, tuple[str, ...]]:
    """The namespace of a file by the names in it."""
    own = (unit.namespace,)
    return {held[0].name: own for held in unit.once(_named).values()}


def _united(values: Sequence[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*values)


def _all_entries(values: Sequence[tuple[Entry, ...]]) -> tuple[Entry, ...]:
    return tuple(chain.from_iterable(values))


def _each_once(values: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(values)))


def by_id(units: Mapping[str, IndexUnit]) -> Fold[str, tuple[Entry, ...]]:
    """Every entry of the files by its id."""
    return Fold(_all_entries, {path: unit.once(ids_of) for path, unit in units.items()})


class RootIndex:
    """What a root loads, by id, by namespace and by name."""

    def __init__(self, units: Mapping[str, IndexUnit], external: tuple[str, ...]) -> None:
        """`units` are the index files by path, in load order."""
        self._entries = Fold(_all_entries, _parts(_named, units))
        self._names = Fold(_united, _parts(_names, units))
        self._holders = Fold(_each_once, _parts(_holders, units))
        self._external = external

    def follow(self, units: Mapping[str, IndexUnit]) -> None:
        """Take in changed files, be they the root's or not."""
        self._entries.follow(_parts(_named, units))
        self._names.follow(_parts(_names, units))
        self._holders.follow(_parts(_holders, units))

    def index(self, elsewhere: EntriesById) -> EntryIndex:
        """The index as it is now; `elsewhere` are the entries of the whole workspace by id."""
        return EntryIndex(self._entries.held, self._names.held, elsewhere, self._holders.held, self._external)


def _parts(part: Callable[[IndexUnit], T], units: Mapping[str, IndexUnit]) -> Mapping[str, T]:
    return {path: unit.once(part) for path, unit in units.items()}
