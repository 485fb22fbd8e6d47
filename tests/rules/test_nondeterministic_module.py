"""LE305 beyond its page."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.catalog import load_catalog
from tests.support.project import check_project, lint_text

ALLOWED = """
base64 compress contract crypto ctx expr funcs hash html json os payload process templates text time treesitter uuid
workflow yaml
"""


@pytest.mark.parametrize("module", sorted(load_catalog().module_names))
def test_which_modules_a_workflow_may_list(module: str, tmp_path: Path) -> None:
    text = (
        "--- _index.yaml\nnamespace: shop\nentries:\n  - {name: order, kind: workflow.lua, source: file://order.lua, "
    )
    text += f"method: main, modules: [{module}]}}\n--- order.lua\nlocal it = require('{module}')\n"
    codes = [finding.code for finding in lint_text(tmp_path, f"{text}return {{ main = function() return it end }}\n")]
    assert codes == ([] if module in ALLOWED.split() else ["LE305"])


def test_all_that_one_import_brings_in_is_one_finding(tmp_path: Path) -> None:
    (finding,) = lint_text(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - name: order
            kind: workflow.lua
            source: file://order.lua
            method: main
            imports: {rows: shop:rows, more: shop:more}
          - {name: rows, kind: library.lua, source: file://rows.lua, method: x, modules: [sql], imports: {e: env}}
          - {name: more, kind: library.lua, source: file://more.lua, method: x, imports: {rows: shop:rows}}
        --- order.lua
        local rows, more = require("rows"), require("more")
        return { main = function() return rows, more end }
        --- rows.lua
        return { require("sql"), require("e") }
        --- more.lua
        return require("rows")
        """,
    )
    assert finding.message.startswith("workflow `shop:order` reaches `sql`, `env` through `shop:order` → `shop:rows`;")
    assert [related.message for related in finding.related] == ["`shop:rows` lists `sql`", "`shop:rows` lists `env`"]


def test_a_module_under_another_name(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - name: order
            kind: workflow.lua
            source: file://order.lua
            method: main
            imports:
              settings: env
              #         ^^^ LE305: `env`
              data: :json
        --- order.lua
        local settings, data = require("settings"), require("data")
        return { main = function() return settings, data end }
        """,
    )


def test_functions_as_libraries_count_too(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - name: order
            kind: workflow.lua
            source: file://order.lua
            method: main
            imports:
              note: shop:note  # LE305: `logger` through `shop:order` → `shop:note`
          - {name: note, kind: function.lua, source: file://note.lua, method: main, modules: [logger]}
        --- order.lua
        local note = require("note")
        return { main = function() return note end }
        --- note.lua
        local logger = require("logger")
        return { main = function() return logger end }
        """,
    )


def test_a_kind_that_an_override_changes_is_not_judged(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- wippy.lock
        directories: {src: src}
        --- .wippy.yaml
        version: "1.0"
        override:
          "shop:order:kind": process.lua
        --- src/_index.yaml
        namespace: shop
        entries:
          - {name: order, kind: workflow.lua, source: file://order.lua, method: main, modules: [sql]}
        --- src/order.lua
        local sql = require("sql")
        return { main = function() return sql end }
        """,
    )
