"""Which of the offered fixes are carried out together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from lua_entries.rules.finding import Finding, Fix
from lua_entries.text.edits import Edit


class Plan(NamedTuple):
    """Edits by file, none of which touch each other, and the findings that they mend."""

    edits: Mapping[str, tuple[Edit, ...]]
    findings: tuple[Finding, ...]


def plan(findings: Iterable[Finding], allowed: Collection[str]) -> Plan:
    """The first fix of an allowed safety of each finding, in order; one that touches an earlier one waits for the next
    round, when its place has been read anew."""
    edits: dict[str, list[Edit]] = {}
    mended: list[Finding] = []
    for finding in findings:
        fix = next((fix for fix in finding.fixes if fix.safety in allowed), None)
        if fix is not None and not _collides(fix, edits):
            for path, edit in fix.edits:
                edits.setdefault(path, []).append(edit)
            mended.append(finding)
    return Plan({path: tuple(sorted(held)) for path, held in edits.items()}, tuple(mended))


def _collides(fix: Fix, edits: Mapping[str, list[Edit]]) -> bool:
    return any(
        edit.span.start <= other.span.end and other.span.start <= edit.span.end
        for path, edit in fix.edits
        for other in edits.get(path, ())
    )
