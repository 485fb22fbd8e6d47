"""Members of values whose type follows from the text: `request:query()` behind `local request = http.request()`."""

from __future__ import annotations

from lua_entries.catalog import Catalog
from lua_entries.features.lua_types import LuaFile, parsed
from lua_entries.features.lua_values import TypedValue
from lua_entries.features.symbols import MemberName
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import LuaUnit
from lua_entries.text.span import Span

_PARENTS = {"field_expression": "field", "method_access": "method"}


def value_member(snapshot: Snapshot, catalog: Catalog, unit: LuaUnit, word: Span) -> MemberName | None:
    """The member of a module's type that a word of the unit's text names; None for anything else."""
    tree = parsed(unit.text)
    start, end = (len(unit.text[:offset].encode("utf-8", "surrogatepass")) for offset in word)
    node = tree.root.descendant_for_byte_range(start, end)
    parent = node.parent if node is not None else None
    part = _PARENTS.get(parent.type) if parent is not None else None
    if node is None or parent is None or part is None or parent.child_by_field_name(part) != node:
        return None
    base = parent.child_by_field_name("object")
    value = LuaFile(snapshot, catalog, tuple(unit.users), tree, unit.path).infer(base)
    name = unit.text[word.start : word.end]
    member = value.type.members.get(name) if isinstance(value, TypedValue) else None
    if member is None or not isinstance(value, TypedValue):
        return None
    return MemberName(unit.path, unit.place(word), name, module=value.module, member=member, receiver=value.type)
