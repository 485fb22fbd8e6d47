"""Suppression comments at work: which findings they silence, and which of them silence nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from lua_entries.facts.suppression import SuppressedRule, Suppression
from lua_entries.rules.finding import Finding
from lua_entries.text.lines import LineIndex
from lua_entries.text.span import Span


class Place(NamedTuple):
    """A suppression and what it covers: a file, and inside it an entry or lines."""

    path: str
    suppression: Suppression
    entry: str | None = None
    entry_span: Span | None = None


def covers(place: Place, finding: Finding, lines: LineIndex) -> bool:
    """True when the place of the finding is inside what the comment speaks of."""
    scope = place.suppression.scope
    if scope == "entry":
        if finding.path != place.path:
            return finding.entry is not None and finding.entry == place.entry
        return (
            finding.span is not None and place.entry_span is not None and place.entry_span.contains(finding.span.start)
        )
    if finding.path != place.path:
        return False
    if scope == "file" or finding.span is None:
        return scope == "file"
    first = lines.position(finding.span.start).line
    last = lines.position(max(finding.span.end - 1, finding.span.start)).line
    return first <= place.suppression.last and last >= place.suppression.first


def names(rule: SuppressedRule, finding: Finding) -> bool:
    """True when the name inside the brackets is that of the finding's rule, or its code."""
    return rule.name in (finding.rule, finding.code)


class Suppressed(NamedTuple):
    """Findings left over, and the names in suppressions that silenced nothing."""

    findings: list[Finding]
    unused: list[tuple[Place, SuppressedRule]]


def apply(findings: Iterable[Finding], places: Iterable[Place], lines: dict[str, LineIndex]) -> Suppressed:
    """Silence findings. `lines` gives the line index of each file that has a finding or a suppression."""
    places = list(places)
    used: set[tuple[str, Span]] = set()
    kept: list[Finding] = []
    empty = LineIndex("")
    for finding in findings:
        silenced = False
        for place in places:
            if not covers(place, finding, lines.get(finding.path, empty)):
                continue
            for rule in place.suppression.rules:
                if names(rule, finding):
                    used.add((place.path, rule.span))
                    silenced = True
        if not silenced:
            kept.append(finding)
    unused = [
        (place, rule) for place in places for rule in place.suppression.rules if (place.path, rule.span) not in used
    ]
    return Suppressed(kept, unused)
