"""LE601: a member that a module does not have, so that it is nil when the line runs (modules are in schema/modules)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lua_entries.catalog import Module
from lua_entries.catalog.near import close_names
from lua_entries.facts.lua_model import NameUse
from lua_entries.project.lua_names import Meaning
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.rules.common import did_you_mean, globals_made, replace
from lua_entries.rules.finding import Finding, Fix, Safety, Severity
from lua_entries.rules.followers import lua_key, name_key
from lua_entries.rules.members import absent
from lua_entries.rules.rule import Context, LuaCheck, Rule
from lua_entries.rules.targets import suggestions
from lua_entries.text.span import Span

RULE = Rule("LE601", "unknown-module-member", Severity.WARNING, "a member that the module does not have", "safe")


def run(context: Context, entry: Entry, unit: LuaUnit) -> Iterator[Finding]:
    """Members of modules that are not in the catalog; silent where the Lua itself shows doubt."""

    def lacks(known: Meaning, use: NameUse) -> bool:
        module = known.module
        if module is None or has_member(context, module, use.member):
            return False
        return use.required or use.name not in globals_made(context.snapshot, entry)

    for use, known in absent(context, entry, unit, lacks):
        if known.module is not None:
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
    near = close_names(use.member, module.members, limit=2) if instead is None else []
    span = unit.place(use.member_span)
    return RULE.finding(
        f"`{module.name}` has no `{use.member}`, so this is nil",
        unit.path,
        span,
        entry=entry,
        help=f"in this runtime: {_code(module, instead)}" if instead is not None else did_you_mean(near),
        fixes=_fixes(unit, use, span, module, instead, near) if unit.is_exact else (),
        keys=[lua_key(unit.path), name_key(entry.id, use.name)],
    )


def _fixes(
    unit: LuaUnit, use: NameUse, span: Span, module: Module, instead: str | None, near: Sequence[str]
) -> Sequence[Fix]:
    """What took the member's place, where it is a member itself, and else what resembles it."""
    if instead is None:
        return suggestions(unit.path, span, near)
    dotted = use.member_span is not None and unit.text[use.member_span.start - 1 : use.member_span.start] == "."
    if instead not in module.members or not dotted:  # `a["b.c"]` and `a:b.c()` are something else
        return ()
    safety: Safety = "safe" if len(unit.users) == 1 else "editor"  # to another entry the name may mean something else
    return (replace(f"Change it to `{instead}`", unit.path, span, instead, safety),)


def _code(module: Module, instead: str) -> str:
    """A replacement as messages write it: a member with its module, words as they are."""
    return f"`{module.name}.{instead}`" if instead in module.members else instead


CHECK = LuaCheck(RULE, run)
