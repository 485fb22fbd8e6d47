"""LE204: no entry uses this Lua file, so the runtime never reads it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import orphan_key
from lua_entries.rules.rule import Context, RootCheck, Rule

RULE = Rule("LE204", "orphan-lua-file", Severity.HINT, "a Lua file that no entry uses", "editor")


def run(context: Context) -> Iterator[Finding]:
    """Lua files of the root that no `file://` value of the workspace leads to."""
    used = context.snapshot.used_files
    scheme = context.view.catalog.definition.file_scheme
    for path in context.view.lua_files:
        if path not in used:
            help = f"name it in an entry (`{scheme}{os.path.basename(path)}`) or remove it"
            yield RULE.finding("no entry uses this file", path, None, help=help, keys=[orphan_key(path)])


CHECK = RootCheck(RULE, run)
