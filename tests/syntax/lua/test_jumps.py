"""`goto`, labels, `break` and `...` against Lua 5.3, which has the same rules."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lua_entries.syntax.lua import parse, syntax_problems
from lua_entries.syntax.lua.reference import compile_message

_LINES = st.sampled_from(
    ["goto a", "goto b", "::a::", "::b::", "local x = 1", "local function f() end", "f(x)", ";", "f(...)", "-- note"]
)


def _wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, max_size=4).map("\n".join)
    loop = body | body.map("{}\ndo break end".format)
    return st.one_of(
        body.map("do\n{}\nend".format),
        loop.map("while x do\n{}\nend".format),
        loop.map("repeat\n{}\nuntil x".format),
        loop.map("for i = 1, 2 do\n{}\nend".format),
        body.map("if x then\n{}\nelse\ngoto a\nend".format),
        body.map("function f(...)\n{}\nend".format),
        body.map("local function f()\n{}\nend".format),
        body.map("f(function()\n{}\ndo break end end)".format),
    )


CHUNKS = st.lists(st.recursive(_LINES, _wider, max_leaves=10), max_size=6).map("\n".join)


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(CHUNKS)
def test_same_verdict_as_lua(text: str) -> None:
    tree = parse(text)
    assert not tree.root.has_error
    problems = syntax_problems(tree)
    assert bool(problems) == (compile_message(text) is not None), (problems, compile_message(text))


def test_each_wrong_jump_is_a_problem_of_its_own() -> None:
    text = "goto a\ndo goto b end\n::c:: ::c::\nfunction f() goto c end"
    assert [text[slice(*problem.span)] for problem in syntax_problems(parse(text))] == ["a", "b", "c", "c"]


def test_a_label_before_declarations_of_types_still_ends_its_block() -> None:
    assert syntax_problems(parse("do goto a; local x; ::a:: type T = U interface I end end")) == ()
