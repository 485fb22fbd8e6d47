"""What a chunk returns: shapes, members and what may be missing from them."""

from __future__ import annotations

import pytest

from lua_entries.facts.lua_file import lua_facts


def returned(source: str) -> str:
    """The shape, and for tables the members: `f()` a function, `v` a value, `u?` unknown; `…` when others may exist."""
    facts = lua_facts(source)
    result = facts.returned
    for export in result.exports:
        assert source[export.span.start : export.span.end] == export.name
        assert (export.function >= 0) == (export.kind == "function")
    assert (result.function >= 0) == (result.shape == "function")
    if result.shape != "table":
        assert not result.exports
        assert result.complete == (result.shape != "unknown")
        return result.shape
    marks = {"function": "()", "value": "", "unknown": "?"}
    members = [export.name + marks[export.kind] for export in result.exports]
    return " ".join([*members, *([] if result.complete else ["…"])])


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", "nothing"),
        ("local x = 1", "nothing"),
        ("return", "nothing"),
        ("return;", "nothing"),
        ("-- only a comment\n", "nothing"),
        ("return 1", "value"),
        ("return -1.5e3", "value"),
        ('return "x"', "value"),
        ("return [[x]]", "value"),
        ("return nil", "value"),
        ("return true, {}", "value"),
        ("return not x", "value"),
        ("return a == b", "value"),
        ("return (1)", "value"),
        ("local x = 1\nreturn x", "value"),
        ("return a + b", "unknown"),
        ('return "a" .. b', "unknown"),
        ("return a or b", "unknown"),
        ("return a and {}", "unknown"),
        ("return f()", "unknown"),
        ("return ...", "unknown"),
        ("return main", "unknown"),
        ("return x.y", "unknown"),
        ("return x[1]", "unknown"),
        ('return require("other")', "unknown"),
        ('local M = require("other")\nreturn M', "unknown"),
        ('local M = require("other")\nM.f = function() end\nreturn M', "unknown"),
        ("local M = make()\nfunction M.f() end\nreturn M", "unknown"),
        ("local M\nreturn M", "unknown"),
        ("return function() end", "function"),
        ("return (function() end) :: Handler", "function"),
        ("return (function() return {} end)()", "unknown"),
        ("local function main() end\nreturn main", "function"),
        ("local main = function() end\nreturn main", "function"),
        ("local main\nfunction main() end\nreturn main", "function"),
        ("local main\nmain = function() end\nreturn main", "function"),
        ("function main() end\nreturn main", "function"),
        ("main = function() end\nreturn main, other", "function"),
        ("local function main() end\nlocal start = main\nreturn start", "function"),
        ("local function main() end\nmain = wrap(main)\nreturn main", "unknown"),
        ("local function main() end\nif x then main = nil end\nreturn main", "unknown"),
        ("local M = {}\nfunction M.f() end\nreturn M.f", "function"),
        ("local function f() end\ndo local function f() end end\nreturn f", "function"),
        # Several returns.
        ("if x then return nil end\nreturn {}", "unknown"),
        ("local M = { a = 1 }\nif x then return M end\nreturn M", "a"),
        ("local M = { a = 1 }\nif x then return M else return M end", "unknown"),
        ("local function f() return 1 end\nreturn f", "function"),
        ("do return { a = 1 } end", "unknown"),
        ("local function f() end\nfor i = 1, 2 do if i then return f end -- here\nend\nreturn f", "function"),
    ],
)
def test_shape(source: str, expected: str) -> None:
    assert returned(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("return {}", ""),
        ("return { f = function() end, v = 1, s = 'x', t = {}, b = false, n = nil }", "f() v s t b n"),
        ("local function main() end\nreturn { main = main }", "main()"),
        ("local function main() end\nreturn { run = main, main = main }", "run() main()"),
        ("return { main = main }", "main?"),
        ("return { f = make(), g = x.y, h = a or b, i = not a }", "f? g? h? i"),
        ("return { f = function() end :: Handler, t = {} :: {string} }", "f() t"),
        ("return { [\"f\"] = function() end, ['g'] = 1, [ [[h]] ] = 2 }", "f() g h"),
        ('return { ["f"] = function() end, [1] = 1, "x", 2 }', "f()"),
        ("return { f = 1, [key] = 2 }", "f …"),
        ("return ({ f = 1 })", "f"),
        ("return { f = 1 } as Library", "f"),
        ("return { a = { b = 1 } }", "a"),
        ("local function f() end\nlocal function g() return f end\nreturn { f = f, g = g, h = g() }", "f() g() h?"),
        ("function f() end\nreturn { f = f }", "f()"),
        ("function f() end\nfunction f() end\nreturn { f = f }", "f?"),
        ("type User = {name: string}\nreturn { User = User }", "User?"),
        ('local json = require("json")\nreturn { json = json, encode = json.encode }', "json? encode?"),
        ("return { print = print }", "print?"),
        ("return { interface = 1, type = 2 }", "interface type"),
        ("local VERSION = '1'\nreturn { VERSION = VERSION }", "VERSION"),
    ],
)
def test_constructor(source: str, expected: str) -> None:
    assert returned(source) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("function M.f() end", "f()"),
        ("function M:f() end", "f()"),
        ("M.f = function() end", "f()"),
        ("M . f = function ( ) end", "f()"),
        ("M.f = function() end :: Handler", "f()"),
        ('M["f"] = function() end\nM["the key"] = 1', "f() the key"),
        ("M[1] = function() end", ""),
        ("M.a, M.b = 1, function() end", "a b()"),
        ("M.a, M.b = call()", "a? b?"),
        ("local function f() end\nM.f = f", "f()"),
        ("local f\nM.f = f\nf = function() end", "f()"),
        ("M.f = function() end\nM.g = M.f\nM.h = M.g", "f() g() h()"),
        ("M.g = M.f\nM.f = function() end", "g? f()"),
        ("M.v = 1\nM.s = 'x'\nM.t = {}\nM.u = call()", "v s t u?"),
        ("M.t = {}\nM.t.x = 1\nfunction M.t.f() end\nM.t[k] = 2", "t"),
        ("function M.a.b.c() end", ""),
        # Set twice.
        ("M.f = function() end\nfunction M.f() end", "f()"),
        ("M.f = nil\nM.f = function() end", "f?"),
        ("M.f = 1\nM.f = 2", "f"),
        # In functions and branches it may or may not be set.
        ("function M.init() M.f = function() end; M.v = 1 end", "init() f? v?"),
        ("if x then M.f = function() end end", "f?"),
        ("if x then function M.f() end else M.g = 1 end", "f? g?"),
        ("for i = 1, 2 do M.f = function() end end", "f?"),
        ("do M.f = function() end do M.g = 1 end end", "f() g"),
        ("if x then do M.f = function() end end end", "f?"),
        # Methods of the table itself write through self; objects do not.
        ("function M:init() self.v = 1 end", "init() v?"),
        ("function M:set(k) self[k] = 1 end", "set() …"),
        ("function M.init(self) self.v = 1 end", "init()"),
        (
            "M.__index = M\nfunction M.new() return setmetatable({}, M) end\nfunction M:init() self.v = 1 end",
            "__index new() init()",
        ),
        ("local mt = { __index = M }\nfunction M:init() self.v = 1 end", "init()"),
        # Others may have been added.
        ("for k, v in pairs(other) do M[k] = v end", "…"),
        ("M[name] = 1", "…"),
        ("rawset(M, 'f', 1)", "…"),
        ("extend(M)", "…"),
        ("x.extend(M)", "…"),
        ("x:extend(M)", "…"),
        ("list = { M }", "…"),
        ("local list = { m = M }", "…"),
        ("local N = M or {}\nN.f = 1", "…"),
        ("other = M", "other …"),
        # Looks like it, but adds nothing.
        ("pairs(M)\nipairs(M)\nnext(M)\ntype(M)\nprint(tostring(M), #M)", ""),
        ("local keys = table.concat(M, ',')\nassert(M)", ""),
        ("if M == other or not M then f() end", ""),
        ("print(M.x, M[k], M.f(M.y))", ""),
        ("local function f() return M end", ""),
        ("local x = M[k]\nlocal y = M.z\nx.a = 1", ""),
        # Another name for the same table.
        ("local N = M\nfunction N.f() end\nN.g = 1", "f() g"),
        ("local N = M\nN[k] = 1", "…"),
        ("local N = M\nextend(N)", "…"),
        # Shadowed: another table.
        ("do local M = {} function M.f() end end", ""),
        ("local function f(M) M.x = 1; M[k] = 2 end", ""),
        # Metatables.
        ("setmetatable(M, {})", ""),
        ("setmetatable(M, { __call = f, __tostring = g })", ""),
        ("setmetatable(M, { __index = other })", "…"),
        ("setmetatable(M, { __newindex = f })", "…"),
        ("setmetatable(M, mt)", "…"),
        ("setmetatable(M, { [k] = 1 })", "…"),
    ],
)
def test_table_in_a_local(body: str, expected: str) -> None:
    expected = expected.replace("other …", "…")
    assert returned(f"local M = {{}}\n{body}\nreturn M") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("local M = { a = 1 }\nfunction M.f() end\nreturn M", "a f()"),
        ("local M: Lib = {}\nM.f = function() end\nreturn M", "f()"),
        ("local M = {} :: Lib\nM.f = function() end\nreturn M :: Lib", "f()"),
        ("local M = (({ a = 1 }))\nreturn (M)", "a"),
        ("local M, x = {}, 1\nM.f = function() end\nreturn M", "f()"),
        ("local M\nM = { a = 1 }\nM.b = 2\nreturn M", "a b"),
        ("local M = {}\nM.f = 1\nM = {}\nreturn M", "unknown"),
        ("local M = { a = 1 }\nreturn setmetatable(M, {})", "a"),
        ("local M = { a = 1 }\nreturn setmetatable(M, { __index = x })", "a …"),
        ("return setmetatable({ a = 1 }, { __call = f })", "a"),
        ("return setmetatable({ a = 1 }, mt)", "a …"),
        ("local M = setmetatable({ a = 1 }, { __index = x })\nM.b = 2\nreturn M", "a b …"),
        ("local M = setmetatable({ a = 1 }, {})\nfunction M.f() end\nreturn M", "a f()"),
        ("local setmetatable = mine\nreturn setmetatable({ a = 1 }, {})", "unknown"),
        ("M = {}\nfunction M.f() end\nreturn M", "f()"),
        ("local A = {}\nlocal B = {}\nfunction B.f() end\nA.f = B.f\nA.b = B\nreturn A", "f() b"),
        ("local A, B = {}, {}\nA.x = B.x\nB.x = A.x\nreturn A", "x?"),
        ("local M = {}\nM.self = M\nreturn M", "self …"),
        ("local function new() local M = {} return M end\nreturn { new = new }", "new()"),
        ("local M = {}\nfunction M.f() end\nreturn { M = M, f = M.f, g = M.g }", "M f() g?"),
    ],
)
def test_table(source: str, expected: str) -> None:
    assert returned(source) == expected


