"""LE202: a `file://` value that leaves the load root, or names nothing
(wippyai/runtime boot/loader/interpolate/interpolators.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.units import IndexUnit
from lua_entries.rules.common import entry_at, relative
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.rule import Context, IndexCheck, Rule

RULE = Rule("LE202", "source-outside-root", Severity.ERROR, "a `file://` value that leaves the load root or names nothing")

_REASONS = {
    "empty": "names no file",
    "escapes": "leaves the load root",
    "link": "leaves the load root through a link",
}


def run(context: Context, unit: IndexUnit) -> Iterator[Finding]:
    """Every `file://` value that may not be followed."""
    for target in context.snapshot.file_targets(unit):
        reason = _REASONS.get(target.problem)
        if reason is None:
            continue
        root = relative(target.load_directory, context.snapshot.directory)
        help = "name a file" if target.problem == "empty" else f"files must lie below `{root}`"
        yield RULE.finding(
            f"`{target.value.value.text}` {reason}; the runtime drops the whole file",
            unit.path,
            target.value.value.inner,
            entry=entry_at(unit, target.value.value.span),
            help=help,
        )


CHECK = IndexCheck(RULE, run)
