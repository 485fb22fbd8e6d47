"""Compiles the schema as a whole."""

from __future__ import annotations

from collections.abc import Mapping
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
    number,
    record,
    suggestion,
    text,
)
from lua_entries.catalog.compile.fields import FIELD, Known, check_pattern, compile_field
from lua_entries.catalog.compile.kinds import check_kind, compile_group, compile_kind
from lua_entries.catalog.compile.modules import compile_member, compile_module, compile_type
from lua_entries.catalog.compile.structure import compile_definition
from lua_entries.catalog.errors import CatalogError
from lua_entries.catalog.field import RefCheck, RefForm
from lua_entries.catalog.field_tree import split_path

_ROLE_SECTIONS = ("kinds", "fields", "meta", "arguments", "classes")

_CALL: dict[str, Check] = {
    "argument": number,
    "option": text,
    "value": text,
    "kinds": distinct,
    "ref_form": choice(*get_args(RefForm)),
    "may_be_absent": flag,
    "cut": text,
    "not_in": text,
    "keys": map_of(text),
    "operators": distinct,
    "uncertain": flag,
    "newer": flag,
    "note": text,
    "source": text,
}

_META: dict[str, Check] = {**FIELD, "kinds": distinct, "values": distinct, "test_values": distinct}

_OPTION: dict[str, Check] = {
    "summary": text,
    "legacy": distinct,
    "ref": distinct,
    "ref_form": choice(*get_args(RefForm)),
    "ref_check": choice(*get_args(RefCheck)),
}

_MIDDLEWARE: dict[str, Check] = {
    "summary": text,
    "condition": text,
    "options": map_of(lambda value, where: record(value, where, _OPTION, ("summary",))),
}

_REPLACED: dict[str, Check] = {"summary": text, "replacement": text}


def compile_schema(files: Mapping[str, Any]) -> dict[str, Any]:
    """The compiled form of all schema files, given as path below `schema/` → parsed content; CatalogError if wrong."""
    definition = compile_definition(_file(files, "definition.yaml"), "definition.yaml")
    roles = record(
        _file(files, "roles.yaml"),
        "roles.yaml",
        {section: map_of(text) for section in _ROLE_SECTIONS},
        _ROLE_SECTIONS,
    )
    raw_kinds = _collect_kinds(files)
    middleware = record(_file(files, "middleware.yaml"), "middleware.yaml", {"middleware": map_of(_middleware)})
    known = Known(
        tuple(raw_kinds),
        frozenset(roles["kinds"]),
        frozenset(roles["fields"]) | frozenset(roles["meta"]),
        {},
        tuple(middleware["middleware"]),
        frozenset(roles["classes"]),
        frozenset(definition["deterministic_classes"]),
    )
    groups_file = record(_file(files, "groups.yaml"), "groups.yaml", {"groups": mapping}, ("groups",))
    groups = {name: compile_group(name, raw, "groups.yaml", known) for name, raw in groups_file["groups"].items()}
    known = known._replace(groups=groups)
    kinds = {
        name: {"family": family, **compile_kind(name, raw, path, known)}
        for name, (path, family, raw) in raw_kinds.items()
    }
    meta = _meta(_file(files, "meta.yaml"), known, kinds)
    meta_paths = [key["field"]["path"] for key in meta]
    for name, kind in kinds.items():
        check_kind(kind, groups, meta_paths, f"{raw_kinds[name][0]}: kind `{name}`")
    by_role: dict[str, list[str]] = {role: [] for role in roles["kinds"]}
    for name, kind in kinds.items():
        for role in kind.get("roles", ()):
            by_role[role].append(name)
    for role, members in by_role.items():
        if not members:
            fail("roles.yaml", f"no kind has the role `{role}`")
    modules = _modules(files, known)
    globals_ = _globals(_file(files, "globals.yaml"), known)
    return {
        **definition,
        "roles": {key: sorted(value) for key, value in roles.items()},
        "by_role": by_role,
        "kinds": kinds,
        "groups": groups,
        "meta": meta,
        "middleware": middleware["middleware"],
        "modules": modules,
        "globals": globals_,
        "old_modules": record(
            _file(files, "old_modules.yaml"),
            "old_modules.yaml",
            {"old_modules": map_of(lambda v, w: record(v, w, _REPLACED, ("summary", "replacement")))},
        )["old_modules"],
        "calls": _calls(_file(files, "calls.yaml"), known, roles["arguments"], {**modules, **globals_["libraries"]}),
    }


def _file(files: Mapping[str, Any], path: str) -> Any:
    if path not in files:
        raise CatalogError(f"{path}: the file is missing")
    return files[path]


def _middleware(value: Any, where: str) -> dict[str, Any]:
    return record(value, where, _MIDDLEWARE, ("summary",))


