"""Every place that names the thing at the cursor, in the whole workspace or in one file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lua_entries.facts.lua_mentions import returned_mentions
from lua_entries.facts.lua_model import CHUNK
from lua_entries.features.locate import locate
from lua_entries.features.locate_lua import bound_span
from lua_entries.features.symbols import (
    AliasName,
    EntryName,
    KindName,
    MemberName,
    MethodName,
    ModuleName,
    NamespaceName,
    SourceFile,
    Symbol,
)
from lua_entries.features.uses import EntryUse, Uses, uses_of
from lua_entries.project.imports import listed_modules
from lua_entries.project.resolver import split_id
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.text.span import Span


class Occurrence(NamedTuple):
    """A place that names something."""

    path: str
    span: Span
    declaration: bool = False
    """Where it is declared or defined."""


def references(snapshot: Snapshot, path: str, offset: int, include_declaration: bool = True) -> tuple[Occurrence, ...]:
    """Every place that names the thing at an offset, in the order of paths and offsets.

    Of a module these are the places that list or require it, and in the file with the offset all uses of it.
    """
    symbol = locate(snapshot, path, offset)
    if symbol is None:
        return ()
    places = [*occurrences(snapshot, uses_of(snapshot), symbol), *_local_uses(snapshot, path, symbol)]
    found = _in_order(places)
    return found if include_declaration else tuple(item for item in found if not item.declaration)


def highlights(snapshot: Snapshot, path: str, offset: int) -> tuple[Occurrence, ...]:
    """The same in the file at `path` only; what stands elsewhere is not looked at."""
    symbol = locate(snapshot, path, offset)
    if symbol is None:
        return ()
    found = [item for item in occurrences(snapshot, Uses(snapshot, path), symbol) if item.path == path]
    return _in_order([*found, *_local_uses(snapshot, path, symbol)])


def _in_order(found: list[Occurrence]) -> tuple[Occurrence, ...]:
    places: dict[tuple[str, Span], Occurrence] = {}
    for item in found:
        key = (item.path, item.span)
        if key not in places or item.declaration:
            places[key] = item
    return tuple(places[key] for key in sorted(places))


def occurrences(snapshot: Snapshot, uses: Uses, symbol: Symbol) -> Iterator[Occurrence]:
    """The places that name a symbol, as far as `uses` reach, in any order and some twice."""
    match symbol:
        case EntryName():
            yield from _of_entry(uses, symbol)
        case NamespaceName():
            yield from _of_namespace(snapshot, uses, symbol.name)
        case KindName():
            yield from _of_kind(snapshot, symbol)
        case AliasName():
            for holder in symbol.holders:
                yield from alias_places(snapshot, holder, symbol.name)
        case ModuleName():
            for use in uses.of_module(symbol.name):
                listed = use.holder is not None and any(item.inner == use.span for item in listed_modules(use.holder))
                yield Occurrence(use.path, use.span, declaration=listed)
        case SourceFile():
            yield from (Occurrence(use.path, use.span) for use in uses.of_file(symbol.target.path))
        case MethodName(unit=unit) if unit is not None:
            yield from of_function(uses, unit, symbol.name, symbol.function)
        case MemberName(unit=unit) if unit is not None:
            function = symbol.export.function if symbol.export is not None else CHUNK
            yield from of_function(uses, unit, symbol.name, function)
        case MemberName(module=module, receiver=None) if module is not None:
            yield from _of_member(snapshot, uses, module.name, symbol.name)


def _of_entry(uses: Uses, symbol: EntryName) -> Iterator[Occurrence]:
    for entry in symbol.entries:
        if entry.fact.name is not None:
            yield Occurrence(entry.path, entry.fact.name.inner, declaration=True)
        yield from (Occurrence(use.path, use.span) for use in uses.of(entry))
    if not symbol.entries and symbol.resolution is not None:
        namespace, _ = split_id(symbol.resolution.id)
        for use in uses.of_namespace(namespace):
            if use.resolution.id == symbol.resolution.id:
                yield Occurrence(use.path, use.span)


def _of_namespace(snapshot: Snapshot, uses: Uses, namespace: str) -> Iterator[Occurrence]:
    for path in snapshot.files_of(namespace):
        header = snapshot.index_units[path].facts.namespace
        if header is not None:
            yield Occurrence(path, header.inner, declaration=True)
    for use in uses.of_namespace(namespace):
        span = namespace_span(snapshot, use, namespace)
        if span is not None:
            yield Occurrence(use.path, span)


def namespace_span(snapshot: Snapshot, use: EntryUse, namespace: str) -> Span | None:
    """Where a reference names its namespace; None for short ones and those written in another form."""
    text = snapshot.text(use.path)
    prefix = f"{namespace}:"
    if text.startswith(prefix, use.span.start) and use.span.end - use.span.start > len(prefix):
        return Span(use.span.start, use.span.start + len(namespace))
    return None


def _of_kind(snapshot: Snapshot, symbol: KindName) -> Iterator[Occurrence]:
    for unit in snapshot.index_units.values():
        for entry in unit.entries:
            if entry.kind == symbol.name and entry.fact.kind is not None:
                yield Occurrence(entry.path, entry.fact.kind.inner)


def alias_places(snapshot: Snapshot, holder: Entry, alias: str) -> Iterator[Occurrence]:
    """Where an entry names one of its imports: the key, and in its Lua the texts in `require` and all uses.

    Other entries that run the same Lua and have the alias count with it.
    """
    lua = snapshot.lua_of(holder)
    for user in lua.users if lua is not None else (holder,):
        link = snapshot.link(user, alias)
        if link is not None:
            yield Occurrence(user.path, link.alias.inner, declaration=True)
    if lua is not None:
        yield from (Occurrence(lua.path, lua.place(span)) for span in named_in(lua, alias))


def named_in(lua: LuaUnit, name: str) -> Iterator[Span]:
    """Where Lua names what `require(name)`, or the global, stands for: spans of the unit's text."""
    calls = set()
    for require in lua.facts.requires:
        if require.name == name:
            calls.add(require.call)
            yield require.span
            bound = bound_span(lua, require)
            if bound is not None:
                yield bound
    for use in lua.facts.names:
        if use.name == name and use.span not in calls and (use.required or name not in lua.facts.defined_globals):
            yield use.span


