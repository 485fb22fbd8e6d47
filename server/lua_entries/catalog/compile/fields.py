"""Checks and compiles single fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, get_args

from lua_entries.catalog.compile.checks import (
    Check,
    choice,
    distinct,
    fail,
    flag,
    mapping,
    number,
    plain,
    record,
    suggestion,
    text,
    texts,
)
from lua_entries.catalog.errors import CatalogError
from lua_entries.catalog.field import RefCheck, RefForm
from lua_entries.catalog.field_types import FieldType, parse_type
from lua_entries.catalog.wildcard import matches

REQUIRED = {True: "yes", False: "no", "conditional": "conditional", "documented": "documented"}


class Known(NamedTuple):
    """What names may refer to while data is checked."""

    kinds: tuple[str, ...]
    kind_roles: frozenset[str]
    field_roles: frozenset[str]
    groups: Mapping[str, Mapping[str, Any]]
    middleware: tuple[str, ...]
    classes: frozenset[str]
    deterministic_classes: frozenset[str]


def type_name(value: Any, where: str) -> str:
    try:
        return parse_type(text(value, where)).name
    except CatalogError as error:
        fail(where, str(error))


def regex(value: Any, where: str) -> str:
    try:
        re.compile(text(value, where))
    except re.error as error:
        fail(where, f"is no regular expression: {error}")
    return str(value)


def required(value: Any, where: str) -> str:
    """Whether a field must be there."""
    if not isinstance(value, (bool, str)) or value not in REQUIRED:
        fail(where, "must be true, false, conditional or documented")
    return REQUIRED[value]


def tests(value: Any, where: str) -> list[list[Any]]:
    return [_test(path, item, f"{where}: `{path}`") for path, item in mapping(value, where).items()]


def _test(path: str, value: Any, where: str) -> list[Any]:
    if not isinstance(value, Mapping):
        values = plain(value, where)
        return [path, "equals", values if isinstance(values, list) else [values]]
    given = record(value, where, {"above": number, "present": flag})
    if len(given) != 1:
        fail(where, "must be a value, a list of values, {above: number} or {present: true|false}")
    if "above" in given:
        return [path, "above", [given["above"]]]
    return [path, "present" if given["present"] else "absent", []]


FIELD: dict[str, Check] = {
    "type": type_name,
    "required": required,
    "summary": text,
    "condition": text,
    "required_unless": texts,
    "required_if": tests,
    "default": plain,
    "default_note": text,
    "default_from": choice("name", "id"),
    "runtime_default": plain,
    "enum": distinct,
    "enum_from": choice("middleware"),
    "keys_from": choice("middleware"),
    "pattern": regex,
    "not_empty": flag,
    "minimum": number,
    "maximum": number,
    "unit": text,
    "ref": distinct,
    "ref_form": choice(*get_args(RefForm)),
    "ref_check": choice(*get_args(RefCheck)),
    "group_ref": flag,
    "prefixes": distinct,
    "role": text,
    "newer": flag,
    "deprecated": flag,
    "uncertain": flag,
    "unused": flag,
    "source": text,
}


def compile_field(path: str, raw: Any, where: str, known: Known, strict: bool = True) -> dict[str, Any]:
    """One field; `strict` asks for a summary."""
    where = f"{where}: field `{path}`"
    field = record(raw, where, FIELD, ("type", "summary") if strict else ("type",))
    if field.get("required") == "no":
        del field["required"]
    if field.pop("enum_from", None) == "middleware":
        field["enum"] = list(known.middleware)
    of = parse_type(field["type"])
    _check_conditions(field, where)
    _check_values(field, of, where)
    _check_reference(field, of, where, known)
    role = field.get("role")
    if role is not None and role not in known.field_roles:
        fail(where, f"unknown role `{role}`{suggestion(role, known.field_roles)}")
    return {"path": path, **field}


def _check_conditions(field: Mapping[str, Any], where: str) -> None:
    conditional = field.get("required") == "conditional"
    for key in ("condition", "required_unless", "required_if"):
        if key in field and not conditional:
            fail(where, f"`{key}` needs `required: conditional`")
    if conditional and "condition" not in field:
        fail(where, "a conditional field needs `condition`, its words for the reader")


def _check_values(field: Mapping[str, Any], of: FieldType, where: str) -> None:
    base = of.item or of
    for key in ("enum", "pattern"):
        if key in field and "str" not in base.scalars:
            fail(where, f"`{key}` needs a type with text, not `{of.name}`")
    for key in ("minimum", "maximum"):
        if key in field and "int" not in base.scalars:
            fail(where, f"`{key}` needs a type with numbers, not `{of.name}`")
    for key in ("default", "runtime_default"):
        if key in field and not _fits(field[key], of, field.get("enum")):
            fail(where, f"`{key}` {field[key]!r} does not fit the type `{of.name}` or its allowed values")


def _fits(value: Any, of: FieldType, allowed: list[str] | None) -> bool:
    if isinstance(value, list):
        return of.item is not None and all(_fits(item, of.item, allowed) for item in value)
    scalar = "null" if value is None else {bool: "bool", int: "int", float: "float", str: "str"}[type(value)]
    return scalar in of.scalars and (allowed is None or value in allowed)


def _check_reference(field: Mapping[str, Any], of: FieldType, where: str, known: Known) -> None:
    for pattern in field.get("ref", ()):
        check_pattern(pattern, where, known)
    refers = "ref" in field or field.get("group_ref")
    names = (of.item or of.value or of).format
    for key in ("ref_form", "ref_check"):
        if key in field and not refers:
            fail(where, f"`{key}` needs `ref` or `group_ref`")
        if refers and names == "id" and key not in field:
            fail(where, f"a reference needs `{key}`")


def check_pattern(pattern: str, where: str, known: Known) -> None:
    if pattern.startswith("@"):
        if pattern[1:] not in known.kind_roles:
            fail(where, f"unknown role `{pattern}`{suggestion(pattern[1:], known.kind_roles)}")
    elif not any(matches(pattern, kind) for kind in known.kinds):
        fail(where, f"no kind matches `{pattern}`{suggestion(pattern, known.kinds)}")
