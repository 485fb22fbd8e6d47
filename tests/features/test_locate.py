"""What stands at a place, on both sides."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.features.locate import locate, narrowed
from lua_entries.features.symbols import (
    AliasName,
    EntryName,
    FieldKey,
    KindName,
    MemberName,
    MethodName,
    ModuleName,
    NamespaceName,
    SourceFile,
    Symbol,
    ValueName,
)
from tests.features.shop import SHOP
from tests.support.cursor import Cursor, open_project, show

INDEX = "src/_index.yaml"
LIST = "src/list.lua"
LIB = "src/lib/money.lua"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Cursor:
    return open_project(tmp_path_factory.mktemp("shop"), SHOP)


def told(symbol: Symbol | None) -> str:
    """A symbol in a few words."""
    match symbol:
        case EntryName():
            ids = " ".join(entry.id for entry in symbol.entries) or "nothing"
            return f"entry {ids} {'declared' if symbol.declared else 'in ' + symbol.holder.id}"
        case NamespaceName():
            return f"namespace {symbol.name}"
        case KindName():
            return f"kind {symbol.name}"
        case FieldKey():
            return f"field {'.'.join(symbol.keys)} of {symbol.entry.id}{' named' if symbol.named else ''}"
        case ModuleName():
            return f"module {symbol.name}"
        case AliasName():
            return f"alias {symbol.name} of {' '.join(holder.id for holder in symbol.holders)}"
        case MethodName():
            entries = " ".join(entry.id for entry in symbol.entries)
            return f"method {symbol.name} of {entries}{'' if symbol.function >= 0 else ', nowhere'}"
        case SourceFile():
            return f"file {Path(symbol.target.path).name} of {symbol.entry.id if symbol.entry else 'nobody'}"
        case MemberName():
            owner = symbol.module.name if symbol.module else symbol.library.id if symbol.library else "?"
            known = symbol.member or symbol.export or symbol.type
            return f"member {symbol.name} of {owner}{'' if known else ', nowhere'}"
        case ValueName():
            return f"value {symbol.code or symbol.name}"
    return "nothing"


@pytest.mark.parametrize(
    ("path", "text", "more", "expected", "span"),
    [
        (INDEX, "namespace: shop", 12, "namespace shop", "2:12-16 shop"),
        (INDEX, '"shop:api"', 7, "entry shop:api in shop:list.endpoint", "3:17-25 shop:api"),
        (INDEX, "gateway\n", 2, "entry shop:gateway declared", "5:11-18 gateway"),
        (INDEX, "http.router", 3, "kind http.router", "9:11-22 http.router"),
        (INDEX, "shop:gateway}", 12, "entry shop:gateway in shop:api", "10:20-32 shop:gateway"),
        (INDEX, "prefix: /", 1, "field prefix of shop:api", "11:5-11 prefix"),
        (INDEX, "prefix: /", 9, "field prefix of shop:api", "11:13-14 /"),
        (INDEX, ".prefix}", 2, "field prefix of shop:api named", "15:33-40 .prefix"),
        (INDEX, "entry: api, path", 8, "entry shop:api in shop:prefix", "16:17-20 api"),
        (INDEX, "meta.server}", 1, "field meta.server of shop:api named", "16:28-39 meta.server"),
        (INDEX, "func: list", 6, "entry shop:list in shop:list.endpoint", "21:11-15 list"),
        (INDEX, "GET", 1, "field method of shop:list.endpoint", "20:13-16 GET"),
        (INDEX, "Lists the orders}", 1, "field meta.comment of shop:list", "25:21-37 Lists the orders"),
        (INDEX, "file://list.lua", 9, "file list.lua of shop:list", "26:13-28 file://list.lua"),
        (INDEX, "method: run", 9, "method run of shop:list", "27:13-16 run"),
        (INDEX, "method: run", 2, "field method of shop:list", "27:5-11 method"),
        (INDEX, "json]", 4, "module json", "28:22-26 json"),
        (INDEX, "money: shop.lib:money", 0, "alias money of shop:list", "30:7-12 money"),
        (INDEX, "shop.lib:money", 10, "entry shop.lib:money in shop:list", "30:14-28 shop.lib:money"),
        (INDEX, '":hash"', 3, "module hash", "31:14-19 :hash"),
        (INDEX, "inline", 1, "field pool.type of shop:list", "32:18-24 inline"),
        (INDEX, 'require("money")', 10, "alias money of shop:total", "36:30-35 money"),
        (INDEX, "money.sum", 8, "member sum of shop.lib:money", "38:22-25 sum"),
        (INDEX, "total = total", 0, "method total of shop:total", "40:16-21 total"),
        (INDEX, "local function total", 16, "method total of shop:total", "37:22-27 total"),
        (INDEX, "# Lists", 3, "nothing", ""),
        (LIST, "m = require", 1, "alias money of shop:list", "1:7-8 m"),
        (LIST, '"json"', 2, "module json", "2:23-27 json"),
        (LIST, "function M.run", 11, "method run of shop:list", "7:12-15 run"),
        (LIST, "shop:total", 7, "entry shop:total in shop:list", "8:29-39 shop:total"),
        (LIST, "funcs.call", 1, "module funcs", "8:17-22 funcs"),
        (LIST, "funcs.call", 7, "member call of funcs", "8:23-27 call"),
        (LIST, "M.log(total)", 3, "method log of shop:list", "9:5-8 log"),
        (LIST, "m.format(text)", 0, "alias money of shop:list", "14:10-11 m"),
        (LIST, "m.format(text)", 4, "member format of shop.lib:money", "14:12-18 format"),
        (LIST, "orders: {any}", 2, "value orders: {any}", "7:16-22 orders"),
        (LIST, "Runs", 2, "nothing", ""),
        (LIB, "function format", 10, "method format of shop.lib:money", "3:16-22 format"),
        (LIB, "format(#", 2, "method format of shop.lib:money", "8:10-16 format"),
        (LIB, "format = format", 12, "method format of shop.lib:money", "11:19-25 format"),
    ],
)
def test_what_stands_there(shop: Cursor, path: str, text: str, more: int, expected: str, span: str) -> None:
    cursor = shop.at(path, text, more)
    symbol = locate(shop.snapshot, cursor.path, cursor.offset)
    assert told(symbol) == expected
    if symbol is not None:
        assert show(shop.root, shop.snapshot, [(symbol.path, symbol.span)]) == [f"{path}:{span}"]


@pytest.mark.parametrize(
    ("path", "text", "more", "expected"),
    [
        (INDEX, "shop.lib:money", 4, "namespace shop.lib"),
        (INDEX, "shop.lib:money", 8, "namespace shop.lib"),
        (INDEX, "shop.lib:money", 9, "entry shop.lib:money in shop:list"),
        (INDEX, "func: list", 7, "entry shop:list in shop:list.endpoint"),
        (INDEX, "gateway\n", 2, "entry shop:gateway declared"),
        (LIST, "shop:total", 1, "namespace shop"),
    ],
)
def test_parts_of_ids(shop: Cursor, path: str, text: str, more: int, expected: str) -> None:
    cursor = shop.at(path, text, more)
    symbol = locate(shop.snapshot, cursor.path, cursor.offset)
    assert symbol is not None
    assert told(narrowed(shop.snapshot, symbol, cursor.offset)) == expected


def test_what_is_not_there_is_located_too(tmp_path: Path) -> None:
    text = """
    --- _index.yaml
    namespace: app
    entries:
      - name: a
        kind: function.lua
        source: file://a.lua
        method: gone
        modules: [jsn]
        imports: {x: app:gone, y: "${env:LIB}"}
    --- a.lua
    local x = require("x")
    local sql = require("sql")
    x.y()
    return { run = function() end }
    """
    cursor = open_project(tmp_path, text)
    for path, part, more, expected in (
        ("_index.yaml", "method: gone", 9, "method gone of app:a, nowhere"),
        ("_index.yaml", "jsn", 1, "module jsn"),
        ("_index.yaml", "app:gone", 5, "entry nothing in app:a"),
        ("_index.yaml", "${env:LIB}", 5, "entry nothing in app:a"),
        ("a.lua", '"x"', 1, "alias x of app:a"),
        ("a.lua", '"sql"', 2, "module sql"),
        ("a.lua", "x.y", 2, "nothing"),
        ("a.lua", "run", 1, "method run of app:a"),
    ):
        place = cursor.at(path, part, more)
        assert told(locate(cursor.snapshot, place.path, place.offset)) == expected, part


def test_every_offset_of_everything_has_an_answer(shop: Cursor) -> None:
    """No offset fails, and what is found contains it."""
    for path in (INDEX, LIST, LIB, "src/lib/_index.yaml"):
        full = str(shop.root / path)
        for offset in range(len(shop.snapshot.text(full)) + 1):
            symbol = locate(shop.snapshot, full, offset)
            if symbol is not None:
                assert symbol.path == full
                assert symbol.span.start - 1 <= offset <= symbol.span.end + 1
    assert locate(shop.snapshot, str(shop.root / "none.lua"), 0) is None
