"""LE306: a module used as a global although the entry does not list it, so the name is nil when this line runs
(wippyai/runtime runtime/lua/engine/process_factory.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.units import Entry, LuaUnit
from lua_entries.rules.common import relative, required_names, suppliers, surely_runs
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import lua_key, name_key, uses_key
from lua_entries.rules.rule import Context, LuaCheck, Rule

RULE = Rule("LE306", "undeclared-module-global", Severity.WARNING, "a module used as a global but not declared", "safe")


def run(context: Context, entry: Entry, unit: LuaUnit) -> Iterator[Finding]:
    """The first use of each module name that is neither declared, required, defined nor there by itself."""
    catalog, snapshot, facts = context.view.catalog, context.snapshot, unit.facts
    modules = entry.field("modules")
    known = required_names(facts) | set(facts.defined_globals) | catalog.ambient(entry.kind)
    known |= catalog.ambient_uncertain(entry.kind)
    for use in facts.names:
        module = catalog.module(use.name)
        if use.required or use.written or not use.member or module is None or not module.listable:
            continue
        if use.name in known or snapshot.declares(entry, use.name):
            continue
        if not surely_runs(context, entry, unit, use.function) or next(suppliers(snapshot, entry, use.name), None):
            continue
        known |= {use.name}
        where = f"of `{entry.id}` in `{relative(entry.path, snapshot.directory)}`"
        yield RULE.finding(
            f"`{use.name}` is nil here: `{entry.id}` does not list the module",
            unit.path,
            unit.place(use.span),
            entry=entry,
            help=f"add `{use.name}` to `{modules.path}` {where}" if modules is not None else "",
            related=[Related(entry.path, entry.fact.place, f"`{entry.id}` is declared here")],
            keys=[lua_key(unit.path), uses_key(entry.id), name_key(entry.id, use.name)],
        )


CHECK = LuaCheck(RULE, run)
