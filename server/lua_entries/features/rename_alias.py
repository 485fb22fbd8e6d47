"""Renaming an import: the key in the entry, and the texts in `require` (or the global) in its Lua."""

from __future__ import annotations

from lua_entries.facts.lua_mentions import has_variable, is_identifier
from lua_entries.features.rename_changes import Changes, NotSafe, Plan, Rename, require_name, require_own
from lua_entries.features.symbols import AliasName
from lua_entries.files.paths import shown
from lua_entries.project.imports import Link, closure, listed_modules
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.rules.common import leaning, supplies
from lua_entries.syntax.yaml.nodes import Mapping
from lua_entries.text.span import Span


def plan_alias(snapshot: Snapshot, symbol: AliasName) -> Plan:
    """The renaming of an import.

    Raises:
        NotSafe: a local is meant, or what the Lua requires cannot be seen.
    """
    if symbol.local:
        raise NotSafe(f"this is a local of the Lua file; rename the import where `{symbol.name}` is written")
    entry = symbol.holders[0]
    lua = snapshot.lua_of(entry)
    return Plan(symbol.name, symbol.span, lambda new: _renamed(snapshot, entry, lua, symbol.name, new))


def _renamed(snapshot: Snapshot, entry: Entry, lua: LuaUnit | None, old: str, new: str) -> Rename:
    users = tuple(lua.users) if lua is not None else (entry,)
    changes = Changes(snapshot)
    for user in users:
        require_own(snapshot, user.path, old)
        link = snapshot.link(user, old)
        if link is None:
            if lua is not None and old in _names(lua):
                raise NotSafe(f"`{user.id}` runs the same Lua and does not import anything as `{old}`")
            continue
        _require_alone(snapshot, user, old)
        if new != old:
            _require_free(snapshot, user, link, new)
        changes.put(user.path, link.alias.inner, old, new)
    if lua is not None:
        _in_lua(snapshot, changes, lua, old, new)
    return changes.result()


def _names(lua: LuaUnit) -> frozenset[str]:
    """What the text requires, or reads as a global."""
    facts = lua.facts
    read = (use.name for use in facts.names if not use.required and use.name not in facts.defined_globals)
    return frozenset((*read, *(require.name for require in facts.requires if require.name is not None)))


def _require_alone(snapshot: Snapshot, entry: Entry, alias: str) -> None:
    """The alias is written once, and no other Lua lives off it."""
    pair = entry.pair("imports")
    written = [item.key.text for item in pair.value.pairs] if pair and isinstance(pair.value, Mapping) else []
    if written.count(alias) > 1:
        raise NotSafe(f"`{entry.id}` has two imports named `{alias}`")
    users = leaning(snapshot, entry, alias)
    if users:
        raise NotSafe(f"`{users[0].id}` requires `{alias}` without importing it, and gets that of `{entry.id}`")
    if supplies(snapshot, entry, alias):
        raise NotSafe(f"an entry that `{entry.id}` imports requires `{alias}` without importing it")


def _require_free(snapshot: Snapshot, entry: Entry, own: Link, alias: str) -> None:
    """Nothing else than the target of this import is called so where the entry's Lua runs."""
    view = snapshot.view_of(entry)
    if view is None:
        raise NotSafe(f"`{entry.id}` is not loaded by any project")
    catalog = view.catalog
    require_name(alias, catalog.definition.usual_name, "the name of an import")
    if snapshot.link(entry, alias) is not None:
        raise NotSafe(f"`{entry.id}` imports something as `{alias}` already")
    if catalog.module(alias) is not None or any(item.text == alias for item in listed_modules(entry)):
        raise NotSafe(f"`{alias}` is the name of a module")
    if catalog.is_global(alias) or alias in catalog.ambient(entry.kind):
        raise NotSafe(f"`{alias}` is a global of every chunk")
    importers = closure(entry, snapshot.importers)
    for other in (*(other for other, _ in snapshot.closure(entry)), *(other for other, _ in importers)):
        link = snapshot.link(other, alias)
        if link is not None and (own.resolution.verdict != "found" or link.resolution[:2] != own.resolution[:2]):
            raise NotSafe(f"`{other.id}`, which runs together with `{entry.id}`, imports something as `{alias}`")
    lua = snapshot.lua_of(entry)
    if lua is not None and alias in _names(lua):
        raise NotSafe(f"the Lua of `{entry.id}` uses `{alias}` already")


def _in_lua(snapshot: Snapshot, changes: Changes, lua: LuaUnit, old: str, new: str) -> None:
    facts, where = lua.facts, shown(lua.path, snapshot.directory)
    if facts.problems:
        raise NotSafe(f"`{where}` does not compile: correct it first")
    if any(require.name is None for require in facts.requires):
        raise NotSafe(f"`{where}` computes a name that it requires, which may be `{old}`")
    if any(use.name in _TABLES_OF_GLOBALS and use.member in ("", old) for use in facts.names):
        raise NotSafe(f"`{where}` uses the table of all globals, perhaps for `{old}`")
    spans = [require.span for require in facts.requires if require.name == old]
    as_global = _global_uses(lua, old)
    if as_global and new != old:
        if not is_identifier(new):
            raise NotSafe(f"`{where}` uses `{old}` as a global, and `{new}` cannot be the name of one")
        if has_variable(lua.text, new):
            raise NotSafe(f"`{where}` uses the name `{new}` already")
    for span in (*spans, *as_global):
        changes.put(lua.path, lua.place(span), old, new)


_TABLES_OF_GLOBALS = ("_G", "_ENV")


def _global_uses(lua: LuaUnit, name: str) -> list[Span]:
    """Where the import is read as a global, in values and in types."""
    facts = lua.facts
    if name in facts.defined_globals:
        return []
    spans = [use.span for use in facts.names if use.name == name and not use.required]
    if not any(require.name == name and require.bound == name for require in facts.requires):
        spans += [
            Span(use.span.start, use.span.start + len(name))
            for use in facts.types
            if use.base == name and lua.text.startswith(name, use.span.start)
        ]
    return spans
