"""Positions are code points, whatever the text."""

from __future__ import annotations

from bisect import bisect_left

from hypothesis import given
from hypothesis import strategies as st

from lua_entries.syntax.lua import parse
from lua_entries.text.span import Span
from tests.syntax.lua.programs import programs

# All widths in UTF-8, line ends that are none for Lua, surrogates.
LETTERS = st.text(st.sampled_from("aé€😀\u2028\x85\ud800\udfff\n\0\"'[]-"), max_size=30)


@given(LETTERS)
def test_every_offset(text: str) -> None:
    tree = parse(text)
    byte = 0
    for at, letter in enumerate(text):
        width = len(letter.encode("utf-8", "surrogatepass"))
        assert [tree.offset(byte + inside) for inside in range(width)] == [at] * width
        byte += width
    assert tree.offset(byte) == len(text)


@given(programs(typed=True), st.sampled_from(["", "--é€😀\n", "x = '😀' "]))
def test_every_node_has_its_text(program: str, before: str) -> None:
    text = before + program
    tree = parse(text)
    source = text.encode()
    pending = [tree.root]
    while pending:
        node = pending.pop()
        assert tree.text_of(node) == source[node.start_byte : node.end_byte].decode()
        start, end = tree.span(node)
        assert text[start:end] == tree.text_of(node)
        pending += node.children


def test_spans_after_wide_characters() -> None:
    text = 'local a = "é€😀" local b'
    tree = parse(text)
    (content,) = tree.captures("(string_content) @content")["content"]
    assert tree.span(content) == Span(11, 14)
    names = tree.captures("(typed_name name: (identifier) @name)")["name"]
    assert [tree.text_of(node) for node in names] == ["a", "b"]
    assert tree.span(names[1]) == Span(text.index("b"), text.index("b") + 1)


def test_the_map_is_as_long_as_the_runs_of_wide_characters_not_as_the_text() -> None:
    text = "x = 'я'\n" * 10 + "--" + "я" * 10_000
    tree = parse(text)
    assert tree.offset(len(tree.source)) == len(text)
    assert tree._breaks is not None
    assert len(tree._breaks.bytes) < 50
    assert bisect_left(tree._breaks.offsets, len(text)) < 50


@given(st.text(st.characters(), max_size=40))
def test_any_text_is_parsed(text: str) -> None:
    tree = parse(text)
    assert tree.text_of(tree.root) in text
    assert tree.text == text
