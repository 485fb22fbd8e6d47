"""Edits of one text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lua_entries.text.edits import Edit, Region, apply_edits, joined, regions
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


TEXTS = st.text("ab\n", max_size=12)


def some_edits(data: st.DataObject, text: str) -> list[Edit]:
    """Edits that lie apart, or touch."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    return [Edit(Span(a, b), data.draw(st.text("xy", max_size=3))) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]


@given(TEXTS, st.data())
def test_regions_are_what_edits_change(old: str, data: st.DataObject) -> None:
    edits = some_edits(data, old)
    new = apply_edits(old, edits)
    assert [Edit(before, new[slice(*after)]) for before, after in regions(edits)] == sorted(edits, key=lambda e: e.span)


@given(TEXTS, st.data())
def test_two_steps_joined_lead_where_both_lead(old: str, data: st.DataObject) -> None:
    first = some_edits(data, old)
    between = apply_edits(old, first)
    then = some_edits(data, between)
    new = apply_edits(between, then)
    found = joined(regions(first), regions(then))
    assert apply_edits(old, [Edit(before, new[slice(*after)]) for before, after in found]) == new
    assert joined(regions(first), ()) == joined((), regions(first))


def test_what_no_step_changes_is_in_no_region() -> None:
    first = regions([Edit(Span(0, 1), "xyz"), Edit(Span(5, 6), "")])
    assert joined(first, regions([Edit(Span(9, 9), "!")])) == (
        Region(Span(0, 1), Span(0, 3)),
        Region(Span(5, 6), Span(7, 7)),
        Region(Span(8, 8), Span(9, 10)),
    )
