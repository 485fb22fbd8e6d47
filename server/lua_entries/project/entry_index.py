"""The index of a root's ids and namespaces: the fold of what its index files declare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from lua_entries.project.fold import Fold
from lua_entries.project.resolver import EntryIndex
from lua_entries.project.units import Changed, Entry, IndexUnit

EntriesById = Mapping[str, tuple[Entry, ...]]


def ids_of(unit: IndexUnit) -> EntriesById:
    """Every entry of a file by its id."""
    found: dict[str, tuple[Entry, ...]] = {}
    for entry in unit.entries:
        found[entry.id] = (*found.get(entry.id, ()), entry)
    return found


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


def by_id(paths: Sequence[str], units: Mapping[str, IndexUnit]) -> Fold[str, tuple[Entry, ...]]:
    """Every entry of the files by its id."""
    return Fold(ids_of, _all_entries, paths, units)


class RootIndex:
    """What a root loads, by id, by namespace and by name."""

    def __init__(self, paths: Sequence[str], units: Mapping[str, IndexUnit], external: tuple[str, ...]) -> None:
        """`paths` are the index files in load order."""
        self._entries = Fold(_named, _all_entries, paths, units)
        self._names = Fold(_names, _united, paths, units)
        self._holders = Fold(_holders, _each_once, paths, units)
        self._external = external

    def follow(self, changes: Iterable[Changed], units: Mapping[str, IndexUnit]) -> None:
        """Take in changed files; `units` are all files as they are now."""
        self._entries.follow(changes, units)
        self._names.follow(changes, units)
        self._holders.follow(changes, units)

    def index(self, elsewhere: EntriesById) -> EntryIndex:
        """The index as it is now; `elsewhere` are the entries of the whole workspace by id."""
        return EntryIndex(self._entries.held, self._names.held, elsewhere, self._holders.held, self._external)
