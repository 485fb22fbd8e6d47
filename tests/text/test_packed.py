"""Texts in little memory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lua_entries.text.packed import PackedText


@given(st.text(st.characters(codec=None)))
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert PackedText(text).text == text


def test_a_lone_surrogate_comes_back() -> None:
    assert PackedText("a\ud800b").text == "a\ud800b"


def test_code_takes_a_fraction() -> None:
    text = "local function handle(request)\n    return request:query()\nend\n" * 200
    assert len(PackedText(text)._data) < len(text) / 4
