"""The outline of index files and of Lua."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lua_entries.features.outline import Symbol, outline
from lua_entries.project.workspace import LoadRequest, load_workspace
from tests.support.project import make_project

PROJECT = """
--- _index.yaml
namespace: app
entries:
  - name: one
    kind: function.lua
    source: file://one.lua
    method: run
  - kind: store.memory
--- one.lua
local M = {}
local helper = function(a: string): string
  local function inner() end
  return (function() local function deep() end end)(a)
end
function M.run() return helper("x") end
function M:again() end
return M
--- unused.lua
function main() end
--- other.txt
x
"""


def lines(text: str, symbols: Iterable[Symbol], depth: int = 0) -> list[str]:
    found = []
    for symbol in symbols:
        start, end = symbol.selection
        assert symbol.span.start <= start <= end <= symbol.span.end
        name = f"{symbol.name} {symbol.detail}".rstrip()
        found.append(f"{'  ' * depth}{symbol.role} {name} <{text[start:end]}>")
        found += lines(text, symbol.children, depth + 1)
    return found


def shown(tmp_path: Path, name: str) -> list[str]:
    path = make_project(tmp_path, PROJECT) / name
    text = path.read_text()
    snapshot = load_workspace(LoadRequest(str(path.parent), overlay={str(path): text}))
    return lines(text, outline(snapshot, str(path)))


def test_entries(tmp_path: Path) -> None:
    assert shown(tmp_path, "_index.yaml") == [
        "namespace app <app>",
        "  entry one function.lua <one>",
        "  entry (no name) store.memory <kind>",
    ]


def test_functions(tmp_path: Path) -> None:
    assert shown(tmp_path, "one.lua") == [
        "function helper (a: string): string <helper>",
        "  function inner () <inner>",
        "  function deep () <deep>",
        "function M.run () <run>",
        "method M:again () <again>",
    ]


def test_lua_that_no_entry_uses_and_other_files(tmp_path: Path) -> None:
    assert shown(tmp_path, "unused.lua") == ["function main () <main>"]
    assert shown(tmp_path, "other.txt") == []
