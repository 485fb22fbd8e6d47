"""LE110: a value that must differ within its scope does not (each demand and its source is with its kind in
schema/)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import NamedTuple

from lua_entries.catalog import Constraint
from lua_entries.project.conditions import At, Indices, at, holds, places_of
from lua_entries.project.imports import reference_of
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry
from lua_entries.project.walk import value_span
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import looked_in_key
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.text.span import Span

RULE = Rule("LE110", "value-not-unique", Severity.ERROR, "a value that must differ within its scope does not")


class _Use(NamedTuple):
    entry: Entry
    constraint: Constraint
    path: str
    """Of the field whose value is reported."""
    indices: Indices
    shown: str


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Repeated values, on the second of two.

    Entries of unpacked modules count, but are not reported on: where the second is one of those, the finding is on the
    first. Of entries with one id the runtime keeps the last, which alone counts.
    """
    wanted = dict.fromkeys(key for key, _ in _of_entry(context, entry))
    if not wanted:
        return
    same_values = context.snapshot.gathered(_files, _of_file, context)
    for key in wanted:
        first, *others = same_values.get(key)
        for use in others:
            if use.entry is entry:
                yield _finding(context, use, first)
        if first.entry is entry and others and not any(_is_home(context, use.entry) for use in others):
            yield _finding(context, first, others[0])


def _is_home(context: Context, entry: Entry) -> bool:
    return context.snapshot.home(entry) is context.view


def _files(snapshot: Snapshot, context: Context) -> tuple[str, ...]:
    return context.view.files


def _of_file(snapshot: Snapshot, context: Context, path: str) -> Iterator[tuple[Hashable, _Use]]:
    for entry in snapshot.index_units[path].entries:
        yield from _of_entry(context, entry)


def _of_entry(context: Context, entry: Entry) -> Iterator[tuple[Hashable, _Use]]:
    """The values that must differ, each with what it must differ in."""
    constraints = entry.info.constraints if entry.info is not None else ()
    wanted = [(number, item) for number, item in enumerate(constraints) if item.rule == "unique"]
    if not wanted or entry.fact.broken or context.view.index.entries.get(entry.id, (entry,))[-1] is not entry:
        return
    for number, constraint in wanted:
        scope: Hashable = entry if constraint.scope == "entry" else entry.kind
        for value, use in _values(context, entry, constraint):
            yield (scope, number, value), use


def _finding(context: Context, use: _Use, other: _Use) -> Finding:
    by = "" if other.entry is use.entry else f" by `{other.entry.id}`"
    return RULE.finding(
        f"`{use.shown}` of `{use.entry.id}` is taken{by}",
        use.entry.path,
        _place(context, use),
        entry=use.entry,
        help=use.constraint.message,
        related=[Related(other.entry.path, _place(context, other), "it is used here as well")],
        keys=[looked_in_key(other.entry.path)],
    )


def _values(context: Context, entry: Entry, constraint: Constraint) -> Iterator[tuple[Hashable, _Use]]:
    """Each value, together with what divides its scope, and where it stands."""
    keys, filled = context.view.catalog.definition, context.snapshot.filled
    for indices in places_of(entry, (*constraint.fields, *(test.path for test in constraint.when))):
        if not holds(entry, constraint.when, indices, keys, filled):
            continue
        fields = [at(entry, path, indices, keys, filled) for path in (*constraint.fields, *constraint.per)]
        values = [
            _value(context, entry, path, field)
            for path, field in zip((*constraint.fields, *constraint.per), fields, strict=True)
        ]
        if any(field.filled for field in fields) or None in values:
            continue
        last = len(constraint.fields) - 1
        yield (
            tuple(values),
            _Use(entry, constraint, constraint.fields[last], indices, f"{fields[last].shown}: {values[last]}"),
        )


def _value(context: Context, entry: Entry, path: str, field: At) -> Hashable:
    """What two entries are compared by: the resolved id of a reference, else the value, else the field's default."""
    known = entry.info.field(path) if entry.info is not None else None
    if field.value is None:
        default = known.default_from if known is not None else ""
        return entry.name if default == "name" else entry.id if default == "id" else None
    reference = reference_of(field.value)
    if known is not None and known.is_reference and reference is not None:
        return context.view.resolve(reference.text, known.ref_form, entry).id
    return field.plain


def _place(context: Context, use: _Use) -> Span:
    field = at(use.entry, use.path, use.indices, context.view.catalog.definition, context.snapshot.filled)
    return value_span(field.pair.value) if field.value is not None and field.pair is not None else use.entry.fact.place


CHECK = EntryCheck(RULE, run)
