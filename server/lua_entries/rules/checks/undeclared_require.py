"""LE301: a literal `require` of a name that the entry does not declare
(wippyai/runtime runtime/lua/engine/loadlib/loadlib.go; wippyai/docs en/guides/linter.md)."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from lua_entries.facts.lua_model import Require
from lua_entries.project.imports import listed_modules
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.rules.common import did_you_mean, relative, suppliers, surely_runs
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import lua_key, name_key, uses_key
from lua_entries.rules.rule import Context, LuaCheck, Rule

RULE = Rule("LE301", "undeclared-require", Severity.ERROR, "`require` of a name that the entry does not declare", "safe")


def run(context: Context, entry: Entry, unit: LuaUnit) -> Iterator[Finding]:
    """Names that are no alias, no listed module, and not there by themselves for the kind."""
    catalog, snapshot = context.view.catalog, context.snapshot
    for require in unit.facts.requires:
        name = require.name
        if name is None or snapshot.declares(entry, name):
            continue
        if name in catalog.ambient(entry.kind) or name in catalog.ambient_uncertain(entry.kind):
            continue
        if surely_runs(context, entry, unit, require.function):
            yield _finding(context, entry, unit, require, name)


def _finding(context: Context, entry: Entry, unit: LuaUnit, require: Require, name: str) -> Finding:
    declared = [link.alias.text for link in context.snapshot.links(entry)]
    declared += [item.text for item in listed_modules(entry)]
    near = [other for other in get_close_matches(name, declared, n=2, cutoff=0.7) if other not in _required(unit)]
    supplier = next(suppliers(context.snapshot, entry, name), None)
    message = f"`{name}` is required here, but `{entry.id}` neither imports nor lists it"
    if supplier is not None:
        message += f"; it works only as long as `{supplier.id}` happens to supply it"
    elif require.protected:
        message += ", so this never succeeds"
    keys = [lua_key(unit.path), uses_key(entry.id), *(name_key(entry.id, other) for other in (name, *near))]
    return RULE.finding(
        message,
        unit.path,
        unit.place(require.span),
        entry=entry,
        severity=Severity.HINT if require.protected else None,
        help=did_you_mean(near) or _advice(context, entry, name),
        related=[Related(entry.path, entry.fact.place, f"`{entry.id}` is declared here")],
        keys=keys,
    )


def _required(unit: LuaUnit) -> frozenset[str]:
    return frozenset(require.name for require in unit.facts.requires if require.name)


def _advice(context: Context, entry: Entry, name: str) -> str:
    """What to add where."""
    catalog = context.view.catalog
    where = f"of `{entry.id}` in `{relative(entry.path, context.snapshot.directory)}`"
    modules, imports = entry.field("modules"), entry.field("imports")
    if catalog.module(name) is not None and modules is not None:
        return f"add `{name}` to `{modules.path}` {where}"
    old = catalog.old_module(name)
    if old is not None:
        return old.replacement
    libraries = sorted(
        f"{holder}:{name}"
        for holder in context.view.index.holders.get(name, ())
        if any(target.has_role("lua") for target in context.view.index.entries.get(f"{holder}:{name}", ()))
    )
    if libraries and imports is not None:
        return f"add `{name}: {libraries[0]}` to `{imports.path}` {where}"
    near = catalog.near_modules(name)
    if near:
        return did_you_mean(near)
    return f"add `{name}: <namespace>:<name>` to `{imports.path}` {where}" if imports is not None else ""


CHECK = LuaCheck(RULE, run)
