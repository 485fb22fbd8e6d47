"""Which Lua the entries use, and who uses it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from lua_entries.project.sources import Source, unit_key
from lua_entries.project.units import Entry
from lua_entries.text.span import Span

Used: TypeAlias = Mapping[str, tuple[Source, tuple[Entry, ...]]]
"""Lua by unit key: the source of the first of the entries that use it, and those in order of their ids."""


def users_of(sources: Mapping[Entry, Source]) -> Used:
    """The Lua behind all sources."""
    found: dict[str, list[Entry]] = {}
    for entry, source in sources.items():
        if _is_lua(entry, source):
            found.setdefault(unit_key(source), []).append(entry)
    return {key: _use(users, sources) for key, users in found.items()}


def used_again(
    used: Used, gone: Mapping[Entry, Source], come: Mapping[Entry, Source], sources: Mapping[Entry, Source]
) -> tuple[Used, frozenset[str]]:
    """What `users_of` gives when the sources of some entries are gone and others have come (an entry may be in both),
    which makes `sources` of all; and the keys of the Lua that this concerns."""
    keys = frozenset(
        unit_key(source) for held in (gone, come) for entry, source in held.items() if _is_lua(entry, source)
    )
    users = {key: [user for user in used[key][1] if user not in gone] if key in used else [] for key in keys}
    for entry, source in come.items():
        if _is_lua(entry, source):
            users[unit_key(source)].append(entry)
    found = dict(used)
    for key, held in users.items():
        if held:
            found[key] = _use(held, sources)
        else:
            del found[key]
    return found, keys


def _is_lua(entry: Entry, source: Source) -> bool:
    return not source.problem and entry.has_role("lua-source")


def _use(users: Iterable[Entry], sources: Mapping[Entry, Source]) -> tuple[Source, tuple[Entry, ...]]:
    held = tuple(sorted(users, key=_order))
    return sources[held[0]], held


def _order(entry: Entry) -> tuple[str, str, Span]:
    return entry.id, entry.path, entry.fact.span
