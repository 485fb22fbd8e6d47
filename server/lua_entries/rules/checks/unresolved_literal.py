"""LE503: a text in a known call that should be the id of an entry and names none (the calls are in schema/calls.yaml)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.lua_literals import LiteralId, literal_ids
from lua_entries.project.resolver import split_id
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.rules.common import did_you_mean, replace, surely_runs
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import looked_in_key, lua_key, namespace_key
from lua_entries.rules.rule import Context, LuaCheck, Rule

RULE = Rule("LE503", "unresolved-literal", Severity.WARNING, "an id in a known call names no entry", "safe")


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
    owned = namespace in context.view.index.namespaces
    where = f"there is no such entry in `{namespace}`" if owned else f"there is no namespace `{namespace}` here"
    near = target.near
    span = unit.place(item.literal.span)
    exact = unit.text[item.literal.span.start : item.literal.span.end] == item.text
    fixes = [replace(f"Change it to `{near[0]}`", unit.path, span, near[0])] if near and exact else []
    return RULE.finding(
        f"`{item.argument.callee}` is given `{target.id}`, but {where}",
        unit.path,
        span,
        entry=entry,
        help=did_you_mean(near) or f"declare `{name}` in `{namespace}` or correct the id",
        fixes=fixes,
        keys=[
            lua_key(unit.path),
            namespace_key(namespace),
            *(looked_in_key(path) for path in context.snapshot.files_of(namespace)),
        ],
    )


CHECK = LuaCheck(RULE, run)
