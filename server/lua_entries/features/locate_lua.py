"""What stands at a place in Lua, as the entries that run the text see it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lua_entries.catalog import Catalog, ModuleType
from lua_entries.facts.lua_mentions import returned_mentions
from lua_entries.facts.lua_model import CHUNK, Export, NameUse, Require
from lua_entries.features.locate_values import value_name
from lua_entries.features.symbols import AliasName, EntryName, MemberName, MethodName, ModuleName, Symbol, ValueName
from lua_entries.project.lua_literals import literal_ids
from lua_entries.project.lua_names import meaning
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.text.span import Span

_CHAIN = re.compile(r"(?:\s*[.:]\s*[A-Za-z_]\w*)+", re.ASCII)
_STEP = re.compile(r"[.:]\s*([A-Za-z_]\w*)", re.ASCII)
_WORD = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_DECLARED = re.compile(r"([A-Za-z_]\w*)\s*(?::[^=\n]*)?=\s*\Z", re.ASCII)
_FAR = 200
"""How far before a `require` the local that takes it may begin."""


def locate_lua(snapshot: Snapshot, unit: LuaUnit, offset: int) -> Symbol | None:
    """What stands at an offset of the unit's text; the symbol's span is one of the file."""
    found = (
        _required(snapshot, unit, offset)
        or _used(snapshot, unit, offset)
        or _typed(snapshot, unit, offset)
        or _identified(snapshot, unit, offset)
        or _returned(unit, offset)
    )
    if found is None:
        return _of_value(snapshot, unit, offset)
    match found:
        case MemberName(module=None, export=export) | MethodName(export=export) if not _is_function(export):
            value = _of_value(snapshot, unit, offset)
            return found._replace(value=value) if isinstance(value, ValueName) else found
    return found


def _is_function(export: Export | None) -> bool:
    return export is not None and export.function != CHUNK


def bound_span(unit: LuaUnit, require: Require) -> Span | None:
    """The local in `local x = require("…")`; None where it is declared in another form."""
    start = max(0, require.call.start - _FAR)
    match = _DECLARED.search(unit.text[start : require.call.start])
    if not require.bound or match is None or match.group(1) != require.bound:
        return None
    return Span(start + match.start(1), start + match.end(1))


def exported(unit: LuaUnit, name: str) -> Export | None:
    """What the chunk returns under a name, as far as that is known."""
    return next((export for export in unit.facts.returned.exports if export.name == name), None)


def function_of(unit: LuaUnit, name: str) -> int:
    """The function that the runtime calls for a method name: its index, or CHUNK when that is not known."""
    returned = unit.facts.returned
    if returned.shape == "function":
        return returned.function
    export = exported(unit, name)
    return export.function if export is not None else CHUNK


def named(snapshot: Snapshot, unit: LuaUnit, name: str, span: Span, local: bool = False) -> Symbol | None:
    """The alias or module that `require(name)`, or the global, stands for; `span` is one of the unit's text, which may
    be that of a local with the value."""
    place = unit.place(span)
    holders = tuple(user for user in unit.users if _imports_entry(snapshot, user, name))
    if holders:
        return AliasName(unit.path, place, name, holders, local)
    for user in unit.users:
        known = meaning(snapshot, user, name)
        if known is not None and known.module is not None:
            return ModuleName(unit.path, place, known.module.name, known.module, tuple(unit.users))
    return None


def _imports_entry(snapshot: Snapshot, entry: Entry, name: str) -> bool:
    link = snapshot.link(entry, name)
    return link is not None and link.resolution.verdict != "module"


def _catalog(snapshot: Snapshot, unit: LuaUnit) -> Catalog | None:
    views = (snapshot.view_of(user) for user in unit.users)
    return next((view.catalog for view in views if view is not None), None)


def _required(snapshot: Snapshot, unit: LuaUnit, offset: int) -> Symbol | None:
    for require in unit.facts.requires:
        if require.name is None:
            continue
        bound = bound_span(unit, require)
        for span in (require.span, bound):
            if span is None or not span.contains(offset):
                continue
            found = named(snapshot, unit, require.name, span, local=span is bound)
            if found is None and (catalog := _catalog(snapshot, unit)) is not None:
                # Not declared, which is a finding; what it would be is still worth knowing.
                module = catalog.module(require.name)
                users = tuple(unit.users)
                found = ModuleName(unit.path, unit.place(span), require.name, module, users) if module else None
            return found
    return None


def _used(snapshot: Snapshot, unit: LuaUnit, offset: int) -> Symbol | None:
    for use in unit.facts.names:
        if use.span.start > offset:
            return None
        if not use.required and use.name in unit.facts.defined_globals:
            continue
        if use.span.contains(offset):
            return named(snapshot, unit, use.name, use.span, local=use.required)
        if use.member_span is not None and offset >= use.member_span.start:
            names = _chain(unit, use, offset)
            if names is not None:
                return _member(snapshot, unit, use, *names)
    return None


def _chain(unit: LuaUnit, use: NameUse, offset: int) -> tuple[tuple[str, ...], Span] | None:
    """The members from the name up to the one at the offset, and where that stands."""
    assert use.member_span is not None
    if use.member_span.contains(offset):
        return (use.member,), use.member_span
    chain = _CHAIN.match(unit.text, use.member_span.end)
    if chain is None or use.access == "[]":
        return None
    names = [use.member]
    for step in _STEP.finditer(unit.text, *chain.span()):
        names.append(step.group(1))
        if step.start(1) <= offset <= step.end(1):
            return tuple(names), Span(*step.span(1))
    return None


def _member(snapshot: Snapshot, unit: LuaUnit, use: NameUse, names: tuple[str, ...], span: Span) -> Symbol | None:
    place, dotted = unit.place(span), ".".join(names)
    for user in unit.users:
        known = meaning(snapshot, user, use.name)
        if known is None:
            continue
        if known.module is not None:
            member = known.module.members.get(dotted)
            kind = known.module.types.get(dotted)
            return MemberName(unit.path, place, dotted, module=known.module, member=member, type=kind)
        if known.link is not None:
            library = known.link.entries[-1]
            lua = snapshot.lua_of(library)
            export = exported(lua, dotted) if lua is not None else None
            return MemberName(unit.path, place, dotted, library=library, unit=lua, export=export)
    return None


def _typed(snapshot: Snapshot, unit: LuaUnit, offset: int) -> Symbol | None:
    """`mod.Name` in a type."""
    for use in unit.facts.types:
        if not use.span.contains(offset):
            continue
        match = _WORD.match(unit.text, use.span.start)
        if match is not None and offset <= match.end():
            bound = any(require.name == use.base and require.bound for require in unit.facts.requires)
            return named(snapshot, unit, use.base, Span(*match.span()), local=bound)
        span = Span(use.span.end - len(use.name), use.span.end)
        for user in unit.users:
            known = meaning(snapshot, user, use.base)
            if known is not None and known.module is not None:
                kind: ModuleType | None = known.module.types.get(use.name)
                return MemberName(unit.path, unit.place(span), use.name, module=known.module, type=kind)
    return None


def _identified(snapshot: Snapshot, unit: LuaUnit, offset: int) -> Symbol | None:
    """An id in a known call."""
    if not any(literal.span.contains(offset) for literal in unit.facts.literals):
        return None
    found: EntryName | None = None
    for user in unit.users:
        view = snapshot.view_of(user)
        for item in literal_ids(snapshot, view, user, unit) if view is not None else ():
            if item.literal.span.contains(offset):
                end = item.literal.span.start + len(item.text)
                exact = unit.text[item.literal.span.start : end] == item.text
                span = Span(item.literal.span.start, end) if exact else item.literal.span
                symbol = EntryName(unit.path, unit.place(span), item.resolution.entries, user, item.resolution)
                if symbol.entries:
                    return symbol
                found = found or symbol
    return found


def _returned(unit: LuaUnit, offset: int) -> Symbol | None:
    """A function that the chunk returns, by any of its names in the file."""
    returned, functions = unit.facts.returned, unit.facts.functions
    if returned.shape == "function":
        function = returned.function
        span = functions[function].name_span if function != CHUNK else None
        if span is None or not span.contains(offset):
            return None
        name = unit.text[span.start : span.end]
        return MethodName(unit.path, unit.place(span), name, unit, None, function, tuple(unit.users))
    word = _word_at(unit.text, offset)
    if returned.shape != "table" or word is None:
        return None
    text = unit.text[word.start : word.end]
    names: Iterable[Export] = [export for export in returned.exports if _may_name(unit, export, text)]
    for export in names:
        if export.span == word or word in returned_mentions(unit.text, export.name).all:
            return MethodName(
                unit.path, unit.place(word), export.name, unit, export, export.function, tuple(unit.users)
            )
    return None


def _of_value(snapshot: Snapshot, unit: LuaUnit, offset: int) -> MemberName | ValueName | None:
    word, catalog = _word_at(unit.text, offset), _catalog(snapshot, unit)
    return value_name(snapshot, catalog, unit, word) if word is not None and catalog is not None else None


def _may_name(unit: LuaUnit, export: Export, text: str) -> bool:
    if export.name == text:
        return True
    if export.function == CHUNK:
        return False
    span = unit.facts.functions[export.function].name_span
    return span is not None and unit.text[span.start : span.end] == text


def _word_at(text: str, offset: int) -> Span | None:
    start = max(0, offset - _FAR)
    for match in _WORD.finditer(text, start, offset + _FAR):
        if match.start() <= offset <= match.end():
            return Span(*match.span())
        if match.start() > offset:
            return None
    return None
