"""Requires, uses of names and types, literals in calls: what `lua_facts` says about them."""

from __future__ import annotations

import pytest

from lua_entries.facts.lua_file import lua_facts
from lua_entries.facts.lua_model import CHUNK, NameUse
from lua_entries.text.span import Span


def cut(source: str, span: Span | None) -> str:
    """The text of a span."""
    return source[span.start : span.end] if span is not None else ""


def requires(source: str) -> list[tuple[str | None, str, bool]]:
    """Name, local and protection of every require; the spans must show what they stand for."""
    found = lua_facts(source).requires
    for require in found:
        assert require.call.start <= require.span.start <= require.span.end <= require.call.end
        if require.name is not None:
            assert cut(source, require.span) == require.name
    return [(require.name, require.bound, require.protected) for require in found]


def shown(use: NameUse) -> str:
    """A use in one line: `json!` is a required value, `=` written, `()` called."""
    member = f"{use.access}{use.member}" if use.access != "[]" else f"[{use.member}]"
    return f"{use.name}{'!' if use.required else ''}{member}{'()' if use.called else ''}{'=' if use.written else ''}"


def uses(source: str) -> list[str]:
    """All uses of names but those of Lua's own functions that the snippets need around them."""
    facts = lua_facts(source)
    for use in facts.names:
        assert cut(source, use.member_span) == use.member
        if not use.required:
            assert cut(source, use.span) == use.name
    return [shown(use) for use in facts.names if use.name not in ("print", "pcall", "xpcall")]


def literals(source: str) -> list[tuple[str, int, str, str]]:
    """Callee, argument, option and text of the literals; the span must be the text between the quotes."""
    found = lua_facts(source).literals
    assert [literal.span for literal in found] == sorted(literal.span for literal in found)
    for literal in found:
        assert cut(source, literal.span) == literal.text
    return [(literal.callee, literal.argument, literal.option, literal.text) for literal in found]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('local json = require("json")', [("json", "json", False)]),
        ("local json = require('json')", [("json", "json", False)]),
        ('local json = require "json"', [("json", "json", False)]),
        ("local json = require'json'", [("json", "json", False)]),
        ("local json = require[[json]]", [("json", "json", False)]),
        ("local json = require([==[json]==])", [("json", "json", False)]),
        ('local json = require -- why\n  ( "json" )', [("json", "json", False)]),
        ('local json = (require("json"))', [("json", "json", False)]),
        ('local json = require("json") :: Json', [("json", "json", False)]),
        ('local json = require("json") as Json', [("json", "json", False)]),
        ('local json = (require("json") as Json)!', [("json", "json", False)]),
        ('local json: Json = require("json")', [("json", "json", False)]),
        ('local a, b = require("x"), require("y")', [("x", "a", False), ("y", "b", False)]),
        ('local a\na = require("x")', [("x", "a", False)]),
        ('a = require("x")', [("x", "a", False)]),
        ('require("x")', [("x", "", False)]),
        ('local f = require("x").f', [("x", "", False)]),
        ('local r = require("x").f()', [("x", "", False)]),
        ('print(require("x"))', [("x", "", False)]),
        ('local t = { x = require("x") }', [("x", "", False)]),
        ("local m = require(name)", [(None, "m", False)]),
        ('local m = require("a" .. b)', [(None, "m", False)]),
        ("local m = require()", [(None, "m", False)]),
        ('local m = require(("x"))', [("x", "m", False)]),
        ("load_with(require)", [(None, "", False)]),
        ('local ok, m = pcall(require, "x")', [("x", "m", True)]),
        ('local ok, m = xpcall(require, debug.traceback, "x")', [("x", "m", True)]),
        ("local ok, m = pcall(require, name)", [(None, "m", True)]),
        ('local ok, m = pcall(function() return require("x") end)', [("x", "", True)]),
        ('local m\nlocal ok = pcall(function()\n  m = require("x")\nend)', [("x", "m", True)]),
        ('pcall(function() local f = function() return require("x") end end)', [("x", "", False)]),
        ('mine.pcall(function() return require("x") end)', [("x", "", False)]),
        ('local pcall = mine\npcall(function() return require("x") end)', [("x", "", False)]),
        ('local require = require\nlocal x = require("x")', [("x", "x", False)]),
        # Not the require of Lua.
        ('local require = mine\nrequire("x")', []),
        ('local function f(require) return require("x") end', []),
        ('_G.require("x")', []),
        ('loader:require("x")', []),
        ('-- require("x")\nlocal s = "require(\'y\')"', []),
        # Shadowed in an inner scope only.
        ('do local require = mine end\nlocal x = require("x")', [("x", "x", False)]),
    ],
)
def test_requires(source: str, expected: list[tuple[str | None, str, bool]]) -> None:
    assert requires(source) == expected


