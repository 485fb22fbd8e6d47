"""Renaming across YAML and Lua: entries, namespaces, imports, and functions that chunks return.

All edits are made at once or none; a renaming that could break something is refused with the reason.
"""

from __future__ import annotations

from typing import NamedTuple

from lua_entries.features.locate import locate, narrowed
from lua_entries.features.rename_alias import plan_alias
from lua_entries.features.rename_changes import NotSafe, Plan, Rename
from lua_entries.features.rename_entry import plan_entry
from lua_entries.features.rename_method import plan_method
from lua_entries.features.rename_namespace import plan_namespace
from lua_entries.features.symbols import (
    AliasName,
    EntryName,
    FieldKey,
    KindName,
    MemberName,
    MethodName,
    ModuleName,
    NamespaceName,
    SourceFile,
    Symbol,
)
from lua_entries.project.snapshot import RootView, Snapshot
from lua_entries.text.span import Span


class Prepared(NamedTuple):
    """What would be renamed."""

    path: str
    span: Span
    placeholder: str
    """The present name."""


class Refusal(NamedTuple):
    """Why nothing is renamed."""

    reason: str


def prepare_rename(snapshot: Snapshot, path: str, offset: int) -> Prepared | Refusal:
    """The name at an offset that can be renamed, or why it cannot, whatever the new name."""
    try:
        plan = _plan(snapshot, path, offset)
        plan.make(plan.old)
    except NotSafe as error:
        return Refusal(str(error))
    return Prepared(path, plan.span, plan.old)


def rename(snapshot: Snapshot, path: str, offset: int, new: str) -> Rename | Refusal:
    """All edits that give the thing at an offset a new name; no edits when it has that name already."""
    try:
        plan = _plan(snapshot, path, offset)
        return plan.make(new) if new != plan.old else Rename(())
    except NotSafe as error:
        return Refusal(str(error))


def _plan(snapshot: Snapshot, path: str, offset: int) -> Plan:
    symbol = locate(snapshot, path, offset)
    if symbol is None:
        raise NotSafe("there is nothing here that can be renamed")
    part = narrowed(snapshot, symbol, offset)
    match part:
        case EntryName():
            return plan_entry(snapshot, part)
        case NamespaceName():
            return plan_namespace(snapshot, part, _views(snapshot, symbol))
        case AliasName():
            return plan_alias(snapshot, part)
        case MethodName():
            return plan_method(snapshot, part)
        case MemberName(module=None):
            return plan_method(snapshot, part)
    raise NotSafe(_fixed(part))


def _fixed(symbol: Symbol) -> str:
    """Why something has no name of its own to change."""
    match symbol:
        case KindName():
            return "the names of kinds are given by the runtime"
        case FieldKey():
            return "the names of fields are given by the runtime"
        case ModuleName() | MemberName():
            return "the names of modules and their members are given by the runtime"
        case SourceFile():
            return "rename the file itself; this path follows"
    return "there is nothing here that can be renamed"


def _views(snapshot: Snapshot, symbol: Symbol) -> list[RootView]:
    """The roots in which a namespace is meant."""
    if isinstance(symbol, EntryName):
        view = snapshot.view_of(symbol.holder)
        owners = [snapshot.view_of(entry) for entry in symbol.entries]
        return [found for found in (owners or [view]) if found is not None]
    path = symbol.path
    return [
        view
        for view in snapshot.roots
        if any(unit.path == path for unit in view.units) or any(entry.path == path for entry in view.loaded)
    ]
