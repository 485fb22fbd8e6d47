"""Which of the offered fixes are carried out together."""

from __future__ import annotations

import re
from bisect import bisect, insort
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from lua_entries.rules.finding import Finding, Fix
from lua_entries.text.edits import Edit, apply_edits
from lua_entries.text.span import Span

_NOTHING = re.compile(r"(?:\s|#[^\r\n]*)*")


class Plan(NamedTuple):
    """Edits by file, none of which touch each other, and the findings that they mend."""

    edits: Mapping[str, tuple[Edit, ...]]
    findings: tuple[Finding, ...]


def plan(findings: Iterable[Finding], allowed: Collection[str], text_of: Callable[[str], str]) -> Plan:
    """The first fix of an allowed safety of each finding, in order; one that touches an earlier one waits for the next
    round, when its place has been read anew. What has nothing but white space and comments between it touches: the last
    item of a list goes in another way than the others.

    `text_of` gives the text of each file by its path.
    """
    edits: dict[str, list[Edit]] = {}
    mended: list[Finding] = []
    for finding in findings:
        fix = next((fix for fix in finding.fixes if fix.safety in allowed), None)
        if fix is not None and not _collides(fix, edits, text_of):
            for path, edit in fix.edits:
                insort(edits.setdefault(path, []), edit)
            mended.append(finding)
    return Plan({path: tuple(held) for path, held in edits.items()}, tuple(mended))


ROUNDS = 10
"""Enough for fixes that wait for each other; a fix that undoes another must not run forever."""


def carried_out(planned: Plan, text_of: Callable[[str], str]) -> dict[str, str]:
    """The new texts of the files that a plan changes, by path."""
    return {path: apply_edits(text_of(path), edits) for path, edits in planned.edits.items()}


def _collides(fix: Fix, edits: Mapping[str, list[Edit]], text_of: Callable[[str], str]) -> bool:
    return any(
        _touch(edit.span, other.span, text_of(path))
        for path, edit in fix.edits
        for other in _neighbours(edits.get(path, []), edit)
    )


def _neighbours(held: list[Edit], edit: Edit) -> list[Edit]:
    """The edits next to a place on both sides: since none of them touch, it touches none but these."""
    at = bisect(held, edit)
    return held[max(at - 1, 0) : at + 1]


def _touch(one: Span, other: Span, text: str) -> bool:
    start, end = min(one.end, other.end), max(one.start, other.start)
    return start >= end or _NOTHING.fullmatch(text, start, end) is not None