def test_require_knows_its_function() -> None:
    facts = lua_facts('local a = require("a")\nlocal function f()\n  local b = require("b")\nend')
    assert [(require.name, require.function) for require in facts.requires] == [("a", CHUNK), ("b", 0)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('local j = require("json")\nj.encode(x.y)', ["json!.encode()", "x.y"]),
        ('local j = require("json")\nj.a.b()', ["json!.a"]),
        ('local j = require("json")\nj:encode()', ["json!:encode()"]),
        ('local j = require("json")\nj.a:b()', ["json!.a"]),
        ('local j = require("json")\nj . encode ( 1 )', ["json!.encode()"]),
        ('local j = require("json")\nj -- c\n. --[[ d ]] encode --[==[ e ]==] {}', ["json!.encode()"]),
        ('local j = require("json")\nj.encode"x"\nj.encode[[x]]', ["json!.encode()", "json!.encode()"]),
        ('local j = require("json")\nj["encode"](1)\nj[k] = 1', ["json![encode]()", "json![]", "k"]),
        ('local j = require("json")\nreturn j, j.encode', ["json!", "json!.encode"]),
        ('local j = require("json")\nf(j)\nlocal t = { j = j }', ["f()", "json!", "json!"]),
        ('local j = require("json")\nj.foo = 1\nj.a.b = 2', ["json!.foo=", "json!.a"]),
        ('local j = require("json")\nj()\nj "x"\nj {}', ["json!()", "json!()", "json!()"]),
        ('local j = require("json")\nlocal s = j.name .. "x"', ["json!.name"]),
        ('local j = require("json")\nlocal s = j..x', ["json!", "x"]),
        ('local j = require("json")\nlocal x = j :: Json', ["json!"]),
        ('local j = require("json")\nlocal x = j.new :: Maker', ["json!.new"]),
        ('local ok, j = pcall(require, "json")\nj.encode()', ["json!.encode()"]),
        ('require("json").encode(1)', ["json!.encode()"]),
        ('local ok, j = pcall(require, "json")\nf(ok, ok.x, j)', ["f()", "json!"]),
        ('local d = require("docs.api")\nd.page()', ["docs.api!.page()"]),
        # The same value under another name.
        ('local j = require("json")\nlocal k = j\nk.encode()', ["json!", "json!.encode()"]),
        ('local j = require("json")\nlocal e = j.encode\ne(1)', ["json!.encode"]),
        ("local json = json\njson.encode()", ["json"]),
        # Known only while nobody assigns it again.
        ('local j = require("json")\nj = other\nj.encode()', ["other"]),
        ('local j\nif x then j = require("json") end\nj.encode()', ["x", "json!.encode()"]),
        ('local j\nj = require("json")\nj = require("yaml")\nj.encode()', []),
        # Scopes.
        ('local j = require("json")\ndo local j = 1; j.x() end\nj.y()', ["json!.y()"]),
        ('local function f(j) j.x() end\nlocal j = require("json")', []),
        ('local j = require("json")\nlocal function f(j) j.x() end\nfor j = 1, 2 do j.y() end', []),
        ('local j = require("json")\nfor _, j in pairs(j) do j.x() end\nj.y()', ["pairs()", "json!", "json!.y()"]),
        ('if a then local j = require("json") end\nj.x()', ["a", "j.x()"]),
        ("local x = x\nlocal function x() return x end", ["x"]),
        ("repeat local done = f() until done\nprint(done)", ["f()", "done"]),
        ("local function f() return f end\nlocal g = function() return g end", ["g"]),
        ("function f() return f end", ["f=", "f"]),
        ("local a, b = b, a", ["b", "a"]),
        ("goto done\n::done::", []),
        ("local t = { key = value, [index] = 1, value }", ["value", "index", "value"]),
        ("while a do b() end", ["a", "b()"]),
        ("function f(self) end\nfunction M:g() return self, this end", ["f=", "M:g=", "this"]),
        # Globals.
        ("x = 1\nx.y = 2\nx.y.z = 3\nx[1] = 4", ["x=", "x.y=", "x.y", "x[]"]),
        ("x, y.z = 1, 2", ["x=", "y.z="]),
        ("function x.y.z() end\nfunction x.y() end", ["x.y", "x.y="]),
        ("local a = not b or -c", ["b", "c"]),
        ("local a = #b", ["b"]),
        # A declared type is a value; names in types are no reads.
        ("type User = {name: string}\nlocal u = User(data)\nlocal v: Other = User:is(u)", ["data"]),
        ("local x: typeof(config) = nil", ["config"]),
        ("interface Shape\nfunction area(self: Shape): number\nend\nlocal s = Shape", []),
    ],
)
def test_uses_of_names(source: str, expected: list[str]) -> None:
    assert uses(source) == expected


