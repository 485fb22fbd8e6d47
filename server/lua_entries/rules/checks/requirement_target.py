"""LE504: a requirement writes to an entry that does not exist; the runtime only warns
(wippyai/runtime boot/build/stages/linking.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.catalog.field_tree import split_path
from lua_entries.project.conditions import at, indices_of
from lua_entries.project.injection import injected_path
from lua_entries.project.units import Entry
from lua_entries.project.walk import gaps, injected
from lua_entries.rules.common import did_you_mean, offers
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.rules.targets import fitting, missing_keys, not_there, shortened
from lua_entries.syntax.yaml.nodes import Scalar

RULE = Rule(
    "LE504", "requirement-target", Severity.WARNING, "a requirement writes to an entry that does not exist", "safe"
)


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Targets in owned namespaces that are missing: an error where the one that was meant cannot do without."""
    for item in context.snapshot.references(entry):
        if item.field.role != "target-entry" or item.resolution.verdict != "missing":
            continue
        target, span = item.resolution, item.reference.span
        meant = fitting(context, entry, item.field.ref, target.near)
        near = shortened(entry, item.reference.text, meant)
        lacking = _lacking(context, entry, item.path, meant)
        ending = f"; `{meant[0]}` stays without its `{lacking}`" if lacking else ""
        yield RULE.finding(
            f"`{entry.id}` writes to `{target.id}`, but {not_there(context, target.id)}{ending}",
            entry.path,
            span,
            entry=entry,
            severity=Severity.ERROR if lacking else None,
            help=did_you_mean(near) or "correct the id or remove the target",
            fixes=offers(entry.path, span, near),
            keys=missing_keys(context, target.id),
        )


def _lacking(context: Context, entry: Entry, place: tuple[str, ...], meant: tuple[str, ...]) -> str:
    """The required field that the one entry that was meant has not, and would have had from this target; or empty."""
    keys, field = context.view.catalog.definition, entry.field("target-path")
    written = (
        at(entry, field.path, indices_of(place), keys, context.snapshot.filled).value if field is not None else None
    )
    targets = context.view.index.entries.get(meant[0], ()) if len(meant) == 1 else ()
    if not isinstance(written, Scalar) or not targets or targets[-1].info is None:
        return ""
    path = injected_path(written.text, keys)
    for known in targets[-1].info.fields:
        if known.required == "yes" and injected(tuple(split_path(known.path)), keys) == path:
            return known.path if any(gaps(targets[-1], known, keys)) else ""
    return ""


CHECK = EntryCheck(RULE, run)
