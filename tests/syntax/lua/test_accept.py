"""What the dialect accepts and what it refuses, line by line."""

from __future__ import annotations

import pytest

from lua_entries.syntax.lua import parse, syntax_problems

WORDS = ["fun", "interface", "as", "asserts", "readonly", "is", "typeof", "keyof", "extends"]
FIELD_WORDS = ["interface", "readonly", "as", "asserts", "is", "type"]
KEY_WORDS = [*FIELD_WORDS, "keyof", "extends"]
LUA_WORDS = [
    "and",
    "break",
    "do",
    "else",
    "elseif",
    "end",
    "false",
    "for",
    "function",
    "goto",
    "if",
    "in",
    "local",
    "nil",
    "not",
    "or",
    "repeat",
    "return",
    "then",
    "true",
    "until",
    "while",
]

ACCEPTED = [
    # Base language
    "x = 7 // 2 & 3 | 4 ~ ~5 << 1 >> 2",
    "goto done do end ::done::",
    "x = [[a]] .. [==[b]]]==]",
    "--[==[ a ]] ]==] x = 1",
    "while x do break end",
    "while x do break; end",
    "do return end",
    "return 1;",
    r'x = "\a\b\f\n\r\t\v\\\"\'\65\065\255"',
    'x = "a\\\nb"',
    'x = "a\\\r\nb"',
    r'x = "\q\x4\u{"',
    "x = 0xFF + 0Xab + 1e5 + 1E+5 + .5 + 5. + 3.25e-2",
    "local function f(...) return ... end",
    "return ...",
    "f()\n;(g or h)()",
    "f'x'\n(g or h)()",
    "x = {a; b, c = 1; [d] = 2,}",
    "x = a.b.c:d(1)[2] 'x' {}",
    "\f\v\t x = 1",
    # `type` is an identifier
    "type = 1",
    "local type = type(x)",
    "type.x = 1 type:y() type'z'",
    "function type(type) return type end",
    "for type = 1, 2 do end for type in x do end",
    "goto type ::type::",
    "type type = type",
    # Typed declarations
    "local a: number, b: string? = 1",
    "local function f(a: T, ...: U): R end",
    "function m.f(a: T): (R, S) end",
    "function m:f<T>(a: T): T, nil end",
    "x = function<T, U: Bound>(a: T): () end",
    "type A = {x: number}",
    "type A<T> = T | nil",
    "interface A end",
    "interface A: B, C function m(a: T): R function n() end",
    # Types
    "local x: A<B<C<D>>>",
    "local x: mod.Name",
    "local x: 'on' | 3 | true | nil",
    "local x: A??",
    "local x: A extends B ? C : D",
    "local x: {[string]: {T[]}}",
    "local x: readonly {a: T, b?: U,}",
    "local x: interface {a: T}",
    "local x: (a: T, U, ...V) -> (A, B)",
    "local x: ((a: T) -> R)",
    "local x: fun(a: T): (A, B)",
    "local x: typeof(a.b) | keyof(T) | T['x']",
    "function f(x): asserts x end",
    "function f(x): asserts x is T end",
    "local x: number @min(0) @max(10) = 1",
    "type R = {a: string? @pattern('^a'), is: T, type: U, typeof: V}",
    # Typed expressions
    "x = a :: T",
    "x = a as T as U",
    "x = (a :: T) :: U",
    "x = (a!).b",
    "x = a! + b!",
    "x = User(data) y = User:is(data)",
    "goto x ::x::",
]

