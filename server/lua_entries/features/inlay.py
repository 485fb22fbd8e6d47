"""Hints in Lua: which entry an import stands for, and which entries run the file."""

from __future__ import annotations

from typing import NamedTuple

from lua_entries.facts.lua_model import CHUNK
from lua_entries.features.definition import entry_location
from lua_entries.features.locate_lua import exported
from lua_entries.features.symbols import Location
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.text.span import Span

_SOME = 3
"""How many entries one hint names."""


class Hint(NamedTuple):
    """A text shown behind a place without being part of the file."""

    offset: int
    label: str
    targets: tuple[Location, ...]
    """The entries that it names."""


def inlay_hints(snapshot: Snapshot, path: str, span: Span) -> tuple[Hint, ...]:
    """The hints in a part of a file: `→ id` behind the `require` of an import, `← ids` behind each function that
    entries run, and behind the first line where they run what the chunk returns as a whole. In the order of the text.
    """
    hints: list[Hint] = []
    for unit in snapshot.lua_units.values():
        if unit.path == path and unit.is_exact:
            hints += _imports(snapshot, unit)
            hints += _runners(snapshot, unit)
    return tuple(sorted(hint for hint in hints if span.start <= hint.offset <= span.end))


def _imports(snapshot: Snapshot, unit: LuaUnit) -> list[Hint]:
    hints = []
    for require in unit.facts.requires:
        entries: dict[Entry, None] = {}
        for user in unit.users:
            link = snapshot.link(user, require.name) if require.name is not None else None
            entries.update((entry, None) for entry in (link.entries if link is not None else ()))
        if entries:
            hints.append(_hint(unit, require.call.end, "→", tuple(entries)))
    return hints


def _runners(snapshot: Snapshot, unit: LuaUnit) -> list[Hint]:
    """Entries behind the parameters of the function that they run; those of inline Lua are where the text is."""
    runners: dict[int, list[Entry]] = {}
    for user in unit.users if unit.inline is None else ():
        runners.setdefault(_place(snapshot, unit, user), []).append(user)
    return [_hint(unit, offset, "←", tuple(users)) for offset, users in runners.items()]


def _place(snapshot: Snapshot, unit: LuaUnit, user: Entry) -> int:
    returned, method = unit.facts.returned, snapshot.method_of(user)
    function = returned.function
    if returned.shape == "table" and method is not None and user.has_role("runnable"):
        export = exported(unit, method)
        function = export.function if export is not None else CHUNK
    if function != CHUNK:
        return _line_end(unit.text, unit.facts.functions[function].span.start)
    return _line_end(unit.text, 0)


def _line_end(text: str, offset: int) -> int:
    ends = [end for end in (text.find("\n", offset), text.find("\r", offset)) if end >= 0]
    return min(ends, default=len(text))


def _hint(unit: LuaUnit, offset: int, mark: str, entries: tuple[Entry, ...]) -> Hint:
    shown = ", ".join(entry.id for entry in entries[:_SOME])
    more = f" and {len(entries) - _SOME} more" if len(entries) > _SOME else ""
    place = unit.place(Span(offset, offset)).start
    return Hint(place, f"{mark} {shown}{more}", tuple(entry_location(entry) for entry in entries))
