"""Going to definitions and declarations, across the border between YAML and Lua."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.features.definition import declaration, definition
from tests.features.shop import SHOP
from tests.support.cursor import Cursor, open_project, show

INDEX = "src/_index.yaml"
LIST = "src/list.lua"
LIB = "src/lib/money.lua"

MONEY = ["src/lib/money.lua:1:1-1", "src/lib/_index.yaml:3:11-16 money"]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Cursor:
    return open_project(tmp_path_factory.mktemp("shop"), SHOP)


@pytest.mark.parametrize(
    ("path", "text", "more", "expected"),
    [
        (INDEX, "gateway}", 2, ["src/_index.yaml:5:11-18 gateway"]),
        (INDEX, "gateway\n", 2, ["src/_index.yaml:5:11-18 gateway"]),
        (INDEX, "func: list", 7, ["src/_index.yaml:22:11-15 list"]),
        (INDEX, "entry: api", 8, ["src/_index.yaml:8:11-14 api"]),
        (INDEX, "shop.lib:money", 10, ["src/lib/_index.yaml:3:11-16 money"]),
        (INDEX, "shop.lib:money", 2, ["src/lib/_index.yaml:3:11-16 money"]),
        (INDEX, "namespace: shop", 12, ["src/_index.yaml:2:12-16 shop"]),
        (INDEX, "money: shop.lib", 1, MONEY),
        (INDEX, "file://list.lua", 9, ["src/list.lua:1:1-1"]),
        (INDEX, "method: run", 9, ["src/list.lua:7:12-15 run"]),
        (INDEX, "method: total", 9, ["src/_index.yaml:37:22-27 total"]),
        (INDEX, ".prefix", 2, ["src/_index.yaml:11:5-11 prefix"]),
        (INDEX, "meta.server", 2, ["src/_index.yaml:10:12-18 server"]),
        (INDEX, "json]", 1, []),
        (INDEX, "inline", 1, []),
        (INDEX, "http.router", 1, []),
        (INDEX, 'require("money")', 10, MONEY),
        (INDEX, "money.sum", 7, ["src/lib/money.lua:7:16-19 sum"]),
        (LIST, "money", 1, MONEY),
        (LIST, "m.format(text)", 0, MONEY),
        (LIST, "m.format(text)", 4, ["src/lib/money.lua:3:16-22 format"]),
        (LIST, "shop:total", 7, ["src/_index.yaml:33:11-16 total"]),
        (LIST, "M.log(total)", 3, ["src/list.lua:13:12-15 log"]),
        (LIST, "funcs.call", 7, []),
        (LIB, "format(#", 2, ["src/lib/money.lua:3:16-22 format"]),
    ],
)
def test_definition(shop: Cursor, path: str, text: str, more: int, expected: list[str]) -> None:
    cursor = shop.at(path, text, more)
    found = definition(cursor.snapshot, cursor.path, cursor.offset)
    assert show(shop.root, shop.snapshot, [(item.path, item.span) for item in found]) == expected
    assert all(item.whole.start <= item.span.start and item.span.end <= item.whole.end for item in found)


@pytest.mark.parametrize(
    ("path", "text", "more", "expected"),
    [
        (LIST, "money", 1, ["src/_index.yaml:30:7-12 money"]),
        (LIST, "json.encode", 1, ["src/_index.yaml:28:22-26 json"]),
        (LIST, "M.run", 3, ["src/_index.yaml:27:13-16 run"]),
        (LIST, "M.log", 3, ["src/list.lua:13:12-15 log"]),
        (INDEX, "func: list", 7, ["src/_index.yaml:22:11-15 list"]),
    ],
)
def test_declaration(shop: Cursor, path: str, text: str, more: int, expected: list[str]) -> None:
    cursor = shop.at(path, text, more)
    found = declaration(cursor.snapshot, cursor.path, cursor.offset)
    assert show(shop.root, shop.snapshot, [(item.path, item.span) for item in found]) == expected


def test_the_whole_of_a_definition(shop: Cursor) -> None:
    cursor = shop.at(LIST, "m.format(text)", 4)
    (found,) = definition(cursor.snapshot, cursor.path, cursor.offset)
    text = shop.snapshot.text(found.path)[found.whole.start : found.whole.end]
    assert text.startswith("local function format(") and text.endswith("end")
    cursor = shop.at(INDEX, "func: list", 7)
    (found,) = definition(cursor.snapshot, cursor.path, cursor.offset)
    text = shop.snapshot.text(found.path)[found.whole.start : found.whole.end]
    assert text.startswith("- name: list\n    # Lists") and text.endswith("pool: {type: inline}")


def test_ids_that_are_declared_twice_lead_to_both(tmp_path: Path) -> None:
    text = """
    --- _index.yaml
    namespace: app
    entries:
      - {name: lib, kind: library.lua, source: file://a.lua}
      - {name: lib, kind: library.lua, source: file://gone.lua}
      - {name: f, kind: function.lua, method: x, source: file://f.lua, imports: {l: "app:$0lib"}}
    --- a.lua
    return {}
    --- f.lua
    return function() return require("l") end
    """
    cursor = open_project(tmp_path, text)
    found = definition(cursor.snapshot, cursor.path, cursor.offset)
    places = [(item.path, item.span) for item in found]
    assert show(cursor.root, cursor.snapshot, places) == ["_index.yaml:3:12-15 lib", "_index.yaml:4:12-15 lib"]
    cursor = cursor.at("f.lua", '"l"', 1)
    found = definition(cursor.snapshot, cursor.path, cursor.offset)
    assert [Path(item.path).name for item in found] == ["a.lua", "_index.yaml", "_index.yaml"]
    cursor = cursor.at("_index.yaml", "file://gone", 9)
    assert definition(cursor.snapshot, cursor.path, cursor.offset) == ()
    cursor = cursor.at("_index.yaml", "method: x", 8)
    found = definition(cursor.snapshot, cursor.path, cursor.offset)
    assert [(Path(item.path).name, item.span.start) for item in found] == [("f.lua", 7)]


def test_fields_of_requirements_that_are_absent_lead_to_what_is_nearest(tmp_path: Path) -> None:
    text = """
    --- _index.yaml
    namespace: app
    entries:
      - {name: a, kind: registry.entry, data: {outer: {inner: 1}}}
      - name: r
        kind: ns.requirement
        targets:
          - {entry: app:a, path: outer.none}
          - {entry: app:a, path: nothing}
          - {entry: app:a, path: "data.outer.inner +="}
          - {entry: app:gone, path: outer}
    """
    cursor = open_project(tmp_path, text)
    for part, expected in (
        ("outer.none", ["_index.yaml:3:44-49 outer"]),
        ("nothing", ["_index.yaml:3:12-13 a"]),
        ("data.outer", ["_index.yaml:3:52-57 inner"]),
        ("outer}\n", []),
    ):
        place = cursor.at("_index.yaml", part, 1)
        found = definition(cursor.snapshot, place.path, place.offset)
        assert show(cursor.root, cursor.snapshot, [(item.path, item.span) for item in found]) == expected
