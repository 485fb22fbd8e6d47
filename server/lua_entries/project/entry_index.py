"""The index of a root's ids and namespaces: the fold of its entries, and how it follows an edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lua_entries.project.resolver import EntryIndex
from lua_entries.project.units import Entry, IndexUnit

EntriesById = Mapping[str, tuple[Entry, ...]]
Pair = tuple[Entry, Entry]
"""An entry as it was and as it is, under the same id."""


def by_id(units: Iterable[IndexUnit]) -> EntriesById:
    """Every entry of the units by its id."""
    found: dict[str, list[Entry]] = {}
    for unit in units:
        for entry in unit.entries:
            found.setdefault(entry.id, []).append(entry)
    return {identifier: tuple(entries) for identifier, entries in found.items()}


def index_of(
    entries: Iterable[Entry], units: Iterable[IndexUnit], elsewhere: EntriesById, external: tuple[str, ...]
) -> EntryIndex:
    """The index of what a root loads, in load order."""
    named: dict[str, list[Entry]] = {}
    names: dict[str, set[str]] = {unit.namespace: set() for unit in units if unit.namespace}
    holders: dict[str, dict[str, None]] = {}
    for entry in entries:
        if entry.name and entry.namespace:
            named.setdefault(entry.id, []).append(entry)
            names[entry.namespace].add(entry.name)
            holders.setdefault(entry.name, {})[entry.namespace] = None
    return EntryIndex(
        {identifier: tuple(held) for identifier, held in named.items()},
        {namespace: frozenset(held) for namespace, held in names.items()},
        elsewhere,
        {name: tuple(held) for name, held in holders.items()},
        external,
    )


def same_ids(before: Sequence[Entry], after: Sequence[Entry]) -> bool:
    """True when entries stand for the same ids in the same order, so that an index changes in nothing but them."""
    return len(before) == len(after) and all(
        one is other or (one.name == other.name and one.namespace == other.namespace and one.id == other.id)
        for one, other in zip(before, after, strict=True)
    )


def replaced(held: EntriesById, pairs: Sequence[Pair]) -> EntriesById:
    """Entries by id with the new ones of the pairs in place of the old."""
    found = dict(held)
    for old, new in pairs:
        same = found.get(old.id)
        if same is not None:
            found[old.id] = tuple(new if entry is old else entry for entry in same)
    return found
