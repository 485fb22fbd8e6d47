"""The texts that are open in the editor, kept in step with it. Positions of the protocol become offsets here.

The text is ours and not the protocol library's, whose lines also end at form feeds and U+2028.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from lua_entries.lsp.uris import to_path
from lua_entries.text.encoding import Encoding, from_units, to_units
from lua_entries.text.lines import LineIndex, Position


class Place(NamedTuple):
    """A position of the protocol: a zero-based line, and a column in units of the agreed encoding."""

    line: int
    units: int


class Change(NamedTuple):
    """Text that replaces what stands between two places; without them, the whole document."""

    start: Place | None
    end: Place | None
    text: str


class Document:
    """One version of an open text. Immutable."""

    def __init__(self, uri: str, path: str, version: int, text: str) -> None:
        self.uri = uri
        """As the editor writes it."""
        self.path = path
        self.version = version
        self.text = text

    @cached_property
    def lines(self) -> LineIndex:
        """The lines of the text."""
        return LineIndex(self.text)

    def changed(self, version: int, changes: Iterable[Change], encoding: Encoding) -> Document:
        """The next version: the changes made one after the other, each in the text that the one before left."""
        document = self
        for change in changes:
            text = change.text
            if change.start is not None and change.end is not None:
                start = offset_at(document.lines, change.start, encoding)
                end = max(offset_at(document.lines, change.end, encoding), start)
                text = document.text[:start] + text + document.text[end:]
            document = Document(self.uri, self.path, version, text)
        return document if document is not self else Document(self.uri, self.path, version, self.text)


def offset_at(lines: LineIndex, place: Place, encoding: Encoding) -> int:
    """The offset of a place; one past the end of its line, or of the text, is clamped to it."""
    column = from_units(lines.line_text(place.line), place.units, encoding)
    return lines.offset(Position(place.line, column))


def place_at(lines: LineIndex, offset: int, encoding: Encoding) -> Place:
    """The place of an offset; inside a line end it is that of the line's end."""
    line, column = lines.position(offset)
    return Place(line, to_units(lines.line_text(line), column, encoding))


class Documents:
    """The open documents by path. Those without a path (never saved) are not ours."""

    def __init__(self) -> None:
        self.encoding: Encoding = "utf-16"
        self._open: dict[str, Document] = {}

    def open(self, uri: str, version: int, text: str) -> Document | None:
        """Take in an opened document; None when it has no path."""
        path = to_path(uri)
        if path is None:
            return None
        document = self._open[path] = Document(uri, path, version, text.removeprefix("\ufeff"))
        return document

    def change(self, uri: str, version: int, changes: Iterable[Change]) -> Document | None:
        """Take in changes; None for a document that is not open."""
        known = self.get(uri)
        if known is None:
            return None
        document = self._open[known.path] = known.changed(version, changes, self.encoding)
        return document

    def close(self, uri: str) -> Document | None:
        """Let go of a document: from now on the disk counts."""
        path = to_path(uri)
        return self._open.pop(path, None) if path is not None else None

    def get(self, uri: str) -> Document | None:
        """The open document of a URI."""
        path = to_path(uri)
        return self._open.get(path) if path is not None else None

    def at(self, path: str) -> Document | None:
        """The open document at a path."""
        return self._open.get(path)

    def all(self) -> tuple[Document, ...]:
        """All open documents, the one opened last at the end."""
        return tuple(self._open.values())
