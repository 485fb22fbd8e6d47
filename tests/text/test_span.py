"""Spans."""

from __future__ import annotations

from lua_entries.text.span import Span


def test_a_cursor_may_stand_at_the_end() -> None:
    span = Span(2, 4)
    assert [offset for offset in range(7) if span.contains(offset)] == [2, 3, 4]
