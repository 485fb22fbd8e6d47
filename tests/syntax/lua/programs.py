"""Strategies that generate Lua programs, plain and typed."""

from __future__ import annotations

from functools import partial

from hypothesis import strategies as st

NAMES = st.sampled_from(["a", "b", "self", "type", "_x1", "print", "goto_", "continue"])
FIELDS = st.sampled_from(["x", "name", "type", "is", "as", "readonly", "interface", "asserts"])
KEYS = st.sampled_from(["x", "name", "type", "is", "as", "keyof", "extends"])
# With spaces on both sides, so that a number never runs into a word.
NUMBERS = st.sampled_from([" 0 ", " 12 ", " 1.5 ", " .5 ", " 5. ", " 1e10 ", " 2E-3 ", " 0x1F ", " 0xe "])
STRINGS = st.sampled_from(['"s"', "'t'", '""', r'"\n\65\""', "[[l]]", "[==[ ]] ]==]", '"-- no"', '"ü 😀"', '"a\\\nb"'])
BINARY = st.sampled_from(
    [
        "or",
        "and",
        "<",
        ">",
        "<=",
        ">=",
        "~=",
        "==",
        "|",
        "~",
        "&",
        "<<",
        ">>",
        "..",
        "+",
        "-",
        "*",
        "/",
        "//",
        "%",
        "^",
    ],
)
UNARY = st.sampled_from(["not ", "-", "#", "~"])
GAPS = st.sampled_from([" ", "\n", " -- note\n", " --[[ é ]] ", "\t", "\r\n", " --[==[\n]]]==]\n"])


def _list(item: st.SearchStrategy[str], low: int = 1, high: int = 3) -> st.SearchStrategy[str]:
    return st.lists(item, min_size=low, max_size=high).map(", ".join)


def _text(*parts: str | st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """The parts with random space and comments between."""
    drawn = [part if isinstance(part, st.SearchStrategy) else st.just(part) for part in parts]
    return st.tuples(st.tuples(*drawn), GAPS).map(lambda pair: pair[1].join(pair[0]))


def _optional(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), part)


# --- Types

_SIMPLE_TYPES = st.sampled_from(["number", "string", "mod.Name", "T", "nil", "true", '"on"', "3", "{}", "readonly {}"])


