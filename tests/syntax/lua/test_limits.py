"""Size, depth and hopeless texts: said, bounded, never a crash."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from lua_entries.syntax.lua import limits, parse, syntax_problems, tree
from lua_entries.syntax.lua.limits import MAX_BYTES, MAX_CHAIN, MAX_NESTING

# What begins, opens, lies inside and closes.
DEEP = {
    "parentheses": ("x = ", "(", "1", ")"),
    "tables": ("x = ", "{", "", "}"),
    "indexes": ("x = ", "a[", "1", "]"),
    "calls": ("", "f(", "", ")"),
    "functions": ("x = ", "function() return ", "1", " end"),
    "blocks": ("", "do ", "", " end"),
    "conditions": ("", "if x then ", "", " end"),
    "loops": ("", "while x do ", "", " end"),
    "repeats": ("", "repeat ", "", " until x"),
    "types": ("local x: ", "{", "A", "}"),
}


@pytest.mark.parametrize("name", DEEP)
def test_nesting(name: str) -> None:
    start, opening, middle, closing = DEEP[name]
    inside = start + opening * MAX_NESTING + middle + closing * MAX_NESTING
    if name in ("functions", "calls"):  # a function's parentheses are one more level
        inside = inside.replace(opening, "", 1).replace(closing, "", 1)
    assert syntax_problems(parse(inside)) == ()

    outside = start + "é = 1; "[: 7 * (not start)] + opening * (MAX_NESTING + 1) + middle + closing * (MAX_NESTING + 1)
    tree = parse(outside)
    (problem,) = syntax_problems(tree)
    assert problem.rule == "limit-exceeded"
    assert "limits.max-nesting" in problem.help
    assert str(MAX_NESTING) in problem.message
    assert tree.text == ""
    assert tree.root.child_count == 0


CHAINS = {
    "calls": ("f()", "()", ""),
    "members": ("f(a", ".b", ")"),
    "methods": ("f()", ":g()", ""),
    "operators": ("x = a", " + a", ""),
    "concatenation": ("x = a", " .. a", ""),
    "unary operators": ("x = ", "- ", "a"),
    "casts": ("x = a", " as T", ""),
    "optional types": ("local x: T", "?", ""),
    "unions": ("local x: T", " | T", ""),
}


@pytest.mark.parametrize("name", CHAINS)
def test_chains(name: str) -> None:
    start, link, end = CHAINS[name]
    assert syntax_problems(parse(start + link * (MAX_CHAIN // 3) + end)) == ()
    (problem,) = syntax_problems(parse(start + link * (MAX_CHAIN + 1) + end))
    assert problem.rule == "limit-exceeded"


def test_what_is_not_nested() -> None:
    """Length alone is no depth, nor are brackets in strings and comments, words as fields, and interface methods."""
    many = 3 * MAX_CHAIN
    for text in (
        "x = a + b\n" * many,
        "f(a.b)\n" * many,
        "x = {" + "{1}, " * many + "}",
        "f('((((', [[((({{{]]) -- ((((\n" * many,
        "x = '" + "(" * many + "'",
        "--[[" + "do (" * many + "]]",
        "if a then elseif b then else end\n" * many,
        "a.interface = b.interface\n" * many,
        "interface A\n" + "function m()\n" * many + "end",
        "local x: interface {a: T}\n" * many,
    ):
        assert parse(text).limit is None, text[:40]


def test_a_lower_limit() -> None:
    assert parse("f(g(h()))", max_nesting=3).limit is None
    assert parse("f(g(h()))", max_nesting=2).limit is not None
    assert parse("x = 1", max_size=5).limit is None
    assert parse("x = 10", max_size=5).limit is not None


def test_size() -> None:
    text = "x = 1\n" * (MAX_BYTES // 6) + "--"
    text += "-" * (MAX_BYTES - len(text))
    assert limits.survey_of(text.encode()).limit is None
    (problem,) = syntax_problems(parse(text + "-"))
    assert problem.rule == "limit-exceeded"
    assert "limits.max-file-size" in problem.help


STORMS: dict[str, str] = {
    "brackets": "([{",
    "closers": ")]}",
    "long strings": "[[ ",
    "long strings of one level": "x = [=[ ",
    "almost long strings": "[=",
    "long comments": "--[[ ",
    "almost closed": "]=",
    "quotes": '"',
    "quotes on lines": 'x = "a\n',
    "colons": ":: ",
    "labels": "::a:: ",
    "malformed numbers": "1.",
    "unknown characters": "$ ",
    "not text": "\ud800",
    "nul": "\0",
    "ends": "end ",
    "words": "local ",
    "opening words": "do ",
    "functions": "function ",
    "operators": "= ",
    "unary operators": "- ",
    "separators and unary operators": ", - ",
    "errors on lines": "local a = = f(x)\n",
    "open calls on lines": "local a = f(x\n",
    "unfinished members": "x.\n",
    "types": "local x: ",
    "generic types": "A<",
    "interfaces": "interface A function a(x: T): T ",
    "word mix": "keyof else nil fun .. ",
    "statement mix": '# - while in "s" ',
    "annotations": "@a( ",
    "gotos": "goto a ",
    "breaks": "break ",
    "ambiguous": "f()\n(",
}


def work(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """How much the parser and the Python code do, in steps: reports of the parser and calls of functions."""
    steps = 0

    class Counter(limits.WorkMeter):
        def __call__(self, byte: int, has_error: bool) -> bool:
            nonlocal steps
            steps += 1
            return super().__call__(byte, has_error)

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal steps
        steps += event in ("call", "c_call")

    with monkeypatch.context() as patch:
        patch.setattr(tree, "WorkMeter", Counter)
        sys.setprofile(count)
        try:
            syntax_problems(parse(text))
        finally:
            sys.setprofile(None)
    return steps


@pytest.mark.parametrize("name", STORMS)
@pytest.mark.parametrize("start", ["", "x = "])
def test_work_grows_with_the_text(name: str, start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = STORMS[name]
    small, large = (work(start + unit * (size // len(unit)), monkeypatch) for size in (2_000, 8_000))
    # What the meter lets pass is allowed on top; what is quadratic takes 16 times the steps.
    assert large <= 5 * small + 4_000


@pytest.mark.parametrize("unit", ["[[ ", "x = [=[ ", "--[[ ", "[=", "]=", '"', ":: ", "1.", "a", " ", "\\"])
def test_a_megabyte_of_one_token(unit: str) -> None:
    """Lexing that looks ahead without end would take hours here."""
    text = unit * (1_000_000 // len(unit))
    assert len(syntax_problems(parse(text))) <= 1


@pytest.mark.parametrize("text", ["x = " + ", - " * 20_000, "]=" * 20_000])
def test_a_hopeless_text_is_given_up(text: str) -> None:
    (problem,) = syntax_problems(parse(text))
    assert problem.rule == "limit-exceeded"
    assert "too many syntax errors" in problem.message


@pytest.mark.parametrize("make", [lambda n: "x = 1 " * n, lambda n: "a={1,1,1}" * n, lambda n: "f{f{}}" * n])
def test_dense_code_is_not_given_up(make: Callable[[int], str]) -> None:
    tree = parse(make(50_000))
    assert tree.limit is None
    assert not tree.root.has_error