def of_function(uses: Uses, unit: LuaUnit, name: str, function: int) -> Iterator[Occurrence]:
    """Where a function that a chunk returns is named: in its file, in method fields, as a member in other Lua."""
    defined = unit.facts.functions[function].name_span if function != CHUNK else None
    if defined is not None:
        yield Occurrence(unit.path, unit.place(defined), declaration=True)
    for span in returned_mentions(unit.text, name).all:
        yield Occurrence(unit.path, unit.place(span))
    owner = uses.chunk(unit)
    for use in (*uses.of_method(owner, name), *uses.of_member(owner, name)):
        yield Occurrence(use.path, use.span)


def _of_member(snapshot: Snapshot, uses: Uses, module: str, dotted: str) -> Iterator[Occurrence]:
    first, _, rest = dotted.partition(".")
    further = re.compile(r"\s*[.:]\s*".join(["", *(rf"({re.escape(name)})\b" for name in rest.split("."))]))
    for use in uses.of_member(("module", module), first):
        if not rest:
            yield Occurrence(use.path, use.span)
        elif (match := further.match(snapshot.text(use.path), use.span.end)) is not None:
            yield Occurrence(use.path, Span(*match.span(match.lastindex or 0)))


def _local_uses(snapshot: Snapshot, path: str, symbol: Symbol) -> Iterator[Occurrence]:
    """Uses of the locals that hold a required module, in the Lua of one file."""
    for unit in snapshot.lua_units.values() if isinstance(symbol, ModuleName) else ():
        if unit.path == path and isinstance(symbol, ModuleName):
            yield from (Occurrence(path, unit.place(span)) for span in named_in(unit, symbol.name))
