"""What hovering shows, on both sides."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.catalog import load_catalog
from lua_entries.features.hover import hover, kind_text, module_text
from tests.features.shop import SHOP
from tests.support.cursor import Cursor, open_project, show

INDEX = "src/_index.yaml"
LIST = "src/list.lua"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Cursor:
    return open_project(tmp_path_factory.mktemp("shop"), SHOP)


def text_at(cursor: Cursor, path: str, text: str, more: int) -> str:
    place = cursor.at(path, text, more)
    found = hover(cursor.snapshot, place.path, place.offset)
    return found.text if found is not None else ""


MONEY = (
    "`money` → **`shop.lib:money`** · `library.lua` · `src/lib/_index.yaml:3`\n\n"
    "```lua\nfunction format(amount: number, currency: string?): string\nfunction sum(orders)\n```"
)
FORMAT = (
    "```lua\nfunction format(amount: number, currency: string?): string\n```\n\n"
    "Writes an amount.\nWith its currency.\n\nFrom `shop.lib:money` · `src/lib/money.lua`"
)
JSON = (
    "**`json`**: JSON encoding, decoding and schema checks. Deterministic, so `workflow.lua` may use it."
    " [Documentation](https://wippy.ai/en/lua/data/json)"
)


@pytest.mark.parametrize(
    ("path", "text", "more", "expected"),
    [
        (
            INDEX,
            "kind: function.lua",
            7,
            "**`function.lua`**: A stateless Lua function, called by its id; runs in a pool of Lua states."
            " Needs `source` and `method`. [Documentation](https://wippy.ai/en/lua/entries)",
        ),
        (
            INDEX,
            "inline",
            1,
            "**`pool.type`** · a string · of `function.lua`\n\nHow workers are kept: `inline` runs in the caller,"
            " `static` keeps a number, `lazy` and `adaptive` make them as needed."
            " One of `lazy`, `static`, `inline` or `adaptive`.",
        ),
        (INDEX, "kind: http", 1, "**`kind`** · a string · required\n\nWhat the entry is."),
        (
            INDEX,
            ".prefix}",
            2,
            "**`prefix`** · a string · of `http.router`\n\nThe beginning of the path of all its routes.\n\n"
            "In **`shop:api`** · `http.router` · `src/_index.yaml:8`",
        ),
        (
            INDEX,
            "func: list",
            7,
            "**`shop:list`** · `function.lua` · `src/_index.yaml:22`\n\nLists the orders\n\n"
            "Source `src/list.lua` · modules `funcs`, `json` · imports `money`, `hash`\n\n"
            "Used by 1: `shop:list.endpoint`",
        ),
        (INDEX, "method: run", 9, "```lua\nfunction run(orders: {any}): string\n```\n\nRuns.\n\nMethod of `shop:list`"),
        (INDEX, "file://list", 3, "`src/list.lua` · source of `shop:list`"),
        (INDEX, "namespace: shop", 12, "**`shop`**: 6 entries in `src/_index.yaml`"),
        (INDEX, "json]", 1, JSON),
        (INDEX, "money: shop", 1, MONEY),
        (INDEX, "# Lists", 3, ""),
        (LIST, '"money"', 2, MONEY),
        (LIST, '"json"', 2, JSON),
        (LIST, "m.format", 4, FORMAT),
        (
            LIST,
            "funcs.call",
            7,
            "```lua\nfunction funcs.call(target: string, ...: any): (any, error?)\n```\n\n"
            "Calls a function by entry ID and waits for its result.\n\n"
            "[Documentation](https://wippy.ai/en/lua/core/funcs)",
        ),
        (
            LIST,
            "shop:total",
            7,
            "**`shop:total`** · `function.lua` · `src/_index.yaml:33`\n\nImports `money`\n\nUsed by 1: `shop:list`",
        ),
    ],
)
def test_hover(shop: Cursor, path: str, text: str, more: int, expected: str) -> None:
    assert text_at(shop, path, text, more) == expected


def test_the_part_that_it_is_about(shop: Cursor) -> None:
    place = shop.at(LIST, "funcs.call", 7)
    found = hover(shop.snapshot, place.path, place.offset)
    assert found is not None
    assert show(shop.root, shop.snapshot, [(found.path, found.span)]) == ["src/list.lua:8:23-27 call"]


BROKEN = """
--- wippy.lock
directories: {src: ./src}
--- src/_index.yaml
namespace: app
entries:
  - name: worker
    kind: process.lua
    source: file://worker.lua
    method: main
    modules: [time2json, funcs]
    imports: {lib: app:libs, far: other:lib}
  - {name: lib, kind: library.lua, source: file://gone.lua}
--- src/worker.lua
local lib = require("lib")
local far = require("far")
local funcs = require("funcs")
local sql = require("sql")
funcs.call("app:libz")
return { main = function() return sql.builder.select end }
"""


@pytest.mark.parametrize(
    ("path", "text", "more", "expected"),
    [
        (INDEX, "app:libs", 5, "**`app:libs`**: there is no such entry\n\nDid you mean `app:lib`?"),
        (INDEX, "other:lib", 7, "**`other:lib`**: nothing in this workspace provides it"),
        (INDEX, "time2json", 1, "**`time2json`**: there is no such module"),
        (INDEX, "file://gone", 2, "`src/gone.lua`: there is no such file"),
        (LIST, '"far"', 2, "`far` → `other:lib`, which is not in this workspace"),
        (LIST, '"app:libz', 7, "**`app:libz`**: there is no such entry\n\nDid you mean `app:lib`?"),
        (LIST, '"sql"', 2, "**`sql`**: "),
    ],
)
def test_what_is_not_there_is_told(path: str, text: str, more: int, expected: str, tmp_path: Path) -> None:
    cursor = open_project(tmp_path, BROKEN)
    assert text_at(cursor, path.replace("list", "worker"), text, more).startswith(expected)


def test_the_default_of_a_method_at_run_time(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, BROKEN)
    assert text_at(cursor, INDEX, "method:", 1).endswith("Where it is absent the runtime takes `main`.")


def test_every_kind_and_module_has_a_paragraph_of_its_own() -> None:
    catalog = load_catalog()
    for name in catalog.kinds:
        kind = catalog.kind(name)
        assert kind is not None
        text = kind_text(catalog, kind)
        assert text.startswith(f"**`{name}`**: {kind.summary[:20]}") and "\n" not in text
        assert not kind.doc or text.endswith(f"[Documentation]({catalog.doc_url(kind.doc)})")
    for name in catalog.module_names:
        module = catalog.module(name)
        assert module is not None
        text = module_text(catalog, module)
        assert ("Not deterministic" in text) is not module.deterministic
        assert "\n" not in text
        assert not module.doc or text.endswith(f"[Documentation]({catalog.doc_url(module.doc)})")


def test_methods_of_values_whose_type_is_known(tmp_path: Path) -> None:
    text = """
    --- _index.yaml
    namespace: app
    entries:
      - {name: f, kind: function.lua, source: file://f.lua, method: run, modules: [http, time]}
    --- f.lua
    local http = require("http")
    local function run(é: string)
      local req = http.request()
      local x = req:$0query("é")
      return x:query(), req.query
    end
    return { run = run }
    """
    cursor = open_project(tmp_path, text)
    found = hover(cursor.snapshot, cursor.path, cursor.offset)
    assert found is not None
    assert found.text.startswith("```lua\nfunction http.Request:query(")
    assert found.text.endswith("[Documentation](https://wippy.ai/en/lua/http/http)")
    assert show(cursor.root, cursor.snapshot, [(found.path, found.span)]) == ["f.lua:4:17-22 query"]
    assert text_at(cursor, "f.lua", "req.query", 5).startswith("```lua\nfunction http.Request:query(")
    assert text_at(cursor, "f.lua", "x:query", 3) == ""
