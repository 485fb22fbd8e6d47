"""LE407: a text that is no reference in its field (wippyai/runtime api/registry/id.go). Which fields complete short
names is said with each field in schema/."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.imports import Link
from lua_entries.project.references import FieldReference
from lua_entries.project.resolver import split_id
from lua_entries.project.units import Entry
from lua_entries.project.walk import injected, is_null, value_span
from lua_entries.rules.common import did_you_mean, offers
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import name_key
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.syntax.yaml.nodes import Mapping, Scalar

RULE = Rule("LE407", "malformed-id", Severity.ERROR, "a text that cannot name an entry in its field", "safe")

_UNCHECKED = ("silent", "never")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Imports that name nothing, and ids in other fields that lack what the runtime does not add."""
    keys, filled = context.view.catalog.definition, context.snapshot.filled
    imports = entry.field("imports")
    for link in context.snapshot.links(entry) if imports is not None else ():
        path = (imports.path, link.alias.text) if imports is not None else ()
        if not filled.covers(entry.id, injected(path, keys)):
            yield from _of_import(entry, link, ".".join(path))
    for item in context.snapshot.references(entry):
        if item.resolution.verdict == "malformed":
            yield _of_field(context, entry, item)


def _of_import(entry: Entry, link: Link, shown: str) -> Iterator[Finding]:
    value = link.value
    if not link.alias.text.strip():
        message = f"an import of `{entry.id}` has no name, so nothing can require it"
        yield RULE.finding(message, entry.path, link.alias.span, entry=entry, help="write `name: namespace:name`")
        return
    if link.resolution.verdict != "malformed":
        return
    empty = is_null(value) or (isinstance(value, Scalar) and value.type == "str" and not value.text.strip())
    if link.reference is None and not empty and not isinstance(value, Mapping):
        return  # the wrong type is a finding of its own
    written = (
        f"`{link.reference.text}`" if link.reference is not None else "an empty value" if empty else "this mapping"
    )
    reason = link.resolution.reason if link.reference is not None else "it has no name"
    yield RULE.finding(
        f"{written} cannot be the target of `{shown}` of `{entry.id}`: {reason}",
        entry.path,
        link.alias.inner if is_null(value) else value.span if empty else value_span(value),
        entry=entry,
        help="write `namespace:name`, or the name of a builtin module",
        keys=[name_key(entry.id, link.alias.text)],
    )


def _of_field(context: Context, entry: Entry, item: FieldReference) -> Finding:
    text = item.reference.text
    name = split_id(text)[1]
    fitting = _fitting(context, item)
    own = f"{entry.namespace}:{name}"
    near = (own,) if own in fitting else fitting
    return RULE.finding(
        f"`{text}` cannot name the target of `{item.shown}` of `{entry.id}`: {item.resolution.reason}"
        + (", and none is added here" if name else ""),
        entry.path,
        item.reference.span,
        entry=entry,
        severity=Severity.WARNING if item.field.ref_check in _UNCHECKED else None,
        help=did_you_mean(near) or f"write the whole id: `namespace:{name or 'name'}`",
        fixes=offers(entry.path, item.reference.span, near, sure=True),
    )


def _fitting(context: Context, item: FieldReference) -> tuple[str, ...]:
    """Near ids whose entries the field accepts."""
    entries = context.view.index.entries
    return tuple(
        identifier
        for identifier in item.resolution.near
        if any(context.view.catalog.accepts(item.field.ref, target.kind) for target in entries.get(identifier, ()))
    )


CHECK = EntryCheck(RULE, run)
