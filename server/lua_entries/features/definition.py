"""Where something is defined, and where it is declared.

Both answer for the symbol at a place. They differ where two files share a thing: an import is *declared* by its key in
the entry and *defined* by the library's Lua, a module is declared by its item in the entry's list, a function by the
method fields that name it.
"""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.facts.lua_model import CHUNK
from lua_entries.features.locate import locate
from lua_entries.features.symbols import (
    AliasName,
    EntryName,
    FieldKey,
    Location,
    MemberName,
    MethodName,
    ModuleName,
    NamespaceName,
    SourceFile,
    Symbol,
    ValueName,
)
from lua_entries.features.yaml_places import pair_at
from lua_entries.project.imports import listed_modules
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.syntax.yaml.nodes import Scalar
from lua_entries.text.span import Span

_FILE = Span(0, 0)


def definition(snapshot: Snapshot, path: str, offset: int) -> tuple[Location, ...]:
    """Where the thing at an offset is defined, best first; empty for what has no place in the workspace."""
    symbol = locate(snapshot, path, offset)
    return _each(defined(snapshot, symbol)) if symbol is not None else ()


def declaration(snapshot: Snapshot, path: str, offset: int) -> tuple[Location, ...]:
    """Where the thing at an offset is declared; its definition where that is the same."""
    symbol = locate(snapshot, path, offset)
    if symbol is None:
        return ()
    return _each(_declared(snapshot, symbol)) or _each(defined(snapshot, symbol))


def _each(found: Iterator[Location]) -> tuple[Location, ...]:
    return tuple(dict.fromkeys(found))


def entry_location(entry: Entry) -> Location:
    """The name of an entry."""
    name = entry.fact.name
    span = name.inner if name is not None else entry.fact.place
    return Location(entry.path, span, Span(min(entry.fact.span.start, span.start), max(entry.fact.span.end, span.end)))


def chunk_location(snapshot: Snapshot, entry: Entry) -> Location | None:
    """The Lua of an entry: its file as such, or the text in the index file."""
    source = snapshot.sources.get(entry)
    if source is None or source.problem or not entry.has_role("lua-source"):
        return None
    if source.inline:
        return Location(entry.path, source.value.inner, source.value.span)
    return Location(source.path, _FILE, _FILE)


def function_location(unit: LuaUnit, function: int) -> Location | None:
    """A function by its index; None for CHUNK."""
    if function == CHUNK:
        return None
    known = unit.facts.functions[function]
    whole = unit.place(known.span)
    span = unit.place(known.name_span) if known.name_span is not None else whole
    return Location(unit.path, span, Span(min(span.start, whole.start), max(span.end, whole.end)))


def defined(snapshot: Snapshot, symbol: Symbol) -> Iterator[Location]:
    """The definitions of a symbol."""
    match symbol:
        case EntryName():
            yield from (entry_location(entry) for entry in symbol.entries)
        case NamespaceName():
            yield from _headers(snapshot, symbol.name)
        case FieldKey(named=True):
            yield from _field(snapshot, symbol)
        case AliasName():
            yield from _imported(snapshot, symbol)
        case SourceFile():
            if not symbol.target.problem:
                yield Location(symbol.target.path, _FILE, _FILE)
        case MethodName(unit=unit) if unit is not None:
            found = function_location(unit, symbol.function)
            if found is not None:
                yield found
            elif symbol.export is not None:
                yield _at(unit, symbol.export.span)
        case MemberName(unit=unit, export=export) if unit is not None and export is not None:
            yield function_location(unit, export.function) or _at(unit, export.span)
        case MemberName(value=ValueName(origin=origin)) | ValueName(origin=origin) if origin is not None:
            yield origin


def _declared(snapshot: Snapshot, symbol: Symbol) -> Iterator[Location]:
    match symbol:
        case AliasName():
            for holder in symbol.holders:
                link = snapshot.link(holder, symbol.name)
                if link is not None:
                    whole = Span(link.alias.start, max(link.value.end, link.alias.end))
                    yield Location(holder.path, link.alias.inner, whole)
        case ModuleName():
            for user in symbol.users:
                listed = (item for item in listed_modules(user) if item.text == symbol.name)
                yield from (Location(user.path, item.inner, item.span) for item in listed)
        case MethodName(unit=unit) if unit is not None:
            for user in unit.users:
                pair = user.pair("method")
                if pair is not None and isinstance(pair.value, Scalar) and pair.value.text == symbol.name:
                    yield Location(user.path, pair.value.inner, Span(pair.key.start, pair.value.end))


def _at(unit: LuaUnit, span: Span) -> Location:
    placed = unit.place(span)
    return Location(unit.path, placed, placed)


def _headers(snapshot: Snapshot, namespace: str) -> Iterator[Location]:
    for path in snapshot.files_of(namespace):
        header = snapshot.index_units[path].facts.namespace
        if header is not None:
            yield Location(path, header.inner, header.span)


def _field(snapshot: Snapshot, symbol: FieldKey) -> Iterator[Location]:
    """The field that a path names; what is nearest to it where it is absent."""
    view = snapshot.view_of(symbol.entry)
    pair = pair_at(symbol.entry, symbol.keys, view.catalog.definition) if view is not None else None
    if pair is None:
        yield entry_location(symbol.entry)
    else:
        yield Location(symbol.entry.path, pair.key.inner, Span(pair.key.start, max(pair.value.end, pair.key.end)))


def _imported(snapshot: Snapshot, symbol: AliasName) -> Iterator[Location]:
    """The Lua of what is imported, then its entry."""
    entries = [
        target
        for holder in symbol.holders
        if (link := snapshot.link(holder, symbol.name)) is not None
        for target in link.entries
    ]
    for entry in entries:
        chunk = chunk_location(snapshot, entry)
        if chunk is not None:
            yield chunk
    yield from (entry_location(entry) for entry in entries)
