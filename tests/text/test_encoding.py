"""Columns in bytes, code units and code points."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lua_entries.text.encoding import Encoding, from_units, to_units, width

LINE = "aé€😀b"
ENCODINGS: tuple[Encoding, ...] = ("utf-8", "utf-16", "utf-32")


@pytest.mark.parametrize(
    ("encoding", "columns"),
    [("utf-8", [0, 1, 3, 6, 10, 11]), ("utf-16", [0, 1, 2, 3, 5, 6]), ("utf-32", [0, 1, 2, 3, 4, 5])],
)
def test_columns(encoding: Encoding, columns: list[int]) -> None:
    assert [to_units(LINE, column, encoding) for column in range(6)] == columns
    assert [from_units(LINE, units, encoding) for units in columns] == [0, 1, 2, 3, 4, 5]


def test_inside_a_character_is_its_beginning() -> None:
    assert from_units(LINE, 8, "utf-8") == 3
    assert from_units(LINE, 4, "utf-16") == 3


def test_columns_outside_are_clamped() -> None:
    for encoding in ENCODINGS:
        assert from_units(LINE, 99, encoding) == 5 == from_units("abcde", 99, encoding)
        assert from_units(LINE, -1, encoding) == 0 == from_units("abcde", -1, encoding)
        assert to_units(LINE, 99, encoding) == width(LINE, encoding)
        assert to_units(LINE, -1, encoding) == 0


@given(st.text(max_size=20), st.sampled_from(ENCODINGS))
def test_round_trip(line: str, encoding: Encoding) -> None:
    for column in range(len(line) + 1):
        assert from_units(line, to_units(line, column, encoding), encoding) == column


@given(st.text(max_size=20))
def test_units_are_those_of_the_codecs(line: str) -> None:
    assert width(line, "utf-8") == len(line.encode("utf-8"))
    assert width(line, "utf-16") == len(line.encode("utf-16-le")) // 2


def test_half_a_surrogate_pair_is_counted_not_refused() -> None:
    assert width("\ud800", "utf-16") == 1
    assert width("\ud800", "utf-8") == 3
