"""What is known of a text before it is parsed: nothing that is wrong with it may be missing there."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lua_entries.syntax.lua import LuaTree, checks, jumps, parse
from lua_entries.syntax.lua.grammar import AMBIGUOUS, ESCAPES, JUMPS, MISPLACED, survey
from lua_entries.syntax.lua.limits import MAX_CHAIN, MAX_NESTING
from lua_entries.text.span import Problem
from tests.syntax.lua.programs import programs


@dataclass(frozen=True)
class Case:
    """A text, and what is suspected of it."""

    text: str
    suspected: int


CASES = {
    "nothing": Case("local x = f(1)\nwhile x do break end", 0),
    "break outside of a loop": Case("if x then break end", MISPLACED),
    "break in a function in a loop": Case("while x do local f = function() break end end", MISPLACED),
    "break in a block in a loop": Case("for i = 1, 2 do do if x then break end end end", 0),
    "break in a loop whose condition holds a loop": Case(
        "while f(function() while a do end end) do break end\nbreak", MISPLACED
    ),
    "break after a loop": Case("repeat break until x\nbreak", MISPLACED),
    "break behind elseif": Case("repeat if a then elseif b then break else break end until x", 0),
    "varargs of the chunk": Case("return ...", 0),
    "varargs of a function": Case("function f(a, ...) return { ... } end", 0),
    "varargs of another function": Case("function f(...) return function(a) return ... end end", MISPLACED),
    "varargs after a function that has them": Case("function g() f(function(...) end, ...) end", MISPLACED),
    "varargs in a loop": Case("local function f(...) for i = 1, 2 do g(i, ...) end end", 0),
    "varargs with a type": Case("function f(a: string, ...: number): number return ... end", 0),
    "varargs of a type alone": Case("function f(a: (...number) -> number) return ... end", MISPLACED),
    "varargs of a type parameter alone": Case("function f<T: (...number) -> T>(a: T) return ... end", MISPLACED),
    "varargs beside type parameters": Case("function f<T>(...: T) return ... end", MISPLACED),
    "concatenation": Case("function f(a) return a .. b end", 0),
    "words in other places": Case("function f() return x, 'break ...', [[ break ]] -- ... break\nend", 0),
    "goto": Case("goto done", JUMPS),
    "label": Case("::done::", JUMPS),
    "label with space": Case(":: \t done ::", JUMPS),
    "casts": Case("return x :: A, y :: B", 0),
    "call on the next line": Case("f(x)\n(g or h)()", AMBIGUOUS),
    "call on the same line": Case("f(x)(y)", 0),
    "call after a return": Case("f(x)\rg(y)", 0),
    "large escape": Case(r"x = '\300'", ESCAPES),
    "escape that may be large": Case(r"x = '\25'", ESCAPES),
    "small escapes": Case(r"x = '\n\065\1'", 0),
    "no escape": Case(r"x = [[\300]] -- \300", 0),
    "escaped backslash": Case(r"x = '\\300'", 0),
    "interface": Case("interface A\nfunction m(a: number): number\nend\nbreak", MISPLACED),
}

CHECKS: dict[int, Callable[[LuaTree], Iterable[Problem]]] = {
    MISPLACED: checks._misplaced,
    JUMPS: jumps.jump_problems,
    AMBIGUOUS: checks._ambiguous_calls,
    ESCAPES: checks._large_escapes,
}
# What makes the mistakes that are meant to be seen.
INSERTED = ["break", "...", "return ...", "goto a", "::a::", "\n(f)()", "'\\300'", "function f(...) end", "end", "do"]


@pytest.mark.parametrize("name", CASES)
def test_suspected(name: str) -> None:
    case = CASES[name]
    assert survey(case.text.encode(), MAX_NESTING, MAX_CHAIN) == (None, case.suspected)


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(programs(typed=True), st.lists(st.sampled_from(INSERTED), max_size=3), st.integers(0, 2**32))
def test_what_is_not_suspected_is_not_there(text: str, inserted: list[str], seed: int) -> None:
    rng = random.Random(seed)
    lines = text.split("\n")
    for line in inserted:
        lines.insert(rng.randrange(len(lines) + 1), line)
    tree = parse("\n".join(lines))
    if tree.root.has_error:
        return
    for suspicion, check in CHECKS.items():
        assert tree.suspected & suspicion or not list(check(tree))
