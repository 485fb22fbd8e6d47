"""Which functions run when another one, or the chunk, runs."""

from __future__ import annotations

import pytest

from lua_entries.facts.lua_file import lua_facts
from lua_entries.facts.lua_model import CHUNK


def label(name: str, index: int) -> str:
    """Functions without a name are told by their number."""
    return name or f"#{index}"


def uses(source: str) -> dict[str, list[str]]:
    """What each function uses, by name; `chunk` for the chunk itself; those that use nothing are left out."""
    facts = lua_facts(source)
    names = [label(function.name, index) for index, function in enumerate(facts.functions)]
    found = {"chunk": [names[used] for used in facts.chunk_uses]}
    for index, function in enumerate(facts.functions):
        found[names[index]] = [names[used] for used in function.uses]
    return {user: used for user, used in found.items() if used}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("local function a() end\nlocal function b() a() end", {"b": ["a"]}),
        ("local function a() end\nlocal function b() call(a) end", {"b": ["a"]}),
        ("local function a() end\nlocal function b() local x = a return x end", {"b": ["a"]}),
        ("local function a() a() end", {"a": ["a"]}),
        ("local a\nlocal function b() a() end\na = function() b() end", {"b": ["a"], "a": ["b"]}),
        ("function a() end\nlocal function b() a() end", {"b": ["a"]}),
        ("local function a() end\nlocal function b(a) a() end", {}),
        ("local function a() end\nlocal c = a\nlocal function b() c() end", {"b": ["a"]}),
        # The chunk.
        ("local function a() end\na()", {"chunk": ["a"]}),
        ("local function a() end\nrun(a)", {"chunk": ["a"]}),
        ("local function a() end\nlocal b = a", {}),
        ("local function a() end\nlocal b = wrap(a)", {"chunk": ["a"]}),
        ("local function a() end\nlocal b = x and a or nil", {"chunk": ["a"]}),
        ("local function a() end\nreturn a", {}),
        ("local function a() end\nreturn { a = a, b = (a) }", {}),
        ("local function a() end\nreturn setmetatable({ a = a }, {})", {}),
        ("local function a() end\nreturn { a = wrap(a) }", {"chunk": ["a"]}),
        ("local function a() end\nif x then a() end", {"chunk": ["a"]}),
        # Functions without a name belong to the one around them.
        ("local function a()\n  each(function() end)\nend", {"a": ["#1"]}),
        ("each(function() each(function() end) end)", {"chunk": ["#0"], "#0": ["#1"]}),
        ("local function a() return function() end end", {"a": ["#1"]}),
        ("local function a() return { f = function() end } end", {"a": ["f"]}),
        ("local function a() local f = function() end end", {}),
        ("local function a() local f = function() end f() end", {"a": ["f"]}),
        ("local function a() local function f() end return f end", {"a": ["f"]}),
        ("local f = function() end\nlocal g = (function() end)", {}),
        ("(function() end)()", {"chunk": ["#0"]}),
        ("return function() end", {}),
        ("return { f = function() end }", {}),
        ("x.y = function() end\nx.y.z = function() end", {}),
        # Tables.
        ("local M = {}\nfunction M.a() end\nfunction M.b() M.a() end\nreturn M", {"M.b": ["M.a"]}),
        ("local M = {}\nfunction M.a() end\nfunction M.b() M:a() end\nreturn M", {"M.b": ["M.a"]}),
        ("local M = {}\nfunction M:a() end\nfunction M:b() self:a() end\nreturn M", {"M:b": ["M:a"]}),
        ("local M = {}\nfunction M:a() end\nfunction M:b() each(self.a) end\nreturn M", {"M:b": ["M:a"]}),
        ("local M = {}\nfunction M:a() end\nfunction M:b() keep(self) end\nreturn M", {}),
        ("local M = {}\nM.a = function() end\nM.a()\nreturn M", {"chunk": ["M.a"]}),
        ("local M = {}\nfunction M.a() end\nM.b = M.a\nreturn M", {}),
        ("local M = {}\nlocal function a() end\nM.b = a\nlocal function c() M.b() end\nreturn M", {"c": ["a"]}),
        ("local M = {}\nfunction M.a() end\nM.__index = M\nreturn setmetatable(M, {})", {}),
        ("local M = {}\nfunction M.a() end\nlocal function new() return setmetatable({}, M) end", {"new": ["M.a"]}),
        ("local M = {}\nfunction M.a() end\nfunction M.b() end\nlocal function f(k) M[k]() end", {"f": ["M.a", "M.b"]}),
        ("local M = {}\nfunction M.a() end\nlocal N = M\nlocal function f() N.a() end", {"f": ["M.a"]}),
        ("M = {}\nfunction M.a() end\nlocal function f() M.a() end", {"f": ["M.a"]}),
        (
            "local M = {}\nif x then M.a = function() end else function M.a() end end\nlocal function f() M.a() end",
            {"f": ["M.a", "M.a"]},
        ),
        # Tables of handlers.
        (
            "local function a() end\nlocal t = { a = a, b = function() end }\nlocal function f(k) return t[k] end",
            {"f": ["a", "b"]},
        ),
        (
            "local t = { { function() end }, x = { y = { z = function() end } } }\nlocal function f() use(t) end",
            {"f": ["#0", "z"]},
        ),
        ("local function a() end\nlocal t = { a = a, b = function() end }\nlocal function f() t.b() end", {"f": ["b"]}),
        ("local function a() end\nlocal t = { a = a }\nrun(t)", {"chunk": ["a"]}),
        ("local function a() end\nlocal t = {}\nt.x.y = a\nlocal function f() go(t) end", {"f": ["a"]}),
        ("local t = { x = 1 }\nlocal function f() go(t) end", {}),
        # Nothing of this file.
        ("local function b() c() end\nd()", {}),
    ],
)
def test_uses(source: str, expected: dict[str, list[str]]) -> None:
    assert uses(source) == expected


def test_reachable_follows_uses() -> None:
    source = (
        "local function a() end\n"
        "local function b() a() end\n"
        "local function c() b() end\n"
        "local function d() d() end\n"
        "c()\n"
        "return { d = d }"
    )
    facts = lua_facts(source)
    assert facts.reachable(2) == {0, 1, 2}
    assert facts.reachable(3) == {3}
    assert facts.reachable(CHUNK) == {CHUNK, 0, 1, 2}
