"""Compiles `schema/**/*.yaml` into `schema/generated/catalog.json`: `python -m lua_entries.catalog.build [--check]`.

Needs PyYAML. With `--check` nothing is written; the exit code is 1 when the file is not up to date.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import yaml

from lua_entries.catalog.compile import compile_schema
from lua_entries.catalog.errors import CatalogError
from lua_entries.catalog.store import write

SCHEMA = Path(__file__).resolve().parents[3] / "schema"
"""The schema of the source checkout that this file is in."""
GENERATED = "generated"
OUTPUT = "catalog.json"


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]  # a base chosen at run time
    """Refuses a key that is written twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                raise CatalogError(f"line {node.value[index][0].start_mark.line + 1}: `{key}` is written twice")
        return super().construct_mapping(node, deep)  # type: ignore[no-any-return]  # untyped in the stubs


def read_schema(directory: Path) -> dict[str, Any]:
    """All schema files as path below `directory` → content; CatalogError when one is not YAML."""
    files: dict[str, Any] = {}
    for path in sorted(directory.rglob("*.yaml")):
        name = path.relative_to(directory).as_posix()
        if name.startswith(f"{GENERATED}/"):
            continue
        try:
            files[name] = yaml.load(path.read_text(encoding="utf-8"), _Loader)
        except (yaml.YAMLError, CatalogError) as error:
            raise CatalogError(f"{name}: {error}") from error
    return files


def compiled_text(directory: Path) -> str:
    """The text of the compiled catalog, the same for the same files."""
    return write(compile_schema(read_schema(directory)))


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(description="Compile the schema")
    parser.add_argument("--check", action="store_true", help="only tell whether the compiled file is up to date")
    options = parser.parse_args(arguments)
    output = SCHEMA / GENERATED / OUTPUT
    try:
        content = compiled_text(SCHEMA)
    except CatalogError as error:
        print(f"schema: {error}", file=sys.stderr)
        return 2
    current = output.read_text(encoding="utf-8") if output.is_file() else None
    if content == current:
        return 0
    if options.check:
        print(f"{output.name} is not up to date: run `python -m lua_entries.catalog.build`", file=sys.stderr)
        return 1
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(content, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
