"""Semantic tokens: what words mean that a grammar for colours cannot know.

In index files: kinds, names of entries, references that lead somewhere, modules, aliases, methods. In Lua: modules and
imports with their members, ids in strings, types.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tree_sitter import Node as LuaNode

from lua_entries.facts.lua_file import tree_facts
from lua_entries.facts.lua_model import LuaFacts
from lua_entries.features.lua_trees import parsed
from lua_entries.features.token_types import Modifier, TokenType
from lua_entries.project.discovery import LUA_SUFFIX
from lua_entries.project.imports import Reference, listed_modules
from lua_entries.project.lua_literals import literal_ids
from lua_entries.project.lua_names import Meaning, meaning
from lua_entries.project.resolver import Resolution, split_id
from lua_entries.project.snapshot import RootView, Snapshot
from lua_entries.project.units import Entry, IndexUnit, LuaUnit
from lua_entries.syntax.lua import LuaTree
from lua_entries.syntax.yaml.nodes import Scalar
from lua_entries.text.span import Span


class Token(NamedTuple):
    """A word on one line and what it is."""

    span: Span
    type: TokenType
    modifiers: frozenset[Modifier] = frozenset()


_DECLARED: frozenset[Modifier] = frozenset({"declaration"})
_BUILT_IN: frozenset[Modifier] = frozenset({"defaultLibrary"})
_PLAIN: frozenset[Modifier] = frozenset()


def tokens(snapshot: Snapshot, path: str, within: Span | None = None) -> tuple[Token, ...]:
    """The tokens of a file that touch `within` (None for all), in order, none over another."""
    unit = snapshot.index_units.get(path)
    if unit is not None:
        found = _of_index(snapshot, unit)
    elif path.endswith(LUA_SUFFIX):
        tree = parsed(snapshot.text(path))
        found = _of_lua(snapshot, tree, snapshot.lua_units.get(path))
    else:
        return ()
    return tuple(_apart(snapshot.text(path), found, within))


def _apart(text: str, found: Iterable[Token], within: Span | None) -> Iterator[Token]:
    end = 0
    for token in sorted(found, key=lambda token: token.span):
        start, stop = token.span
        if start < end or start == stop or "\n" in text[start:stop] or "\r" in text[start:stop]:
            continue
        if within is None or (start <= within.end and within.start <= stop):
            yield token
        end = stop


# Index files


def _of_index(snapshot: Snapshot, unit: IndexUnit) -> Iterator[Token]:
    for entry in unit.entries:
        view = snapshot.view_of(entry)
        if view is None:
            continue
        yield from _frame(entry)
        yield from _declared(snapshot, view, entry)
        for item in snapshot.references(entry):
            yield from _id(unit.text, item.reference.span, item.resolution)
        yield from _method(snapshot, entry)
        lua = snapshot.lua_of(entry)
        if lua is not None and lua.inline is not None and lua.is_exact:
            for token in _of_lua(snapshot, parsed(lua.text), lua):
                yield token._replace(span=lua.place(token.span))


def _frame(entry: Entry) -> Iterator[Token]:
    if entry.fact.name is not None:
        yield Token(entry.fact.name.inner, "class", _DECLARED)
    if entry.fact.kind is not None and entry.info is not None:
        yield Token(entry.fact.kind.inner, "type", _BUILT_IN)


def _declared(snapshot: Snapshot, view: RootView, entry: Entry) -> Iterator[Token]:
    """Modules and imports."""
    for item in listed_modules(entry):
        if view.catalog.module(item.text) is not None:
            yield Token(item.inner, "namespace", _BUILT_IN)
    for link in snapshot.links(entry):
        yield Token(link.alias.inner, "namespace", _DECLARED)
        reference: Reference | None = link.reference
        if reference is None:
            continue
        if link.resolution.verdict == "module" and view.catalog.module(link.resolution.id) is not None:
            yield Token(reference.span, "namespace", _BUILT_IN)
        else:
            yield from _id(snapshot.text(entry.path), reference.span, link.resolution)


def _id(text: str, span: Span, resolution: Resolution) -> Iterator[Token]:
    """The parts of an id whose entry is there."""
    written = text[span.start : span.end]
    namespace, name = split_id(written)
    if resolution.verdict != "found" or resolution.id != (written if namespace else f"{_own(resolution)}:{name}"):
        return
    if namespace:
        yield Token(Span(span.start, span.start + len(namespace)), "namespace")
    yield Token(Span(span.end - len(name), span.end), "class")


def _own(resolution: Resolution) -> str:
    return split_id(resolution.id)[0]


def _method(snapshot: Snapshot, entry: Entry) -> Iterator[Token]:
    pair, lua = entry.pair("method"), snapshot.lua_of(entry)
    if pair is None or lua is None or not isinstance(pair.value, Scalar):
        return
    if any(export.name == pair.value.text for export in lua.facts.returned.exports):
        yield Token(pair.value.inner, "function")


# Lua

_TYPES = """
(type_declaration name: (identifier) @declared)
(interface_declaration name: (identifier) @interface)
(interface_declaration base: (identifier) @base)
(type_param name: (identifier) @parameter)
(type_ref module: (identifier) @module)
(type_ref) @reference
(local_declaration) @local
"""


def _of_lua(snapshot: Snapshot, tree: LuaTree, unit: LuaUnit | None) -> Iterator[Token]:
    """Tokens of Lua text with positions in it; without a unit, when no entry runs it, what it shows by itself."""
    facts = unit.facts if unit is not None else tree_facts(tree)
    users = tuple(unit.users) if unit is not None else ()
    captures = tree.captures(_TYPES)
    yield from _types(tree, captures)
    yield from _names(snapshot, tree, facts, users, captures.get("local", ()))
    if unit is not None:
        yield from _ids(snapshot, unit)


def _types(tree: LuaTree, captures: dict[str, list[LuaNode]]) -> Iterator[Token]:
    parameters = {tree.text_of(node) for node in captures.get("parameter", ())}
    interfaces = {tree.text_of(node) for node in captures.get("interface", ())}
    own = {tree.text_of(node) for node in captures.get("declared", ())} | interfaces | parameters
    for node in captures.get("declared", ()):
        yield Token(tree.span(node), "type", _DECLARED)
    for node in captures.get("interface", ()):
        yield Token(tree.span(node), "interface", _DECLARED)
    for node in captures.get("parameter", ()):
        yield Token(tree.span(node), "typeParameter", _DECLARED)
    for node in captures.get("base", ()):
        yield Token(tree.span(node), "interface")
    for node in captures.get("module", ()):
        yield Token(tree.span(node), "namespace")
    for node in captures.get("reference", ()):
        name = node.child_by_field_name("name")
        if name is None:
            continue
        text = tree.text_of(name)
        if node.child_by_field_name("module") is not None:
            yield Token(tree.span(name), "type")
        elif text in parameters:
            yield Token(tree.span(name), "typeParameter")
        else:
            type_: TokenType = "interface" if text in interfaces else "type"
            yield Token(tree.span(name), type_, _PLAIN if text in own else _BUILT_IN)


def _names(
    snapshot: Snapshot, tree: LuaTree, facts: LuaFacts, users: tuple[Entry, ...], locals_: Iterable[LuaNode]
) -> Iterator[Token]:
    """Modules and imports: where they are required, where they are bound, where they and their members are used."""
    known: dict[str, Meaning | None] = {}

    def meaning_of(name: str) -> Meaning | None:
        if name not in known:
            meanings = (meaning(snapshot, user, name) for user in users)
            known[name] = next((found for found in meanings if found is not None), None)
        return known[name]

    bound = {}
    for require in facts.requires:
        found = meaning_of(require.name) if require.name is not None else None
        if require.name is not None and found is not None:
            yield Token(require.span, "namespace", _origin(found))
            bound[require.call] = found
    for node in locals_:
        for name, call in _bindings(tree, node):
            if call in bound:
                yield Token(name, "namespace", _origin(bound[call]) | _DECLARED)
    for use in facts.names:
        found = meaning_of(use.name)
        if found is None or (not use.required and found.module is None):
            continue
        if tree.text[use.span.start : use.span.end].isidentifier():
            yield Token(use.span, "namespace", _origin(found))
        if use.member_span is not None and use.access in (".", ":"):
            yield Token(use.member_span, "function" if use.called else "property", _origin(found))


def _origin(found: Meaning) -> frozenset[Modifier]:
    return _BUILT_IN if found.module is not None else _PLAIN


def _bindings(tree: LuaTree, node: LuaNode) -> Iterator[tuple[Span, Span]]:
    """The names of a `local` with the values that they are given, one to one."""
    names, values = node.child_by_field_name("names"), node.child_by_field_name("values")
    if names is None or values is None:
        return
    for typed, value in zip(names.named_children, values.named_children, strict=False):
        name = typed.child_by_field_name("name")
        if name is not None:
            yield tree.span(name), tree.span(value)


def _ids(snapshot: Snapshot, unit: LuaUnit) -> Iterator[Token]:
    seen: set[Span] = set()
    for user in unit.users:
        view = snapshot.view_of(user)
        for item in literal_ids(snapshot, view, user, unit) if view is not None else ():
            if item.resolution.verdict == "found" and item.span not in seen:
                seen.add(item.span)
                yield from _id(unit.text, item.span, item.resolution)
