"""LE504: a requirement writes to an entry that does not exist; the runtime only warns
(wippyai/runtime boot/build/stages/linking.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.resolver import split_id
from lua_entries.project.units import Entry
from lua_entries.rules.common import did_you_mean, replace
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import looked_in_key, namespace_key
from lua_entries.rules.rule import Context, EntryCheck, Rule

RULE = Rule(
    "LE504", "requirement-target", Severity.WARNING, "a requirement writes to an entry that does not exist", "safe"
)


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Targets in owned namespaces that are missing."""
    for item in context.snapshot.references(entry):
        if item.field.role != "target-entry" or item.resolution.verdict != "missing":
            continue
        namespace, _ = split_id(item.resolution.id)
        near = item.resolution.near
        span = item.reference.span
        fixes = [replace(f"Change it to `{near[0]}`", entry.path, span, near[0])] if near else []
        yield RULE.finding(
            f"`{entry.id}` writes to `{item.resolution.id}`, which does not exist",
            entry.path,
            span,
            entry=entry,
            help=did_you_mean(near) or "correct the id or remove the target",
            fixes=fixes,
            keys=[namespace_key(namespace), *(looked_in_key(path) for path in context.snapshot.files_of(namespace))],
        )


CHECK = EntryCheck(RULE, run)
