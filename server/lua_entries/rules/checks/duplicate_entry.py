"""LE106: an id that exists already in the root; the last loaded wins
(wippyai/runtime cmd/internal/entries/loader.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.units import Entry
from lua_entries.rules.common import relative
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.rule import Context, EntryCheck, Rule

RULE = Rule("LE106", "duplicate-entry", Severity.ERROR, "an id that another entry of the root has already")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """The second and later entries of one id, in load order."""
    if not entry.name:
        return
    same = context.view.index.entries.get(entry.id, ())
    first = same[0] if same else entry
    if first is entry or entry not in same:
        return
    where = "above" if first.path == entry.path else f"in `{relative(first.path, context.snapshot.directory)}`"
    yield RULE.finding(
        f"`{entry.id}` is declared already {where}; the runtime keeps only the last",
        entry.path,
        entry.fact.place,
        entry=entry,
        help="give it another name or remove one of the two",
        related=[Related(first.path, first.fact.place, "declared here first")],
    )


CHECK = EntryCheck(RULE, run)
