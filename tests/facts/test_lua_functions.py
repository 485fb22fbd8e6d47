"""Functions with their names, signatures and comments; suppressions, problems, broken and hostile files."""

from __future__ import annotations

import random
import time

import pytest

from lua_entries.facts.lua_file import lua_facts, tree_facts
from lua_entries.facts.lua_model import CHUNK, Function, LuaFacts
from lua_entries.syntax.lua import parse
from lua_entries.text.span import Span

SAMPLE = """\
-- lua-entries: ignore[unused-module] loaded for its effects
local json = require("json")
local ok, extra = pcall(require, "extra")
local TARGET = "app.jobs:run" -- lua-entries: ignore[unresolved-literal]

type Job = {id: string, retries?: number}

local M = { version = "1", ["größe"] = 2 }
M.__index = M

--- Makes a job.
-- @param id where it goes
function M.new(id: string, ...: any): (M?, string?)
    local self = setmetatable({ id = id }, M)
    for index, value in ipairs({...}) do
        self[index] = json.encode(value) .. "ä"
    end
    return self, nil
end

function M:start(options: jobs.Options)
    local e = funcs.new():with_context({ depth = 1 })
    repeat
        local done, err = e:call(TARGET, { host = "app:host", name = "x y" })
    until done or err
    if not self.running then self.running = true elseif extra then goto out end
    ::out::
    return coroutine.wrap(function() return self end)
end

return M :: Library
"""


def functions(source: str) -> list[Function]:
    return list(lua_facts(source).functions)


def cut(source: str, span: Span | None) -> str | None:
    return source[span.start : span.end] if span is not None else None


@pytest.mark.parametrize(
    ("source", "name", "name_text", "whole"),
    [
        ("local function f() end", "f", "f", "local function f() end"),
        ("function f() end", "f", "f", "function f() end"),
        ("function a.b.c() end", "a.b.c", "c", "function a.b.c() end"),
        ("function a . b : c() end", "a.b:c", "c", "function a . b : c() end"),
        ("local f = function() end", "f", "f", "function() end"),
        ("local f: F = function() end", "f", "f", "function() end"),
        ("local x, f = 1, function() end", "f", "f", "function() end"),
        ("f = function() end", "f", "f", "function() end"),
        ("M.f = function() end", "M.f", "f", "function() end"),
        ('M["f"] = function() end', "M.f", "f", "function() end"),
        ("x, M.f = 1, function() end", "M.f", "f", "function() end"),
        ("a.b.f = function() end", "f", "f", "function() end"),
        ("return { f = function() end }", "f", "f", "function() end"),
        ('return { ["the f"] = function() end }', "the f", "the f", "function() end"),
        ("local t = {\n  f =\n    function() end,\n}", "f", "f", "function() end"),
        ("call(function() end)", "", None, "function() end"),
        ("return function() end", "", None, "function() end"),
        ("local t = { function() end }", "", None, "function() end"),
        ("local x = a == function() end", "", None, "function() end"),
    ],
)
def test_names(source: str, name: str, name_text: str | None, whole: str) -> None:
    source = f"-- é\n{source}"
    (function,) = functions(source)
    assert (function.name, cut(source, function.name_span), cut(source, function.span)) == (name, name_text, whole)


@pytest.mark.parametrize(
    ("source", "params", "method", "signature"),
    [
        ("function f() end", (), False, "()"),
        ("function f(a, b) end", ("a", "b"), False, "(a, b)"),
        ("function f(...) end", ("...",), False, "(...)"),
        ("function f( a , ... ) end", ("a", "..."), False, "( a , ... )"),
        ("function M:f(a) end", ("a",), True, "(a)"),
        ("function f(a: string, b: {x: number, y: T}) end", ("a", "b"), False, "(a: string, b: {x: number, y: T})"),
        (
            "function f(a: fun(x: T): (A, B), ...: number): boolean end",
            ("a", "..."),
            False,
            "(a: fun(x: T): (A, B), ...: number): boolean",
        ),
        ("function f(): (number, string?) end", (), False, "(): (number, string?)"),
        ("function f<T>(a: T): T end", ("a",), False, "(a: T): T"),
        ("function f(\n  a, -- first\n  b --[[ second ]]\n)\nend", ("a", "b"), False, "( a, b )"),
        ("function f(a): asserts a is string end", ("a",), False, "(a): asserts a is string"),
    ],
)
def test_parameters(source: str, params: tuple[str, ...], method: bool, signature: str) -> None:
    (function,) = functions(source)
    assert (function.params, function.method, function.signature) == (params, method, signature)


