"""LE501, and LE407 where a field of any kind holds half an id."""

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


def test_every_form_of_a_missing_reference(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        with_lua(
            """
        --- src/_index.yaml
        namespace: app
        entries:
          - {name: gateway, kind: http.service, addr: ":80"}
          - name: api
            kind: http.router
            meta:
              server: gatway  # LE501: the load fails
          - name: quote
            kind: function.lua
            source: file://run.lua
            method: main
            meta:
              temporal:
                activity:
                  worker: app:workers
                  #       ^^^^^^^^^^^ LE501: skips it in silence
          - name: list.endpoint
            kind: http.endpoint
            meta: {router: "api"}
            method: GET
            path: /list
            func: {ns: app, name: qoute}
            #     ^^^^^^^^^^^^^^^^^^^^^^ LE501: did you mean `app:quote`?
          - name: half.endpoint
            kind: http.endpoint
            meta: {router: "app:apis"}  # LE501: did you mean `app:api`?
            method: GET
            path: /half
            func: ":quote"
          - name: service
            kind: process.service
            process: proc
            host: app:hosts  # LE501: `app:hosts`
            lifecycle:
              requires:
                - gateway
                - gate  # LE501: `lifecycle.requires[1]`
              security:
                groups: [app:nobody, staff]
                policies:
                  - app:nothing  # LE501: the runtime skips it in silence
          - name: proc
            kind: process.lua
            source: file://run.lua
            method: main
            """
        ),
    )


def test_severity_follows_what_the_runtime_does(tmp_path: Path) -> None:
    findings = lint_text(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: app
        meta:
          depends_on: ["app:gone", "ns:app.other", "group:late", "app.*"]
        entries:
          - name: db
            kind: db.sql.postgres
            host_env: app:db_host
            port_env: DB_PORT
            database: shop
            username: shop
            password: secret
          - name: sessions
            kind: store.sql
            database: app:warehouse
            table_name: sessions
        """,
    )
    assert [(finding.code, finding.severity, finding.span is not None) for finding in findings] == [
        ("LE501", Severity.WARNING, True),
        ("LE501", Severity.WARNING, True),
        ("LE501", Severity.ERROR, True),
    ]
    header, variable, store = findings
    assert "`app:gone`" in header.message and header.entry == "app:db"
    assert [place.message for place in header.related] == ["also holds for `app:sessions`"]
    assert "`host_env` of `app:db` names `app:db_host`" in variable.message
    assert [(fix.title, fix.safety) for fix in store.fixes] == []
    assert store.help == "declare `warehouse` in `app` or correct the id"


def test_the_fix_keeps_the_form_and_fits_the_field(tmp_path: Path) -> None:
    findings = lint_text(
        tmp_path,
        with_lua(
            """
        --- src/_index.yaml
        namespace: app
        entries:
          - {name: api, kind: http.router, meta: {server: "app:web"}}
          - {name: web, kind: http.service, addr: ":80"}
          - {name: quotes, kind: registry.entry}
          - {name: quote, kind: function.lua, source: file://run.lua, method: main}
          - {name: short, kind: http.endpoint, meta: {router: api}, method: GET, path: /a, func: quotee}
          - {name: full, kind: http.endpoint, meta: {router: api}, method: GET, path: /b, func: "app:quotee"}
            """
        ),
    )
    assert [(fix.safety, fix.edits[0].edit.new_text) for finding in findings for fix in finding.fixes] == [
        ("safe", "quote"),
        ("safe", "app:quote"),
    ]


def test_only_owned_namespaces_and_near_misses_of_them_are_judged(tmp_path: Path) -> None:
    text = """
        --- wippy.lock
        directories: {src: src}
        --- src/_index.yaml
        namespace: app.api
        entries:
          - {name: api, kind: http.router, meta: {server: "host.app:gateway"}}
          - {name: web, kind: http.router, meta: {server: "app:gateway"}}
          - {name: gateway, kind: http.service, addr: ":80"}
          - {name: near, kind: http.router, meta: {server: "app.apl:gateway"}, prefix: /n}  # LE501: `app.apl`
          - {name: ext, kind: http.router, meta: {server: "app.api.ext:gateway"}}
        """
    check_project(tmp_path, text)
    infos = [finding for finding in lint_text(tmp_path, text, report_unknown=True) if finding.severity is Severity.INFO]
    assert [finding.message for finding in infos] == [
        f"nothing in this workspace provides `{target}:gateway`" for target in ("host.app", "app", "app.api.ext")
    ]
    external = '--- lua-entries.toml\nexternal-namespaces = ["app.a*"]\n'
    assert (
        lint_text(tmp_path, external + text.replace("        ", "").lstrip().split("# LE501")[0].strip() + "\n") == []
    )


def test_entries_of_another_root_are_there(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- one/wippy.lock
        directories: {src: src}
        --- one/src/_index.yaml
        namespace: one
        entries:
          - {name: web, kind: http.service, addr: ":80"}
        --- two/wippy.lock
        directories: {src: src}
        --- two/src/_index.yaml
        namespace: two
        entries:
          - {name: api, kind: http.router, meta: {server: "one:web"}}
          - {name: other, kind: http.router, meta: {server: "one:gone"}}
        """,
    )


def test_what_is_filled_in_later_is_not_looked_up(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        with_lua(
            """
        --- wippy.lock
        directories: {src: src}
        --- .wippy.yaml
        version: "1.0"
        override:
          app:service:host: elsewhere:processes
        --- src/_index.yaml
        namespace: app
        entries:
          - name: router
            kind: ns.requirement
            targets:
              - {entry: list, path: .meta.router}
              - {entry: "app:service", path: "lifecycle.requires +="}
          - name: list
            kind: http.endpoint
            meta: {router: "app:given"}
            method: GET
            path: /list
            func: run
          - {name: run, kind: function.lua, source: file://run.lua, method: main}
          - {name: proc, kind: process.lua, source: file://run.lua, method: main}
          - name: service
            kind: process.service
            process: ${env:PROCESS}
            host: app:none
            lifecycle:
              requires: ["app:none"]
            """
        ),
    )


def test_half_an_id_where_nothing_completes_it(tmp_path: Path) -> None:
    findings = lint_text(
        tmp_path,
        with_lua(
            """
        --- src/_index.yaml
        namespace: app
        entries:
          - {name: memory, kind: queue.driver.memory}
          - {name: orders, kind: queue.queue, driver: memory}
          - {name: os, kind: env.storage.os}
          - {name: port, kind: env.variable, storage: ":os"}
          - {name: host, kind: env.variable, storage: "app:"}
          - {name: web, kind: http.service, addr: ":80", network: tunnel}
          - {name: read, kind: queue.consumer, queue: {name: orders}, func: "app:run"}
          - {name: run, kind: function.lua, source: file://run.lua, method: main}
            """
        ),
    )
    assert [(finding.code, finding.entry, finding.help) for finding in findings] == [
        ("LE407", "app:orders", "did you mean `app:memory`?"),
        ("LE407", "app:port", "did you mean `app:os`?"),
        ("LE407", "app:host", "write the whole id: `namespace:name`"),
        ("LE407", "app:web", "write the whole id: `namespace:tunnel`"),
        ("LE407", "app:read", "did you mean `app:orders`?"),
    ]
    assert [finding.fixes[0].edits[0].edit.new_text for finding in findings if finding.fixes] == [
        "app:memory",
        "app:os",
        "app:orders",
    ]
