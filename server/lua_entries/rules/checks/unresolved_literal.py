"""LE503: a text in a known call that should be the id of an entry and names none (calls are in schema/calls.yaml)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.lua_literals import LiteralId, literal_ids
from lua_entries.project.resolver import split_id
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.rules.common import did_you_mean, surely_runs
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import lua_key
from lua_entries.rules.rule import Context, LuaCheck, Rule
from lua_entries.rules.targets import fitting, missing_keys, not_there, suggestions

RULE = Rule("LE503", "unresolved-literal", Severity.WARNING, "an id in a known call names no entry", "editor")


def run(context: Context, entry: Entry, unit: LuaUnit) -> Iterator[Finding]:
    """Ids of owned namespaces that are missing; not in tests, which name what is not there on purpose."""
    if context.snapshot.is_test(entry) or context.snapshot.only_tests(unit):
        return
    for item in literal_ids(context.snapshot, context.view, entry, unit):
        if item.argument.may_be_absent or not surely_runs(context, entry, unit, item.literal.function):
            continue
        if item.resolution.verdict == "missing":
            yield _finding(context, entry, unit, item)


def _finding(context: Context, entry: Entry, unit: LuaUnit, item: LiteralId) -> Finding:
    target = item.resolution
    namespace, name = split_id(target.id)
    near = fitting(context, entry, item.argument.kinds, target.near)
    span = unit.place(item.span)
    exact = unit.is_exact and unit.text[item.span.start : item.span.end] == item.text
    return RULE.finding(
        f"`{item.argument.callee}` is given `{target.id}`, but {not_there(context, target.id)}",
        unit.path,
        span,
        entry=entry,
        help=did_you_mean(near) or f"declare `{name}` in `{namespace}` or correct the id",
        fixes=suggestions(unit.path, span, near if exact else ()),
        keys=[lua_key(unit.path), *missing_keys(context, target.id)],
    )


CHECK = LuaCheck(RULE, run)
