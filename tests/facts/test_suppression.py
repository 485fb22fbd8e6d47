"""Suppression comments, the same in YAML and Lua."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lua_entries.facts.suppression import Suppression, find_suppressions, parse_suppression
from lua_entries.text.lines import LineIndex
from lua_entries.text.span import Span


@pytest.mark.parametrize(
    ("comment", "rules", "reason"),
    [
        ("# lua-entries: ignore[unused-module]", ["unused-module"], ""),
        ("-- lua-entries: ignore[LE303, unused-import]  kept for later ", ["LE303", "unused-import"], "kept for later"),
        ("#lua-entries:ignore[ a ,b,, c ]because", ["a", "b", "c"], "because"),
        ("# see below # lua-entries: ignore[a] x", ["a"], "x"),
        ("--- lua-entries: ignore[a]", ["a"], ""),
        ("# lua-entries: ignore[]", [], ""),
    ],
)
def test_parts_of_a_comment(comment: str, rules: list[str], reason: str) -> None:
    found = parse_suppression(comment, 100)
    assert found is not None
    span, names, why = found
    assert [rule.name for rule in names] == rules
    assert [comment[rule.span.start - 100 : rule.span.end - 100] for rule in names] == rules
    assert why == reason
    written = comment[span.start - 100 : span.end - 100]
    assert re.match(r"(#|--) ?lua-entries:", written)
    assert written == written.rstrip()
    assert written.endswith(reason or "]")


@pytest.mark.parametrize(
    "comment",
    [
        "# lua-entries: ignore",
        "# lua-entries ignore[a]",
        "# ignore[a]",
        "# lua-entries: ignore[a",
        "lua-entries: ignore[a]",
    ],
)
def test_other_comments_are_none(comment: str) -> None:
    assert parse_suppression(comment, 0) is None


@given(st.text(alphabet="#- lua-entries:ignore[],\n", max_size=60))
def test_any_comment(text: str) -> None:
    found = parse_suppression(text, 0)
    assert found is None or 0 <= found[0].start < found[0].end <= len(text)


def test_many_openings_take_no_time() -> None:
    started = time.process_time()
    assert parse_suppression("# lua-entries: ignore[" * 50_000, 0) is None
    assert time.process_time() - started < 10


def lua(text: str) -> list[Suppression]:
    comments = [Span(*match.span()) for match in re.finditer(r"--\[\[.*?\]\]|--[^\n]*", text, re.DOTALL)]
    return find_suppressions(LineIndex(text), comments)


def scopes(found: list[Suppression]) -> list[tuple[str, int]]:
    return [(suppression.scope, suppression.first) for suppression in found]


def test_behind_text_it_covers_its_line() -> None:
    assert scopes(lua("local a = 1\nlocal b = 2 -- lua-entries: ignore[x]\nlocal c\n")) == [("lines", 1)]


def test_alone_it_covers_the_next_line_with_content() -> None:
    text = "local a\n  -- lua-entries: ignore[x]\n\n  -- more\n--[[ long\n comment ]]\nlocal b\n"
    assert scopes(lua(text)) == [("lines", 6)]


def test_a_comment_that_ends_before_text_is_not_alone_below() -> None:
    assert scopes(lua("local a\n-- lua-entries: ignore[x]\n--[[ c ]] local b\n")) == [("lines", 2)]


def test_above_everything_it_covers_the_file() -> None:
    assert scopes(lua("\n-- title\n-- lua-entries: ignore[x]\n\nlocal a\n-- lua-entries: ignore[y]\nlocal b\n")) == [
        ("file", 4),
        ("lines", 6),
    ]


def test_with_nothing_below_it_covers_itself() -> None:
    assert scopes(lua("local a\n-- lua-entries: ignore[x]\n\n-- end\n")) == [("lines", 1)]
    assert scopes(lua("-- lua-entries: ignore[x]\n")) == [("lines", 0)]


def test_several_above_one_line() -> None:
    text = "a\n-- lua-entries: ignore[x]\n-- lua-entries: ignore[y]\nb -- lua-entries: ignore[z]\n"
    assert scopes(lua(text)) == [("lines", 3)] * 3


def test_heads_make_entries() -> None:
    text = "a\n# lua-entries: ignore[x]\nb\n# lua-entries: ignore[y]\nc\n"
    comments = [Span(*match.span()) for match in re.finditer(r"#[^\n]*", text)]
    assert scopes(find_suppressions(LineIndex(text), comments, lambda line: line == 2)) == [("entry", 2), ("lines", 4)]
