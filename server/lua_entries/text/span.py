"""Spans and problems: how every layer says *where* and *what*."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of offsets in code points."""

    start: int
    end: int

    def contains(self, offset: int) -> bool:
        """True when `offset` is inside or at the end of the span (a cursor may stand there)."""
        return self.start <= offset <= self.end


WHOLE_FILE = Span(0, 0)
"""The span of a problem that no place in the file shows."""


class Note(NamedTuple):
    """A second place that helps to understand a problem in the same file."""

    span: Span
    message: str


class Problem(NamedTuple):
    """Something wrong that one file shows by itself; a rule of the name `rule` turns it into a finding."""

    rule: str
    span: Span
    message: str
    help: str = ""
    notes: tuple[Note, ...] = ()
    replacement: str | None = None
    """A text that puts it right when it takes the place of `span`; None where that needs more."""
