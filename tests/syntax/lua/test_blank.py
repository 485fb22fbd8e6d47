"""Typed code without its types keeps every position."""

from __future__ import annotations

import pytest

from lua_entries.syntax.lua import parse
from lua_entries.syntax.lua.blank import blank_outside, blank_types, plain_escapes
from lua_entries.text.span import Span


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("local a: number, b: T? = 1", "local a        , b     = 1"),
        ("function f<T>(a: T, ...: U): (R, S) end", "function f   (a   , ...   )         end"),
        ("function m:f(): R return 1 end", "function m:f()    return 1 end"),
        ("x = function(a: T): T return a end", "x = function(a   )    return a end"),
        ("x = a as T + b :: {U}", "x = a      + b       "),
        ("x = (a!).b", "x = (a ).b"),
        ('type A = {\r\n  a: "é", -- note\n}\rx = 1', " " * 10 + "\r\n" + " " * 17 + "\n \rx = 1"),
        ("interface A\n  function m(): T\nend f()", "           \n                 \n    f()"),
        ("type = 1 x.type = {type = type}", "type = 1 x.type = {type = type}"),
        ("x = function(a: (b: T) -> U, c) end", "x = function(a             , c) end"),
        ("x = (function(): T end) as (a: T) -> ()", "x = (function()    end)" + " " * 16),
        ("goto a ::a:: x = b :: T", "goto a ::a:: x = b     "),
    ],
)
def test_blanked(typed: str, plain: str) -> None:
    tree = parse(typed)
    assert not tree.root.has_error
    assert blank_types(tree) == plain


def test_parts_with_errors_stay_as_long() -> None:
    text = "local a: {b: = 1\nfunction f(x: T) return = end"
    blanked = blank_types(parse(text))
    assert len(blanked) == len(text)
    assert blanked.index("\n") == text.index("\n")
    assert "x   )" in blanked


def test_escapes() -> None:
    tree = parse(r'x = "é\q\x4" .. [[\q]] .. ' + "'a\\\nb\\\\'")
    assert plain_escapes(tree, tree.text) == 'x = "é....4" .. [[\\q]] .. ' + "'a\\\nb..'"


def test_outside() -> None:
    assert blank_outside("é = 1\nb = 2\nc = 3", Span(6, 11)) == "     \nb = 2\n     "
