"""LE107: a name that makes ids unreadable (wippyai/runtime api/registry/id.go splits them at the first colon)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.units import Entry, IndexUnit
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import namespace_key
from lua_entries.rules.rule import Context, IndexCheck, Rule
from lua_entries.syntax.yaml.nodes import Scalar

RULE = Rule("LE107", "invalid-name", Severity.ERROR, "a name that cannot be part of an id")


def run(context: Context, unit: IndexUnit) -> Iterator[Finding]:
    """Blank names, and colons in names and in the namespace; white space is legal, but hardly meant."""
    separator = context.view.catalog.definition.id_separator
    if unit.facts.namespace is not None:
        yield from _check(unit, unit.facts.namespace, "namespace", separator)
    for entry in unit.entries:
        name = entry.fact.name
        if name is None or entry.fact.broken:
            continue
        if name.text.strip():
            yield from _check(unit, name, "name", separator, entry)
        elif name.style:
            yield RULE.finding(
                "the name of an entry is blank; the runtime drops the whole file",
                unit.path,
                name.span,
                entry=entry,
                help="give it a name that no other entry of the namespace has",
                keys=[namespace_key(unit.namespace)],
            )


def _check(unit: IndexUnit, name: Scalar, what: str, separator: str, entry: Entry | None = None) -> Iterator[Finding]:
    if separator in name.text:
        message = f"the {what} `{name.text}` has a `{separator}` in it, which ends the namespace in ids"
        help = "separate the parts of names with `.`, `_` or `-`"
        keys = [namespace_key(unit.namespace)]
        yield RULE.finding(message, unit.path, name.inner, entry=entry, help=help, keys=keys)
    elif any(character.isspace() for character in name.text):
        message = f"the {what} `{name.text}` has white space in it"
        help = "remove it, or put `_` in its place"
        yield RULE.finding(message, unit.path, name.inner, entry=entry, severity=Severity.WARNING, help=help)


CHECK = IndexCheck(RULE, run)