def test_parents() -> None:
    source = "local function a() local function b() end c(function() end) end\nfunction d() end"
    assert [(function.name, function.parent) for function in functions(source)] == [
        ("a", CHUNK),
        ("b", 0),
        ("", 0),
        ("d", CHUNK),
    ]


@pytest.mark.parametrize(
    ("above", "doc"),
    [
        ("-- Does it.", "Does it."),
        ("--- Does it.\n--- @param x what\n---@return y", "Does it.\n@param x what\n@return y"),
        ("--[[ Does it. ]]", "Does it."),
        ("--[[\n  Does it.\n  Well.\n]]", "Does it.\nWell."),
        ("--[==[ Does ]] it. ]==]", "Does ]] it."),
        ("--------\n-- Does it.\n--------", "Does it."),
        ("-- Before.\n\n-- Does it.", "Does it."),
        ("local x = 1 -- not this", ""),
        ("-- Not this.\n", ""),
        ("local s = [[\n-- not this ]]", ""),
        ("-- é ü\n-- 日本", "é ü\n日本"),
        ("x()", ""),
    ],
)
@pytest.mark.parametrize(
    "definition",
    [
        "local function f() end",
        "function M.f() end",
        "M.f = function() end",
        "local f = function() end",
        "return {\nf = function() end }",
        "return function() end",
    ],
)
def test_doc(above: str, doc: str, definition: str) -> None:
    if definition.startswith("return {"):
        source = definition.replace("\n", f"\n{above}\n" if doc else "\n")
    else:
        source = f"{above}\n{definition}"
    (function,) = functions(source)
    assert function.doc == doc


def test_doc_is_not_taken_from_afar() -> None:
    assert functions("-- not this\ncall(1, function() end)")[0].doc == ""
    assert functions("-- not this\nlocal x = 1 function f() end")[0].doc == ""
    assert functions("function f() end")[0].doc == ""


def test_crlf() -> None:
    source = "-- Does it.\r\nlocal function f(a,\r\n  b)\r\nend\r\nreturn { f = f }\r\n"
    facts = lua_facts(source)
    assert (facts.functions[0].doc, facts.functions[0].signature) == ("Does it.", "(a, b)")
    assert [export.kind for export in facts.returned.exports] == ["function"]


def test_suppressions() -> None:
    facts = lua_facts(SAMPLE)
    shown = [
        ([rule.name for rule in found.rules], found.scope, found.first, found.reason) for found in facts.suppressions
    ]
    assert shown == [
        (["unused-module"], "file", 1, "loaded for its effects"),
        (["unresolved-literal"], "lines", 3, ""),
    ]
    assert [cut(SAMPLE, rule.span) for found in facts.suppressions for rule in found.rules] == [
        "unused-module",
        "unresolved-literal",
    ]


def test_no_suppression_inside_a_string() -> None:
    assert (
        lua_facts('local s = "-- lua-entries: ignore[a]"\nlocal t = [[\n-- lua-entries: ignore[b]\n]]').suppressions
        == ()
    )
    assert [found.scope for found in lua_facts("f()\n-- lua-entries: ignore[a]\ng()").suppressions] == ["lines"]


def test_problems_are_those_of_the_syntax() -> None:
    assert lua_facts("local x = 1\nreturn x").problems == ()
    problems = lua_facts("local x = \nreturn x x").problems
    assert problems
    assert {problem.rule for problem in problems} == {"lua-syntax"}


def test_too_deep_a_file_is_said_and_not_read() -> None:
    facts = lua_facts("x = " + "(" * 3000 + "1" + ")" * 3000)
    assert [problem.rule for problem in facts.problems] == ["limit-exceeded"]
    assert facts.functions == ()


