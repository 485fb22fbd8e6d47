"""Lenses above entries."""

from __future__ import annotations

from pathlib import Path

from lua_entries.features.lens import code_lenses
from tests.features.shop import SHOP
from tests.support.cursor import open_project, show


def test_how_many_entries_use_each(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, SHOP)
    index = str(cursor.root / "src/_index.yaml")
    lenses = code_lenses(cursor.snapshot, index)
    shown = show(cursor.root, cursor.snapshot, [(index, lens.span) for lens in lenses])
    assert [f"{place}: {lens.title}" for place, lens in zip(shown, lenses, strict=True)] == [
        "src/_index.yaml:5:11-18 gateway: used by 1 entry",
        "src/_index.yaml:8:11-14 api: used by 2 entries",
        "src/_index.yaml:22:11-15 list: used by 1 entry",
        "src/_index.yaml:33:11-16 total: used by 1 entry",
    ]
    assert show(cursor.root, cursor.snapshot, [item[:2] for item in lenses[1].places]) == [
        "src/_index.yaml:3:17-25 shop:api",
        "src/_index.yaml:15:17-25 shop:api",
        "src/_index.yaml:16:17-20 api",
    ]
    assert code_lenses(cursor.snapshot, str(cursor.root / "src/list.lua")) == ()


SHARED = """
--- _index.yaml
namespace: app
entries:
  - {name: target, kind: function.lua, source: file://t.lua, method: run}
  - {name: a, kind: function.lua, source: file://f.lua, method: a, modules: [funcs]}
  - {name: b, kind: function.lua, source: file://f.lua, method: b, modules: [funcs]}
--- t.lua
return { run = function() end }
--- f.lua
local funcs = require("funcs")
local function a() return funcs.call("app:target") end
local function b() return 1 end
return { a = a, b = b }
"""


def test_of_entries_that_share_a_file_those_count_that_run_the_call(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, SHARED)
    (lens,) = code_lenses(cursor.snapshot, cursor.path)
    assert lens.title == "used by 1 entry"