def _wider_types(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    result = st.one_of(inner, st.just("()"), _list(inner, 2).map("({})".format))
    # Function types go on to the right, so as a part of another type they stand in parentheses.
    return st.one_of(
        inner.map("{{{}}}".format),
        st.tuples(inner, inner).map(lambda pair: f"{{[{pair[0]}]: {pair[1]}}}"),
        st.tuples(KEYS, inner, inner).map(lambda parts: f"{{{parts[0]}: {parts[1]}, opt?: {parts[2]},}}"),
        inner.map("interface {{a: {}}}".format),
        inner.map("readonly {{{}}}".format),
        _list(inner, 1, 2).map("A<{}>".format),
        st.tuples(_list(inner, 0, 2), result).map(lambda pair: f"((a: T, {pair[0]}) -> {pair[1]})".replace(", )", ")")),
        inner.map("keyof({})".format),
        st.just("typeof(f(1).x)"),
        st.just("number @min(0) @max(10)"),
        st.just("T[]"),
        st.just('T["x"]'),
        st.just("T?"),
        st.tuples(_SIMPLE_TYPES, _SIMPLE_TYPES).map(" | ".join),
        st.tuples(_SIMPLE_TYPES, _SIMPLE_TYPES).map(" & ".join),
        st.tuples(_SIMPLE_TYPES, inner, inner).map(lambda parts: f"{parts[0]} extends B ? {parts[1]} : {parts[2]}"),
    )


TYPES = st.recursive(_SIMPLE_TYPES, _wider_types, max_leaves=4)
RESULTS = st.one_of(
    TYPES,
    _list(TYPES, 2),
    _list(TYPES, 2).map("({})".format),
    st.just("()"),
    st.just("fun(a: T): (A, B)"),
    st.just("(A) -> ()"),
    st.just("asserts a is T"),
)


def _annotated(name: st.SearchStrategy[str], typed: bool) -> st.SearchStrategy[str]:
    return st.one_of(name, st.tuples(name, TYPES).map(": ".join)) if typed else name


def _head(typed: bool) -> st.SearchStrategy[str]:
    """From the parameters of a function up to its body; always with `...`, so that the body may use it."""
    parameters = _list(_annotated(NAMES, typed), 0, 2)
    if not typed:
        return parameters.map(lambda names: f"({names}, ...)".replace("(, ", "("))
    generic = _optional(st.sampled_from(["<T>", "<T, U: A<B>>"]))
    vararg = st.sampled_from(["...", "...: T"])
    return st.tuples(generic, parameters, vararg, _optional(RESULTS.map(": {}".format))).map(
        lambda parts: f"{parts[0]}({parts[1]}, {parts[2]}){parts[3]}".replace("(, ", "(")
    )


# --- Expressions


def _wider_expressions(inner: st.SearchStrategy[str], typed: bool) -> st.SearchStrategy[str]:
    prefix = st.one_of(NAMES, inner.map("({})".format))
    arguments = st.one_of(_list(inner, 0).map("({})".format), STRINGS, inner.map("{{{}}}".format))
    field = st.one_of(
        inner,
        st.tuples(KEYS, inner).map(" = ".join),
        st.tuples(inner, inner).map(lambda pair: f"[ {pair[0]} ] = {pair[1]}"),
    )
    kinds = [
        _text(inner, BINARY, inner),
        st.tuples(UNARY, inner).map(" ".join),
        prefix,
        st.tuples(prefix, FIELDS).map(".".join),
        st.tuples(prefix, inner).map(lambda pair: f"{pair[0]}[ {pair[1]} ]"),
        st.tuples(prefix, arguments).map("".join),
        st.tuples(prefix, FIELDS, arguments).map(lambda parts: f"{parts[0]}:{parts[1]}{parts[2]}"),
        st.lists(field, max_size=3).map(lambda fields: "{" + "; ".join(fields) + "}"),
        st.tuples(_head(typed), inner).map(lambda pair: f"function {pair[0]} return {pair[1]} end"),
    ]
    if typed:
        kinds += [
            st.tuples(inner, st.sampled_from(["as", "::"]), TYPES).map(lambda p: f"(({p[0]}) {p[1]} {p[2]})"),
            inner.map("(({})!)".format),
        ]
    return st.one_of(kinds)


def expressions(*, typed: bool) -> st.SearchStrategy[str]:
    """Expressions; those with types are typed here and there."""
    leaves = st.one_of(NAMES, NUMBERS, STRINGS, st.sampled_from(["nil", "true", "false", "..."]))
    return st.recursive(leaves, partial(_wider_expressions, typed=typed), max_leaves=6)


# --- Statements


def _simple_statements(typed: bool) -> st.SearchStrategy[str]:
    values = expressions(typed=typed)
    target = st.one_of(NAMES, st.tuples(NAMES, FIELDS).map(".".join), values.map("a[ {} ]".format))
    names = _list(_annotated(NAMES, typed))
    call = st.one_of(_list(values, 0).map("f({})".format), values.map("a:is( {} )".format), st.just("f'x'"))
    kinds = [
        _text(_list(target), "=", _list(values)),
        _text("local", names),
        _text("local", names, "=", _list(values)),
        call,
        st.just(";"),
        st.just("do goto done; ::done:: end"),
    ]
    if typed:
        kinds += [
            TYPES.map("type A = {}".format),
            TYPES.map("type A<T, U> = {}".format),
            RESULTS.map("interface I: A, B function m(a: T): {} function n() end".format),
        ]
    return st.one_of(kinds)


def _wider_statements(inner: st.SearchStrategy[str], typed: bool) -> st.SearchStrategy[str]:
    value = expressions(typed=typed)
    ends = st.one_of(st.just(""), _list(value, 0).map("return {}".format), st.just("return;"))
    block = st.tuples(st.lists(inner, max_size=3).map("\n".join), ends).map("\n".join)
    loop_block = st.tuples(block, st.just("")).map("".join) | inner.map("{}\nbreak".format)
    name = st.sampled_from(["a", "a.b", "a.b.is", "a:m", "a.b:readonly"])
    return st.one_of(
        _text("do", block, "end"),
        _text("while", value, "do", loop_block, "end"),
        _text("repeat", loop_block, "until", value),
        _text("if", value, "then", block, "end"),
        _text("if", value, "then", block, "elseif", value, "then", block, "else", block, "end"),
        _text("for i =", value, ",", value, "do", loop_block, "end"),
        _text("for k, v in", _list(value), "do", loop_block, "end"),
        st.tuples(name, _head(typed), block).map(lambda p: f"function {p[0]}{p[1]} {p[2]}\nend"),
        st.tuples(NAMES, _head(typed), block).map(lambda p: f"local function {p[0]}{p[1]} {p[2]}\nend"),
    )


def programs(*, typed: bool = False) -> st.SearchStrategy[str]:
    """Whole chunks that are valid in the dialect."""
    statement = st.recursive(_simple_statements(typed), partial(_wider_statements, typed=typed), max_leaves=5)
    # A `;` after each statement keeps a `(` at the start of the next from being a call.
    return st.lists(statement, max_size=4).map(" ;\n".join)
