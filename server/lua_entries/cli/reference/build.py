"""Writes the reference pages of `docs/`: `python -m lua_entries.cli.reference.build [--check]`.

With `--check` nothing is written; the exit code is 1 when a page is not up to date.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lua_entries.cli.reference import PAGES

DOCS = Path(__file__).resolve().parents[4] / "docs"
"""The directory of the source checkout that this file is in."""


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(description="Write the reference pages")
    parser.add_argument("--check", action="store_true", help="only tell whether the pages are up to date")
    options = parser.parse_args(arguments)
    stale = 0
    for name, make in PAGES.items():
        path, content = DOCS / name, make()
        if path.is_file() and path.read_text(encoding="utf-8") == content:
            continue
        if options.check:
            print(f"docs/{name} is not up to date: run `python -m lua_entries.cli.reference.build`", file=sys.stderr)
            stale = 1
        else:
            path.write_text(content, encoding="utf-8", newline="\n")
    return stale


if __name__ == "__main__":
    raise SystemExit(main())