def _collect_kinds(files: Mapping[str, Any]) -> dict[str, tuple[str, str, Any]]:
    found: dict[str, tuple[str, str, Any]] = {}
    for path, content in files.items():
        if not path.startswith("kinds/"):
            continue
        family = record(content, path, {"family": text, "kinds": mapping}, ("family", "kinds"))
        for name, raw in family["kinds"].items():
            if name in found:
                fail(path, f"declares the kind `{name}`, which {found[name][0]} declares too")
            found[name] = (path, family["family"], raw)
    if not found:
        raise CatalogError("kinds/: there is no file")
    return found


def _meta(raw: Any, known: Known, kinds: Mapping[str, Any]) -> list[dict[str, Any]]:
    given = record(raw, "meta.yaml", {"runtime": mapping, "conventions": mapping}, ("runtime", "conventions"))
    keys: list[dict[str, Any]] = []
    for origin, section in (("runtime", given["runtime"]), ("convention", given["conventions"])):
        for path, item in section.items():
            where = f"meta.yaml: `{path}`"
            extra = record(item, where, _META, ("kinds",))
            for pattern in extra["kinds"]:
                check_pattern(pattern, where, known)
            own = ("kinds", "values", "test_values")
            field = compile_field(path, {key: item[key] for key in item if key not in own}, "meta.yaml", known)
            keys.append({"field": field, "origin": origin, **{key: extra[key] for key in own if key in extra}})
    listed = {key["field"]["path"] for key in keys}
    for name, kind in kinds.items():
        for field in kind["fields"]:
            if split_path(field["path"])[0] != "meta":
                continue
            if field["path"] in listed:
                fail("meta.yaml", f"`{field['path']}` is a field of the kind `{name}` already")
            same = next((key for key in keys if key["field"]["path"] == field["path"]), None)
            if same is None:
                keys.append({"field": field, "origin": "runtime", "kinds": [name]})
            else:
                same["kinds"].append(name)
    return keys


def _modules(files: Mapping[str, Any], known: Known) -> dict[str, Any]:
    modules: dict[str, Any] = {}
    for path, content in sorted(files.items()):
        if not path.startswith("modules/"):
            continue
        name = path.removeprefix("modules/").removesuffix(".yaml")
        given = dict(mapping(content, path))
        if given.pop("module", None) != name:
            fail(path, f"`module` must be the name of the file, `{name}`")
        for key in ("source", "doc", "classes"):
            if key not in given:
                fail(path, f"`{key}` is missing")
        modules[name] = compile_module(name, given, path, known)
    return modules


def _globals(raw: Any, known: Known) -> dict[str, Any]:
    where = "globals.yaml"
    given = record(
        raw,
        where,
        {
            "ambient": lambda v, w: record(
                v, w, {"always": distinct, "by_role": map_of(distinct), "uncertain_by_role": map_of(distinct)}
            ),
            "functions": map_of(lambda v, w: compile_member(v, w, "function", ".")),
            "values": map_of(lambda v, w: compile_member(v, w, "constant", ".")),
            "types": map_of(compile_type),
            "libraries": mapping,
            "absent": map_of(text),
        },
        ("ambient", "functions", "libraries", "values", "types", "absent"),
    )
    for section in ("by_role", "uncertain_by_role"):
        for role in given["ambient"].get(section, ()):
            if role not in known.kind_roles:
                fail(where, f"unknown role `{role}`{suggestion(role, known.kind_roles)}")
    libraries = {name: compile_module(name, item, where, known) for name, item in given["libraries"].items()}
    return {**given, "libraries": libraries}


def _calls(raw: Any, known: Known, forms: Mapping[str, str], modules: Mapping[str, Any]) -> dict[str, Any]:
    where = "calls.yaml"
    given = record(raw, where, {"calls": mapping}, ("calls",))
    compiled: dict[str, Any] = {}
    for callee, arguments in given["calls"].items():
        place = f"{where}: `{callee}`"
        _check_callee(callee, place, modules)
        compiled[callee] = [record(item, place, _CALL, ("argument", "value")) for item in items(arguments, place)]
        for argument in compiled[callee]:
            if argument["value"] not in forms:
                fail(place, f"unknown form `{argument['value']}`{suggestion(argument['value'], forms)}")
            for pattern in argument.get("kinds", ()):
                check_pattern(pattern, place, known)
            if "not_in" in argument and argument["not_in"] not in known.kind_roles:
                fail(place, f"unknown role `{argument['not_in']}`{suggestion(argument['not_in'], known.kind_roles)}")
    return compiled


def _check_callee(callee: str, where: str, modules: Mapping[str, Any]) -> None:
    module, _, rest = callee.partition(".")
    if not rest:
        return
    if module not in modules:
        fail(where, f"there is no module `{module}`{suggestion(module, modules)}")
    type_name, colon, method = rest.partition(":")
    if colon:
        members = modules[module].get("types", {}).get(type_name, {}).get("members", {})
        if method not in members:
            fail(where, f"the module has no type `{type_name}` with a method `{method}`")
    elif rest not in modules[module].get("members", {}):
        fail(where, f"the module has no member `{rest}`{suggestion(rest, modules[module].get('members', {}))}")
