"""The highlight query compiles and colours the main things."""

from __future__ import annotations

from pathlib import Path

from tree_sitter import QueryCursor

from lua_entries.syntax.lua import parse, query

SOURCE = (Path(__file__).parents[2] / "server" / "grammar" / "queries" / "highlights.scm").read_text(encoding="utf-8")

TEXT = """\
-- Adds two numbers
local json = require("json")
type Pair = {left: number, right: mod.Right}
interface Named
  function name(self: any): string
end
local M = {size = 10}
function M.add<T: Pair>(pair: T, ...): number
  if pair.left == nil or true then goto done end
  M:log(pair.right as number, self)
  ::done::
  return pair.left + 1
end
return M
"""

# What stands first in the text with this capture.
FIRST = {
    "comment": "-- Adds two numbers",
    "keyword": "local",
    "variable": "json",
    "function.builtin": "require",
    "string": '"json"',
    "type.definition": "Pair",
    "type.builtin": "number",
    "type": "number",
    "module": "mod",
    "function.method": "name",
    "variable.parameter": "self",
    "number": "10",
    "function": "add",
    "constant.builtin": "nil",
    "boolean": "true",
    "label": "done",
    "function.method.call": "log",
    "keyword.operator": "as",
    "variable.builtin": "self",
    "operator": "=",
    "property": "left",
    "punctuation.bracket": "(",
    "punctuation.delimiter": ":",
}


def test_main_captures() -> None:
    tree = parse(TEXT)
    assert not tree.root.has_error
    captured = QueryCursor(query(SOURCE)).captures(tree.root)
    found = {name: tree.text_of(min(nodes, key=lambda node: node.start_byte)) for name, nodes in captured.items()}
    assert {name: found.get(name) for name in FIRST} == FIRST


def test_every_keyword_is_coloured() -> None:
    words = [
        "and",
        "break",
        "do",
        "else",
        "elseif",
        "end",
        "for",
        "function",
        "goto",
        "if",
        "in",
        "local",
        "not",
        "or",
        "repeat",
        "return",
        "then",
        "until",
        "while",
    ]
    text = """
    local function f() for i = 1, 2 do if not a and b then break elseif a or b then goto c else d() end end end
    for k in x do end while a do end repeat until a ::c:: return
    """
    tree = parse(text)
    assert not tree.root.has_error
    coloured = {tree.text_of(node) for node in QueryCursor(query(SOURCE)).captures(tree.root)["keyword"]}
    assert coloured == set(words)
