"""LE109: fields of one entry that do not go together (each demand and its source is with its kind in schema/)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from lua_entries.catalog import Constraint
from lua_entries.project.conditions import At, Indices, at, holds, places_of, plain
from lua_entries.project.units import Entry
from lua_entries.project.walk import injected
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import field_key
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.text.span import Span

RULE = Rule("LE109", "field-constraint", Severity.ERROR, "fields of one entry that do not go together")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Demands of the kind that the entry breaks; silent about fields that something fills in later."""
    if entry.info is None:
        return
    keys = context.view.catalog.definition
    for constraint in entry.info.constraints:
        broken = _CHECKS.get(constraint.rule)
        if broken is None:
            continue
        paths = [*constraint.fields, *(test.path for test in constraint.when)]
        for indices in places_of(entry, paths):
            if not holds(entry, constraint.when, indices, keys):
                continue
            fields = [at(entry, path, indices, keys) for path in constraint.fields]
            if any(context.snapshot.filled.covers(entry.id, injected(field.path, keys)) for field in fields):
                continue
            fault = broken(fields)
            if fault is not None:
                yield _finding(entry, constraint, fields, indices, fault)


_Fault = tuple[str, At | None]
"""What is wrong in words, and the field that is too much; None when one is lacking."""


def _too_few(fields: list[At]) -> _Fault | None:
    if any(field.value is not None for field in fields):
        return None
    names = [f"`{field.shown}`" for field in fields]
    return (f"has neither {' nor '.join(names)}" if len(names) > 1 else f"has no {names[0]}", None)


def _too_many(fields: list[At]) -> _Fault | None:
    given = [field for field in fields if field.value is not None]
    if len(given) < 2:
        return None
    return f"has both {' and '.join(f'`{field.shown}`' for field in given[:2])}", given[1]


def _not_one(fields: list[At]) -> _Fault | None:
    return _too_few(fields) or _too_many(fields)


def _half(fields: list[At]) -> _Fault | None:
    given = [field for field in fields if field.value is not None]
    lacking = [field for field in fields if field.value is None]
    if not given or not lacking:
        return None
    return f"has `{given[0].shown}` but no `{lacking[0].shown}`", given[0]


def _any(fields: list[At]) -> _Fault | None:
    given = next((field for field in fields if field.value is not None), None)
    return (f"has `{given.shown}`, which has no place here", given) if given is not None else None


def _same(fields: list[At]) -> _Fault | None:
    values = [plain(field.value) for field in fields if field.value is not None]
    if len(values) < 2 or len(set(values)) == len(values):
        return None
    return f"has the same value in {' and '.join(f'`{field.shown}`' for field in fields)}", fields[-1]


_CHECKS: Mapping[str, Callable[[list[At]], _Fault | None]] = {
    "any_of": _too_few,
    "exactly_one": _not_one,
    "at_most_one": _too_many,
    "not_together": _too_many,
    "all_or_none": _half,
    "none_of": _any,
    "differ": _same,
}


def _finding(entry: Entry, constraint: Constraint, fields: list[At], indices: Indices, fault: _Fault) -> Finding:
    text, extra = fault
    span = _container_place(entry, fields[0])
    if extra is not None and extra.pair is not None:
        span = extra.pair.key.span
    related = [
        Related(entry.path, field.pair.key.span, f"`{field.shown}` is here")
        for field in fields
        if field.pair is not None and field.pair.key.span != span
    ]
    return RULE.finding(
        f"`{entry.id}` {text}",
        entry.path,
        span,
        entry=entry,
        help=constraint.message,
        related=related,
        keys=[field_key(entry.id, field.shown) for field in fields],
    )


def _container_place(entry: Entry, field: At) -> Span:
    if field.container is None or field.container in (entry.fact.node, entry.fact.data) or not field.container.pairs:
        return entry.fact.place
    return field.container.pairs[0].key.span


CHECK = EntryCheck(RULE, run)
