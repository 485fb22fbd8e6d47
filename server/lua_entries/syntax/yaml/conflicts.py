"""Merge-conflict markers."""

from __future__ import annotations

import re
from typing import NamedTuple

from lua_entries.text.span import Note, Problem, Span

_MARKER = re.compile(r"(?:(?<=[\r\n])|\A)(?:<{7}|\|{7}|={7}|>{7})(?:[ \t][^\r\n]*)?(?=[\r\n]|\Z)")
_NOT_LINE_END = re.compile(r"[^\r\n]")


class Conflict(NamedTuple):
    """A conflict from its first marker to its last; offsets in the text."""

    span: Span
    markers: tuple[Span, ...]


def find_conflicts(text: str) -> list[Conflict]:
    """The conflicts whose markers stand in `text`; markers without a partner count as one of their own."""
    groups: list[list[Span]] = []
    for match in _MARKER.finditer(text):
        kind = text[match.start()]
        span = Span(*match.span())
        if groups and kind != "<" and text[groups[-1][-1].start] != ">":
            groups[-1].append(span)
        else:
            groups.append([span])
    return [Conflict(Span(group[0].start, group[-1].end), tuple(group)) for group in groups]


def without_markers(text: str, conflicts: list[Conflict]) -> str:
    """The text with spaces in place of the markers, and of the common ancestor where a conflict shows it."""
    parts: list[str] = []
    done = 0
    for conflict in conflicts:
        for number, marker in enumerate(conflict.markers):
            end = marker.end
            if text[marker.start] == "|" and number + 1 < len(conflict.markers):
                end = conflict.markers[number + 1].start
            if marker.start >= done:
                parts += (text[done : marker.start], _NOT_LINE_END.sub(" ", text[marker.start : end]))
                done = end
    parts.append(text[done:])
    return "".join(parts)


def conflict_problem(conflict: Conflict, base: int) -> Problem:
    """The one problem of a conflict; `base` is the offset of the text in the file."""
    first, *_, last = (*conflict.markers, conflict.markers[-1])
    notes = (Note(Span(base + last.start, base + last.end), "it ends here"),) if last != first else ()
    return Problem(
        "yaml-syntax",
        Span(base + first.start, base + first.end),
        "a merge conflict is not resolved here",
        "keep one side and remove the marker lines",
        notes,
    )
