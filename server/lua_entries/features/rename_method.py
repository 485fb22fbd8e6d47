"""Renaming a function that a chunk returns: in its file, in the entries that call it, in the Lua that imports it."""

from __future__ import annotations

from lua_entries.facts.lua_mentions import has_variable, is_identifier, returned_mentions
from lua_entries.features.locate_lua import exported
from lua_entries.features.rename_changes import Changes, NotSafe, Plan, Rename, require_own
from lua_entries.features.symbols import MemberName, MethodName
from lua_entries.features.uses import uses_of
from lua_entries.files.paths import shown
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import LuaUnit
from lua_entries.project.walk import injected


def plan_method(snapshot: Snapshot, symbol: MethodName | MemberName) -> Plan:
    """The renaming of the function that a symbol names.

    Raises:
        NotSafe: its chunk is not the project's own, or does not show what it returns.
    """
    unit, name = symbol.unit, symbol.name
    if unit is None:
        raise NotSafe("its Lua is not in this workspace")
    where = shown(unit.path, snapshot.directory)
    require_own(snapshot, unit.path, where)
    if unit.facts.returned.shape == "function":
        raise NotSafe(f"`{where}` returns the function itself, so its name means nothing outside")
    export = exported(unit, name)
    if export is None:
        raise NotSafe(f"`{where}` is not known to return `{name}`")
    if snapshot.text(symbol.path)[symbol.span.start : symbol.span.end] != name:
        raise NotSafe(f"here it has another name; rename `{name}` where that is written")
    return Plan(name, symbol.span, lambda new: _renamed(snapshot, unit, name, new))


def _renamed(snapshot: Snapshot, unit: LuaUnit, old: str, new: str) -> Rename:
    uses, where = uses_of(snapshot), shown(unit.path, snapshot.directory)
    mentions = returned_mentions(unit.text, old)
    if unit.facts.problems:
        raise NotSafe(f"`{where}` does not compile: correct it first")
    if not mentions.members:
        raise NotSafe(f"`{where}` returns `{old}` in a form that cannot be followed")
    if mentions.on_objects:
        raise NotSafe(f"`{old}` is a method of objects, whose calls cannot all be found")
    if new != old:
        _require_free(snapshot, unit, where, new)
    changes = Changes(snapshot)
    for span in mentions.members:
        changes.put(unit.path, unit.place(span), old, new)
    if mentions.holder == old and (new == old or not has_variable(unit.text, new)):
        for span in mentions.holder_spans:
            changes.put(unit.path, unit.place(span), old, new)
    _in_entries(snapshot, unit, old)
    owner = uses.chunk(unit)
    for use in (*uses.of_method(owner, old), *uses.of_member(owner, old)):
        changes.put(use.path, use.span, old, new)
    _require_one_owner(snapshot, unit, old)
    return changes.result()


def _require_free(snapshot: Snapshot, unit: LuaUnit, where: str, new: str) -> None:
    uses = uses_of(snapshot)
    if not is_identifier(new):
        raise NotSafe(f"`{new}` cannot be the name of a function in Lua")
    if exported(unit, new) is not None:
        raise NotSafe(f"`{where}` returns `{new}` already")
    owner = uses.chunk(unit)
    for use in (*uses.of_method(owner, new), *uses.of_member(owner, new)):
        raise NotSafe(f"`{shown(use.path, snapshot.directory)}` names `{new}`, which would then be this function")


def _in_entries(snapshot: Snapshot, unit: LuaUnit, old: str) -> None:
    """Every entry that runs the function says so in a field of its own."""
    for user in unit.users:
        view, field = snapshot.view_of(user), user.field("method")
        if view is None or field is None:
            continue
        if snapshot.method_of(user) == old and user.has_role("runnable"):
            pair = user.pair("method")
            if pair is None:
                raise NotSafe(f"`{user.id}` runs `{old}` because it names no `{field.path}`: name it first")
            if snapshot.filled.covers(user.id, injected((field.path,), view.catalog.definition)):
                raise NotSafe(f"the `{field.path}` of `{user.id}` is written by a requirement or an override")


def _require_one_owner(snapshot: Snapshot, unit: LuaUnit, old: str) -> None:
    """Where Lua that several entries run takes the member, it is this one for all of them."""
    uses = uses_of(snapshot)
    own, all_uses = uses.chunk(unit), uses.of_any_member(old)
    places = {use[:2] for owner, use in all_uses if owner == own}
    for owner, use in all_uses:
        if owner != own and use[:2] in places:
            where = shown(use.path, snapshot.directory)
            raise NotSafe(f"`{where}` is shared, and its `{old}` is not the same for all its entries")
