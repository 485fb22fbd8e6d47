"""LE407: a text that is no reference in its field (wippyai/runtime api/registry/id.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.units import Entry
from lua_entries.rules.common import did_you_mean
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import name_key
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.project.walk import is_null, value_span

RULE = Rule("LE407", "malformed-id", Severity.ERROR, "a text that cannot name an entry in its field", "safe")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Imports that name nothing: empty values, a namespace without a name."""
    imports = entry.field("imports")
    for link in context.snapshot.links(entry):
        if link.resolution.verdict != "malformed" or imports is None:
            continue
        if link.reference is None and not is_null(link.value) and not _is_empty(link.value):
            continue  # the wrong type is a finding of its own
        shown = link.reference.text if link.reference is not None else ""
        yield RULE.finding(
            f"`{shown}` cannot name the target of `{imports.path}.{link.alias.text}`: {link.resolution.reason}",
            entry.path,
            value_span(link.value),
            entry=entry,
            help=did_you_mean(link.resolution.near) or "write `namespace:name`, or the name of a builtin module",
            keys=[name_key(entry.id, link.alias.text)],
        )


def _is_empty(value: object) -> bool:
    return getattr(value, "text", None) == ""


CHECK = EntryCheck(RULE, run)
