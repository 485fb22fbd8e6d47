"""Checks the description of index files and project files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lua_entries.catalog.compile.checks import Check, distinct, map_of, mapping, record, text, texts
from lua_entries.catalog.compile.fields import Known, compile_field, regex, type_name
from lua_entries.catalog.store import FORMAT

_LOCK: dict[str, Check] = {
    "file": text,
    "source": texts,
    "source_default": text,
    "vendored": texts,
    "vendored_default": text,
    "vendor_directory": text,
    "archive_suffix": text,
    "modules": text,
    "module_name": text,
    "module_version": text,
    "replacements": text,
    "replacement_from": text,
    "replacement_to": text,
    "replacement_source": text,
    "keys": map_of(type_name),
}
_MANIFEST: dict[str, Check] = {
    "file": text,
    "organization": text,
    "module": text,
    "version": text,
    "description": text,
    "exclude": text,
    "exclude_meta": text,
    "identifier": regex,
    "keys": map_of(type_name),
}
_BOOT: dict[str, Check] = {
    "file": text,
    "version": text,
    "versions": distinct,
    "override": text,
    "disable": text,
    "disable_namespaces": text,
    "disable_entries": text,
    "disable_meta": text,
}
_DEFINITION_KEYS = ("namespace", "version", "meta", "entries", "name", "kind", "data")


def _all_of(spec: Mapping[str, Check]) -> Check:
    return lambda value, where: record(value, where, spec, tuple(spec))


def compile_definition(raw: Any, where: str) -> dict[str, Any]:
    spec: dict[str, Check] = {
        "catalog": _all_of({"version": text, "sources": map_of(text), "documentation": text}),
        "deterministic_classes": distinct,
        "keys": _all_of(dict.fromkeys(_DEFINITION_KEYS, text)),
        "file_fields": mapping,
        "entry_fields": mapping,
        "file_scheme": text,
        "id": _all_of({"separator": text, "namespace": text, "name": text, "usual_name": regex}),
        "index_files": distinct,
        "suffixes": distinct,
        "skipped_directories": distinct,
        "placeholder": _all_of({"pattern": regex, "escape": text, "sibling_suffix": text}),
        "injection": _all_of({"append": text}),
        "lock": _all_of(_LOCK),
        "manifest": _all_of(_MANIFEST),
        "boot": _all_of(_BOOT),
    }
    given = record(raw, where, spec, tuple(spec))
    nothing = Known((), frozenset(), frozenset(), {}, (), frozenset(), frozenset())
    for key in ("file_fields", "entry_fields"):
        given[key] = [compile_field(path, field, where, nothing) for path, field in given[key].items()]
    catalog = given.pop("catalog")
    classes = given.pop("deterministic_classes")
    return {"format": FORMAT, "catalog": catalog, "deterministic_classes": classes, "definition": given}
