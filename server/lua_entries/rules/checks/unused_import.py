"""LE403: an alias that the entry's Lua does not use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial

from lua_entries.project.imports import Link
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.rules.common import globals_made, is_filled, is_opaque, leaning, lua_named, supplied, used_names
from lua_entries.rules.declarations import removed_import
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import lua_key, name_key, uses_key
from lua_entries.rules.rule import Context, LuaCheck, Rule

RULE = Rule("LE403", "unused-import", Severity.WARNING, "an import that the Lua does not use", "safe")


def run(context: Context, entry: Entry, unit: LuaUnit) -> Iterator[Finding]:
    """Aliases that are neither required, nor read as globals, nor named in types, here or by an imported library that
    declares no such name itself. An import that makes globals is used when it is run."""
    if is_opaque(unit.facts) or is_filled(context, entry, "source"):
        return
    snapshot = context.snapshot
    used, is_supplied = used_names(unit.facts), supplied(snapshot, entry)
    made = cache(partial(globals_made, snapshot))
    for link in snapshot.links(entry):
        alias = link.alias.text
        if alias in used or not alias or is_supplied(alias) or _makes_globals(link, used, made):
            continue
        leaners = leaning(snapshot, entry, alias)
        first = f"remove `{alias}`"
        if leaners:
            first = f"import `{alias}` in `{leaners[0].id}`, which uses it without importing it, then remove it here"
        yield RULE.finding(
            f"`{alias}` is imported, but {lua_named(context, entry, unit)} does not use it",
            entry.path,
            link.alias.inner,
            entry=entry,
            help=first,
            related=[Related(other.path, other.fact.place, f"`{other.id}` is declared here") for other in leaners],
            fixes=removed_import(snapshot, entry, link.alias, "unsafe" if leaners else "safe"),
            keys=[lua_key(unit.path), uses_key(entry.id), name_key(entry.id, alias)],
        )


def _makes_globals(link: Link, used: frozenset[str], made: Callable[[Entry], frozenset[str]]) -> bool:
    """True when loading the import defines a global that is used here, for whose sake alone it may be there."""
    names = frozenset().union(*(made(target) for target in link.entries[-1:]))
    return "_G" in names or bool(names & used)


CHECK = LuaCheck(RULE, run)
