"""LE502: a field names an entry of a kind that it cannot use (the kinds of each field are in schema/)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.units import Entry
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import kind_key
from lua_entries.rules.rule import Context, EntryCheck, Rule

RULE = Rule("LE502", "reference-kind", Severity.ERROR, "a reference to an entry of a kind that cannot be used there")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """References to existing entries none of which has a kind that fits."""
    catalog = context.view.catalog
    for item in context.snapshot.references(entry):
        targets = item.resolution.entries
        if not targets or any(catalog.accepts(item.field.ref, target.kind) for target in targets):
            continue
        target = targets[-1]
        if context.snapshot.filled.covers(target.id, (catalog.definition.kind,)):
            continue
        fitting = catalog.kinds_for(item.field.ref)
        wanted = ", ".join(f"`{kind}`" for kind in fitting[:6]) + (" …" if len(fitting) > 6 else "")
        kind = f"a `{target.kind}`" if target.kind else "an entry without a kind"
        yield RULE.finding(
            f"`{item.shown}` of `{entry.id}` names `{target.id}`, which is {kind}",
            entry.path,
            item.reference.span,
            entry=entry,
            severity=Severity.WARNING if item.field.ref_check == "never" else None,
            help=f"it must be {wanted}" if len(fitting) == 1 else f"it must be one of {wanted}",
            related=[Related(target.path, target.fact.place, f"`{target.id}` is declared here")],
            keys=[kind_key(target.id)],
        )


CHECK = EntryCheck(RULE, run)
