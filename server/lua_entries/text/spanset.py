"""Many spans of one text, asked which of them a place touches."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from lua_entries.text.span import Span


class SpanSet:
    """Spans in order; overlapping and adjoining ones are joined. Immutable."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touching(self, span: Span) -> Span | None:
        """The (joined) span that shares an offset with `span`, ends included, the last one where there are several."""
        last = bisect_right(self._starts, span.end) - 1
        return Span(self._starts[last], self._ends[last]) if last >= 0 and self._ends[last] >= span.start else None
