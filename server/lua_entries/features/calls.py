"""The call hierarchy: entries as what is called, their references as calls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from lua_entries.features.definition import entry_location
from lua_entries.features.locate import entry_at, locate
from lua_entries.features.symbols import AliasName, EntryName, Location, MethodName, SourceFile
from lua_entries.features.uses import EntryUse, uses_of
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry
from lua_entries.text.span import Span


class Item(NamedTuple):
    """An entry in the hierarchy."""

    id: str
    kind: str
    location: Location


class Call(NamedTuple):
    """References between two entries, in one direction."""

    item: Item
    """The entry at the other end."""
    path: str
    """The file with the references."""
    spans: tuple[Span, ...]


def prepare_calls(snapshot: Snapshot, path: str, offset: int) -> tuple[Item, ...]:
    """The entries that an offset means: the one named there; in an entry that entry; in Lua those that run it."""
    symbol = locate(snapshot, path, offset)
    entries: tuple[Entry, ...] = ()
    match symbol:
        case EntryName():
            entries = symbol.entries
        case AliasName():
            links = (snapshot.link(holder, symbol.name) for holder in symbol.holders)
            entries = tuple(entry for link in links if link is not None for entry in link.entries)
        case MethodName():
            entries = symbol.entries
        case SourceFile(entry=entry) if entry is not None:
            entries = (entry,)
    if not entries:
        unit = snapshot.index_units.get(path)
        around = entry_at(unit, offset) if unit is not None else None
        lua = snapshot.lua_units.get(path)
        entries = (around,) if around is not None else tuple(lua.users) if lua is not None else ()
    return tuple(_item(entry) for entry in dict.fromkeys(entries) if entry.name)


def incoming_calls(snapshot: Snapshot, item: Item) -> tuple[Call, ...]:
    """The entries that refer to an entry, with the places, in order of their ids."""
    entry = _entry(snapshot, item)
    uses = uses_of(snapshot).of(entry) if entry is not None else ()
    return _calls((use.holder, use) for use in uses if use.runs)


def outgoing_calls(snapshot: Snapshot, item: Item) -> tuple[Call, ...]:
    """The entries that an entry refers to, with the places, in order of their ids."""
    entry = _entry(snapshot, item)
    uses = uses_of(snapshot).made_by(entry) if entry is not None else ()
    return _calls((target, use) for use in uses if use.runs for target in use.resolution.entries[-1:])


def _calls(pairs: Iterable[tuple[Entry, EntryUse]]) -> tuple[Call, ...]:
    found: dict[tuple[Entry, str], set[Span]] = {}
    for other, use in pairs:
        found.setdefault((other, use.path), set()).add(use.span)
    ordered = sorted(found.items(), key=lambda pair: (pair[0][0].id, pair[0][0].path, pair[0][1]))
    return tuple(Call(_item(other), path, tuple(sorted(spans))) for (other, path), spans in ordered if other.name)


def _item(entry: Entry) -> Item:
    return Item(entry.id, entry.kind, entry_location(entry))


def _entry(snapshot: Snapshot, item: Item) -> Entry | None:
    """The entry of an item, which may be of an older snapshot: the one in its file that has the id now."""
    unit = snapshot.index_units.get(item.location.path)
    same = [entry for entry in unit.entries if entry.id == item.id] if unit is not None else []
    exact = (entry for entry in same if entry_location(entry) == item.location)
    return next(exact, same[0] if same else None)
