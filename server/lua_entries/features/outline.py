"""The outline of a file: the entries of an index file, the functions of Lua."""

from __future__ import annotations

from typing import Literal, NamedTuple

from lua_entries.facts.lua_file import lua_facts
from lua_entries.facts.lua_model import CHUNK, LuaFacts
from lua_entries.project.discovery import LUA_SUFFIX
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import IndexUnit
from lua_entries.text.span import Span


class Symbol(NamedTuple):
    """One line of an outline."""

    name: str
    detail: str
    role: Literal["namespace", "entry", "function", "method"]
    span: Span
    """Everything that belongs to it."""
    selection: Span
    """Its name, inside `span`."""
    children: tuple[Symbol, ...] = ()


def outline(snapshot: Snapshot, path: str) -> tuple[Symbol, ...]:
    """The symbols of a file in the order of its text; empty for files that are neither entries nor Lua."""
    index = snapshot.index_units.get(path)
    if index is not None:
        return _entries(index)
    if not path.endswith(LUA_SUFFIX):
        return ()
    unit = snapshot.lua_units.get(path)
    return _functions(unit.facts if unit is not None else lua_facts(snapshot.text(path)))


def _entries(unit: IndexUnit) -> tuple[Symbol, ...]:
    entries = tuple(
        _symbol(entry.name or "(no name)", entry.kind, "entry", entry.fact.span, entry.fact.place)
        for entry in unit.entries
    )
    namespace = unit.facts.namespace
    if namespace is None:
        return entries
    everything = Span(namespace.start, max((entry.span.end for entry in entries), default=namespace.end))
    return (_symbol(unit.namespace, "", "namespace", everything, namespace.span, entries),)


def _functions(facts: LuaFacts) -> tuple[Symbol, ...]:
    """Named functions, each under the nearest named one around it."""
    inner: dict[int, list[Symbol]] = {}
    for index in range(len(facts.functions) - 1, -1, -1):  # those inside come after the one around them
        function = facts.functions[index]
        held = inner.pop(index, [])
        if function.name:
            role: Literal["function", "method"] = "method" if function.method else "function"
            children = tuple(sorted(held, key=lambda symbol: symbol.span))
            selection = function.name_span or function.span
            held = [_symbol(function.name, function.signature, role, function.span, selection, children)]
        inner.setdefault(function.parent, []).extend(held)
    return tuple(sorted(inner.get(CHUNK, []), key=lambda symbol: symbol.span))


def _symbol(
    name: str,
    detail: str,
    role: Literal["namespace", "entry", "function", "method"],
    span: Span,
    selection: Span,
    children: tuple[Symbol, ...] = (),
) -> Symbol:
    """A symbol whose span holds its name, as editors demand: `local name = function` has it outside of the body."""
    whole = Span(min(span.start, selection.start), max(span.end, selection.end))
    return Symbol(name, detail, role, whole, selection, children)
