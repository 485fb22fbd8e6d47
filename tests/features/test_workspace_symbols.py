"""Finding entries in the whole workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.features.workspace_symbols import workspace_symbols
from tests.features.shop import SHOP
from tests.support.cursor import Cursor, open_project, show


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Cursor:
    return open_project(tmp_path_factory.mktemp("shop"), SHOP)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("list", ["shop:list", "shop:list.endpoint"]),
        ("LIST", ["shop:list", "shop:list.endpoint"]),
        ("endpoint", ["shop:list.endpoint"]),
        ("shop.lib", ["shop.lib:money"]),
        ("shop:api", ["shop:api"]),
        ("function.lua", ["shop:list", "shop:total"]),
        ("library", ["shop.lib:money"]),
        ("lsep", ["shop:list.endpoint"]),
        ("t function", ["shop:list", "shop:total"]),
        ("total function", ["shop:total"]),
        ("nothing", []),
    ],
)
def test_queries(shop: Cursor, query: str, expected: list[str]) -> None:
    found = workspace_symbols(shop.snapshot, query)
    assert sorted(f"{item.namespace}:{item.name}" for item in found.symbols) == sorted(expected)
    assert found.complete


def test_the_best_come_first(shop: Cursor) -> None:
    names = [item.name for item in workspace_symbols(shop.snapshot, "l").symbols]
    assert names == ["list", "list.endpoint", "total", "money"]


def test_an_empty_query_gives_all_and_where_they_are(shop: Cursor) -> None:
    found = workspace_symbols(shop.snapshot, "")
    places = [(item.location.path, item.location.span) for item in found.symbols]
    assert show(shop.root, shop.snapshot, places)[0] == "src/_index.yaml:8:11-14 api"
    assert {item.kind for item in found.symbols if item.name == "money"} == {"library.lua"}
    assert len(found.symbols) == 7


def test_answers_are_capped(tmp_path: Path) -> None:
    entries = "".join(f"  - {{name: e{number:03}, kind: registry.entry}}\n" for number in range(20))
    cursor = open_project(tmp_path, f"--- _index.yaml\nnamespace: app\nentries:\n{entries}  - {{kind: nameless}}\n")
    found = workspace_symbols(cursor.snapshot, "e", limit=5)
    assert [item.name for item in found.symbols] == ["e000", "e001", "e002", "e003", "e004"]
    assert not found.complete
    assert workspace_symbols(cursor.snapshot, "e", limit=20).complete


def test_installed_modules_come_last(tmp_path: Path) -> None:
    text = """
    --- wippy.lock
    directories: {modules: .wippy}
    modules:
      - {name: acme/kit, version: v1.0.0}
    --- .wippy/vendor/acme/kit/_index.yaml
    namespace: a
    entries: [{name: lib, kind: registry.entry}]
    --- _index.yaml
    namespace: longer.name
    entries: [{name: lib, kind: registry.entry}]
    """
    cursor = open_project(tmp_path, text)
    found = workspace_symbols(cursor.snapshot, "lib").symbols
    assert [(item.namespace, item.vendored) for item in found] == [("longer.name", False), ("a", True)]
