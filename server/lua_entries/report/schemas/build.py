"""Writes `schema/generated/*.schema.json`: `python -m lua_entries.report.schemas.build [--check]`.

With `--check` nothing is written; the exit code is 1 when a file is not up to date.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lua_entries.catalog import load_catalog
from lua_entries.report.schemas import SCHEMAS, schema_text

GENERATED = Path(__file__).resolve().parents[4] / "schema" / "generated"
"""The directory of the source checkout that this file is in."""


def file_name(name: str) -> str:
    """The name of the file that holds a schema."""
    return f"{name}.schema.json"


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(description="Write the JSON Schemas")
    parser.add_argument("--check", action="store_true", help="only tell whether the files are up to date")
    options = parser.parse_args(arguments)
    catalog = load_catalog()
    stale = 0
    for name in SCHEMAS:
        path = GENERATED / file_name(name)
        content = schema_text(name, catalog)
        if path.is_file() and path.read_text(encoding="utf-8") == content:
            continue
        if options.check:
            print(f"{path.name} is not up to date: run `python -m lua_entries.report.schemas.build`", file=sys.stderr)
            stale = 1
        else:
            path.write_text(content, encoding="utf-8", newline="\n")
    return stale


if __name__ == "__main__":
    raise SystemExit(main())
