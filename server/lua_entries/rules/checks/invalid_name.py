"""LE107: a name that makes the entry's id unreadable (wippyai/runtime api/registry/id.go splits at the first colon)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.units import Entry
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import namespace_key
from lua_entries.rules.rule import Context, EntryCheck, Rule

RULE = Rule("LE107", "invalid-name", Severity.ERROR, "a name that cannot be part of an id")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Blank names and colons; white space is legal, but hardly meant."""
    name = entry.fact.name
    if name is None:
        return
    keys = (namespace_key(entry.namespace),)
    if not name.text.strip():
        if name.style:
            help = "the runtime drops the whole file"
            yield RULE.finding("the name of an entry is blank", entry.path, name.span, entry=entry, help=help, keys=keys)
    elif ":" in name.text:
        message = f"the name `{name.text}` has a colon, which separates namespace and name in ids"
        yield RULE.finding(message, entry.path, name.inner, entry=entry, keys=keys)
    elif any(character.isspace() for character in name.text):
        message = f"the name `{name.text}` has white space in it"
        yield RULE.finding(message, entry.path, name.inner, entry=entry, severity=Severity.WARNING, keys=keys)


CHECK = EntryCheck(RULE, run)
