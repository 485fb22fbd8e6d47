"""What stands at a place: one question that hover, definition, references and rename all begin with."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.catalog import Catalog
from lua_entries.facts.lua_model import CHUNK
from lua_entries.features.locate_lua import exported, function_of, locate_lua
from lua_entries.features.symbols import (
    AliasName,
    EntryName,
    FieldKey,
    KindName,
    MethodName,
    ModuleName,
    NamespaceName,
    SourceFile,
    Symbol,
)
from lua_entries.features.yaml_places import At, declared_references, field_of, pair_at, path_at, written_path
from lua_entries.project.imports import listed_modules
from lua_entries.project.resolver import split_id
from lua_entries.project.snapshot import RootView, Snapshot
from lua_entries.project.units import Entry, IndexUnit, LuaUnit
from lua_entries.syntax.yaml.nodes import Scalar
from lua_entries.text.span import Span


def locate(snapshot: Snapshot, path: str, offset: int) -> Symbol | None:
    """What stands at an offset of a file; None for places that mean nothing here.

    A cursor right behind a name counts as on it. An id as a whole is one `EntryName`; `narrowed` tells its parts apart.
    """
    lua = snapshot.lua_units.get(path)
    if lua is not None:
        return locate_lua(snapshot, lua, offset)
    unit = snapshot.index_units.get(path)
    if unit is None:
        return None
    for inline, inner in inline_at(snapshot, path, offset):
        return locate_lua(snapshot, inline, inner)
    return _in_index(snapshot, unit, offset)


def inline_at(snapshot: Snapshot, path: str, offset: int) -> Iterator[tuple[LuaUnit, int]]:
    """The inline Lua at an offset of an index file, with the offset in its text."""
    for unit in snapshot.lua_units.values():
        if unit.path == path and unit.inline is not None:
            inner = unit.find(offset)
            if inner is not None:
                yield unit, inner


def narrowed(snapshot: Snapshot, symbol: Symbol, offset: int) -> Symbol:
    """The namespace for an offset in the namespace part of an id that names an entry, else the symbol itself."""
    if not isinstance(symbol, EntryName) or symbol.resolution is None:
        return symbol
    text = snapshot.text(symbol.path)
    written = text[symbol.span.start : symbol.span.end]
    namespace, _ = split_id(written)
    end = symbol.span.start + len(namespace)
    if namespace and offset <= end and namespace == split_id(symbol.resolution.id)[0]:
        return NamespaceName(symbol.path, Span(symbol.span.start, end), namespace)
    return symbol


def entry_at(unit: IndexUnit, offset: int) -> Entry | None:
    """The entry whose text holds the offset."""
    return next((entry for entry in unit.entries if entry.fact.span.contains(offset)), None)


def _in_index(snapshot: Snapshot, unit: IndexUnit, offset: int) -> Symbol | None:
    path, namespace = unit.path, unit.facts.namespace
    if namespace is not None and namespace.span.contains(offset):
        return NamespaceName(path, namespace.inner, unit.namespace)
    entry = entry_at(unit, offset)
    target = next((item for item in snapshot.file_targets(unit) if item.value.value.span.contains(offset)), None)
    if target is not None:
        source = snapshot.sources.get(entry) if entry is not None else None
        owner = entry if source is not None and source.value.start == target.value.value.start else None
        return SourceFile(path, target.value.value.inner, target, owner)
    if entry is None:
        return _in_header(snapshot, unit, offset)
    view = snapshot.view_of(entry)
    if view is None:
        return None
    return _in_entry(snapshot, view, entry, offset)


def _in_header(snapshot: Snapshot, unit: IndexUnit, offset: int) -> Symbol | None:
    """A reference in the meta of the file, which those of its entries make whose kind reads the key."""
    if unit.facts.meta is None or not unit.facts.meta.span.contains(offset):
        return None
    for entry in unit.entries:
        view = snapshot.view_of(entry)
        found = _reference(snapshot, view, entry, offset) if view is not None else None
        if found is not None:
            return found
    return None


def _in_entry(snapshot: Snapshot, view: RootView, entry: Entry, offset: int) -> Symbol | None:
    path, name, kind = entry.path, entry.fact.name, entry.fact.kind
    if name is not None and name.span.contains(offset):
        return EntryName(path, name.inner, (entry,), entry, None)
    if kind is not None and kind.span.contains(offset):
        return KindName(path, kind.inner, entry.kind, entry.info, entry)
    found = _reference(snapshot, view, entry, offset)
    if found is not None:
        return found
    for item in listed_modules(entry):
        if item.span.contains(offset):
            return ModuleName(path, item.inner, item.text, view.catalog.module(item.text), (entry,))
    at = path_at(entry, offset, view.catalog.definition)
    if at is None:
        return None
    if not at.on_key and isinstance(at.value, Scalar):
        pair = entry.pair("method")
        if pair is not None and pair.value is at.value and at.value.text:
            return method_of(snapshot, entry, at.value)
        written = _requirement_path(snapshot, view, entry, at)
        if written is not None:
            return written
    return _field(view.catalog, entry, at)


def method_of(snapshot: Snapshot, entry: Entry, value: Scalar) -> MethodName:
    """The function that the entry's method names."""
    unit = snapshot.lua_of(entry)
    export = exported(unit, value.text) if unit is not None else None
    function = function_of(unit, value.text) if unit is not None else CHUNK
    return MethodName(entry.path, value.inner, value.text, unit, export, function, (entry,))


def _reference(snapshot: Snapshot, view: RootView, entry: Entry, offset: int) -> Symbol | None:
    for link in snapshot.links(entry):
        if link.alias.span.contains(offset):
            return AliasName(entry.path, link.alias.inner, link.alias.text, (entry,))
        if link.reference is None or not link.reference.span.contains(offset):
            continue
        span, resolution = link.reference.span, link.resolution
        if resolution.verdict == "module":
            return ModuleName(entry.path, span, resolution.id, view.catalog.module(resolution.id), (entry,))
        return EntryName(entry.path, span, resolution.entries, entry, resolution)
    for item in declared_references(snapshot, entry):
        if item.reference.span.contains(offset):
            return EntryName(
                entry.path, item.reference.span, item.resolution.entries, entry, item.resolution, item.field
            )
    return None


def _requirement_path(snapshot: Snapshot, view: RootView, entry: Entry, at: At) -> FieldKey | None:
    """The field of another entry that a requirement writes to."""
    field, keys = field_of(view.catalog, entry, at.keys), view.catalog.definition
    if field is None or field.role != "target-path" or not isinstance(at.value, Scalar):
        return None
    for item in declared_references(snapshot, entry):
        if item.field.role != "target-entry" or item.path[:-1] != at.keys[:-1] or not item.resolution.entries:
            continue
        target = item.resolution.entries[-1]
        path = written_path(at.value.text, keys)
        pair = pair_at(target, path, keys)
        shown = at.value.inner
        there = pair is not None and pair.key.text.lower() == path[-1].lower()
        value = pair.value if pair is not None and there else None
        return FieldKey(entry.path, shown, path, field_of(view.catalog, target, path), target, value, named=True)
    return None


def _field(catalog: Catalog, entry: Entry, at: At) -> FieldKey | None:
    field = field_of(catalog, entry, at.keys)
    if field is None:
        return None
    scalar = at.key if at.on_key else at.value
    span = scalar.inner if isinstance(scalar, Scalar) else at.value.span
    return FieldKey(entry.path, span, at.keys, field, entry, at.value)
