"""Sets of spans."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lua_entries.text.span import Span
from lua_entries.text.spanset import SpanSet

SPANS = st.tuples(st.integers(0, 30), st.integers(0, 6)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))


@given(st.lists(SPANS, max_size=8), SPANS)
def test_it_finds_what_a_look_at_all_finds(spans: list[Span], place: Span) -> None:
    expected = any(span.start <= place.end and place.start <= span.end for span in spans)
    assert (SpanSet(spans).touching(place) is not None) == expected


def test_overlapping_spans_are_joined() -> None:
    assert SpanSet([Span(5, 9), Span(0, 3), Span(2, 4)]).touching(Span(0, 0)) == Span(0, 4)
    assert SpanSet([]).touching(Span(0, 9)) is None
