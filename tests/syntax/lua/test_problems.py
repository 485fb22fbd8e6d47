"""What is said about a mistake, and where: `‹` and `›` stand around the place."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lua_entries.syntax.lua import parse, syntax_problems
from lua_entries.text.span import Span

CASES = [
    # What the compiler says
    ("x = f(1 ‹2›)", "`)` expected before `2`"),
    ("x = = 5".replace("= =", "= ‹=›"), "unexpected `=`"),
    ("if x ‹them›\n y()\nend", "`then` expected before `them`"),
    ("function f(a ‹b›) end", "`)` expected before `b`"),
    ("local t = {a = 1 ‹b› = 2}\nreturn t", "`}` expected before `b`"),
    ("‹f› x", "the expression is not a statement"),
    ("f() ‹=› 1", "the expression before `=` cannot be assigned to"),
    ("return 1 ‹x› = 2", "unexpected `x`: `return` must be the last statement of its block"),
    ("function f() return 1 ‹x› = 2 end", "unexpected `x`: `return` must be the last statement of its block"),
    ("a = 1 ‹end› b = 2", "unexpected `end`: no block is open here"),
    ("x = ‹“›a”", "unexpected `“`"),
    ("x = ‹$›", "unexpected `$`"),
    ("local ‹1›x = 2", "name expected before `1`"),
    ("a.b:c ‹=› 1", "function arguments expected before `=`"),
    # What is missing at the end of a line is shown there
    ("foo(1, ‹2›\nlocal x = 1", "`)` expected after `2`"),
    ("foo(1, ‹2› -- note\n\nlocal x = 1", "`)` expected after `2`"),
    ("local x ‹=›\nlocal y = 1", "unexpected `local` after `=`"),
    ("for i in pairs(x‹)›\n  f()\nend", "`do` expected after `)`"),
    ("x = {\n  a ‹=›\n}", "unexpected `}` after `=`"),
    ("x ‹=›", "unexpected end of the file after `=`"),
    ("local function f‹(›", "name or `...` expected after `(`"),
    # Blocks: by indentation
    ("local function f()\n  ‹if› x then\n    y()\nend\nreturn f", "`if` is not closed"),
    ("local function f()\n  for i = 1, 2 do\n    ‹while› x do\n  end\nend\nreturn f", "`while` is not closed"),
    ("‹function› f()\n  local x = 1\n\nlocal y = 2", "`function` is not closed"),
    ("‹repeat› x()", "`repeat` is not closed"),
    # Strings, comments, numbers
    ('local s = ‹"abc›\nlocal t = 1', "the string is not closed on its line"),
    ("f(‹'abc›", "the string is not closed on its line"),
    ("x = ‹[==[›abc]]", "the string is not closed"),
    ("x = 1\n‹--[==[› abc", "the comment is not closed"),
    ("x = ‹0x1p4›", "the hexadecimal number `0x1p4` has a fraction or an exponent"),
    ("x = ‹3a›nd 4", "malformed number `3a`"),
    (r'x = "é‹\300›"', r"the decimal escape `\300` is above 255"),
    # What only this dialect forbids
    ("local ‹is› = 1", "`is` is a reserved word of this Lua dialect and cannot be a name here"),
    ("x = {‹as›}", "`as` is a reserved word of this Lua dialect and cannot be a name here"),
    ("while x do ‹break› f() end", "`break` must be the last statement of its block"),
    ("local x ‹<const>› = 1", "the attribute `<const>` is not part of this Lua dialect"),
    ("f()\n‹(›g or h)()", "ambiguous syntax: this `(` on a new line calls the value before it"),
    # Other languages
    ("if x ‹!=› y then end", "`!=` is not an operator of Lua"),
    ("x ‹+=› 1", "`+=` is not an operator of Lua"),
    ("x ‹..=› 'a'", "`..=` is not an operator of Lua"),
    ("x = a ‹&&› b", "`&&` is not an operator of Lua"),
    ("x = ‹!›a", "`!` is not an operator before a value"),
    ("x = a ‹?› b : c", "`?` is not an operator on values"),
    ("for i = 1, 2 do\n  if x then ‹continue› end\nend", "`continue` is not a statement of Lua"),
    ("for i = 1, 2 do\n  if x then\n    ‹continue›\n  end\nend", "`continue` is not a statement of Lua"),
    # Types
    ("local x: ‹=› 5", "unexpected `=`"),
    ("type X ‹=›\nlocal y = 1", "type expected after `=`"),
    ("type X = {a: number ‹b›: string}", "`}` expected before `b`"),
    ("function f(a: number) ‹->› string\n  return a\nend", "`->` stands only in the type of a function"),
    ("local function f(x: number ‹string›) return x end", "`)` expected before `string`"),
    # Places of words
    ("‹break›", "`break` is outside of a loop"),
    ("while x do f(function() ‹break› end) end", "`break` is outside of a loop"),
    ("function f() return ‹...› end", "`...` is outside of a function with `...` among its parameters"),
    ("function f(...) return function() return ‹...› end end", "`...` is outside of a function with"),
    ("goto ‹a›", "no label `a` is visible here"),
    ("::a:: do ::b:: ::‹b›:: end", "the label `b` is already defined in this block"),
    ("goto ‹a›; local b; ::a:: f(b)", "`goto a` jumps into the scope of a local"),
]


@pytest.mark.parametrize(("marked", "message"), CASES)
@pytest.mark.parametrize("before", ["", "-- é 😀\nlocal function clean() return 1 end\n"])
def test_message_and_place(marked: str, message: str, before: str) -> None:
    marked = before + marked
    start, end = marked.index("‹"), marked.index("›") - 1
    text = marked.replace("‹", "").replace("›", "")
    (problem,) = syntax_problems(parse(text))
    assert problem.message.startswith(message)
    assert (problem.span, text[slice(*problem.span)]) == (Span(start, end), text[start:end])
    assert problem.rule == "lua-syntax"


def test_two_mistakes_in_two_functions_are_two_problems() -> None:
    text = """\
