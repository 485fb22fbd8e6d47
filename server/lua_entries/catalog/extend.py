"""Kinds and modules from a configuration file, laid over the compiled schema."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from typing import Any

from lua_entries.catalog.compile import Known, check_kind, compile_kind, compile_module, merge_tolerated
from lua_entries.catalog.compile.checks import fail


def extend(data: Mapping[str, Any], kinds: Mapping[str, Any], modules: Mapping[str, Any]) -> dict[str, Any]:
    """The compiled schema `data` with `kinds` and `modules` added or amended; CatalogError when they do not fit."""
    known = Known(
        (*data["kinds"], *kinds),
        frozenset(data["roles"]["kinds"]),
        frozenset(data["roles"]["fields"]) | frozenset(data["roles"]["meta"]),
        data["groups"],
        tuple(data["middleware"]),
        frozenset(data["roles"]["classes"]),
        frozenset(data["deterministic_classes"]),
    )
    meta_paths = [key["field"]["path"] for key in data["meta"]]
    new_kinds: dict[str, Any] = {}
    for name, raw in kinds.items():
        if not name.strip():
            fail("kinds", "a kind needs a name")
        added = compile_kind(name, raw, "kinds", known, strict=False)
        merged = _amended_kind(data["kinds"][name], added) if name in data["kinds"] else added
        check_kind(merged, data["groups"], meta_paths, f"kinds: kind `{name}`")
        new_kinds[name] = merged
    new_modules: dict[str, Any] = {}
    for name, raw in modules.items():
        compiled = compile_module(name, raw, "modules", known, strict=False)
        new_modules[name] = _amended_module(data["modules"][name], compiled) if name in data["modules"] else compiled
    return {
        **data,
        "kinds": ChainMap(new_kinds, data["kinds"]),
        "by_role": {
            role: [*names, *(name for name, kind in new_kinds.items() if role in kind.get("roles", ()))]
            for role, names in data["by_role"].items()
        },
        "modules": ChainMap(new_modules, data["modules"]),
    }


def _amended_kind(before: Mapping[str, Any], added: Mapping[str, Any]) -> dict[str, Any]:
    fields = {field["path"].lower(): field for field in before["fields"]}
    fields.update((field["path"].lower(), field) for field in added["fields"])
    tolerated = merge_tolerated(before["tolerated"], added["tolerated"])
    return {
        **before,
        **added,
        "fields": list(fields.values()),
        "constraints": [*before["constraints"], *added["constraints"]],
        "tolerated": _without(tolerated, fields),
        "roles": list(dict.fromkeys((*before.get("roles", ()), *added.get("roles", ())))),
        "groups": list(dict.fromkeys((*before.get("groups", ()), *added.get("groups", ())))),
    }


def _without(tolerated: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The tolerated names that have not become fields."""
    kept: dict[str, Any] = {}
    for key, names in tolerated.items():
        if isinstance(names, Mapping):
            kept[key] = {name: text for name, text in names.items() if name.lower() not in fields}
        else:
            kept[key] = [name for name in names if name.lower() not in fields]
    return kept


def _amended_module(before: Mapping[str, Any], added: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**before, **added}
    for section in ("members", "types", "replaced"):
        if section in before or section in added:
            merged[section] = {**before.get(section, {}), **added.get(section, {})}
    if "members" not in added:
        # Nothing was said about members, so what is known of them stays as it was.
        merged["open"] = before.get("open", False)
    return merged