def test_use_knows_its_function() -> None:
    source = 'local j = require("json")\nlocal function f()\n  return function() return j.a end, j.b\nend\nj.c()'
    assert [(use.member, use.function) for use in lua_facts(source).names] == [("a", 1), ("b", 0), ("c", CHUNK)]


def test_assigned_globals() -> None:
    source = "a = 1\nfunction b() end\nlocal c\nc = 1\nfunction c() end\nd.e = 1\nfunction f.g() end\nx, y = 1, 2"
    assert lua_facts(source).defined_globals == ("a", "b", "x", "y")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('local h = require("helpers")\nlocal x: h.User = nil', [("helpers", "User", "h.User")]),
        ("local x: other.User? = nil", [("other", "User", "other.User")]),
        ('local h = require("helpers")\nlocal x = y :: h.A', [("helpers", "A", "h.A")]),
        (
            'local h = require("helpers")\nlocal function f(a: {h.A}): (h.B, string) end',
            [("helpers", "A", "h.A"), ("helpers", "B", "h.B")],
        ),
        ('local h = require("helpers")\ntype T = h.A | h.B', [("helpers", "A", "h.A"), ("helpers", "B", "h.B")]),
        ("local x: User = nil", []),
        ('local h = require("helpers")\nlocal x = h.User', []),
    ],
)
def test_types(source: str, expected: list[tuple[str, str, str]]) -> None:
    facts = lua_facts(source)
    assert [(use.base, use.name, cut(source, use.span)) for use in facts.types] == expected
    assert not [use for use in facts.names if use.member in ("A", "B")]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('local f = require("funcs")\nf.call("app:one")', [("funcs.call", 1, "", "app:one")]),
        (
            'process.spawn("app:one", "app:host")',
            [("process.spawn", 1, "", "app:one"), ("process.spawn", 2, "", "app:host")],
        ),
        ('process.spawn(one(), "app:host", 3, two.three)', [("process.spawn", 2, "", "app:host")]),
        ("env.get 'HOME'\nenv.get [[HOME]]", [("env.get", 1, "", "HOME"), ("env.get", 1, "", "HOME")]),
        (
            'x.open({ network = "app:net", ["other"] = "app:b", "app:c" })',
            [("x.open", 1, "network", "app:net"), ("x.open", 1, "other", "app:b")],
        ),
        ('x.open { network = "app:net" }', [("x.open", 1, "network", "app:net")]),
        ('x.registry.lookup("name")', [("x.registry.lookup", 1, "", "name")]),
        ('require("funcs").call("app:one")', [("funcs.call", 1, "", "app:one")]),
        ('local ask = require("ask")\nask("app:one")', [("ask", 1, "", "app:one")]),
        # Chains.
        ('local f = require("funcs")\nlocal e = f.new()\ne:call("app:one")', [("funcs.new():call", 1, "", "app:one")]),
        (
            'local f = require("funcs")\nf.new():with_context({ a = b }):call("app:one")',
            [("funcs.new():with_context():call", 1, "", "app:one")],
        ),
        (
            'local f = require("funcs")\nlocal e, err = f.new("app:a")\nlocal g = e:with({})\ng:call("app:one")',
            [("funcs.new", 1, "", "app:a"), ("funcs.new():with():call", 1, "", "app:one")],
        ),
        ('f.new()\n  :with(1) -- why\n  :call("app:one")', [("f.new():with():call", 1, "", "app:one")]),
        ('local f = require("funcs")\nlocal c = f.call\nc("app:one")', [("funcs.call", 1, "", "app:one")]),
        ('local e = require("funcs").new()\ne:call("app:one")', [("funcs.new():call", 1, "", "app:one")]),
        # Constants.
        ('local ID = "app:one"\nfuncs.call(ID, x)', [("funcs.call", 1, "", "app:one")]),
        ('local ID = "app:one"\nfuncs.call(x, { id = ID })', [("funcs.call", 2, "id", "app:one")]),
        ('local ID = "app:one"\nID = "app:two"\nfuncs.call(ID)', []),
        ('local ID\nID = "app:one"\nfuncs.call(ID)', [("funcs.call", 1, "", "app:one")]),
        ('local ID = "app:one" .. x\nfuncs.call(ID)', []),
        ('local ID = "app:one"\nfuncs.call(ID .. "x")\nfuncs.call((ID))', []),
        # Nothing that could name an entry.
        ('print("app:one")', []),
        ('local function f(x) x.call("app:one") end', []),
        ('funcs.call("a" .. b)', []),
        ('funcs.call("two words", "", [[\nlines]])', []),
        ('funcs.call("' + "x" * 300 + '")', []),
        ('funcs.call(f("app:one"))', []),
        ('local e = funcs.new()\ne = other\ne:call("app:one")', []),
    ],
)
def test_literals(source: str, expected: list[tuple[str, int, str, str]]) -> None:
    assert literals(source) == expected


