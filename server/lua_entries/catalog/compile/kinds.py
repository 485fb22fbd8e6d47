"""Checks and compiles kinds, and the groups of fields that they share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from lua_entries.catalog.compile.checks import (
    Check,
    choice,
    distinct,
    fail,
    flag,
    items,
    map_of,
    mapping,
    record,
    suggestion,
    text,
    texts,
)
from lua_entries.catalog.compile.fields import Known, compile_field, tests
from lua_entries.catalog.model import ConstraintRule, Status

_RULES: tuple[str, ...] = get_args(ConstraintRule)

CONSTRAINT: dict[str, Check] = {
    **{rule: texts for rule in _RULES if rule != "note"},
    "note": text,
    "when": tests,
    "scope": choice("entry", "root"),
    "per": texts,
    "message": text,
    "source": text,
}


def _constraint(raw: Any, where: str) -> dict[str, Any]:
    given = record(raw, where, CONSTRAINT)
    rules = [rule for rule in _RULES if rule in given]
    if len(rules) != 1:
        fail(where, f"must name exactly one of {', '.join(_RULES)}")
    rule = rules[0]
    if (rule == "unique") != ("scope" in given):
        fail(where, "`scope` belongs to `unique`, and `unique` needs it")
    compiled: dict[str, Any] = {"rule": rule}
    if rule == "note":
        compiled["message"] = given.pop("note")
    else:
        compiled["fields"] = given.pop(rule)
    compiled.update(given)
    return compiled


TOLERATED: dict[str, Check] = {
    "misspelling": map_of(text),
    "ignored": map_of(text),
    "user-data": distinct,
    "newer": distinct,
}

_BODY: dict[str, Check] = {
    "summary": text,
    "source": text,
    "fields": mapping,
    "constraints": items,
    "tolerated": lambda value, where: record(value, where, TOLERATED),
}

KIND: dict[str, Check] = {
    "summary": text,
    "status": choice(*get_args(Status)),
    "roles": distinct,
    "replacement": text,
    "handler": text,
    "source": text,
    "doc": text,
    "uncertain": flag,
    "groups": distinct,
    **{key: check for key, check in _BODY.items() if key not in ("summary", "source")},
}


def compile_group(name: str, raw: Any, where: str, known: Known) -> dict[str, Any]:
    """A group of fields that several kinds share."""
    where = f"{where}: group `{name}`"
    group = record(raw, where, _BODY, ("summary", "source", "fields"))
    return {**group, **_body(group, where, known, strict=True)}


def compile_kind(name: str, raw: Any, where: str, known: Known, strict: bool = True) -> dict[str, Any]:
    """One kind; the groups that it has are left as names. Call `check_kind` on the result.

    Without `strict` (for configuration) the descriptions may be left out.
    """
    where = f"{where}: kind `{name}`"
    kind = record(raw, where, KIND, ("summary", "source", "fields") if strict else ())
    for role in kind.get("roles", ()):
        if role not in known.kind_roles:
            fail(where, f"unknown role `{role}`{suggestion(role, known.kind_roles)}")
    for group in kind.get("groups", ()):
        if group not in known.groups:
            fail(where, f"unknown group `{group}`{suggestion(group, known.groups)}")
    if kind.get("status") in ("legacy", "internal", "no-handler") and "replacement" not in kind:
        fail(where, f"a kind with status `{kind['status']}` needs `replacement`")
    return {**kind, **_body(kind, where, known, strict)}


def _body(raw: Mapping[str, Any], where: str, known: Known, strict: bool) -> dict[str, Any]:
    fields = [
        compile_field(path, field, where, known, strict)
        for path, field in mapping(raw.get("fields", {}), where).items()
    ]
    constraints = [
        _constraint(item, f"{where}: constraint {index + 1}") for index, item in enumerate(raw.get("constraints", ()))
    ]
    return {"fields": fields, "constraints": constraints, "tolerated": raw.get("tolerated", {})}


def merge_tolerated(left: Mapping[str, Any], right: Mapping[str, Any]) -> dict[str, Any]:
    """The tolerated names of two bodies together."""
    merged: dict[str, Any] = dict(left)
    for key, value in right.items():
        if isinstance(value, Mapping):
            merged[key] = {**value, **merged.get(key, {})}
        else:
            merged[key] = [*merged.get(key, ()), *(item for item in value if item not in merged.get(key, ()))]
    return merged


def check_kind(
    kind: Mapping[str, Any], groups: Mapping[str, Mapping[str, Any]], meta_paths: Iterable[str], where: str
) -> None:
    """Whether a kind and its groups fit together: paths that exist, roles that are played once.

    `meta_paths` are those of the meta keys that all entries may have.
    """
    bodies = [kind, *(groups[name] for name in kind.get("groups", ()))]
    fields: dict[str, Mapping[str, Any]] = {}
    for field in (field for body in bodies for field in body["fields"]):
        fields.setdefault(field["path"].lower(), field)
    paths = {*fields, *(path.lower() for path in meta_paths)}

    def check(path: str, what: str) -> None:
        if path.lower() not in paths:
            fail(where, f"{what} names `{path}`, which is no field of the kind{suggestion(path, paths)}")

    roles: set[str] = set()
    for field in fields.values():
        path, role = field["path"], field.get("role")
        if role in roles:
            fail(where, f"two fields have the role `{role}`")
        if role:
            roles.add(role)
        for other in field.get("required_unless", ()):
            check(other, f"`required_unless` of `{path}`")
        for test in field.get("required_if", ()):
            check(test[0], f"`required_if` of `{path}`")
    for body in bodies:
        for constraint in body["constraints"]:
            tested = [test[0] for test in constraint.get("when", ())]
            for other in (*constraint.get("fields", ()), *constraint.get("per", ()), *tested):
                check(other, f"a constraint `{constraint['rule']}`")
        for wrong, right in body["tolerated"].get("misspelling", {}).items():
            check(right, f"the misspelling `{wrong}`")
        for name in (name for names in body["tolerated"].values() for name in names):
            if name.lower() in fields:
                fail(where, f"`{name}` is tolerated, but it is a field of the kind")
