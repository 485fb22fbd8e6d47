"""References and highlights, on both sides."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from lua_entries.features.references import highlights, references
from tests.features.shop import SHOP
from tests.support.cursor import Cursor, open_project, show

INDEX = "src/_index.yaml"
LIST = "src/list.lua"
LIB = "src/lib/money.lua"
LIB_INDEX = "src/lib/_index.yaml"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Cursor:
    return open_project(tmp_path_factory.mktemp("shop"), SHOP)


def found(cursor: Cursor, declarations: bool = True) -> list[str]:
    items = references(cursor.snapshot, cursor.path, cursor.offset, declarations)
    return show(cursor.root, cursor.snapshot, [(item.path, item.span) for item in items])


def lit(cursor: Cursor) -> list[str]:
    items = highlights(cursor.snapshot, cursor.path, cursor.offset)
    return [line.partition(":")[2] for line in show(cursor.root, cursor.snapshot, [item[:2] for item in items])]


API = [
    "src/_index.yaml:3:17-25 shop:api",
    "src/_index.yaml:8:11-14 api",
    "src/_index.yaml:15:17-25 shop:api",
    "src/_index.yaml:16:17-20 api",
]
MONEY = [
    "src/_index.yaml:30:14-28 shop.lib:money",
    "src/_index.yaml:42:23-37 shop.lib:money",
    "src/lib/_index.yaml:3:11-16 money",
]
ALIAS = [
    "src/_index.yaml:30:7-12 money",
    "src/list.lua:1:7-8 m",
    "src/list.lua:1:20-25 money",
    "src/list.lua:10:32-33 m",
    "src/list.lua:14:10-11 m",
]
FORMAT = [
    "src/lib/money.lua:3:16-22 format",
    "src/lib/money.lua:8:10-16 format",
    "src/lib/money.lua:11:10-16 format",
    "src/lib/money.lua:11:19-25 format",
    "src/list.lua:10:34-40 format",
    "src/list.lua:14:12-18 format",
]
TOTAL = ["src/_index.yaml:33:11-16 total", "src/list.lua:8:29-39 shop:total"]
RUN = ["src/_index.yaml:27:13-16 run", "src/list.lua:7:12-15 run"]
JSON = ["src/_index.yaml:28:22-26 json", "src/list.lua:2:23-27 json"]


@pytest.mark.parametrize(
    ("path", "text", "more", "expected"),
    [
        (INDEX, "name: api", 7, API),
        (INDEX, "entry: api", 8, API),
        (LIB_INDEX, "money", 1, MONEY),
        (INDEX, "shop.lib:money", 11, MONEY),
        (INDEX, "money: shop", 1, ALIAS),
        (LIST, "m.format(text)", 0, ALIAS),
        (
            LIB,
            "sum(orders)",
            1,
            [
                "src/_index.yaml:38:22-25 sum",
                "src/lib/money.lua:7:16-19 sum",
                "src/lib/money.lua:11:27-30 sum",
                "src/lib/money.lua:11:33-36 sum",
            ],
        ),
        (LIB, "format(amount", 1, FORMAT),
        (LIST, "m.format(text)", 3, FORMAT),
        (LIST, "shop:total", 7, TOTAL),
        (INDEX, "method: run", 9, RUN),
        (LIST, "M.run", 3, RUN),
        (LIST, "M.log(total)", 3, ["src/list.lua:9:5-8 log", "src/list.lua:13:12-15 log"]),
        (INDEX, "json]", 1, JSON),
        (LIST, "json.encode", 1, [JSON[0], "src/list.lua:2:7-11 json", JSON[1], "src/list.lua:10:10-14 json"]),
        (LIST, "json.encode", 6, ["src/list.lua:10:15-21 encode"]),
        (INDEX, "file://list.lua", 5, ["src/_index.yaml:26:13-28 file://list.lua"]),
        (INDEX, "ns.requirement", 5, ["src/_index.yaml:13:11-25 ns.requirement"]),
        (
            LIB_INDEX,
            "shop.lib",
            3,
            [
                "src/_index.yaml:30:14-22 shop.lib",
                "src/_index.yaml:42:23-31 shop.lib",
                "src/lib/_index.yaml:1:12-20 shop.lib",
            ],
        ),
        (INDEX, "prefix: /", 2, []),
    ],
)
def test_references(shop: Cursor, path: str, text: str, more: int, expected: list[str]) -> None:
    assert found(shop.at(path, text, more)) == expected


@pytest.mark.parametrize(
    ("path", "text", "more", "dropped"),
    [
        (INDEX, "name: api", 7, ["src/_index.yaml:8:11-14 api"]),
        (LIST, "m.format(text)", 0, ["src/_index.yaml:30:7-12 money"]),
        (LIB, "format(amount", 1, ["src/lib/money.lua:3:16-22 format"]),
        (LIST, "json.encode", 1, ["src/_index.yaml:28:22-26 json"]),
    ],
)
def test_declarations_are_left_out_when_asked(
    shop: Cursor, path: str, text: str, more: int, dropped: list[str]
) -> None:
    cursor = shop.at(path, text, more)
    assert [line for line in found(cursor) if line not in found(cursor, False)] == dropped


@pytest.mark.parametrize(
    ("path", "text", "more", "expected"),
    [
        (INDEX, "name: api", 7, ["3:17-25 shop:api", "8:11-14 api", "15:17-25 shop:api", "16:17-20 api"]),
        (LIST, "m.format(text)", 0, ["1:7-8 m", "1:20-25 money", "10:32-33 m", "14:10-11 m"]),
        (LIST, "json.encode", 1, ["2:7-11 json", "2:23-27 json", "10:10-14 json"]),
        (LIB, "sum(orders)", 1, ["7:16-19 sum", "11:27-30 sum", "11:33-36 sum"]),
        (LIST, "m.format(text)", 3, ["10:34-40 format", "14:12-18 format"]),
        (LIST, "shop:total", 6, ["8:29-39 shop:total"]),
    ],
)
def test_highlights_are_those_of_one_file(shop: Cursor, path: str, text: str, more: int, expected: list[str]) -> None:
    assert lit(shop.at(path, text, more)) == expected


SHARED = """
--- _index.yaml
namespace: app
entries:
  - {name: lib, kind: library.lua, source: file://lib.lua}
  - {name: a, kind: function.lua, source: file://f.lua, method: a, imports: {lib: "app:lib", gone: "app:none"}}
  - {name: b, kind: function.lua, source: file://f.lua, method: b, imports: {lib: "app:lib"}}
--- lib.lua
local M = {}
function M:new() return self.make() end
M.make = function() return M["new"] end
M.alias = M.make
return M
--- f.lua
local function a() return require("lib").new() end
local function b(lib) return lib.new(), gone end
return { a = a, ["b"] = b }
"""


def test_files_that_entries_share(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, SHARED)
    keys = ["_index.yaml:4:78-81 lib", "_index.yaml:5:78-81 lib"]
    assert found(cursor.at("f.lua", '"lib"', 1)) == [*keys, "f.lua:1:36-39 lib"]
    assert found(cursor.at("_index.yaml", 'lib: "app', 0)) == [*keys, "f.lua:1:36-39 lib"]
    assert found(cursor.at("f.lua", "gone", 1)) == ["_index.yaml:4:94-98 gone", "f.lua:2:41-45 gone"]
    b = ["_index.yaml:5:65-66 b", "f.lua:2:16-17 b", "f.lua:3:19-20 b", "f.lua:3:25-26 b"]
    assert found(cursor.at("_index.yaml", "method: b", 8)) == b


def test_members_of_tables_by_all_their_names(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, SHARED)
    new = ["f.lua:1:42-45 new", "lib.lua:2:12-15 new", "lib.lua:3:31-34 new"]
    assert found(cursor.at("lib.lua", "new", 0)) == new
    assert found(cursor.at("f.lua", ".new", 2)) == new
    make = ["lib.lua:2:30-34 make", "lib.lua:3:3-7 make", "lib.lua:4:13-17 make"]
    assert found(cursor.at("lib.lua", "make", 2)) == make


def test_references_to_what_is_not_there(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, SHARED)
    assert found(cursor.at("_index.yaml", "app:none", 5)) == ["_index.yaml:4:101-109 app:none"]


def test_a_thousand_references_in_time(tmp_path: Path) -> None:
    """The limit is many times what is expected, since machines differ: it catches what is not linear."""
    entries = "".join(
        f"  - {{name: f{number}, kind: function.lua, method: x, source: file://f.lua, imports: {{lib: 'app:lib'}}}}\n"
        for number in range(1000)
    )
    library = "  - {name: lib, kind: library.lua, source: file://lib.lua}\n"
    text = (
        f"--- _index.yaml\nnamespace: app\nentries:\n{library}{entries}--- f.lua\nreturn {{}}\n--- lib.lua\nreturn 1\n"
    )
    cursor = open_project(tmp_path, text).at("_index.yaml", "name: lib", 7)
    references(cursor.snapshot, cursor.path, cursor.offset)
    start = time.perf_counter()
    items = references(cursor.snapshot, cursor.path, cursor.offset)
    assert len(items) == 1001
    assert time.perf_counter() - start < 1


def test_highlights_hold_every_reference_in_the_file(tmp_path: Path) -> None:
    second = "  - {name: again, kind: function.lua, source: file://list.lua, method: run}\n--- src/list.lua\n"
    shop = open_project(tmp_path, SHOP.replace("--- src/list.lua\n", second))
    compared = 0
    for relative in (INDEX, LIST, LIB, LIB_INDEX):
        path = str(shop.root / relative)
        for word in re.finditer(r"\w+", shop.snapshot.text(path)):
            there = {item for item in references(shop.snapshot, path, word.start()) if item.path == path}
            assert there <= set(highlights(shop.snapshot, path, word.start())), (relative, word)
            compared += len(there)
    assert compared > 100
