"""LE306 beyond its page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.project import check_project, lint_text


def codes(tmp_path: Path, lua: str, more: str = "") -> list[str]:
    text = f"--- _index.yaml\nnamespace: shop\nentries:\n  - {{name: q, kind: function.lua, method: main{more}, "
    text += f"source: file://q.lua}}\n--- q.lua\n{lua}\nreturn {{ main = function() end }}\n"
    return [finding.code for finding in lint_text(tmp_path, text)]


@pytest.mark.parametrize(
    "lua",
    [
        "local text = json.encode({})",
        "local function at() return time.now() end",
        "logger:info('x')",
        "local encode = json['encode']",
    ],
)
def test_undeclared(lua: str, tmp_path: Path) -> None:
    assert codes(tmp_path, lua) == ["LE306"]


@pytest.mark.parametrize(
    "lua",
    [
        "local json = { encode = tostring }\nlocal text = json.encode({})",
        "json = { encode = tostring }\nlocal text = json.encode({})",
        "function time() end\nlocal now = time.now",
        "_G.json = {}\nlocal text = json.encode({})",
        "local text = json and json.encode({})",
        "if metrics ~= nil then metrics.count('x') end",
        "json.encode = tostring",
        "local function f(json) return json.encode end",
        "for _, time in ipairs({}) do print(time.now) end",
        "local t = { json = 1 }\nprint(t.json.encode)",
        "local text = string.upper(os.date())",
        "local answer = answers.json",
        "type Moment = time.Time",
    ],
)
def test_nothing_is_missing(lua: str, tmp_path: Path) -> None:
    assert codes(tmp_path, lua) == []


def test_each_module_is_reported_once(tmp_path: Path) -> None:
    assert codes(tmp_path, "print(json.encode(json.decode('{}')), time.now())") == ["LE306", "LE306"]


def test_what_an_import_defines_is_there(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - {name: quote, kind: function.lua, source: file://quote.lua, method: main, imports: {shim: "shop:shim"}}
          - {name: shim, kind: library.lua, source: file://shim.lua, method: x}
        --- quote.lua
        require("shim")
        return { main = function() return json.encode({}), time.now() end }  -- LE306: `time`
        --- shim.lua
        json = { encode = tostring }
        return {}
        """,
    )


def test_a_library_that_supplies_it_is_named(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - {name: quote, kind: function.lua, source: file://quote.lua, method: main, imports: {rows: "shop:rows"}}
          - {name: rows, kind: library.lua, source: file://rows.lua, method: x, modules: [json]}
        --- quote.lua
        local rows = require("rows")
        return { main = function() return json.encode(rows) end }  -- LE306: as long as `shop:rows` happens to supply it
        --- rows.lua
        return { json.encode({}) }
        """,
    )


def test_in_a_shared_file_only_what_surely_runs_counts(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - {name: one, kind: function.lua, source: file://all.lua, method: one, modules: [json]}
          - {name: two, kind: function.lua, source: file://all.lua, method: two}
        --- all.lua
        local function one() return json.encode({}) end
        local function two() return time.now() end  -- LE306: `shop:two` does not list
        return { one = one, two = two }
        """,
    )
