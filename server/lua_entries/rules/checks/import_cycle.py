"""LE406: imports that lead back to their start, which the runtime refuses
(wippyai/runtime runtime/lua/code/memory_graph.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.units import Entry
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import looked_in_key
from lua_entries.rules.rule import Context, EntryCheck, Rule

RULE = Rule("LE406", "import-cycle", Severity.ERROR, "imports that lead back to where they started")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """The shortest way back to the entry, reported once for each cycle: at its member with the smallest id."""
    snapshot = context.snapshot
    if not snapshot.importers(entry):
        return
    backs: dict[Entry, tuple[Entry, ...] | None] = {}
    for link in snapshot.links(entry):
        if not link.entries or link.reference is None:
            continue
        target = link.entries[-1]
        if target not in backs:
            ways = (path for other, path in snapshot.closure(target) if entry in snapshot.imported(other))
            backs[target] = next(ways, None)
        back = backs[target]
        if back is None or min(member.id for member in back) < entry.id:
            continue
        others = () if target is entry else back
        way = " → ".join(f"`{member.id}`" for member in (entry, *others, entry))
        yield RULE.finding(
            f"import cycle: {way}; the runtime refuses it",
            entry.path,
            link.reference.span,
            entry=entry,
            help="move what both need into a library of its own"
            if others
            else "remove it: an entry is not its own library",
            keys=[looked_in_key(member.path) for member in others],
            related=[
                Related(member.path, member.fact.place, f"`{member.id}` is part of the cycle") for member in others
            ],
        )


CHECK = EntryCheck(RULE, run)
