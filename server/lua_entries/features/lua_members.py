"""The members that a value is known to have, as a list shows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from lua_entries.catalog import Member
from lua_entries.features.completion_docs import member_doc
from lua_entries.features.lua_types import LuaFile
from lua_entries.features.lua_values import (
    TEXT,
    Access,
    FunctionValue,
    ModuleValue,
    RecordValue,
    TableMember,
    TableValue,
    TextValue,
    TypedValue,
    Value,
    module_type,
    text_library,
)


class Shown(NamedTuple):
    """A member as a list shows it."""

    name: str
    kind: Literal["function", "method", "constant", "table", "property"]
    detail: str
    documentation: str = ""
    call: Access = "."
    newer: bool = False


def members_of(file: LuaFile, value: Value | None) -> Iterator[Shown]:
    """The members that a value is known to have."""
    if isinstance(value, ModuleValue):
        start = f"{value.path}." if value.path else ""
        told = set()
        for path, member in value.module.members.items():
            name = path.removeprefix(start)
            if path.startswith(start) and "." not in name:
                told.add(name)
                yield _shown(name, member)
        own = module_type(file.catalog, value)
        if own is not None:
            yield from (item for item in members_of(file, own) if item.name not in told)
    elif isinstance(value, TypedValue):
        for name, member in value.type.members.items():
            yield _shown(name, member)
    elif isinstance(value, TextValue):
        library = text_library(file.catalog)
        for name, member in library.members.items() if library is not None else ():
            if member.params and member.params[0].type == TEXT and not member.params[0].variadic:
                yield _shown(name, member)._replace(call=":", kind="method")
    elif isinstance(value, RecordValue):
        for name, type_, optional in value.fields:
            yield Shown(name, "property", f"{type_.text}{'?' if optional else ''}")
    elif isinstance(value, TableValue):
        for name, found in value.members.items():
            yield _table_member(name, found)


def _shown(name: str, member: Member) -> Shown:
    kinds: dict[str, Literal["function", "constant", "table", "property"]] = {
        "function": "function",
        "constant": "constant",
        "table": "table",
        "field": "property",
    }
    kind = kinds[member.kind]
    detail = member.signature
    if member.kind == "constant" and member.value is not None:
        detail = f"{member.type} = {member.value}"
    method = member.kind == "function" and member.call == ":"
    return Shown(name, "method" if method else kind, detail, member_doc(member), member.call, member.newer)


def _table_member(name: str, member: TableMember) -> Shown:
    value, file = member.value, member.file
    if value is not None and value.type in ("function_declaration", "function_expression"):
        function = file.function(value, name)
        return Shown(
            name,
            "method" if function.call == ":" else "function",
            function.label,
            function.documentation,
            function.call,
        )
    inferred = file.member_of_table(member)
    if isinstance(inferred, FunctionValue):
        return Shown(name, "function", inferred.label, inferred.documentation, inferred.call)
    if isinstance(inferred, (TableValue, ModuleValue)):
        return Shown(name, "table", "table")
    if value is not None and value.type in ("string", "number", "true", "false"):
        return Shown(name, "constant", file.text(value) if len(file.text(value)) <= _SHORT else value.type)
    return Shown(name, "property", "")


_SHORT = 60
