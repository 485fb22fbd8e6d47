"""LE501: a field names an entry that does not exist (when the runtime notices is said with each field in schema/)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.references import FieldReference
from lua_entries.project.resolver import split_id
from lua_entries.project.units import Entry
from lua_entries.rules.common import did_you_mean, offers
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.rules.targets import fitting, missing_keys, not_there, shortened

RULE = Rule("LE501", "unresolved-reference", Severity.ERROR, "a field names an entry that does not exist", "safe")

_NOTICED = {
    "registration": "the load fails",
    "start": "it is noticed when the service starts",
    "call": "it is noticed when it is first used",
    "silent": "the runtime skips it in silence",
    "never": "the runtime never checks it",
}
_CHECKED = ("registration", "start", "call")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """References that are surely missing; with `--report-unknown` also those that nobody here owns."""
    for item in context.snapshot.references(entry):
        if item.field.role == "target-entry":
            continue  # what a requirement writes to is a matter of its own
        if item.resolution.verdict == "missing":
            yield _missing(context, entry, item)
        elif item.resolution.verdict == "unknown" and context.report_unknown:
            message = f"nothing in this workspace provides `{item.resolution.id}`"
            yield RULE.finding(message, entry.path, item.reference.span, entry=entry, severity=Severity.INFO)


def _missing(context: Context, entry: Entry, item: FieldReference) -> Finding:
    target = item.resolution
    namespace, name = split_id(target.id)
    near = shortened(entry, item.reference.text, fitting(context, entry, item.field.ref, target.near))
    noticed = _NOTICED.get(item.field.ref_check, "")
    return RULE.finding(
        f"`{item.shown}` of `{entry.id}` names `{target.id}`, but {not_there(context, target.id)}"
        + (f"; {noticed}" if noticed else ""),
        entry.path,
        item.reference.span,
        entry=entry,
        severity=None if item.field.ref_check in _CHECKED else Severity.WARNING,
        help=did_you_mean(near) or f"declare `{name}` in `{namespace}` or correct the id",
        fixes=offers(entry.path, item.reference.span, near),
        keys=missing_keys(context, target.id),
    )


CHECK = EntryCheck(RULE, run)