def test_facts_of_a_tree_are_those_of_its_text() -> None:
    assert tree_facts(parse(SAMPLE)) == lua_facts(SAMPLE)


def check(source: str, facts: LuaFacts) -> None:
    """Whatever the text: spans lie inside of it, indexes exist."""
    length = len(source)
    known = range(CHUNK, len(facts.functions))
    spans = [
        *[function.span for function in facts.functions],
        *[function.name_span for function in facts.functions],
        *[require.span for require in facts.requires],
        *[require.call for require in facts.requires],
        *[use.span for use in facts.names],
        *[use.member_span for use in facts.names],
        *[use.span for use in facts.types],
        *[literal.span for literal in facts.literals],
        *[export.span for export in facts.returned.exports],
        facts.returned.span,
    ]
    for span in spans:
        assert span is None or 0 <= span.start <= span.end <= length
    for function in facts.functions:
        assert function.parent in known
        assert all(used in known for used in function.uses)
    users = [
        *[require.function for require in facts.requires],
        *[use.function for use in facts.names],
        *[literal.function for literal in facts.literals],
        *[export.function for export in facts.returned.exports],
    ]
    assert all(user in known for user in users)
    assert all(used in known for used in facts.chunk_uses)


def test_sample() -> None:
    facts = lua_facts(SAMPLE)
    check(SAMPLE, facts)
    assert [export.name for export in facts.returned.exports] == ["version", "größe", "__index", "new", "start"]
    assert [(literal.callee, literal.argument, literal.option, literal.text) for literal in facts.literals] == [
        ("funcs.new():with_context():call", 1, "", "app.jobs:run"),
        ("funcs.new():with_context():call", 2, "host", "app:host"),
    ]
    assert facts.problems == ()


@pytest.mark.parametrize("step", [1, 7])
def test_truncated_files(step: int) -> None:
    for end in range(0, len(SAMPLE), step):
        part = SAMPLE[:end] if step == 1 else SAMPLE[end:]
        check(part, lua_facts(part))


def test_mutated_files() -> None:
    chance = random.Random(5)
    pieces = [
        "end",
        "(",
        ")",
        "{",
        "}",
        "=",
        "'",
        '"',
        "[[",
        "]]",
        "--",
        "\n",
        "function ",
        "local ",
        "return ",
        ":",
        ".",
        "require",
        "setmetatable(",
        "é",
        "\r",
        "\0",
        "self",
        "M",
        ",",
        "::",
    ]
    for _ in range(300):
        text = SAMPLE
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(text))
            text = text[:place] + chance.choice(pieces) + text[place + chance.randint(0, 12) :]
        check(text, lua_facts(text))


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffreturn {}",
        "#!/usr/bin/lua\nreturn 1",
        "\udc80 = 1",
        'require("\ud800")',
        "\x00",
        "return",
        "function",
        "function (",
        "local function",
        "local",
        "M.",
        "x:",
        "for",
        "return {",
        "return { [",
        'require("',
        "require(",
        "local a, b =",
        "a.b, c[",
        'a.b("c"',
        'a.b("c',
        "local x =",
        "x = ",
    ],
)
def test_odd_files(text: str) -> None:
    check(text, lua_facts(text))


@pytest.mark.parametrize(
    "piece",
    [
        "local x = x\n",
        "local function f() f() end\n",
        "M.f = function() return M end\n",
        "M[k] = M\n",
        "do local x = 1 end\n",
        "funcs.call(ID, 'a:b')\n",
        "a.b():c('x'):d('y')\n",
        "-- lua-entries: ignore[a]\n",
        "x = require('x')\n",
        "-- doc\n",
        "if x then M.a = 1 end\n",
    ],
)
def test_time_is_linear(piece: str) -> None:
    """Ten times the text may take about ten times as long, not a hundred."""
    head = "local M = {}\nlocal ID = 'a:b'\n"

    def seconds(count: int) -> float:
        tree = parse(head + piece * count + "return M")
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            tree_facts(tree)
            best = min(best, time.process_time() - start)
        return best

    small, large = seconds(300), seconds(3000)
    assert large < 40 * max(small, 0.001)
