"""LE204: no entry uses this Lua file, so the runtime never reads it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from lua_entries.files.paths import parents, shown
from lua_entries.rules.common import relative
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import orphan_key
from lua_entries.rules.rule import Context, RootCheck, Rule

RULE = Rule("LE204", "orphan-lua-file", Severity.HINT, "a Lua file that no entry uses", "editor")


def run(context: Context) -> Iterator[Finding]:
    """Lua files below a load directory of the root that no `file://` value of the workspace leads to."""
    used = context.snapshot.used_files
    indexes = {os.path.dirname(path): path for path in reversed(context.view.index_files)}
    for path in context.view.lua_files:
        if path not in used and context.view.root.load_directory(path) is not None:
            help = _advice(context, path, indexes)
            yield RULE.finding("no entry uses this file", path, None, help=help, keys=[orphan_key(path)])


def _advice(context: Context, path: str, indexes: dict[str, str]) -> str:
    scheme = context.view.catalog.definition.file_scheme
    folder = next((parent for parent in parents(os.path.dirname(path)) if parent in indexes), None)
    if folder is None:
        return "declare an entry for it, or remove it"
    index = relative(indexes[folder], context.snapshot.directory)
    return f"name it in an entry of `{index}` (`{scheme}{shown(path, folder)}`), or remove it"


CHECK = RootCheck(RULE, run)
