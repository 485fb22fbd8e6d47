"""LE202: a `file://` value that leaves the load root, or names nothing
(wippyai/runtime boot/loader/interpolate/interpolators.go)."""

from __future__ import annotations

import os
from collections.abc import Iterator

from lua_entries.project.units import IndexUnit
from lua_entries.rules.common import entry_at, relative
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import orphan_key
from lua_entries.rules.rule import Context, IndexCheck, Rule

RULE = Rule(
    "LE202", "source-outside-root", Severity.ERROR, "a `file://` value that leaves the load root or names nothing"
)

_REASONS = {
    "empty": "names no file",
    "escapes": "leaves the load root",
    "link": "leaves the load root through a link",
}


def run(context: Context, unit: IndexUnit) -> Iterator[Finding]:
    """Every `file://` value that may not be followed; not in entries that could not be read as they are meant."""
    for target in context.snapshot.file_targets(unit):
        reason = _REASONS.get(target.problem)
        owner = target.value.entry
        if reason is None or (owner >= 0 and unit.facts.entries[owner].broken):
            continue
        value = target.value.value
        entry = entry_at(unit, value.span)
        root = relative(target.load_directory, context.snapshot.directory)
        help = "name a file" if target.problem == "empty" else f"the load root is `{root}`: move the file below it"
        beside = os.path.dirname(unit.path)
        meant = [os.path.basename(target.path)] if target.problem != "empty" else []
        if entry is not None and entry.name:
            meant.append(f"{entry.name}.lua")
        yield RULE.finding(
            f"`{value.text}` {reason}; the runtime drops this whole index file",
            unit.path,
            value.inner,
            entry=entry,
            help=help,
            keys=[orphan_key(os.path.join(beside, name)) for name in meant],
        )


CHECK = IndexCheck(RULE, run)
