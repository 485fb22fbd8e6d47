"""LE109: fields of one entry that do not go together (each demand and its source is with its kind in schema/)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from lua_entries.catalog import Constraint, Definition
from lua_entries.project.conditions import At, at, holds, places_of
from lua_entries.project.units import Entry
from lua_entries.rules.common import did_you_mean
from lua_entries.rules.fields import meant, unknown_keys
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import field_key
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.text.span import Span

RULE = Rule("LE109", "field-constraint", Severity.ERROR, "fields of one entry that do not go together")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Demands of the kind that the entry breaks; silent about fields that something fills in later."""
    if entry.info is None or not entry.info.usable:
        return
    keys, filled = context.view.catalog.definition, context.snapshot.filled
    for constraint in entry.info.constraints:
        broken = _CHECKS.get(constraint.rule)
        if broken is None:
            continue
        for indices in places_of(entry, (*constraint.fields, *(test.path for test in constraint.when))):
            if not holds(entry, constraint.when, indices, keys, filled):
                continue
            fields = [at(entry, path, indices, keys, filled) for path in constraint.fields]
            fault = None if any(field.filled for field in fields) else broken(fields)
            if fault is not None:
                yield _finding(entry, constraint, fields, fault, keys)


_Fault = tuple[str, At | None]
"""What is wrong in words, and the field that is too much; None when one is lacking."""


def _too_few(fields: list[At]) -> _Fault | None:
    if any(field.value is not None or field.has_sibling for field in fields):
        return None
    names = [f"`{field.shown}`" for field in fields]
    return (f"has neither {' nor '.join(names)}" if len(names) > 1 else f"has no {names[0]}", None)


def _too_many(fields: list[At]) -> _Fault | None:
    given = [field for field in fields if field.value is not None]
    if len(given) < 2:
        return None
    return f"has both {' and '.join(f'`{field.shown}`' for field in given[:2])}", given[1]


def _all(fields: list[At]) -> _Fault | None:
    return _too_many(fields) if all(field.value is not None for field in fields) else None


def _not_one(fields: list[At]) -> _Fault | None:
    return _too_few(fields) or _too_many(fields)


def _half(fields: list[At]) -> _Fault | None:
    given = [field for field in fields if field.value is not None]
    lacking = [field for field in fields if field.value is None and not field.has_sibling]
    if not given or not lacking:
        return None
    return f"has `{given[0].shown}` but no `{lacking[0].shown}`", given[0]


def _any(fields: list[At]) -> _Fault | None:
    given = next((field for field in fields if field.value is not None), None)
    return (f"has `{given.shown}`, which has no place here", given) if given is not None else None


def _same(fields: list[At]) -> _Fault | None:
    values = [field.plain for field in fields if field.plain is not None]
    if len(set(values)) == len(values):
        return None
    written = next((field for field in reversed(fields) if field.value is not None), None)
    return f"has the same value in {' and '.join(f'`{field.shown}`' for field in fields)}", written


_CHECKS: Mapping[str, Callable[[list[At]], _Fault | None]] = {
    "any_of": _too_few,
    "exactly_one": _not_one,
    "at_most_one": _too_many,
    "not_together": _all,
    "all_or_none": _half,
    "none_of": _any,
    "differ": _same,
}


def _finding(entry: Entry, constraint: Constraint, fields: list[At], fault: _Fault, keys: Definition) -> Finding:
    text, extra = fault
    span, help = _container_place(entry, fields[0]), constraint.message
    if extra is not None and extra.pair is not None:
        span = extra.pair.key.span
    related = [
        Related(entry.path, field.pair.key.span, f"`{field.shown}` is here")
        for field in fields
        if field.value is not None and field.pair is not None and field.pair.key.span != span
    ]
    paths = {".".join(field.path) for field in fields}
    for unknown in unknown_keys(entry, keys):
        better = meant(entry, unknown, keys)
        if better in paths:
            help = f"`{unknown.pair.key.text}` is not read, {did_you_mean([better.rpartition('.')[2]])}"
            related.append(Related(entry.path, unknown.pair.key.span, "this key is not read"))
    return RULE.finding(
        f"`{entry.id}` {text}",
        entry.path,
        span,
        entry=entry,
        help=help,
        related=related,
        keys=[field_key(entry.id, path) for path in sorted(paths)],
    )


def _container_place(entry: Entry, field: At) -> Span:
    """The entry's name for its own fields, and the first key of what should hold a nested one."""
    if field.container is None or field.container in (entry.fact.node, entry.fact.data) or not field.container.pairs:
        return entry.fact.place
    return field.container.pairs[0].key.span


CHECK = EntryCheck(RULE, run)
