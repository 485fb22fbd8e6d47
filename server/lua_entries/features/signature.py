"""Signature help: the function whose arguments are being typed, and which of them."""

from __future__ import annotations

from typing import NamedTuple

from lua_entries.features.completion_docs import member_doc
from lua_entries.features.lua_place import LuaPlace, called_at, inline_place, is_lua, lua_place
from lua_entries.features.lua_types import FunctionValue, TypedValue
from lua_entries.features.yaml_place import file_place
from lua_entries.project.snapshot import Snapshot
from lua_entries.syntax.yaml.cursor import cursor_at
from lua_entries.text.span import Span


class Signature(NamedTuple):
    """One function."""

    label: str
    parameters: tuple[Span, ...]
    """Where in the label each parameter stands."""
    active: int
    """Number of the parameter at the cursor, from 0; one behind the last where there are too many arguments."""
    documentation: str
    """Markdown."""


def signature_at(snapshot: Snapshot, path: str, text: str, offset: int) -> Signature | None:
    """The signature for an offset of a Lua file, or of inline Lua in an index file; None outside of known calls.

    `text` is the newest text of the file and may be newer than the snapshot.
    """
    place: LuaPlace | None
    if is_lua(snapshot, path):
        place = lua_place(snapshot, path, text, offset)
    else:
        cursor = cursor_at(text, offset)
        place = inline_place(file_place(snapshot, path, cursor.root), text, offset, cursor)
    return _signature(place) if place is not None and place.cursor.where != "comment" else None


def _signature(place: LuaPlace) -> Signature | None:
    called = called_at(place)
    if called is None:
        return None
    function = called.value
    if isinstance(function, TypedValue):
        function = called.file.member(function, _CALLED)
    if not isinstance(function, FunctionValue):
        return None
    name = called.name if function.member is not None and called.name else function.name
    label = f"{name}{function.label}"
    active = called.call.argument - 1
    if called.sign != function.call:
        active += 1 if called.sign == ":" else -1
    last = len(function.params) - 1
    if active > last >= 0 and function.params[last].startswith(_REST):
        active = last
    documentation = member_doc(function.member) if function.member is not None else function.documentation
    return Signature(label, tuple(_spans(label, len(name), function.params)), max(active, 0), documentation)


_CALLED = "__call"
_REST = "..."


def _spans(label: str, start: int, parameters: tuple[str, ...]) -> list[Span]:
    found: list[Span] = []
    for parameter in parameters:
        at = label.find(parameter, start)
        if at < 0:
            return []
        start = at + len(parameter)
        found.append(Span(at, start))
    return found
