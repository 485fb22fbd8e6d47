"""What we accept and refuse against Lua 5.3's own compiler."""

from __future__ import annotations

import random
import re

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lua_entries.syntax.lua import LuaTree, parse, syntax_problems
from lua_entries.syntax.lua.blank import blank_types, plain_escapes
from lua_entries.syntax.lua.reference import CompilerMessage, compile_message
from lua_entries.text.span import Problem
from tests.syntax.lua.programs import programs

MANY = settings(max_examples=80, suppress_health_check=list(HealthCheck))

# Where the dialect is stricter than Lua 5.3: words, `break` in mid-block, the call on a new line, hexadecimal floats.
STRICTER = re.compile(r"reserved word of this Lua dialect|`break` must be the last|ambiguous syntax|hexadecimal number")
DIALECT_WORD = re.compile(r"\b(fun|interface|as|asserts|readonly|is|typeof|keyof|extends)\b")
TOKEN = re.compile(r"\w+|[^\w\s]+|\s+")
INSERTED = [
    "end",
    "do",
    "(",
    ")",
    "{",
    "}",
    ",",
    "=",
    "local",
    "return",
    "break",
    "..",
    '"',
    "[",
    ";",
    ".",
    "5",
    "x",
    "[",
]


def in_lua(tree: LuaTree) -> CompilerMessage | None:
    """What Lua says to the text without types, and without the escapes that only Lua refuses."""
    return compile_message(plain_escapes(tree, blank_types(tree)))


@MANY
@given(programs())
def test_plain_programs_are_accepted_by_both(text: str) -> None:
    tree = parse(text)
    assert not tree.root.has_error
    assert syntax_problems(tree) == ()
    assert blank_types(tree) == text
    assert in_lua(tree) is None


@MANY
@given(programs(typed=True))
def test_typed_programs_are_plain_lua_without_their_types(text: str) -> None:
    tree = parse(text)
    assert not tree.root.has_error
    assert syntax_problems(tree) == ()
    blanked = blank_types(tree)
    assert len(blanked) == len(text)
    assert re.sub(r"[^\r\n]", "", blanked) == re.sub(r"[^\r\n]", "", text)
    assert in_lua(tree) is None


def mutated(text: str, seed: int) -> str:
    """The text with one token deleted, doubled, swapped with the next or inserted, or with its end cut off."""
    rng = random.Random(seed)
    tokens = TOKEN.findall(text) or [""]
    at = rng.randrange(len(tokens))
    change = rng.randrange(5)
    if change == 0:
        del tokens[at]
    elif change == 1:
        tokens.insert(at, tokens[at])
    elif change == 2:
        tokens[at : at + 2] = reversed(tokens[at : at + 2])
    elif change == 3:
        tokens.insert(at, f" {rng.choice(INSERTED)} ")
    else:
        del tokens[at:]
    return "".join(tokens)


def check_agreement(text: str) -> None:
    tree = parse(text)
    assert tree.limit is None
    ours: tuple[Problem, ...] = syntax_problems(tree)
    assert bool(ours) >= tree.root.has_error, "an error without a problem"
    theirs = in_lua(tree)
    if ours and theirs is None:
        assert STRICTER.search(ours[0].message) or DIALECT_WORD.search(text), (ours, text)
    else:
        assert bool(ours) == (theirs is not None), (ours, theirs)


@settings(MANY, max_examples=150)
@given(programs(), st.integers(0, 2**20))
@example("a = 1", 0)
def test_both_agree_on_broken_programs(text: str, seed: int) -> None:
    check_agreement(mutated(text, seed))


@settings(MANY, max_examples=80)
@given(programs(typed=True), st.integers(0, 2**20))
def test_broken_typed_programs_have_problems(text: str, seed: int) -> None:
    """The compiler knows nothing of types, so here only what we accept can be compared."""
    tree = parse(mutated(text, seed))
    problems = syntax_problems(tree)
    assert bool(problems) >= tree.root.has_error
    if not problems:
        assert in_lua(tree) is None
