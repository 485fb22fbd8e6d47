"""Places in a text as an editor counts them, without the server's line index."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

_LINE_END = re.compile(r"\r\n|\n|\r")
_UNIT_BYTES = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


class Places:
    """The places of one text in the units of an encoding. Lines end at LF, CRLF or CR."""

    def __init__(self, text: str, encoding: str) -> None:
        self.text = text
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        self._codec, self._size = _UNIT_BYTES[encoding]

    def place(self, offset: int) -> dict[str, int]:
        """The place of an offset in code points."""
        line = bisect_right(self._starts, offset) - 1
        before = self.text[self._starts[line] : offset]
        return {"line": line, "character": len(before.encode(self._codec, "surrogatepass")) // self._size}

    def offset(self, place: dict[str, int]) -> int:
        """The offset of a place that is in the text."""
        line = place["line"]
        end = self._starts[line + 1] if line + 1 < len(self._starts) else len(self.text)
        units = self.text[self._starts[line] : end].encode(self._codec, "surrogatepass")
        return self._starts[line] + len(units[: place["character"] * self._size].decode(self._codec, "surrogatepass"))

    def point(self, place: dict[str, int]) -> tuple[int, int]:
        """Line and column of a place as reports count them: from 1, in code points."""
        return place["line"] + 1, self.offset(place) - self._starts[place["line"]] + 1


class Splice(NamedTuple):
    """Text that takes the place of other text; offsets are code points."""

    start: int
    end: int
    text: str


def between(old: str, new: str) -> Splice:
    """The smallest splice that makes one text of the other, and never parts the halves of CRLF."""
    start, most = 0, min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    while start and (old[start - 1 : start + 1] == "\r\n" or new[start - 1 : start + 1] == "\r\n"):
        start -= 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    while end and (_parts(old, len(old) - end) or _parts(new, len(new) - end)):
        end -= 1
    return Splice(start, len(old) - end, new[start : len(new) - end])


def _parts(text: str, offset: int) -> bool:
    return text[offset - 1 : offset + 1] == "\r\n"
