"""Suppression comments at work: which findings they silence, and which of them silence nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    """Silence findings. `lines` gives the line index of each file that has a suppression."""
    places = list(places)
    near = _Near(places, lines)
    used: set[tuple[str, Span]] = set()
    kept: list[Finding] = []
    empty = LineIndex("")
    for finding in findings:
        silenced = False
        index = lines.get(finding.path, empty)
        for place in near.of(finding, index):
            if not covers(place, finding, index):
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


class _Near:
    """Which suppressions may cover a finding, without a look at all of them."""

    def __init__(self, places: Iterable[Place], lines: dict[str, LineIndex]) -> None:
        self._whole: dict[str, list[Place]] = {}
        """Of whole files."""
        self._entries: dict[str, list[Place]] = {}
        """Of entries, by their ids: findings of theirs may be in other files."""
        self._lines: dict[str, dict[int, list[Place]]] = {}
        for place in places:
            scope, span = place.suppression.scope, place.entry_span
            if scope == "file":
                self._whole.setdefault(place.path, []).append(place)
                continue
            first, last = place.suppression.first, place.suppression.last
            if scope == "entry":
                if place.entry is not None:
                    self._entries.setdefault(place.entry, []).append(place)
                if span is None:
                    continue
                first, last = (lines[place.path].position(offset).line for offset in span)
            for line in range(first, last + 1):
                self._lines.setdefault(place.path, {}).setdefault(line, []).append(place)

    def of(self, finding: Finding, index: LineIndex) -> Iterator[Place]:
        """Candidates, some of them several times."""
        yield from self._whole.get(finding.path, ())
        if finding.entry is not None:
            yield from self._entries.get(finding.entry, ())
        lines = self._lines.get(finding.path)
        if finding.span is not None and lines:
            first, last = (index.position(offset).line for offset in finding.span)
            for line in range(first, last + 1):
                yield from lines.get(line, ())
