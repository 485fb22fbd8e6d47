"""LE303 and LE403 beyond their pages: what counts as a use."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.project import check_project, lint_text

DECLARED = {"LE303": "modules: [time]", "LE403": "imports: {time: 'ext:clock'}"}
BOTH = pytest.mark.parametrize("code", sorted(DECLARED))


def codes(tmp_path: Path, code: str, lua: str) -> list[str]:
    text = (
        f"--- _index.yaml\nnamespace: shop\nentries:\n  - {{name: q, kind: library.lua, method: x, {DECLARED[code]}, "
    )
    return [finding.code for finding in lint_text(tmp_path, f"{text}source: file://q.lua}}\n--- q.lua\n{lua}\n")]


@BOTH
@pytest.mark.parametrize(
    "lua",
    [
        'local t = require("time")\nreturn t',
        'require "time"\nreturn {}',
        'return { now = function() return require("time").now() end }',
        'local ok, t = pcall(require, "time")\nreturn { ok, t }',
        "return { now = time.now }",
        "return { now = function() return time end }",
        "local clock = time\nreturn clock",
        "type Moment = time.Time\nreturn {}",
        "local function at(moment: time.Time?) return moment end\nreturn at",
        'local t = require("time")\nlocal function at(moment: t.Time) return moment end\nreturn at',
        "return require(({ 'time' })[1])",
        "return _G['time']",
        "local g = _G\nreturn g",
        "for name in pairs(_G) do print(name) end\nreturn {}",
        "local need = require\nreturn need",
    ],
)
def test_uses(code: str, lua: str, tmp_path: Path) -> None:
    assert codes(tmp_path, code, lua) == []


@BOTH
@pytest.mark.parametrize(
    "lua",
    [
        "return {}",
        "-- time\nreturn {}",
        'return { text = "time" }',
        "local time = os.time\nreturn { now = time() }",
        "return { time = 1 }",
        "local function at(time) return time.now() end\nreturn at",
        "local M = {}\nM.time = M.time\nreturn M",
    ],
)
def test_what_is_no_use(code: str, lua: str, tmp_path: Path) -> None:
    assert codes(tmp_path, code, lua) == [code]


def test_an_ambient_module_in_the_list_is_unused_when_nothing_names_it(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - name: worker
            kind: process.lua
            source: file://worker.lua
            method: main
            modules:
              - process
              - channel  # LE303: `channel`
        --- worker.lua
        return { main = function() return process.pid() end }
        """,
    )


def test_what_an_imported_library_takes_from_here_is_used(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - name: export
            kind: function.lua
            source: file://export.lua
            method: main
            modules: [json, process]  # LE303: `process`
            imports: {rows: shop:rows, money: shop:money}
          - {name: rows, kind: library.lua, source: file://rows.lua, method: x}
          - {name: money, kind: library.lua, source: file://money.lua, method: x}
        --- export.lua
        local rows = require("rows")
        return { main = function() return rows end }
        --- rows.lua
        local process = require("process")
        local json, money = require("json"), require("money")  -- LE301: `json` # LE301: `money`
        return { x = function() return process, json, money end }
        --- money.lua
        return {}
        """.replace(" # LE301: `money`", " -- LE301: `money`"),
    )


def test_who_lives_on_an_unused_import_is_named(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - name: rows
            kind: library.lua
            source: file://rows.lua
            method: x
            imports:
              money: shop:money  # LE403: import `money` in `shop:export`
          - {name: export, kind: function.lua, source: file://export.lua, method: main, imports: {rows: "shop:rows"}}
          - {name: money, kind: library.lua, source: file://money.lua, method: x}
        --- rows.lua
        return {}
        --- export.lua
        local rows = require("rows")
        local money = require("money")  -- LE301: happens to supply it
        return { main = function() return rows, money end }
        --- money.lua
        return {}
        """,
    )


@pytest.mark.parametrize(
    ("prelude", "expected"),
    [
        ("function cents() end", []),
        ("cents = tostring", []),
        ("_G.cents = tostring", []),
        ("for _, name in ipairs({ 'cents' }) do _G[name] = tostring end", []),
        ("function euros() end", ["LE403"]),
    ],
)
def test_an_import_that_makes_a_global_that_is_used(prelude: str, expected: list[str], tmp_path: Path) -> None:
    findings = lint_text(
        tmp_path,
        f"""
--- _index.yaml
namespace: shop
entries:
  - {{name: quote, kind: function.lua, source: file://quote.lua, method: main, imports: {{all: "shop:all"}}}}
  - {{name: all, kind: library.lua, source: file://all.lua, method: x, imports: {{prelude: "shop:prelude"}}}}
  - {{name: prelude, kind: library.lua, source: file://prelude.lua, method: x}}
--- quote.lua
return {{ main = function(price) return cents(price) end }}
--- all.lua
return require("prelude")
--- prelude.lua
{prelude}
return {{}}
""".lstrip(),
    )
    assert [finding.code for finding in findings] == expected


def test_a_file_that_cannot_be_read_is_not_judged(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- lua-entries.toml
        [limits]
        max-file-size = 400
        --- _index.yaml
        namespace: shop
        entries:
          - {name: q, kind: function.lua, source: file://q.lua, method: main, modules: [json], imports: {m: "ext:m"}}
        --- q.lua
        """
        + " " * 8
        + "-- " * 200
        + "\n        === LE005 q.lua\n",
    )
