"""LE502: an entry of a kind that cannot be used where it is named (the kinds are with fields and calls in schema/)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.lua_literals import literal_ids
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.rules.common import surely_runs
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import kind_key, looked_in_key, lua_key
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.rules.targets import is_wrong_kind
from lua_entries.text.span import Span

RULE = Rule("LE502", "reference-kind", Severity.ERROR, "a reference to an entry of a kind that cannot be used there")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """References to existing entries none of which has a kind that fits: in fields, and in calls of the entry's Lua."""
    for item in context.snapshot.references(entry):
        targets = item.resolution.entries
        if targets and all(is_wrong_kind(context, item.field.ref, target) for target in targets):
            checked = item.field.ref_check in ("registration", "start", "call")
            severity = RULE.severity if checked else Severity.WARNING
            what = f"`{item.shown}` of `{entry.id}` names"
            yield _finding(context, entry, what, targets[-1], item.field.ref, entry.path, item.reference.span, severity)
    unit = context.snapshot.lua_of(entry)
    if unit is not None:
        yield from _in_lua(context, entry, unit)


def _in_lua(context: Context, entry: Entry, unit: LuaUnit) -> Iterator[Finding]:
    """Ids in known calls; not in tests, which do wrong on purpose."""
    if context.snapshot.is_test(entry) or context.snapshot.only_tests(unit):
        return
    for item in literal_ids(context.snapshot, context.view, entry, unit):
        targets, kinds = item.resolution.entries, item.argument.kinds
        if item.argument.uncertain or not targets or not surely_runs(context, entry, unit, item.literal.function):
            continue
        if all(is_wrong_kind(context, kinds, target) for target in targets):
            what, span = f"`{item.argument.callee}` is given", unit.place(item.span)
            found = _finding(context, entry, what, targets[-1], kinds, unit.path, span, Severity.WARNING)
            yield found._replace(keys=found.keys | {lua_key(unit.path)})


def _finding(
    context: Context,
    entry: Entry,
    what: str,
    target: Entry,
    kinds: tuple[str, ...],
    path: str,
    span: Span,
    severity: Severity,
) -> Finding:
    usable = context.view.catalog.kinds_for(kinds)
    wanted = ", ".join(f"`{kind}`" for kind in usable[:6]) + (" …" if len(usable) > 6 else "")
    kind = f"a `{target.kind}`" if target.kind else "an entry without a kind"
    return RULE.finding(
        f"{what} `{target.id}`, which is {kind}",
        path,
        span,
        entry=entry,
        severity=severity,
        help=f"it must be {wanted}" if len(usable) == 1 else f"it must be one of {wanted}",
        related=[Related(target.path, target.fact.place, f"`{target.id}` is declared here")],
        keys=[kind_key(target.id), looked_in_key(target.path)],
    )


CHECK = EntryCheck(RULE, run)
