"""LE105: a value outside of what its field allows (sources are with the fields in schema/)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from lua_entries.catalog import Field
from lua_entries.project.units import Entry
from lua_entries.project.values import has_placeholder
from lua_entries.project.walk import injected, places, value_span
from lua_entries.rules.common import replace
from lua_entries.rules.finding import Finding, Fix, Severity
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.syntax.yaml.nodes import Node, Scalar, Sequence
from lua_entries.syntax.yaml.scalars import number_of

RULE = Rule("LE105", "invalid-value", Severity.ERROR, "a value outside of what its field allows", "safe")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Scalars, and items of lists, that are not among the allowed values, break the pattern or leave the bounds."""
    keys = context.view.catalog.definition
    for place in places(entry, keys):
        field = place.node.field
        if field is None or context.snapshot.filled.covers(entry.id, injected(place.path, keys)):
            continue
        for value in _scalars(place.value, field):
            if not has_placeholder(value, keys):
                yield from _check(entry, field, place.shown, value)


def _scalars(value: Node, field: Field) -> Iterator[Scalar]:
    if isinstance(value, Scalar):
        yield value
    elif isinstance(value, Sequence) and field.enum:
        yield from (item for item in value.items if isinstance(item, Scalar))


def _check(entry: Entry, field: Field, shown: str, value: Scalar) -> Iterator[Finding]:
    if value.type not in field.type.scalars and field.type.item is None:
        return  # the wrong type is a finding of its own
    span = value_span(value)
    start = f"`{shown}` of `{entry.id}`"
    if field.enum and value.text not in field.enum:
        allowed = ", ".join(f"`{item}`" for item in field.enum if item)
        near = get_close_matches(value.text.lower(), {item.lower(): item for item in field.enum if item}, n=1, cutoff=0.6)
        better = next((item for item in field.enum if near and item.lower() == near[0]), None)
        fixes: list[Fix] = [replace(f"Change it to `{better}`", entry.path, span, better)] if better else []
        help = (f"did you mean `{better}`? " if better else "") + f"allowed: {allowed}"
        yield RULE.finding(f"{start} cannot be `{value.text}`", entry.path, span, entry=entry, help=help, fixes=fixes)
    elif field.pattern and not re.search(field.pattern, value.text):
        help = field.summary or f"it must match `{field.pattern}`"
        yield RULE.finding(f"{start} has a wrong form: `{value.text}`", entry.path, span, entry=entry, help=help)
    elif value.type in ("int", "float"):
        number = number_of(value.text)
        if field.minimum is not None and number < field.minimum:
            message = f"{start} must be at least {_plain(field.minimum)}"
            yield RULE.finding(message, entry.path, span, entry=entry)
        elif field.maximum is not None and number > field.maximum:
            message = f"{start} must be at most {_plain(field.maximum)}"
            yield RULE.finding(message, entry.path, span, entry=entry)


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)


CHECK = EntryCheck(RULE, run)
