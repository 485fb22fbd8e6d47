"""One function turns a reference into targets: nobody else splits ids and looks them up."""

from __future__ import annotations

import ast
from pathlib import Path

import lua_entries

PACKAGE = Path(lua_entries.__file__).parent


def test_only_the_snapshot_calls_the_resolver_and_only_the_resolver_reads_what_is_elsewhere() -> None:
    callers, readers = set(), set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            imported = [name.name for name in node.names] if isinstance(node, ast.ImportFrom) else []
            if "resolve" in imported and getattr(node, "module", "") == "lua_entries.project.resolver":
                callers.add(path.relative_to(PACKAGE).as_posix())
            if isinstance(node, ast.Attribute) and node.attr == "elsewhere":
                readers.add(path.relative_to(PACKAGE).as_posix())
    assert callers == {"project/snapshot.py"}
    assert readers == {"project/resolver.py"}
