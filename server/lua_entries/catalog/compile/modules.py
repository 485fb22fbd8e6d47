"""Checks and compiles Lua modules and global libraries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lua_entries.catalog.compile.checks import (
    Check,
    choice,
    fail,
    flag,
    map_of,
    mapping,
    number,
    plain,
    record,
    suggestion,
    text,
    texts,
)
from lua_entries.catalog.compile.fields import Known
from lua_entries.catalog.compile.signatures import parse_parameters, parse_signature
from lua_entries.catalog.errors import CatalogError


def _signature(value: Any, where: str) -> Any:
    try:
        return parse_signature(text(value, where))
    except CatalogError as error:
        fail(where, str(error))


def _options(value: Any, where: str) -> list[Any]:
    given = record(value, where, {"argument": number, "fields": text}, ("argument", "fields"))
    try:
        return [given["argument"], parse_parameters(given["fields"])]
    except CatalogError as error:
        fail(where, str(error))


_MEMBER: dict[str, Check] = {
    "signature": _signature,
    "type": text,
    "value": plain,
    "summary": text,
    "optional": flag,
    "options": _options,
    "call": choice(".", ":"),
    "newer": flag,
    "note": text,
}

_TYPE: dict[str, Check] = {
    "summary": text,
    "parameters": texts,
    "alias_of": text,
    "union": texts,
    "open": flag,
    "newer": flag,
    "note": text,
    "fields": mapping,
    "methods": mapping,
    "replaced": map_of(text),
}

MODULE: dict[str, Check] = {
    "summary": text,
    "classes": texts,
    "deterministic": flag,
    "listable": flag,
    "newer": flag,
    "availability": text,
    "value": text,
    "call": choice(".", ":"),
    "open": flag,
    "note": text,
    "source": text,
    "doc": text,
    "tables": mapping,
    "constants": mapping,
    "functions": mapping,
    "types": mapping,
    "replaced": map_of(text),
}


def compile_module(name: str, raw: Any, where: str, known: Known, strict: bool = True) -> dict[str, Any]:
    """One Lua module (or global library): its members by dotted name, and its types."""
    where = f"{where}: module `{name}`"
    module = record(raw, where, MODULE, ("summary",) if strict else ())
    if not name or ":" in name:
        fail(where, "a module name is neither empty nor does it hold a colon")
    classes = frozenset(module.get("classes", ()))
    for item in module.get("classes", ()):
        if item not in known.classes:
            fail(where, f"unknown class `{item}`{suggestion(item, known.classes)}")
    if "deterministic" not in module and classes & known.deterministic_classes:
        module["deterministic"] = True
    call = module.pop("call", ".")
    members: dict[str, Any] = {}
    for section, kind in (("tables", "table"), ("constants", "constant"), ("functions", "function")):
        for path, item in module.pop(section, {}).items():
            if path in members:
                fail(where, f"declares `{path}` twice")
            members[path] = compile_member(item, f"{where}: `{path}`", kind, call)
    _check_parents(members, where)
    types = {key: compile_type(item, f"{where}: type `{key}`") for key, item in module.pop("types", {}).items()}
    if members:
        module["members"] = members
    elif not types:
        module.setdefault("open", True)
    if types:
        module["types"] = types
    return {key: value for key, value in module.items() if value is not False or key == "listable"}


def compile_member(raw: Any, where: str, kind: str, call: str) -> dict[str, Any]:
    member = record(raw, where, _MEMBER)
    compiled: dict[str, Any] = {"kind": kind}
    if kind == "function":
        if "signature" not in member:
            fail(where, "a function needs `signature`")
        if "type" in member or "value" in member:
            fail(where, "a function has neither `type` nor `value`")
        params, returns = member.pop("signature")
        compiled["params"], compiled["returns"] = params, returns
        call = member.pop("call", call)
        if call != ".":
            compiled["call"] = call
    elif "signature" in member or "options" in member:
        fail(where, "only functions have `signature` and `options`")
    compiled.update((key, value) for key, value in member.items() if value is not False)
    return {key: value for key, value in compiled.items() if value != []}


def _check_parents(members: Mapping[str, Any], where: str) -> None:
    for path in members:
        parent = path.rpartition(".")[0]
        if parent and members.get(parent, {}).get("kind") != "table":
            fail(where, f"`{path}` is in `{parent}`, which is not listed in `tables`")


def compile_type(raw: Any, where: str) -> dict[str, Any]:
    of = record(raw, where, _TYPE, ("summary",))
    members: dict[str, Any] = {}
    for path, item in of.pop("fields", {}).items():
        short = {"type": item} if isinstance(item, str) else item
        optional = path.endswith("?")
        member = compile_member(short, f"{where}: `{path}`", "field", ".")
        members[path.rstrip("?")] = {**member, "optional": True} if optional else member
    for path, item in of.pop("methods", {}).items():
        if path in members:
            fail(where, f"declares `{path}` twice")
        members[path] = compile_member(item, f"{where}: `{path}`", "function", ":")
    if members:
        of["members"] = members
    return {key: value for key, value in of.items() if value is not False}