local function a() x = = 1 end
local function b() return 1 end
local function c() f(1 2) end
local function d() return 1 end
local function e() local is = 1 end
"""
    assert [(text[slice(*p.span)], p.message) for p in syntax_problems(parse(text))] == [
        ("=", "unexpected `=`"),
        ("2", "`)` expected before `2`"),
        ("is", "`is` is a reserved word of this Lua dialect and cannot be a name here"),
    ]


def test_a_missing_end_is_one_problem_however_much_follows() -> None:
    text = "local function a()\n  if x then\n    y()\nend\n" + "local function b()\n  return 1\nend\n" * 20
    assert [problem.message for problem in syntax_problems(parse(text))] == ["`if` is not closed"]


def test_problems_are_few() -> None:
    text = "local a = = 1\nlocal function f() end\n" * 50
    assert len(syntax_problems(parse(text))) == 10


def test_notes_show_the_opening_bracket() -> None:
    (problem,) = syntax_problems(parse("foo(1,\n  2\nlocal x = 1"))
    assert [(note.span, note.message) for note in problem.notes] == [(Span(3, 4), "`(` is open since here")]


def test_help() -> None:
    assert syntax_problems(parse("if x != y then end"))[0].help == "write `~=`"
    assert syntax_problems(parse("x = [=[a"))[0].help == "add `]=]`"
    assert syntax_problems(parse("goto a"))[0].help.startswith("write `::a::`")


def test_the_compiler_is_loaded_for_errors_only() -> None:
    program = (
        "import sys; from lua_entries.syntax.lua import parse, syntax_problems\n"
        "assert syntax_problems(parse('while x do break end return ...')) == ()\n"
        "assert 'lupa' not in sys.modules\n"
        "assert syntax_problems(parse('x =')) != ()\n"
        "assert 'lupa' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env={"PYTHONPATH": ":".join(sys.path)})


@pytest.mark.parametrize(
    "text", ["x = '\ud800' y", "\ud800", "x = \udfff 1", "\ufeff", "\0", "x = '\0' y", "\r", "x\u2028= = 1", ""]
)
def test_odd_characters(text: str) -> None:
    for problem in syntax_problems(parse(text)):
        assert 0 <= problem.span.start <= problem.span.end <= len(text)
