"""LE301: a literal `require` of a name that the entry does not declare
(wippyai/runtime runtime/lua/engine/loadlib/loadlib.go; wippyai/docs en/guides/linter.md)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.catalog.near import close_names
from lua_entries.facts.lua_model import Require
from lua_entries.project.imports import listed_modules
from lua_entries.project.resolver import one_slip_apart
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.rules.common import (
    can_take,
    did_you_mean,
    is_filled,
    missing_declaration,
    relative,
    replace,
    required_names,
    suppliers,
    surely_runs,
)
from lua_entries.rules.declarations import added_import, added_module
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import looked_in_key, lua_key, name_key, uses_key
from lua_entries.rules.rule import Context, LuaCheck, Rule

RULE = Rule(
    "LE301", "undeclared-require", Severity.ERROR, "`require` of a name that the entry does not declare", "safe"
)


def run(context: Context, entry: Entry, unit: LuaUnit) -> Iterator[Finding]:
    """Names that are no alias, no listed module, and not there by themselves for the kind: each once."""
    catalog, snapshot = context.view.catalog, context.snapshot
    ambient = catalog.ambient(entry.kind) | catalog.ambient_uncertain(entry.kind)
    found: dict[str, list[Require]] = {}
    for require in unit.facts.requires:
        name = require.name
        if name is None or name in ambient or snapshot.declares(entry, name):
            continue
        if surely_runs(context, entry, unit, require.function):
            found.setdefault(name, []).append(require)
    if found and not is_filled(context, entry, "modules", "imports", "source"):
        for name, requires in found.items():
            yield _finding(context, entry, unit, name, sorted(requires, key=lambda require: require.protected))


def _finding(context: Context, entry: Entry, unit: LuaUnit, name: str, requires: list[Require]) -> Finding:
    """`requires`: those that fail first, then those under `pcall`."""
    require = requires[0]
    declared = [link.alias.text for link in context.snapshot.links(entry)]
    declared += [item.text for item in listed_modules(entry)]
    required = required_names(unit.facts)
    near = [other for other in close_names(name, declared, limit=2, cutoff=0.7) if other not in required]
    supplier = next(suppliers(context.snapshot, entry, name), None)
    message = f"`{name}` is required here, but `{entry.id}` neither imports nor lists it"
    if supplier is not None:
        message += f"; it works only as long as `{supplier.id}` happens to supply it"
    elif require.protected:
        message += ", so this never succeeds"
    related = [Related(entry.path, entry.fact.place, f"`{entry.id}` is declared here")]
    related += (Related(unit.path, unit.place(other.span), f"`{name}` is required here, too") for other in requires[1:])
    fixes = []
    sure = len(near) == 1 and one_slip_apart(name, near[0])
    if sure and len(requires) == len(unit.users) == 1 and unit.is_exact:
        fixes.append(replace(f"Change it to `{near[0]}`", unit.path, unit.place(require.span), near[0]))
    elif can_take(context, entry, name):
        fixes += added_module(context.snapshot, entry, name)
    elif context.view.catalog.module(name) is None and (library := _library(context, entry, name)) is not None:
        fixes += added_import(context.snapshot, entry, name, library.id, "editor")
    keys = [
        lua_key(unit.path),
        uses_key(entry.id),
        looked_in_key(entry.path),
        *(name_key(entry.id, other) for other in (name, *near)),
    ]
    return RULE.finding(
        message,
        unit.path,
        unit.place(require.span),
        entry=entry,
        severity=Severity.HINT if require.protected else None,
        help=did_you_mean(near) or _advice(context, entry, name),
        related=related,
        fixes=fixes,
        keys=keys,
    )


def _advice(context: Context, entry: Entry, name: str) -> str:
    """What to add where."""
    catalog, imports = context.view.catalog, entry.field("imports")
    if catalog.module(name) is not None:
        return missing_declaration(context, entry, name)
    old = catalog.old_module(name)
    if old is not None:
        return f"it is gone from the runtime; use {old.replacement}"
    if imports is None:
        return ""
    where = f"of `{entry.id}` in `{relative(entry.path, context.snapshot.directory)}`"
    library = _library(context, entry, name)
    if library is not None:
        return f"add `{name}: {library.id}` to `{imports.path}` {where}"
    near = catalog.near_modules(name)
    return did_you_mean(near) or f"add `{name}: <namespace>:<name>` to `{imports.path}` {where}"


def _library(context: Context, entry: Entry, name: str) -> Entry | None:
    """An entry of this name that could be imported: of the entry's own namespace, else the first by id."""
    holders = sorted(context.view.index.holders.get(name, ()), key=lambda holder: (holder != entry.namespace, holder))
    targets = (context.view.index.entries.get(f"{holder}:{name}", ()) for holder in holders)
    return next((held[-1] for held in targets if held[-1:] and held[-1].has_role("lua") and entry not in held), None)


CHECK = LuaCheck(RULE, run)
