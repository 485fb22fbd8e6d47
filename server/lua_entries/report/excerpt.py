"""One source line with a span underlined, for a terminal: tabs expanded, wide characters counted as two cells."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from lua_entries.report.context import Range

TAB = 4
WIDTH = 120
"""Cells of a source line that are shown; a longer one is cut around the span."""

_CUT = "..."
_BEFORE = 40
"""Cells kept before the span when the line is cut."""


class Excerpt(NamedTuple):
    """A line as shown, and the line of carets below it."""

    source: str
    carets: str


def excerpt(line: str, place: Range) -> Excerpt:
    """Lay out `line`, the text of the line where `place` starts.

    A span that goes on is underlined to the end of its first line, and the carets are followed by where it ends. Takes
    time proportional to `WIDTH`, however long the line is.
    """
    goes_on = place.end.line > place.start.line
    first = min(place.start.column, len(line))
    last = len(line) if goes_on else min(max(place.end.column, first), len(line))
    start, stop = _window(line, first)
    shown, cells = _laid_out(line[start:stop])
    lead = _CUT if start else ""
    begin, end = cells[first - start], cells[min(last, stop) - start]
    carets = " " * (len(lead) + begin) + "^" * max(end - begin, 1)
    note = f" (to line {place.end.line + 1})" if goes_on else ""
    return Excerpt((lead + shown + (_CUT if stop < len(line) else "")).rstrip(), carets + note)


def _window(line: str, first: int) -> tuple[int, int]:
    """The part of the line to show, as indexes: all of it where it fits."""
    if _fitting(line, 0) == len(line):
        return 0, len(line)
    start, room = first, _BEFORE
    while start and room >= (width := _widest(line[start - 1])):
        start, room = start - 1, room - width
    return start, _fitting(line, start)


def _fitting(line: str, start: int) -> int:
    """Where the text from `start` no longer fits into `WIDTH` cells."""
    stop, room = start, WIDTH
    while stop < len(line) and room >= (width := _widest(line[stop])):
        stop, room = stop + 1, room - width
    return stop


def _widest(character: str) -> int:
    return TAB if character == "\t" else cell_width(character)


def _laid_out(text: str) -> tuple[str, list[int]]:
    """The text as shown, and the cell at which each character of `text` begins; the last item is the whole width."""
    parts: list[str] = []
    cells = [0]
    for character in text:
        at = cells[-1]
        if character == "\t":
            width = TAB - at % TAB
            parts.append(" " * width)
        else:
            width = cell_width(character)
            parts.append("\N{REPLACEMENT CHARACTER}" if _is_unsafe(character) else character)
        cells.append(at + width)
    return "".join(parts), cells


def cell_width(character: str) -> int:
    """How many cells of a terminal a character takes: 0, 1 or 2. A tab is the caller's business."""
    if character.isascii() or _is_unsafe(character):
        return 1
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _is_unsafe(character: str) -> bool:
    """Controls, lone surrogates, line separators and changes of direction would break the layout or deceive."""
    return unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in _DIRECTION


_DIRECTION = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
