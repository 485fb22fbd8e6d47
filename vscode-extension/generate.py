"""Writes what the extension takes from elsewhere: `python vscode-extension/generate.py [--check]`.

From `schema/`: the files that make it active, the settings with their descriptions, one snippet for each kind. From the
program: its version and its rules. With `--check` nothing is written; the exit code is 1 when a file is not up to date.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lua_entries import __version__
from lua_entries.catalog import Catalog, load_catalog
from lua_entries.features.entry_snippets import INDENT, entry_lines
from lua_entries.lsp.client import SECTION
from lua_entries.project.discovery import LUA_SUFFIX
from lua_entries.project.workspace import MARKERS
from lua_entries.rules.registry import RULES

HERE = Path(__file__).resolve().parent
SCHEMA = HERE.parent / "schema" / "generated" / "config.schema.json"
_OPAQUE = ("kinds", "modules")
"""Settings whose structure is for those who write a schema; their editor is `lua-entries.toml`."""
_OWN = (f"{SECTION}.server.", f"{SECTION}.trace.")
"""Settings of the extension itself, which are written by hand."""


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(description="Write the generated files of the extension")
    parser.add_argument("--check", action="store_true", help="only tell whether the files are up to date")
    options = parser.parse_args(arguments)
    stale = 0
    for name, content in contents(load_catalog()):
        path = HERE / name
        if path.is_file() and path.read_text(encoding="utf-8") == content:
            continue
        if options.check:
            print(
                f"vscode-extension/{name} is not up to date: run `python vscode-extension/generate.py`", file=sys.stderr
            )
            stale = 1
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8", newline="\n")
    return stale


def contents(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """The generated files: their names below the extension's directory, and their texts."""
    yield "package.json", _json(_manifest(catalog))
    yield "package-lock.json", _json(_lock())
    yield "snippets/entries.json", _json(_snippets(catalog))
    yield "src/generated.ts", _constants(catalog)
    yield "LICENSE", (HERE.parent / "LICENSE").read_text(encoding="utf-8")


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


# The manifest


def _manifest(catalog: Catalog) -> dict[str, Any]:
    manifest: dict[str, Any] = _read(HERE / "package.json")
    manifest["version"] = __version__
    manifest["activationEvents"] = [f"workspaceContains:{glob}" for glob in _telling_globs(catalog)]
    contributes = manifest["contributes"]
    held = contributes["configuration"]["properties"]
    own = {name: value for name, value in held.items() if name.startswith(_OWN)}
    contributes["configuration"]["properties"] = {**own, **_settings()}
    contributes["languages"] = [{"id": "yaml", "filenames": [catalog.definition.lock.file]}]
    return manifest


def _lock() -> dict[str, Any]:
    lock: dict[str, Any] = _read(HERE / "package-lock.json")
    lock["version"] = lock["packages"][""]["version"] = __version__
    return lock


def _telling_globs(catalog: Catalog) -> tuple[str, ...]:
    """Globs of files by which a project is known."""
    stem = catalog.definition.index_files[0].rpartition(".")[0]
    endings = (name.removeprefix(f"{stem}.") for name in catalog.definition.index_files)
    return (f"**/{stem}.{{{','.join(endings)}}}", *(f"**/{name}" for name in MARKERS))


def _settings() -> dict[str, Any]:
    """The settings of the configuration file as settings of the editor."""
    schema = _read(SCHEMA)
    # Whole where settings of rules stand for themselves; in overrides any name may have any level, to keep it short.
    short = {"rules": {"type": "object", "additionalProperties": schema["definitions"]["level"]}}
    found = {}
    for order, (name, value) in enumerate(schema["properties"].items(), start=10):
        definitions = schema["definitions"] if name != "overrides" else {**schema["definitions"], **short}
        setting = _inlined(value, {} if name in _OPAQUE else definitions)
        if name in _OPAQUE:
            setting.pop("additionalProperties")
        default = setting.pop("default", {"array": [], "object": {}, "string": "", "boolean": False}[setting["type"]])
        found[f"{SECTION}.{name}"] = {**setting, "default": default, "scope": "resource", "order": order}
    return found


def _inlined(value: Any, definitions: Mapping[str, Any]) -> Any:
    """A schema with what it refers to in place: the editor knows no definitions in a manifest."""
    if isinstance(value, list):
        return [_inlined(item, definitions) for item in value]
    if not isinstance(value, dict):
        return value
    made = {}
    for key, item in value.items():
        if key == "$ref" and definitions:
            made.update(_inlined(definitions[item.rpartition("/")[2]], definitions))
        elif key == "allOf" and len(item) == 1:
            made.update(_inlined(item[0], definitions))
        elif key not in made:
            made[key] = _inlined(item, definitions)
    return made


# Snippets


def _snippets(catalog: Catalog) -> dict[str, Any]:
    """A snippet for each usable kind, without a prefix: `Insert Snippet` lists it, completion stays the server's."""
    return {
        kind.name: {"body": _body(entry_lines(kind, catalog.definition)), "description": kind.summary}
        for kind in filter(None, map(catalog.kind, sorted(catalog.kinds)))
        if kind.usable
    }


def _body(lines: list[str]) -> list[str]:
    return [f"{'- ' if number == 0 else INDENT}{line}" for number, line in enumerate(lines)] + ["$0"]


# Constants


def _constants(catalog: Catalog) -> str:
    keys = catalog.definition
    rules = [{"code": rule.code, "name": rule.name, "summary": rule.summary} for rule in RULES]
    frame = f'{keys.version}: "1.0"\n{keys.namespace}: ${{1:app}}\n\n{keys.entries}:\n'
    constants = {
        "SECTION": SECTION,
        "VERSION": __version__,
        "INDEX_FILES": list(keys.index_files),
        "TELLING_GLOBS": list(_telling_globs(catalog)),
        "DOCUMENT_PATTERNS": [f"**/*{LUA_SUFFIX}", *_telling_globs(catalog)],
        "SETTINGS": list(_read(SCHEMA)["properties"]),
        "NEW_INDEX_FILE": frame,
        "RULES": rules,
    }
    lines = ["// Made by generate.py from schema/ and the program; not edited by hand.", ""]
    for name, value in constants.items():
        lines.append(f"export const {name} = {json.dumps(value, indent=2, ensure_ascii=False)} as const;")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
