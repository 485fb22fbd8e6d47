"""LE504: a requirement writes to an entry that does not exist; the runtime only warns
(wippyai/runtime boot/build/stages/linking.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.units import Entry
from lua_entries.rules.common import did_you_mean, offers
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.rules.targets import fitting, missing_keys, not_there, shortened

RULE = Rule(
    "LE504", "requirement-target", Severity.WARNING, "a requirement writes to an entry that does not exist", "safe"
)


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Targets in owned namespaces that are missing."""
    for item in context.snapshot.references(entry):
        if item.field.role != "target-entry" or item.resolution.verdict != "missing":
            continue
        target, span = item.resolution, item.reference.span
        near = shortened(entry, item.reference.text, fitting(context, entry, item.field.ref, target.near))
        yield RULE.finding(
            f"`{entry.id}` writes to `{target.id}`, but {not_there(context, target.id)}",
            entry.path,
            span,
            entry=entry,
            help=did_you_mean(near) or "correct the id or remove the target",
            fixes=offers(entry.path, span, near),
            keys=missing_keys(context, target.id),
        )


CHECK = EntryCheck(RULE, run)