def test_functions_of_the_members() -> None:
    source = (
        "local M = {}\nlocal function helper() end\nfunction M.run() end\nM.help = helper\nM.run2 = M.run\nreturn M"
    )
    facts = lua_facts(source)
    named = {export.name: facts.functions[export.function].name for export in facts.returned.exports}
    assert named == {"run": "M.run", "help": "helper", "run2": "M.run"}


def test_the_last_definition_of_a_function_counts() -> None:
    facts = lua_facts("local M = {}\nfunction M.f() end\nfunction M.f(a) end\nreturn M")
    (export,) = facts.returned.exports
    assert facts.functions[export.function].params == ("a",)
    assert export.span.start == facts.functions[0].name_span.start if facts.functions[0].name_span else False


def test_span_of_the_returned_value() -> None:
    source = "-- é\nlocal M = {}\nreturn (M) :: Lib, 2"
    span = lua_facts(source).returned.span
    assert span is not None
    assert source[span.start : span.end] == "(M) :: Lib"
    assert lua_facts("local x = 1").returned.span is None


def test_members_outside_of_ascii() -> None:
    source = 'local M = {}\nM["größe"] = 1\nM["名"] = function() end\nreturn M'
    assert returned(source) == "größe 名()"


def test_broken_files_keep_what_they_show_but_are_not_complete() -> None:
    facts = lua_facts("local M = {}\nfunction M.f() end\nlocal x = = 1\nreturn M")
    assert facts.returned.shape == "table"
    assert [export.name for export in facts.returned.exports] == ["f"]
    assert not facts.returned.complete
    assert lua_facts("local x = = 1").returned.shape == "unknown"


def test_a_file_over_the_limits_returns_something_unknown() -> None:
    facts = lua_facts("return " + "{" * 2000 + "}" * 2000)
    assert facts.returned.shape == "unknown"
    assert not facts.returned.complete


def test_long_chains_of_aliases_and_tables() -> None:
    names = "\n".join(f"local a{i + 1} = a{i}" for i in range(3000))
    assert returned(f"local function a0() end\n{names}\nreturn a3000") == "function"
    tables = "\n".join(f"local t{i + 1} = {{}}\nt{i + 1}.f = t{i}.f" for i in range(300))
    assert returned(f"local t0 = {{ f = 1 }}\n{tables}\nreturn t300") in ("f", "f?")
    wrapped = "setmetatable(" * 120 + "{ a = 1 }" + ", {})" * 120
    assert returned(f"return {wrapped}") == "a"