REFUSED = [
    # Base language
    "while x do break x = 1 end",
    "while x do break break end",
    "while x do break;; end",
    "do return x = 1 end",
    "return; ;",
    "break",
    "f()\n(g or h)()",
    "a:b()\r\n  (g or h)()",
    "local x <const> = 1",
    "local x <close> = f()",
    'x = "a\nb"',
    'x = "a\\z\n  b"',
    r'x = "\256"',
    "x = 'a",
    "x = [[a",
    "x = [=a",
    "--[[ a",
    "x = 0x",
    "x = 0x1p4",
    "x = 0x.8",
    "x = 0xA.8",
    "x = 1e",
    "x = 1..2",
    "x = 3and 4",
    "x = é",
    "x.é = 1",
    "goto nowhere",
    "::a:: ::a::",
    "do ::a:: end goto a",
    "goto a; local b; ::a:: f(b)",
    "function f() return ... end",
    "function f() goto a end ::a::",
    # Other Luas
    "continue",
    "while x do continue end",
    "x += 1",
    "x ..= 'a'",
    "x = a ? b : c",
    "x = a != b",
    "x = !a",
    "x = a && b",
    "x = `a`",
    "x = a?.b",
    "local x, y: = 1",
    "export type A = B",
    "x = if a then b else c",
    "x = a ?? b",
    "// x",
    # Statements
    "x",
    "x.y",
    "f() = 1",
    "(x) = 1",
    "x = ",
    "local",
    "local function",
    "local f.g = 1",
    "function f",
    "if x then",
    "if x end",
    "for i = 1 do end",
    "for i in do end",
    "for i: number = 1, 2 do end",
    "for k: T in x do end",
    "end",
    "x = {a b}",
    "f(,)",
    "f(a,)",
    "function f(a,) end",
    "function f(..., a) end",
    "a.b:c = 1",
    "::a b::",
    "goto 1",
    "#!/usr/bin/lua\nx = 1",
    # Typed syntax
    "x = a :: {T} :: U",
    "x = a!.b",
    "local x: (A | B)",
    "local x: (A)",
    "local x: A[",
    "local x: {A, B}",
    "local x: {[K]: V,}",
    "local x: mod.A<B>",
    "local x: A<>",
    "local x: asserts y",
    "local x: fun",
    "local x: () -> (A)",
    "local x: ((() -> A))",
    "local x: readonly A",
    "local x: (...A, B) -> C",
    "function f(): (A) end",
    "function f() -> A end",
    "type A",
    "type A = ",
    "type a.b = C",
    "interface A function m() return 1 end end",
    "interface A m: T end",
    "interface function m() end",
    "x = typeof(y)",
    "x = fun(y)",
]


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepted(text: str) -> None:
    tree = parse(text)
    assert not tree.root.has_error, str(tree.root)
    assert syntax_problems(tree) == ()


@pytest.mark.parametrize("text", REFUSED)
def test_refused_with_one_problem(text: str) -> None:
    problems = syntax_problems(parse(text))
    assert [problem.rule for problem in problems] == ["lua-syntax"], problems
    assert 0 <= problems[0].span.start <= problems[0].span.end <= len(text)
    assert problems[0].message[0].islower() or problems[0].message[0] == "`"
    assert not problems[0].message.endswith(".")


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize(
    "shape",
    [
        "local {} = 1",
        "local a, {} = 1",
        "{} = 1",
        "x = {}",
        "x = {} + 1",
        "function {}() end",
        "local function {}() end",
        "function f({}) end",
        "function f(a, {}: T) end",
        "for {} = 1, 2 do end",
        "for a, {} in x do end",
        "goto {}",
        "type {} = A",
        "x = {{{}}}",
        "x = {{[{}] = 1}}",
        "f({})",
    ],
)
def test_words_of_the_dialect_are_no_names(word: str, shape: str) -> None:
    text = shape.format(word)
    problems = syntax_problems(parse(text))
    assert len(problems) == 1, problems
    assert f"`{word}` is a reserved word" in problems[0].message
    assert text[slice(*problems[0].span)] == word


@pytest.mark.parametrize("word", [*WORDS, "type"])
@pytest.mark.parametrize("shape", ["x = a.{}", "a.{}.b = 1", "a:{}()", "function a.b:{}() end", "function a.{}() end"])
def test_words_after_a_dot_or_colon(word: str, shape: str) -> None:
    assert (syntax_problems(parse(shape.format(word))) == ()) == (word in FIELD_WORDS)


@pytest.mark.parametrize("word", [*WORDS, "type"])
def test_words_as_table_keys(word: str) -> None:
    assert (syntax_problems(parse(f"x = {{{word} = 1}}")) == ()) == (word in KEY_WORDS)
    assert syntax_problems(parse(f'x = {{["{word}"] = 1}}')) == ()


@pytest.mark.parametrize("word", LUA_WORDS)
@pytest.mark.parametrize("shape", ["local {} = 1", "x = a.{}", "a:{}()", "x = {{{} = 1}}", "::{}::", "local x: {}.a"])
def test_words_of_lua_are_no_names_anywhere(word: str, shape: str) -> None:
    if shape == "local {} = 1" and word == "function":
        shape = "local {}"
    assert len(syntax_problems(parse(shape.format(word)))) == 1


def test_a_field_name_does_not_swallow_the_next_statement() -> None:
    tree = parse("foo.\nlocal x = 1")
    assert tree.root.has_error
    assert len(syntax_problems(tree)) == 1
