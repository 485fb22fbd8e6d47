"""LE403: an alias that the entry's Lua does not use."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.units import Entry, LuaUnit
from lua_entries.rules.common import is_opaque, relative, supplies, used_names
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import lua_key, name_key, uses_key
from lua_entries.rules.rule import Context, LuaCheck, Rule

RULE = Rule("LE403", "unused-import", Severity.WARNING, "an import that the Lua does not use", "safe")


def run(context: Context, entry: Entry, unit: LuaUnit) -> Iterator[Finding]:
    """Aliases that are neither required, nor read as globals, nor named in types, here or by an imported library that
    declares no such name itself."""
    if is_opaque(unit.facts):
        return
    used = used_names(unit.facts)
    for link in context.snapshot.links(entry):
        alias = link.alias.text
        if alias in used or not alias or supplies(context.snapshot, entry, alias):
            continue
        where = relative(unit.path, context.snapshot.directory)
        yield RULE.finding(
            f"`{alias}` is imported, but `{where}` does not use it",
            entry.path,
            link.alias.inner,
            entry=entry,
            help=f"remove `{alias}`",
            keys=[lua_key(unit.path), uses_key(entry.id), name_key(entry.id, alias)],
        )


CHECK = LuaCheck(RULE, run)
