"""LE303: a listed module that the entry's Lua does not use."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.imports import listed_modules
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.project.values import has_placeholder
from lua_entries.rules.common import is_filled, is_opaque, leaning, lua_named, supplied, used_names
from lua_entries.rules.declarations import removed_module
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import lua_key, name_key, uses_key
from lua_entries.rules.rule import Context, LuaCheck, Rule

RULE = Rule("LE303", "unused-module", Severity.WARNING, "a listed module that the Lua does not use", "safe")


def run(context: Context, entry: Entry, unit: LuaUnit) -> Iterator[Finding]:
    """Modules that are neither required, nor read as a global, nor named in a type, here or by a library that this
    entry happens to supply."""
    if is_opaque(unit.facts) or is_filled(context, entry, "source"):
        return
    snapshot, keys = context.snapshot, context.view.catalog.definition
    used, is_supplied = used_names(unit.facts), supplied(snapshot, entry)
    aliases = {link.alias.text for link in snapshot.links(entry)}
    for item in listed_modules(entry):
        name = item.text
        if name in used or name in aliases or has_placeholder(item, keys) or is_supplied(name):
            continue
        leaners = leaning(snapshot, entry, name)
        first = f"remove `{name}`"
        if leaners:
            first = f"list `{name}` in `{leaners[0].id}`, which uses it without listing it, then remove it here"
        yield RULE.finding(
            f"module `{name}` is listed, but {lua_named(context, entry, unit)} does not use it",
            entry.path,
            item.inner,
            entry=entry,
            help=first,
            related=[Related(other.path, other.fact.place, f"`{other.id}` is declared here") for other in leaners],
            fixes=removed_module(snapshot, entry, item, "unsafe" if leaners else "safe"),
            keys=[lua_key(unit.path), uses_key(entry.id), name_key(entry.id, name)],
        )


CHECK = LuaCheck(RULE, run)
