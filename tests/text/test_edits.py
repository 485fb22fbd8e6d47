"""Edits of one text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lua_entries.text.edits import Edit, apply_edits, edits_between
from lua_entries.text.span import Span


def test_offsets_are_those_of_the_text_before() -> None:
    edits = [Edit(Span(4, 5), "EE"), Edit(Span(0, 1), ""), Edit(Span(2, 2), "+")]
    assert apply_edits("abcdef", edits) == "b+cdEEf"


def test_edits_that_touch_are_no_overlap() -> None:
    assert apply_edits("abc", [Edit(Span(1, 2), "B"), Edit(Span(2, 2), "-"), Edit(Span(2, 3), "C")]) == "aB-C"


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(Span(0, 2), ""), Edit(Span(1, 3), "")],
        [Edit(Span(0, 4), "")],
        [Edit(Span(-1, 0), "")],
        [Edit(Span(2, 1), "")],
    ],
)
def test_overlapping_or_outlying_edits_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlaps another or lies outside"):
        apply_edits("abc", edits)


@given(st.text(max_size=20), st.data())
def test_replacing_pieces_with_themselves_changes_nothing(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pieces = list(zip(cuts[::2], cuts[1::2], strict=False))
    assert apply_edits(text, [Edit(Span(a, b), text[a:b]) for a, b in reversed(pieces)]) == text


LINES = st.lists(st.sampled_from(["a\n", "b\n", "b\r\n", "\r", "\n", "c\u2028\x0c\n", "é"])).map("".join)


@given(LINES, LINES)
def test_edits_between_two_texts(old: str, new: str) -> None:
    edits = edits_between(old, new)
    assert apply_edits(old, edits) == new
    assert bool(edits) == (old != new)


def test_edits_between_two_texts_leave_equal_lines_alone() -> None:
    assert edits_between("a\nb\nc\nd", "a\nx\nc\nd\n") == (Edit(Span(2, 4), "x\n"), Edit(Span(6, 7), "d\n"))
