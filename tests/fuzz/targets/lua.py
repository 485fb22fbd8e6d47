"""The Lua reader: whatever the text, it parses, summarises, and says what is being typed."""

from __future__ import annotations

from random import Random

from lua_entries.facts.codec import decode, encode
from lua_entries.facts.lua_file import lua_facts
from lua_entries.facts.lua_mentions import has_variable, returned_mentions, string_literals
from lua_entries.syntax.lua import parse, syntax_problems
from lua_entries.syntax.lua.blank import blank_types
from lua_entries.syntax.lua.cursor import call_at, closed, lua_cursor
from tests.fuzz.harness import Case
from tests.fuzz.mutate import as_text, mutated
from tests.fuzz.seeds import texts
from tests.fuzz.targets.checks import assert_linear, assert_spans_inside, chance_of

_TEXT = "text"
_OFTEN = 16
"""One case in so many is counted, too."""


def make(chance: Random) -> Case:
    """A spoilt Lua file."""
    pool = texts(".lua")
    return {_TEXT: mutated(chance, chance.choice(pool), pool)}


def run(case: Case) -> None:
    """Read it in every way."""
    text, chance = as_text(case.get(_TEXT, b"")), chance_of(case)
    tree = parse(text)
    assert tree.text == (text if tree.limit is None else "")
    problems = list(syntax_problems(tree))
    assert_spans_inside(problems, len(text))
    assert all(problem.message for problem in problems)
    assert (tree.root.has_error and not problems) is False
    blanked = blank_types(tree)
    assert len(blanked) == len(tree.text)
    _facts(text)
    for name in ("M", "main", "run"):
        assert_spans_inside(returned_mentions(text, name).all, len(text))
        has_variable(text, name)
    for value, span in string_literals(text):
        assert isinstance(value, str) and 0 <= span.start <= span.end <= len(text)
    for _ in range(8):
        check_cursor(text, chance.randint(0, len(text)))
    if chance.randrange(_OFTEN) == 0:
        assert_linear(lambda: lua_facts(text), len(text))
        assert_linear(lambda: lua_cursor(text, len(text)), len(text))


def _facts(text: str) -> None:
    facts = lua_facts(text)
    assert_spans_inside(facts, len(text))
    assert lua_facts(text) == facts
    assert decode(encode(facts)) == facts
    known = range(-1, len(facts.functions))
    uses = [use for function in facts.functions for use in function.uses]
    numbers = (*facts.chunk_uses, *uses, *(function.parent for function in facts.functions), facts.returned.function)
    assert all(number in known for number in numbers)
    for number in known:
        facts.reachable(number)


def check_cursor(text: str, offset: int) -> None:
    """What holds at any place of any text."""
    cursor = lua_cursor(text, offset)
    assert cursor.span.start <= offset <= cursor.span.end
    if cursor.where != "comment":
        assert cursor.prefix == text[cursor.span.start : offset]
    call = call_at(text, cursor)
    assert call is None or call.callee_end <= call.opening < offset
    assert closed(text, cursor.start, cursor).startswith(text[: cursor.start])
