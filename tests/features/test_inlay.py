"""Hints in Lua."""

from __future__ import annotations

from pathlib import Path

from lua_entries.features.inlay import inlay_hints
from lua_entries.text.span import Span
from tests.features.shop import SHOP
from tests.support.cursor import Cursor, open_project, show

ALL = Span(0, 100_000)


def hinted(cursor: Cursor, path: str, span: Span = ALL) -> list[str]:
    """The lines with hints, with the hints in braces where they stand."""
    full = str(cursor.root / path)
    text = cursor.snapshot.text(full)
    for hint in reversed(inlay_hints(cursor.snapshot, full, span)):
        text = f"{text[: hint.offset]}{{{hint.label}}}{text[hint.offset :]}"
    return [line.strip() for line in text.splitlines() if "{→" in line or "{←" in line]


def test_imports_and_the_entries_that_run_a_function(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, SHOP)
    assert hinted(cursor, "src/list.lua") == [
        'local m = require("money"){→ shop.lib:money}',
        "function M.run(orders: {any}): string{← shop:list}",
    ]
    assert hinted(cursor, "src/_index.yaml") == ['local money = require("money"){→ shop.lib:money}']
    assert hinted(cursor, "src/lib/money.lua") == ["--- Writes an amount.{← shop.lib:money}"]


def test_only_what_is_asked_for(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, SHOP)
    assert hinted(cursor, "src/list.lua", Span(0, 40)) == ['local m = require("money"){→ shop.lib:money}']


def test_what_a_hint_leads_to(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, SHOP)
    hint = inlay_hints(cursor.snapshot, str(cursor.root / "src/list.lua"), ALL)[0]
    places = [(target.path, target.span) for target in hint.targets]
    assert show(cursor.root, cursor.snapshot, places) == ["src/lib/_index.yaml:3:11-16 money"]


SHARED = """
--- _index.yaml
namespace: app
entries:
  - {name: a, kind: function.lua, source: file://f.lua, method: x}
  - {name: b, kind: function.lua, source: file://f.lua, method: x}
  - {name: c, kind: function.lua, source: file://f.lua, method: y}
  - {name: d, kind: library.lua, source: file://f.lua}
  - {name: e, kind: function.lua, source: file://f.lua, method: none}
  - {name: f, kind: process.lua, source: file://g.lua}
  - {name: g, kind: function.lua, source: file://h.lua, method: any}
  - {name: h, kind: function.lua, source: file://h.lua, method: any}
  - {name: i, kind: function.lua, source: file://h.lua, method: any}
  - {name: j, kind: function.lua, source: file://h.lua, method: any}
--- f.lua
local M = {}
function M.x() end
M.y = function()
end
return M
--- g.lua
local function main()
end
return { main = main }
--- h.lua
local x = 1
return function() end
"""


def test_files_that_entries_share(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, SHARED)
    assert hinted(cursor, "f.lua") == [
        "local M = {}{← app:d, app:e}",
        "function M.x() end{← app:a, app:b}",
        "M.y = function(){← app:c}",
    ]
    assert hinted(cursor, "g.lua") == ["local function main(){← app:f}"]
    assert hinted(cursor, "h.lua") == ["return function() end{← app:g, app:h, app:i and 1 more}"]
