"""The call hierarchy of entries."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.features.calls import Call, incoming_calls, outgoing_calls, prepare_calls
from tests.features.shop import SHOP
from tests.support.cursor import Cursor, open_project, show


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Cursor:
    return open_project(tmp_path_factory.mktemp("shop"), SHOP)


def shown(cursor: Cursor, calls: tuple[Call, ...]) -> list[str]:
    found = []
    for call in calls:
        places = show(cursor.root, cursor.snapshot, [(call.path, span) for span in call.spans])
        found.append(f"{call.item.id} at {', '.join(places)}")
    return found


@pytest.mark.parametrize(
    ("path", "text", "more", "expected"),
    [
        ("src/_index.yaml", "name: list\n", 7, ["shop:list"]),
        ("src/_index.yaml", "func: list", 7, ["shop:list"]),
        ("src/_index.yaml", "method: run", 2, ["shop:list"]),
        ("src/_index.yaml", "file://list", 2, ["shop:list"]),
        ("src/_index.yaml", "money: shop", 2, ["shop.lib:money"]),
        ("src/_index.yaml", "namespace: shop", 2, []),
        ("src/list.lua", "shop:total", 6, ["shop:total"]),
        ("src/list.lua", '"money"', 2, ["shop.lib:money"]),
        ("src/list.lua", "M.run", 3, ["shop:list"]),
        ("src/list.lua", "encode({ total", 9, ["shop:list"]),
    ],
)
def test_what_an_offset_means(shop: Cursor, path: str, text: str, more: int, expected: list[str]) -> None:
    cursor = shop.at(path, text, more)
    assert [item.id for item in prepare_calls(cursor.snapshot, cursor.path, cursor.offset)] == expected


def test_calls_in_both_directions(shop: Cursor) -> None:
    cursor = shop.at("src/_index.yaml", "name: list\n", 7)
    (item,) = prepare_calls(cursor.snapshot, cursor.path, cursor.offset)
    assert shown(shop, incoming_calls(shop.snapshot, item)) == [
        "shop:list.endpoint at src/_index.yaml:21:11-15 list",
    ]
    assert shown(shop, outgoing_calls(shop.snapshot, item)) == [
        "shop.lib:money at src/_index.yaml:30:14-28 shop.lib:money",
        "shop:total at src/list.lua:8:29-39 shop:total",
    ]
    money = outgoing_calls(shop.snapshot, item)[0].item
    assert [call.item.id for call in incoming_calls(shop.snapshot, money)] == ["shop:list", "shop:total"]
    assert outgoing_calls(shop.snapshot, money) == ()


def test_an_item_of_an_older_snapshot(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, SHOP).at("src/_index.yaml", "name: list\n", 7)
    (item,) = prepare_calls(cursor.snapshot, cursor.path, cursor.offset)
    moved = open_project(tmp_path, SHOP.replace("- name: gateway", "- # more\n    name: gateway"))
    path = item.location.path.replace(str(cursor.root), str(moved.root))
    item = item._replace(location=item.location._replace(path=path))
    assert [call.item.id for call in incoming_calls(moved.snapshot, item)] == ["shop:list.endpoint"]
    assert incoming_calls(moved.snapshot, item._replace(id="shop:none")) == ()
