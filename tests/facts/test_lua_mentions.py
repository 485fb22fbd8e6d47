"""Every place that names a member of what a chunk returns."""

from __future__ import annotations

import pytest

from lua_entries.facts.lua_mentions import has_variable, is_identifier, returned_mentions, string_literals


def marked(text: str, name: str) -> str:
    """The text with `«»` around members and `‹›` around the names of the function that is the member."""
    found = returned_mentions(text, name)
    marks = [(span, ("«", "»")) for span in found.members] + [(span, ("‹", "›")) for span in found.holder_spans]
    for (start, end), (opening, closing) in sorted(marks, reverse=True):
        text = f"{text[:start]}{opening}{text[start:end]}{closing}{text[end:]}"
    return text


@pytest.mark.parametrize(
    "expected",
    [
        "local M = {} function M.«f»() M.«f»() end return M",
        "local M = { «f» = 1, g = 2 } M.g.f = M . «f» return M",
        'local M = { ["«f»"] = 1 } M["«f»"] = 2 M[ \'«f»\' ] = 3 return M',
        "local M = {} M.«f» = function() end local N = M N.«f»() return N",
        "local M = {} function M:«f»() return self.«f», self:«f»() end return M",
        "local M = {} function M.«f»() end local function g(M) return M.f end return M",
        "local function ‹f›() return ‹f›() end return { «f» = ‹f› }",
        "local ‹g› = function() end ‹g›() return { «f» = ‹g›, other = ‹g› }",
        "function ‹f›() end return { «f» = ‹f› }",
        "local function ‹f›() end local M = {} M.«f» = ‹f› return M",
        "local function f() end do local f = 1 end return { «f» = f() }",
        "local x = '😀 é' local M = {} function M.«f»() end return M -- M.f",
        "local M = {} M.«f» = 1 local t = { f = M.«f» } return M",
        "return { «f» = function() end }",
        "return { g = 1 }",
        "return function() end",
        "local M = require('x') M.f() return M",
        "return {",
    ],
)
def test_mentions(expected: str) -> None:
    text = expected.translate(str.maketrans("", "", "«»‹›"))
    assert marked(text, "f") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("local M = {} M.__index = M function M:f() end return M", True),
        ("local M = {} M.__index = M function M.f() end return M", False),
        ("local M = {} M.__index = M function M.f(self) end return M", True),
        ("local M = {} function M.new() return setmetatable({}, { __index = M }) end M.f = g return M", True),
        ("local M = {} function M:f() end return M", False),
    ],
)
def test_methods_of_objects(text: str, expected: bool) -> None:
    assert returned_mentions(text, "f").on_objects is expected


def test_string_literals() -> None:
    text = "local é = 'a' -- 'no'\nf(\"b\\n\", [[c]])"
    found = list(string_literals(text))
    assert [content for content, _ in found] == ["a", "b\\n", "c"]
    assert all(text[span.start : span.end] == content for content, span in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("local f", True),
        ("g(f)", True),
        ("x.f()", False),
        ("x:f()", False),
        ("g('f') -- f\n--[[ f ]]", False),
        ("off = 1", False),
        ("return { f = 1 }", True),
    ],
)
def test_has_variable(text: str, expected: bool) -> None:
    assert has_variable(text, "f") is expected


def test_is_identifier() -> None:
    assert all(map(is_identifier, ("a", "_", "a1")))
    assert not any(map(is_identifier, ("", "1a", "a b", "a.b", "end", "local", "é", "a\nb")))
