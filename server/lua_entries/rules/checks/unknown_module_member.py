"""LE601: a member that a module does not have, so that it is nil when the line runs (modules are in schema/modules)."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from lua_entries.catalog import Module
from lua_entries.facts.lua_model import NameUse
from lua_entries.project.lua_names import meaning
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.rules.common import did_you_mean, replace
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import lua_key, name_key
from lua_entries.rules.members import accesses
from lua_entries.rules.rule import Context, LuaCheck, Rule

RULE = Rule("LE601", "unknown-module-member", Severity.WARNING, "a member that the module does not have", "safe")


def run(context: Context, entry: Entry, unit: LuaUnit) -> Iterator[Finding]:
    """Members of modules that are not in the catalog; silent where the file itself shows doubt."""
    for use in accesses(context, entry, unit):
        known = meaning(context.snapshot, entry, use.name)
        if known is not None and known.module is not None and not has_member(context, known.module, use.member):
            yield _finding(entry, unit, use, known.module)


def has_member(context: Context, module: Module, name: str) -> bool:
    """True when the module has a member of this name, or may have any."""
    if module.open or name in module.members or any(other.startswith(f"{name}.") for other in module.members):
        return True
    if module.value:
        owner, _, type_name = module.value.rpartition(".")
        source = context.view.catalog.module(owner) if owner else module
        of = source.types.get(type_name) if source is not None else None
        return of is None or of.open or name in of.members
    return name in module.types


def _finding(entry: Entry, unit: LuaUnit, use: NameUse, module: Module) -> Finding:
    assert use.member_span is not None
    instead = module.replaced.get(use.member)
    near = get_close_matches(use.member, module.members, n=2)
    span = unit.place(use.member_span)
    fixes = [replace(f"Change it to `{near[0]}`", unit.path, span, near[0])] if near and instead is None else []
    return RULE.finding(
        f"`{module.name}` has no `{use.member}`, so this is nil",
        unit.path,
        span,
        entry=entry,
        help=f"in this runtime: {instead}" if instead is not None else did_you_mean(near),
        fixes=fixes,
        keys=[lua_key(unit.path), name_key(entry.id, use.name)],
    )


CHECK = LuaCheck(RULE, run)
