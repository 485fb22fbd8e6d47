"""Line index: lines end at LF, CRLF or CR and nothing else (no form feed, NEL or U+2028)."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

_LINE_END = re.compile(r"\r\n|\n|\r")


def line_end_of(text: str) -> str:
    """The line end that the text uses: its first, LF where it has none."""
    match = _LINE_END.search(text)
    return match.group() if match is not None else "\n"


def _starts(text: str) -> list[int]:
    if "\r" in text:
        return [0, *(match.end() for match in _LINE_END.finditer(text))]
    starts, find = [0], text.find  # in a third of the time
    start = find("\n") + 1
    while start:
        starts.append(start)
        start = find("\n", start) + 1
    return starts


class Position(NamedTuple):
    """A zero-based line and column; the column counts code points."""

    line: int
    column: int


class LineIndex:
    """Where the lines of one text begin. Immutable."""

    __slots__ = ("_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = _starts(text)

    @property
    def count(self) -> int:
        """Number of lines; a text that ends with a line end has an empty last line."""
        return len(self._starts)

    def position(self, offset: int) -> Position:
        """The position of an offset; offsets outside the text are clamped."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self._starts, offset) - 1
        return Position(line, offset - self._starts[line])

    def start(self, line: int) -> int:
        """Offset of the first character of a line; lines past the end give the end of the text."""
        if line >= len(self._starts):
            return len(self.text)
        return self._starts[max(line, 0)]

    def line_text(self, line: int) -> str:
        """The text of a line without its line end; empty outside the text."""
        if not 0 <= line < len(self._starts):
            return ""
        return self.text[self._starts[line] : self.start(line + 1)].rstrip("\r\n")

    def offset(self, position: Position) -> int:
        """The offset of a position; a column past the end of the line is clamped to the line's end."""
        start = self.start(position.line)
        return min(start + max(position.column, 0), start + len(self.line_text(position.line)))
