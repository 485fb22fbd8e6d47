"""LE301 beyond its page."""

from __future__ import annotations

from pathlib import Path

from lua_entries.rules.finding import Finding, Severity
from tests.support.project import check_project, lint_text

INDEX = "--- src/_index.yaml\nnamespace: shop\nentries:\n"
QUOTE = "  - {name: quote, kind: function.lua, source: file://quote.lua, method: main"


def lint_lua(tmp_path: Path, lua: str, more: str = "", entries: str = "") -> list[Finding]:
    return lint_text(
        tmp_path, f"{INDEX}{QUOTE}{more}}}\n{entries}--- src/quote.lua\n{lua}\nreturn {{ main = function() end }}\n"
    )


def test_each_name_is_reported_once_where_it_fails_first(tmp_path: Path) -> None:
    (finding,) = lint_lua(
        tmp_path, 'local ok = pcall(require, "json")\nlocal a = require "json"\nlocal b = require("json")'
    )
    assert finding.severity is Severity.ERROR
    assert [related.message for related in finding.related] == [
        "`shop:quote` is declared here",
        "`json` is required here, too",
        "`json` is required here, too",
    ]


def test_only_under_pcall_it_is_a_hint(tmp_path: Path) -> None:
    for lua in (
        'pcall(require, "json")',
        'pcall(function() return require("json") end)',
        'xpcall(require, print, "json")',
    ):
        (finding,) = lint_lua(tmp_path, f"local found = {lua}")
        assert (finding.code, finding.severity) == ("LE301", Severity.HINT), lua


def test_a_slip_is_mended_in_the_file(tmp_path: Path) -> None:
    (finding,) = lint_lua(tmp_path, "local json = require('jsn')", ", modules: [json]")
    (fix,) = finding.fixes
    assert (fix.safety, fix.edits[0].edit.new_text, Path(fix.edits[0].path).name) == ("safe", "json", "quote.lua")


def test_a_slip_in_a_shared_file_is_not_mended_for_all(tmp_path: Path) -> None:
    other = "  - {name: other, kind: function.lua, source: file://quote.lua, method: main, imports: {jsn: 'ext:jsn'}}\n"
    (finding,) = lint_lua(tmp_path, "local json = require('jsn')", ", modules: [json]", other)
    assert (finding.entry, finding.fixes) == ("shop:quote", ())


def test_a_slip_in_text_whose_characters_move_is_not_mended(tmp_path: Path) -> None:
    (finding,) = lint_text(
        tmp_path,
        f"""
{INDEX}  - name: quote
    kind: library.lua
    method: main
    modules: [json]
    source: "return\\nrequire('jsn')"
""".lstrip(),
    )
    assert (finding.code, finding.fixes, finding.help) == ("LE301", (), "did you mean `json`?")


def test_a_name_that_resembles_two_declared_ones_is_not_mended(tmp_path: Path) -> None:
    (finding,) = lint_lua(tmp_path, "local m = require('mail')", ", imports: {mails: 'x:a', maid: 'x:b'}")[:1]
    assert (finding.code, finding.fixes) == ("LE301", ())
    assert finding.help == "did you mean `mails` or `maid`?"


def test_where_the_help_points(tmp_path: Path) -> None:
    library = "  - {name: money, kind: library.lua, source: 'return {}', method: x}\n"
    cases = {
        "json": "add `json` to `modules` of `shop:quote` in `src/_index.yaml`",
        "money": "add `money: shop:money` to `imports` of `shop:quote` in `src/_index.yaml`",
        "upstream": "it is gone from the runtime; use `process.inbox()`",
        "http-client": "did you mean `http_client`?",
        "nothing_like_it": "add `nothing_like_it: <namespace>:<name>` to `imports`",
    }
    for name, help in cases.items():
        (finding,) = lint_lua(tmp_path, f'local it = require("{name}")', entries=library)
        assert finding.help.startswith(help), finding.help


def test_a_workflow_is_not_told_to_list_what_it_may_not(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: shop
        entries:
          - {name: order, kind: workflow.lua, source: file://order.lua, method: main}
        --- src/order.lua
        local sql = require("sql")  -- LE301: `shop:order` may not list `sql`
        return { main = function() return sql end }
        """,
    )


def test_an_entry_is_not_told_to_import_itself(tmp_path: Path) -> None:
    (finding,) = lint_lua(tmp_path, 'local me = require("quote")')
    assert "shop:quote`" not in finding.help.split(" to ")[0]


def test_ambient_names_of_each_kind(tmp_path: Path) -> None:
    ambient = """
        os payload channel print subscribe unsubscribe string table math coroutine errors package process
    """
    lua = "\n".join(f'local {name}_ = require("{name}")' for name in ambient.split())
    for kind in ("function.lua", "process.lua", "workflow.lua", "library.lua"):
        text = f"{INDEX}  - {{name: q, kind: {kind}, source: file://q.lua, method: main}}\n--- src/q.lua\n{lua}\n"
        assert lint_text(tmp_path, f"{text}return {{ main = function() end }}\n") == []


def test_a_shared_file_is_judged_by_what_surely_runs(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: shop
        entries:
          - {name: one, kind: function.lua, source: file://all.lua, method: one}
          - {name: two, kind: function.lua, source: file://all.lua, method: two, modules: [json, yaml]}
        --- src/all.lua
        local M = {}
        local yaml = require("yaml")  -- LE301: `shop:one`
        local function deep() return require("json").encode(yaml) end
        local function through() return deep() end
        function M.one() return 1 end
        function M.two() return through() end
        return M
        """,
    )


def test_a_shared_library_may_be_used_in_part(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: shop
        entries:
          - {name: light, kind: library.lua, source: file://all.lua, method: x}
          - {name: full, kind: library.lua, source: file://all.lua, method: x, modules: [json]}
        --- src/all.lua
        local M = {}
        function M.text(value) return require("json").encode(value) end
        return M
        """,
    )


def test_text_in_the_index_file_has_its_place_there(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: shop
        entries:
          - name: quote
            kind: library.lua
            method: x
            source: |
              -- größer als ASCII
              local json = require("json")
              #                     ^^^^ LE301: `json`
              return { x = json }
        """,
    )
