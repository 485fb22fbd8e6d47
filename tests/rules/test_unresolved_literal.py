"""LE503: ids in the calls of Lua that name nothing."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tests.support.project import check_project, lint_text

INDEX = """
--- src/_index.yaml
namespace: app
entries:
  - {name: db, kind: db.sql.sqlite, file: x.db}
  - {name: os, kind: env.storage.os}
  - {name: currency, kind: env.variable, storage: "app:os", variable: CURRENCY}
  - {name: quote, kind: function.lua, source: file://quote.lua, method: quote}
  - {name: payment, kind: contract.definition}
  - name: main
    kind: function.lua
    META
    source: file://main.lua
    method: main
    modules: [contract, env, funcs, process, registry, security, sql, templates]
--- src/quote.lua
return { quote = function() return 1 end }
"""


def project(lua: str, meta: str = "") -> str:
    index = INDEX.replace("META", meta) if meta else INDEX.replace("    META\n", "")
    return index + "--- src/main.lua\n" + dedent(lua).lstrip()


BROKEN = """
    local funcs = require("funcs")
    local sql, err = require("sql")
    local contract = require("contract")
    local call = funcs
    local DB = "app:dbs" -- LE503: `sql.get`

    local function main(order)
        funcs.call("app:quoet", order) -- LE503: did you mean `app:quote`?
        call.async("app:nothing") -- LE503: declare `nothing` in `app`
        funcs.new():with_context({}):call("app:noting")
        --                                 ^^^^^^^^^^ LE503: `funcs.Executor:call`
        require("funcs").call('app:none') -- LE503
        process.spawn("app:none", "app:hosts") -- LE503: `app:none` # LE503: `app:hosts`
        contract.open("app:card?key=1")
        --             ^^^^^^^^ LE503: `contract.open` is given `app:card`
        env.get("app:curency") -- LE503: did you mean `app:currency`?
        funcs.call("pap:quote") -- LE503: there is no namespace `pap` here
        sql.get(DB)
        sql.get("ap:db")
    end

    return { main = main }
    """


def test_ids_that_name_nothing(tmp_path: Path) -> None:
    check_project(tmp_path, project(BROKEN), select=("unresolved-literal",))


FINE = """
    local funcs = require("funcs")
    local json = { call = function() end }

    local function main(order)
        funcs.call("app:" .. order)
        funcs.call(order or "app:none")
        funcs.call("quote")
        funcs.call("other.app:none")
        funcs.call("app:no thing")
        json.call("app:none")
        process.send("app:none", "a topic")
        process.registry.lookup("app:none")
        registry.get("app:none")
        security.named_scope("app:none")
        security.can("app:none", "app:nobody")
        env.get("CURRENCY_OF_OTHERS")
        env.get("app:currency")
        templates.get("")
    end

    return { main = main }
    """


def test_what_is_no_id_or_may_be_made_at_run_time(tmp_path: Path) -> None:
    check_project(tmp_path, project(FINE), select=("unresolved-literal",))


def test_tests_name_what_is_not_there(tmp_path: Path) -> None:
    lua = 'return { main = function() return funcs.call("app:none") end }\n'
    assert [finding.code for finding in lint_text(tmp_path, project(lua), select=("unresolved-literal",))] == ["LE503"]
    assert lint_text(tmp_path, project(lua, "meta: {type: test}"), select=("unresolved-literal",)) == []


def test_a_local_of_the_name_is_not_the_module(tmp_path: Path) -> None:
    lua = """
        local funcs = {}
        function funcs.call(id) return id end
        return { main = function() return funcs.call("app:none") end }
        """
    assert lint_text(tmp_path, project(lua), select=("unresolved-literal",)) == []


def test_of_a_shared_file_what_surely_runs_is_judged_once(tmp_path: Path) -> None:
    findings = lint_text(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: app
        entries:
          - {name: one, kind: function.lua, source: file://shared.lua, method: one, modules: [funcs]}
          - {name: two, kind: function.lua, source: file://shared.lua, method: two, modules: [funcs]}
        --- src/shared.lua
        local funcs = require("funcs")
        local function both() return funcs.call("app:gone") end
        local function one() return both() end
        local function two() return both(), funcs.call("app:lost") end
        return { one = one, two = two }
        """,
    )
    assert [(finding.entry, [place.message for place in finding.related]) for finding in findings] == [
        ("app:one", ["also holds for `app:two`"]),
        ("app:two", []),
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("|\n      return function() return funcs.call('app:qoute') end", "app:qoute"),
        ("\"return function() return funcs.call('app:qoute') end\"", "app:qoute"),
        (">\n      return function() return\n      funcs.call('app:qoute') end", None),
        ("\"return function()\\n return funcs.call('app:qoute') end\"", None),
    ],
)
def test_a_fix_never_replaces_more_than_the_id(tmp_path: Path, source: str, text: str | None) -> None:
    index = f"""\
--- src/_index.yaml
namespace: app
entries:
  - {{name: quote, kind: function.lua, source: "return function() return 1 end", method: main}}
  - name: main
    kind: function.lua
    source: {source}
    method: main
    modules: [funcs]
"""
    (finding,) = lint_text(tmp_path, index)
    written = Path(finding.path).read_text(encoding="utf-8")
    assert [written[edit.edit.span.start : edit.edit.span.end] for fix in finding.fixes for edit in fix.edits] == (
        [text] if text else []
    )
