"""LE110: a value that must differ within its scope does not (each demand and its source is with its kind in schema/)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from lua_entries.catalog import Constraint
from lua_entries.project.conditions import At, Indices, at, holds, places_of, plain
from lua_entries.project.imports import reference_of
from lua_entries.project.units import Entry
from lua_entries.project.walk import injected
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.rule import Context, RootCheck, Rule
from lua_entries.text.span import Span

RULE = Rule("LE110", "value-not-unique", Severity.ERROR, "a value that must differ within its scope does not")


def run(context: Context) -> Iterator[Finding]:
    """Repeated values, on the second of two; entries of unpacked modules count, but are not reported on."""
    homes = set(context.view.entries)
    seen: dict[Hashable, tuple[Entry, Span]] = {}
    for entry in context.view.loaded:
        if entry.info is None:
            continue
        for number, constraint in enumerate(entry.info.constraints):
            if constraint.rule != "unique":
                continue
            for value, text, span in _values(context, entry, constraint):
                scope: Hashable = entry if constraint.scope == "entry" else entry.kind
                first = seen.setdefault((scope, number, value), (entry, span))
                if first == (entry, span) or entry not in homes or _is_duplicate(context, first[0], entry):
                    continue
                yield RULE.finding(
                    f"`{text}` of `{entry.id}` is taken"
                    + ("" if first[0] is entry else f" by `{first[0].id}`"),
                    entry.path,
                    span,
                    entry=entry,
                    help=constraint.message,
                    related=[Related(first[0].path, first[1], "first used here")],
                )


def _is_duplicate(context: Context, first: Entry, second: Entry) -> bool:
    """True when the two are one id: the runtime keeps only one of them, and another rule says so."""
    return first is not second and first.id == second.id


def _values(
    context: Context, entry: Entry, constraint: Constraint
) -> Iterator[tuple[tuple[Hashable, ...], str, Span]]:
    """Each value with what divides its scope, as text and with its place."""
    keys = context.view.catalog.definition
    paths = [*constraint.fields, *(test.path for test in constraint.when)]
    for indices in places_of(entry, paths):
        if not holds(entry, constraint.when, indices, keys):
            continue
        fields = [at(entry, path, indices, keys) for path in constraint.fields]
        if any(context.snapshot.filled.covers(entry.id, injected(field.path, keys)) for field in fields):
            continue
        found = [_value(context, entry, path, indices) for path in (*constraint.fields, *constraint.per)]
        if all(value is not None for value in found[: len(constraint.fields)]):
            shown = f"{fields[-1].shown}: {found[len(constraint.fields) - 1]}"
            yield tuple(found), shown, _place(entry, fields)


def _value(context: Context, entry: Entry, path: str, indices: Indices) -> Hashable:
    """What two entries are compared by: the resolved id of a reference, else the value, else the field's default."""
    keys = context.view.catalog.definition
    found = at(entry, path, indices, keys)
    known = entry.info.field(path) if entry.info is not None else None
    if found.value is None:
        default = known.default_from if known is not None else ""
        return entry.name if default == "name" else entry.id if default == "id" else None
    reference = reference_of(found.value)
    if known is not None and known.is_reference and reference is not None:
        return context.view.resolve(reference.text, known.ref_form, entry).id
    return plain(found.value)


def _place(entry: Entry, fields: Iterable[At]) -> Span:
    for field in fields:
        if field.pair is not None:
            value = field.pair.value
            return value.span
    return entry.fact.place


CHECK = RootCheck(RULE, run)
