"""LE306: a module used as a global although the entry does not list it, so the name is nil when this line runs
(wippyai/runtime runtime/lua/engine/process_factory.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.facts.lua_model import NameUse
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.rules.common import (
    can_take,
    globals_made,
    is_filled,
    missing_declaration,
    required_names,
    suppliers,
    surely_runs,
)
from lua_entries.rules.declarations import added_module
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import looked_in_key, lua_key, name_key, uses_key
from lua_entries.rules.rule import Context, LuaCheck, Rule

RULE = Rule("LE306", "undeclared-module-global", Severity.WARNING, "a module used as a global but not declared", "safe")


def run(context: Context, entry: Entry, unit: LuaUnit) -> Iterator[Finding]:
    """The first use of each module name that is neither declared, required, defined nor there by itself.

    A name that the file also reads alone (`if json then …`) is left out: whoever asks whether it is there knows that it
    may be absent.
    """
    found = {use.name: use for use in reversed(unit.facts.names) if _is_module(context, use)}
    if not found or is_filled(context, entry, "modules", "imports", "source"):
        return
    catalog, snapshot = context.view.catalog, context.snapshot
    made = globals_made(snapshot, entry)
    if "_G" in made:
        return
    known = made | required_names(unit.facts)
    known |= catalog.ambient(entry.kind) | catalog.ambient_uncertain(entry.kind)
    known |= {use.name for use in unit.facts.names if not use.member and not use.required}
    for name in reversed(found):
        if name in known or snapshot.declares(entry, name):
            continue
        uses = (use for use in unit.facts.names if use.name == name and _is_module(context, use))
        use = next((use for use in uses if surely_runs(context, entry, unit, use.function)), None)
        if use is not None:
            yield _finding(context, entry, unit, use)


def _is_module(context: Context, use: NameUse) -> bool:
    """True for a member of a global of a module's name."""
    if use.required or use.written or not use.member:
        return False
    module = context.view.catalog.module(use.name)
    return module is not None and module.listable


def _finding(context: Context, entry: Entry, unit: LuaUnit, use: NameUse) -> Finding:
    snapshot = context.snapshot
    supplier = next(suppliers(snapshot, entry, use.name), None)
    message = f"`{use.name}` is nil here: `{entry.id}` does not list the module"
    if supplier is not None:
        message = (
            f"`{use.name}` is not listed by `{entry.id}`; it works only as long as `{supplier.id}` happens to supply it"
        )
    return RULE.finding(
        message,
        unit.path,
        unit.place(use.span),
        entry=entry,
        help=missing_declaration(context, entry, use.name),
        related=[Related(entry.path, entry.fact.place, f"`{entry.id}` is declared here")],
        fixes=added_module(snapshot, entry, use.name) if can_take(context, entry, use.name) else (),
        keys=[lua_key(unit.path), uses_key(entry.id), name_key(entry.id, use.name), looked_in_key(entry.path)],
    )


CHECK = LuaCheck(RULE, run)
