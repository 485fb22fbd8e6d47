"""Finding entries of the whole workspace by a few letters of their id or kind."""

from __future__ import annotations

from typing import NamedTuple

from lua_entries.features.definition import entry_location
from lua_entries.features.rename_changes import is_vendored
from lua_entries.features.symbols import Location
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry

LIMIT = 200
"""How many entries an answer holds at most."""

_NONE = 100


class WorkspaceSymbol(NamedTuple):
    """An entry that fits a query."""

    name: str
    """The entry's name."""
    namespace: str
    kind: str
    location: Location
    vendored: bool
    """Of an installed module."""


class Found(NamedTuple):
    """What fits a query, best first."""

    symbols: tuple[WorkspaceSymbol, ...]
    complete: bool
    """False when there are more than `LIMIT`."""


def workspace_symbols(snapshot: Snapshot, query: str, limit: int = LIMIT) -> Found:
    """Entries whose id or kind holds the letters of the query in their order, without case; all for an empty query.

    Best are names that begin with the query, then those that hold it, ids that do, kinds that do, and last scattered
    letters. The project's own entries come before those of installed modules. White space in the query separates parts
    that must all fit, such as a name and a kind.
    """
    parts = query.lower().split()
    ranked: list[tuple[int, bool, int, str, Entry]] = []
    for unit in snapshot.index_units.values():
        vendored = is_vendored(snapshot, unit.path)
        for entry in unit.entries:
            rank = max((_rank(part, entry) for part in parts), default=0) if entry.name else _NONE
            if rank < _NONE:
                ranked.append((rank, vendored, len(entry.id), entry.id, entry))
    ranked.sort(key=lambda item: item[:4])
    symbols = tuple(
        WorkspaceSymbol(entry.name, entry.namespace, entry.kind, entry_location(entry), vendored)
        for _, vendored, _, _, entry in ranked[:limit]
    )
    return Found(symbols, len(ranked) <= limit)


def _rank(part: str, entry: Entry) -> int:
    name, identifier, kind = entry.name.lower(), entry.id.lower(), entry.kind.lower()
    fits = (
        name == part,
        name.startswith(part) or identifier == part,
        part in name or identifier.startswith(part),
        part in identifier,
        kind.startswith(part),
        part in kind,
        _scattered(part, name),
        _scattered(part, identifier),
    )
    return next((rank for rank, fit in enumerate(fits) if fit), _NONE)


def _scattered(part: str, text: str) -> bool:
    """Whether the text holds the letters in their order, with others in between."""
    place = 0
    for letter in part:
        place = text.find(letter, place) + 1
        if not place:
            return False
    return True
