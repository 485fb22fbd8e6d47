"""Columns of other position encodings: what editors speak. Inside the program columns count code points."""

from __future__ import annotations

from typing import Literal, TypeAlias

Encoding: TypeAlias = Literal["utf-8", "utf-16", "utf-32"]
"""What a column counts: bytes of UTF-8, code units of UTF-16, or code points."""

_LAST_OF_ONE_UNIT = "\uffff"


def width(text: str, encoding: Encoding) -> int:
    """How many units the text has; half of a surrogate pair counts as the one code unit that it is."""
    if encoding == "utf-32" or text.isascii():
        return len(text)
    if encoding == "utf-8":
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(character > _LAST_OF_ONE_UNIT for character in text)


def to_units(line: str, column: int, encoding: Encoding) -> int:
    """The column in units of a column in code points; clamped to the line."""
    return width(line[: max(column, 0)], encoding)


def from_units(line: str, units: int, encoding: Encoding) -> int:
    """The column in code points of a column in units; clamped to the line, inside a character its beginning."""
    if encoding == "utf-32" or line.isascii():
        return min(max(units, 0), len(line))
    passed = 0
    for column, character in enumerate(line):
        passed += width(character, encoding)
        if passed > units:
            return column
    return len(line)
