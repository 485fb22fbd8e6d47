"""LE501: a field names an entry that does not exist (when the runtime notices is said with each field in schema/)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.references import FieldReference
from lua_entries.project.resolver import split_id
from lua_entries.project.units import Entry
from lua_entries.rules.common import did_you_mean, replace
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import looked_in_key, namespace_key
from lua_entries.rules.rule import Context, EntryCheck, Rule

RULE = Rule("LE501", "unresolved-reference", Severity.ERROR, "a field names an entry that does not exist", "safe")

_NOTICED = {
    "registration": "the load fails",
    "start": "it is noticed when the service starts",
    "call": "it is noticed when it is first used",
    "silent": "the runtime skips it in silence",
    "never": "the runtime never checks it",
}


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
    owned = namespace in context.view.index.namespaces
    where = f"there is no such entry in `{namespace}`" if owned else f"there is no namespace `{namespace}` here"
    near = _fitting(context, item)
    own = f"{entry.namespace}:"
    short = "short" in item.field.ref_form
    fixes = []
    if near:
        text = near[0].removeprefix(own) if short and split_id(item.reference.text)[0] == "" else near[0]
        fixes.append(replace(f"Change it to `{text}`", entry.path, item.reference.span, text))
    noticed = _NOTICED.get(item.field.ref_check, "")
    help = did_you_mean(near) or f"declare `{name}` in `{namespace}` or correct the id"
    looked_in = (looked_in_key(path) for path in context.snapshot.files_of(namespace))
    return RULE.finding(
        f"`{item.shown}` of `{entry.id}` names `{target.id}`, but {where}" + (f"; {noticed}" if noticed else ""),
        entry.path,
        item.reference.span,
        entry=entry,
        severity=Severity.WARNING if item.field.ref_check in ("silent", "never") else None,
        help=help,
        fixes=fixes,
        keys=[namespace_key(namespace), *looked_in],
    )


def _fitting(context: Context, item: FieldReference) -> tuple[str, ...]:
    """Near ids of a kind that the field accepts, then the others."""
    entries = context.view.index.entries

    def fits(identifier: str) -> bool:
        return any(context.view.catalog.accepts(item.field.ref, entry.kind) for entry in entries.get(identifier, ()))

    return tuple(sorted(item.resolution.near, key=lambda identifier: not fits(identifier)))


CHECK = EntryCheck(RULE, run)
