"""Line ends and positions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lua_entries.text.lines import LineIndex, Position, line_end_of

TEXTS = st.text(alphabet="ab\r\n\f\v\x85\u2028é😀", max_size=40)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\n", ["a", ""]),
        ("a\nb", ["a", "b"]),
        ("a\r\nb", ["a", "b"]),
        ("a\rb", ["a", "b"]),
        ("a\n\rb", ["a", "", "b"]),
        ("a\r\r\nb", ["a", "", "b"]),
        ("a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g", ["a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g"]),
    ],
)
def test_only_lf_crlf_and_cr_end_a_line(text: str, lines: list[str]) -> None:
    index = LineIndex(text)
    assert [index.line_text(number) for number in range(index.count)] == lines


def test_columns_count_code_points() -> None:
    index = LineIndex("é😀b\nc")
    assert index.position(2) == Position(0, 2)
    assert index.position(4) == Position(1, 0)


@given(TEXTS)
def test_every_offset_survives_the_way_to_a_position_and_back(text: str) -> None:
    index = LineIndex(text)
    for offset in range(len(text) + 1):
        position = index.position(offset)
        line_end = index.start(position.line) + len(index.line_text(position.line))
        # Between CR and LF there is no position of its own.
        assert index.offset(position) == min(offset, line_end)


@given(TEXTS)
def test_lines_and_their_ends_make_up_the_text(text: str) -> None:
    index = LineIndex(text)
    whole = "".join(text[index.start(line) : index.start(line + 1)] for line in range(index.count))
    assert whole == text
    assert index.position(len(text)).line == index.count - 1


def test_offsets_and_columns_outside_are_clamped() -> None:
    index = LineIndex("ab\ncd\n")
    assert index.position(-5) == Position(0, 0)
    assert index.position(99) == Position(2, 0)
    assert index.offset(Position(0, 99)) == 2
    assert index.offset(Position(1, -1)) == 3
    assert index.offset(Position(99, 0)) == 6
    assert index.line_text(99) == "" == index.line_text(-1)


@pytest.mark.parametrize(
    ("text", "end"), [("", "\n"), ("a", "\n"), ("a\r\nb\n", "\r\n"), ("a\rb\r\n", "\r"), ("\x0c\n", "\n")]
)
def test_the_line_end_of_a_text_is_its_first(text: str, end: str) -> None:
    assert line_end_of(text) == end
