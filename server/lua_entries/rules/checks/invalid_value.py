"""LE105: a value outside of what its field allows (sources are with the fields in schema/)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lua_entries.catalog import Field
from lua_entries.catalog.near import close_names
from lua_entries.project.units import Entry
from lua_entries.project.values import has_placeholder
from lua_entries.project.walk import injected, places, value_span
from lua_entries.rules.common import replace
from lua_entries.rules.fields import as_help
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import field_key
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.syntax.yaml.nodes import Node, Scalar, Sequence
from lua_entries.syntax.yaml.scalars import number_of

RULE = Rule("LE105", "invalid-value", Severity.ERROR, "a value outside of what its field allows", "safe")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Scalars, and items of lists, that are not among the allowed values, break the pattern or leave the bounds; lists
    that must hold something and do not."""
    keys = context.view.catalog.definition
    for place in places(entry, keys):
        field = place.node.field
        if field is None or context.snapshot.filled.covers(entry.id, injected(place.path, keys)):
            continue
        about = _About(entry, field, place.shown, ".".join(place.path))
        if field.not_empty and isinstance(place.value, Sequence) and not place.value.items:
            yield about.finding(place.value, "must not be empty", as_help(field.summary))
        for value in _scalars(place.value, field):
            if not has_placeholder(value, keys):
                yield from _check(about, value)


class _About:
    """The field that a finding is about."""

    def __init__(self, entry: Entry, field: Field, shown: str, path: str) -> None:
        self.entry = entry
        self.field = field
        self._start = f"`{shown}` of `{entry.id}`"
        self._key = field_key(entry.id, path)

    def finding(self, value: Node, fault: str, help: str = "", better: str | None = None) -> Finding:
        """The finding that says `fault` of a value, with a fix where a better one is known."""
        path, span = self.entry.path, value_span(value)
        fixes = [replace(f"Change it to `{better}`", path, span, better)] if better else []
        message = f"{self._start} {fault}"
        return RULE.finding(message, path, span, entry=self.entry, help=help, fixes=fixes, keys=[self._key])


def _scalars(value: Node, field: Field) -> Iterator[Scalar]:
    if isinstance(value, Scalar):
        yield value
    elif isinstance(value, Sequence) and field.enum:
        yield from (item for item in value.items if isinstance(item, Scalar))


def _check(about: _About, value: Scalar) -> Iterator[Finding]:
    field = about.field
    wanted = field.type if field.type.item is None or value.type in field.type.scalars else field.type.item
    if value.type not in wanted.scalars or not value.text:
        return  # the wrong type is a finding of its own, and an empty text is the same as none
    if field.enum and value.text not in field.enum:
        allowed = ", ".join(f"`{item}`" for item in field.enum if item)
        near = close_names(value.text.lower(), {item.lower(): item for item in field.enum if item}, limit=1, cutoff=0.6)
        better = next((item for item in field.enum if near and item.lower() == near[0]), None)
        help = (f"did you mean `{better}`? " if better else "") + f"allowed: {allowed}"
        yield about.finding(value, f"cannot be `{value.text}`", help, better)
    elif field.pattern and not re.search(field.pattern, value.text):
        yield about.finding(
            value, f"has a wrong form: `{value.text}`", as_help(field.summary) or f"it must match `{field.pattern}`"
        )
    elif value.type in ("int", "float"):
        number = number_of(value.text)
        if number == 0 and field.required != "yes":
            return  # to the runtime's decoder zero is the same as an absent field, which has its default
        if field.minimum is not None and number < field.minimum:
            yield about.finding(
                value, f"must be at least {_plain(field.minimum)}, not {value.text}", as_help(field.summary)
            )
        elif field.maximum is not None and number > field.maximum:
            yield about.finding(
                value, f"must be at most {_plain(field.maximum)}, not {value.text}", as_help(field.summary)
            )


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)


CHECK = EntryCheck(RULE, run)
