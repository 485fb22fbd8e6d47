"""LE502: targets of the wrong kind, in fields and in Lua."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from lua_entries.rules.finding import Severity
from tests.support.project import check_project, lint_text

LUA = """\
--- src/run.lua
return { main = function() return 1 end }
"""


def with_lua(text: str) -> str:
    return dedent(text).lstrip() + LUA


def test_fields_name_entries_of_kinds_that_they_can_use(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        with_lua(
            """
        --- src/_index.yaml
        namespace: app
        entries:
          - {name: web, kind: http.service, addr: ":80"}
          - {name: api, kind: http.router, meta: {server: api}}  # LE502: it must be `http.service`
          - {name: helpers, kind: library.lua, source: file://run.lua, method: main}
          - {name: quote, kind: function.lua, source: file://run.lua, method: main}
          - {name: worker, kind: process.lua, source: file://run.lua, method: main}
          - name: quote.endpoint
            kind: http.endpoint
            meta: {router: api}
            method: GET
            path: /quote
            func: helpers
            #     ^^^^^^^ LE502: which is a `library.lua`
          - name: worker.endpoint
            kind: http.endpoint
            meta: {router: api}
            method: GET
            path: /worker
            func: worker
          - {name: hosts, kind: process.host}
          - name: service
            kind: process.service
            process: quote  # LE502: `process`
            host: app:hosts
          - name: swapped
            kind: process.service
            process: worker
            host: app:web  # LE502: `host`
            lifecycle:
              requires:
                - hosts
                - quote  # no service, but it stands for those that it needs
          - name: payment
            kind: contract.definition
            methods: [{name: charge}]
          - name: card
            kind: contract.binding
            contracts:
              - contract: app:payment
                methods:
                  charge: app:helpers  # LE502: `contracts[0].methods.charge`
            """
        ),
    )


def test_a_kind_that_is_not_known_for_sure_is_no_wrong_kind(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- wippy.lock
        directories: {src: src, modules: .wippy}
        modules: [{name: acme/net, version: v1}]
        --- .wippy.yaml
        version: "1.0"
        override:
          app:later:kind: http.service
        --- lua-entries.toml
        [kinds."acme.server"]
        --- .wippy/vendor/acme/net/_index.yaml
        namespace: acme.net
        entries:
          - {name: server, kind: acme.unheard.of}
        --- src/_index.yaml
        namespace: app
        entries:
          - {name: later, kind: registry.entry}
          - {name: own, kind: acme.server}
          - {name: a, kind: http.router, meta: {server: later}}
          - {name: b, kind: http.router, meta: {server: own}}
          - {name: c, kind: http.router, meta: {server: "acme.net:server"}}
        """,
    )


CALLS = """
--- src/_index.yaml
namespace: app
entries:
  - {name: db, kind: db.sql.sqlite, file: x.db}
  - {name: hosts, kind: process.host}
  - {name: helpers, kind: library.lua, source: file://run.lua, method: main}
  - {name: worker, kind: process.lua, source: file://run.lua, method: main}
  - name: quote
    kind: function.lua
    META
    source: file://quote.lua
    method: main
    modules: [funcs, process, sql, store]
"""

CALLS_LUA = """
--- src/quote.lua
local funcs = require("funcs")
local sql = require("sql")
local store = require("store")

local function main()
    funcs.call("app:helpers") -- LE502: `funcs.call` is given `app:helpers`, which is a `library.lua`
    funcs.new():call("app:worker")
    process.spawn("app:worker", "app:hosts")
    process.spawn("app:quote", "app:db") -- LE502: `app:quote` # LE502: `app:db`
    process.send("app:helpers", "topic")
    process.upgrade("app:db")
    sql.get("app:db")
    store.get("app:db") -- LE502: one of `store.memory`
end

return { main = main }
"""


def test_calls_in_lua_are_checked_as_warnings(tmp_path: Path) -> None:
    text = with_lua(CALLS.replace("    META\n", "")) + CALLS_LUA.lstrip()
    root = check_project(tmp_path, text)
    assert root.is_dir()
    severities = {finding.severity for finding in lint_text(tmp_path, text) if finding.code == "LE502"}
    assert severities == {Severity.WARNING}


def test_tests_may_call_what_cannot_be_called(tmp_path: Path) -> None:
    text = with_lua(CALLS.replace("META", "meta: {type: test}")) + CALLS_LUA.lstrip()
    assert lint_text(tmp_path, text) == []
