"""What is being typed at a place of half typed Lua, and the text that can be parsed up to there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lua_entries.syntax.lua import parse
from lua_entries.syntax.lua.cursor import call_at, closed, lua_cursor
from tests.features.cursor import take_cursor
from tests.fuzz.targets.lua import check_cursor


@pytest.mark.parametrize(
    ("text", "where", "replaced", "prefix", "quote"),
    [
        ("local x = va$0lue", "code", "value", "va", ""),
        ("x.$0", "code", "", "", ""),
        ('require("$0")', "string", "", "", '"'),
        ("require('ab$0c')", "string", "abc", "ab", "'"),
        ('require("ab$0\nlocal x', "string", "ab", "ab", '"'),
        ('f("a\\"b$0")', "string", 'a\\"b', 'a\\"b', '"'),
        ('f("a$0b", "c")', "string", "ab", "a", '"'),
        ('f("two $0words")', "string", "two words", "two ", '"'),
        # A string without a quote of its own ends with the letters around the cursor.
        ('require("$0)', "string", "", "", '"'),
        ("require('ab$0c)", "string", "abc", "ab", "'"),
        ('env.get("$0, 5)', "string", "", "", '"'),
        ('env.get("a.b:c-$0d) .. "x"', "string", "a.b:c-d", "a.b:c-", '"'),
        ('f("a")$0', "code", "", "", ""),
        ("x = [[a$0]]", "string", "a", "a", "[["),
        ("x = [==[a]]$0]==]", "string", "a]]", "a]]", "[==["),
        ("-- a$0", "comment", "", "", ""),
        ("-- a\n$0", "code", "", "", ""),
        ("--[[ a\n$0 ]]", "comment", "", "", ""),
        ("--[[ a ]] x$0", "code", "x", "x", ""),
        ("x = 'a' -- 'b$0", "comment", "", "", ""),
    ],
)
def test_word(text: str, where: str, replaced: str, prefix: str, quote: str) -> None:
    plain, offset = take_cursor(text)
    cursor = lua_cursor(plain, offset)
    assert (cursor.where, plain[cursor.span.start : cursor.span.end]) == (where, replaced)
    assert (cursor.prefix, cursor.quote) == (prefix, quote)


CODE = [
    "if a then b(function(x) for i = 1, 2 do c({ $0",
    "while a do repeat f($0",
    "for k, v in pairs($0",
    "if a($0",
    "while a[$0",
    "if a then b() elseif c($0",
    "if a then b() else c($0",
    "goto next\n::next::\nif a then return f($0",
    "function M.run(a) local end_x = a.end_y f($0",
    "local t = { ['end'] = 1, f = function() return g($0",
    "interface A\n function b(x: number)\nend\nf($0",
    "local function f(a: {x: number}): string return g($0",
    "repeat local x = 1 until x f($0",
    "do local a = 'do' end -- do\nf($0",
]


@pytest.mark.parametrize("text", CODE)
def test_closed_text_can_be_parsed(text: str) -> None:
    plain, offset = take_cursor(text)
    cursor = lua_cursor(plain, offset)
    assert not parse(closed(plain, cursor.start, cursor, "x")).root.has_error
    assert call_at(plain, cursor) is not None or plain.endswith(("[", "{ "))


@pytest.mark.parametrize(
    ("text", "called", "argument", "option", "table"),
    [
        ("f($0", "f", 1, "", ""),
        ("f(a, $0)", "f", 2, "", ""),
        ("f(g(1, 2), 'a,b', {1, 2}, $0)", "f", 4, "", ""),
        ("f(function(a, b) return a, b end, $0)", "f", 2, "", ""),
        ("a.b():c('$0'", "a.b():c", 1, "", ""),
        ("f({ $0", "f", 1, "", "key"),
        ("f({ a = 1, $0", "f", 1, "", "key"),
        ("f({ a = 1, b = $0", "f", 1, "b", "value"),
        ("f({ ['a.b'] = \"$0", "f", 1, "a.b", "value"),
        ('f({ ["a$0', "f", 1, "", "key"),
        ("f(1, { a = { $0", "f", 2, "a", "deep"),
        ("f { a = $0", "f", 1, "a", "value"),
        ("if f(a) and g($0", "g", 1, "", ""),
        ("f '$0'", "f", 1, "", ""),
        ("x = a.b:c [[$0", "a.b:c", 1, "", ""),
        ('g(1, f\n"$0")', "f", 1, "", ""),
        ("f(-- a, b\n$0", "f", 1, "", ""),
    ],
)
def test_call(text: str, called: str, argument: int, option: str, table: str) -> None:
    plain, offset = take_cursor(text)
    call = call_at(plain, lua_cursor(plain, offset))
    assert call is not None
    start = call.callee_end - len(called)
    assert plain[start : call.callee_end] == called
    assert (call.argument, call.option, call.table) == (argument, option, table)


@pytest.mark.parametrize(
    "text",
    [
        "$0",
        "local t = { $0",
        "x = ($0",
        "function f($0",
        "if ($0",
        "f(function() $0",
        "f(a) $0",
        "return {$0",
        "return '$0",
        "x = '$0'",
    ],
)
def test_no_call(text: str) -> None:
    plain, offset = take_cursor(text)
    assert call_at(plain, lua_cursor(plain, offset)) is None


PIECES = [
    "function ",
    "end ",
    "if ",
    "then ",
    "do ",
    "while ",
    "repeat ",
    "until ",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "[[",
    "]]",
    "'",
    '"',
    "\\",
    "--",
    "--[[",
    "\n",
    "x",
    ".",
    ":",
    "::",
    ",",
    " = ",
    "interface A ",
    "é",
    "\U0001f600",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.integers(0, 200))
def test_any_text(pieces: list[str], offset: int) -> None:
    text = "".join(pieces)
    offset = min(offset, len(text))
    check_cursor(text, offset)
