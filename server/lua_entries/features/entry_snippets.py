"""Whole entries to fill in: the fields that a kind asks for, with tab stops, made from the catalog."""

from __future__ import annotations

from itertools import count

from lua_entries.catalog import Definition, Field, FieldNode, Kind
from lua_entries.features.completion_items import escaped
from lua_entries.project.discovery import LUA_SUFFIX

INDENT = "  "


def entry_lines(kind: Kind, keys: Definition) -> list[str]:
    """The lines of an entry of a kind, as a snippet without the dash of the list item; the name comes first."""
    stops = count(2)
    name = "${1:name}"
    return [f"{keys.name}: {name}", f"{keys.kind}: {escaped(kind.name)}", *_fields(kind, kind.tree, keys, stops)]


def _fields(kind: Kind, node: FieldNode, keys: Definition, stops: count[int]) -> list[str]:
    """Lines for the required fields at one position and below."""
    lines: list[str] = []
    for key, child in node.children():
        if not _is_needed(child):
            continue
        if not _holds_fields(child):
            lines.append(f"{key}: {_value(kind, child.field, keys, next(stops))}")
            continue
        inner = child.item if child.item is not None and child.item.names else child
        below = _fields(kind, inner, keys, stops)
        if inner is not child:
            below = [f"{'- ' if number == 0 else INDENT}{line}" for number, line in enumerate(below)]
        if not below:
            below = [f"{'- ' if child.item is not None else ''}${next(stops)}"]
        lines += (f"{key}:", *(f"{INDENT}{line}" for line in below))
    return lines


def _is_needed(node: FieldNode) -> bool:
    """True for a required field, and for what is only on the way to one."""
    if node.field is not None:
        return node.field.required == "yes"
    return any(_is_needed(child) for _, child in node.children())


def _holds_fields(node: FieldNode) -> bool:
    if node.field is None:
        return True
    kind = node.field.type
    return not kind.scalars and (kind.mapping or kind.item is not None)


def _value(kind: Kind, field: Field | None, keys: Definition, stop: int) -> str:
    if field is None:
        return f"${stop}"
    if field.role == "source":
        suffix = LUA_SUFFIX if "lua-source" in kind.roles else ""
        return f"{escaped(keys.file_scheme)}${{{stop}:file}}{suffix}"
    if field.enum:
        return f"${{{stop}|{','.join(value.replace(',', '') for value in field.enum if value)}|}}"
    given = field.default if field.default is not None else field.runtime_default
    if isinstance(given, (str, int, float)) and not isinstance(given, bool) and given != "":
        return f"${{{stop}:{escaped(str(given))}}}"
    if field.role == "method":
        return f"${{{stop}:run}}"
    return f"${stop}"