def test_escapes_in_literals_are_read() -> None:
    source = r'funcs.call("app\58one\q")'
    (literal,) = lua_facts(source).literals
    assert literal.text == "app:oneq"
    assert cut(source, literal.span) == r"app\58one\q"


def test_literal_knows_its_function() -> None:
    source = 'local function f() funcs.call("a:b") end\nfuncs.call("c:d")'
    assert [(literal.text, literal.function) for literal in lua_facts(source).literals] == [("a:b", 0), ("c:d", CHUNK)]


def test_spans_count_code_points() -> None:
    source = '-- ünï 𝄞 日本\nlocal j = require("jsön")\nj.encode("日:本", "𝄞")\nlocal s = "é"\nprint(x.y)\n'
    facts = lua_facts(source)
    assert [cut(source, require.span) for require in facts.requires] == ["jsön"]
    assert [require.name for require in facts.requires] == ["jsön"]
    assert [(cut(source, use.span), cut(source, use.member_span)) for use in facts.names] == [
        ("j", "encode"),
        ("print", ""),
        ("x", "y"),
    ]
    assert [(literal.callee, literal.text, cut(source, literal.span)) for literal in facts.literals] == [
        ("jsön.encode", "日:本", "日:本"),
        ("jsön.encode", "𝄞", "𝄞"),
    ]
