"""Lenses above entries: how many others use each."""

from __future__ import annotations

from typing import NamedTuple

from lua_entries.features.references import Occurrence
from lua_entries.features.uses import uses_of
from lua_entries.project.snapshot import Snapshot
from lua_entries.text.span import Span


class Lens(NamedTuple):
    """A line of text above an entry."""

    span: Span
    """The entry's name."""
    title: str
    places: tuple[Occurrence, ...]
    """What choosing it shows."""


def code_lenses(snapshot: Snapshot, path: str) -> tuple[Lens, ...]:
    """A lens for each entry of an index file that others may refer to: those with a name and a known kind."""
    unit = snapshot.index_units.get(path)
    if unit is None:
        return ()
    uses = uses_of(snapshot)
    found = []
    for entry in unit.entries:
        if entry.fact.name is None or entry.info is None:
            continue
        users = uses.users(entry)
        places = {(use.path, use.span) for use in uses.of(entry)}
        if users:
            title = f"used by {len(users)} {'entry' if len(users) == 1 else 'entries'}"
            found.append(Lens(entry.fact.name.inner, title, tuple(Occurrence(*place) for place in sorted(places))))
    return tuple(found)
