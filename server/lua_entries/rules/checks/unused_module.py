"""LE303: a listed module that the entry's Lua does not use."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.imports import listed_modules
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.rules.common import is_opaque, relative, supplies, used_names
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import lua_key, name_key, uses_key
from lua_entries.rules.rule import Context, LuaCheck, Rule

RULE = Rule("LE303", "unused-module", Severity.WARNING, "a listed module that the Lua does not use", "safe")


def run(context: Context, entry: Entry, unit: LuaUnit) -> Iterator[Finding]:
    """Modules that are neither required, nor read as a global, nor named in a type, here or by a library that this entry
    happens to supply."""
    if is_opaque(unit.facts):
        return
    used = used_names(unit.facts)
    aliases = {link.alias.text for link in context.snapshot.links(entry)}
    for item in listed_modules(entry):
        name = item.text
        if name in used or name in aliases or supplies(context.snapshot, entry, name):
            continue
        where = relative(unit.path, context.snapshot.directory)
        yield RULE.finding(
            f"module `{name}` is listed, but `{where}` does not use it",
            entry.path,
            item.inner,
            entry=entry,
            help=f"remove `{name}`",
            keys=[lua_key(unit.path), uses_key(entry.id), name_key(entry.id, name)],
        )


CHECK = LuaCheck(RULE, run)
