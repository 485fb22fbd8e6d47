"""LE110: values that must differ, within an entry and within a root."""

from __future__ import annotations

from pathlib import Path

from tests.support.project import check_project


def test_values_of_a_root(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: app
        entries:
          - name: os
            kind: env.storage.os
          - name: one
            kind: env.variable
            storage: app:os
            variable: SHOP_CURRENCY
          - name: two
            kind: env.variable
            storage: app:os
            variable: SHOP_CURRENCY
          #           ^^^^^^^^^^^^^ LE110: taken by `app:one`
          - name: silent
            kind: env.variable
            storage: app:os
            variable: ""
          - name: mute
            kind: env.variable
            storage: app:os

          - name: payment
            kind: contract.definition
            methods:
              - name: charge
              - name: charge  # LE110: methods[1].name: charge
          - name: refund
            kind: contract.definition
            methods:
              - name: charge
          - name: card
            kind: contract.binding
            contracts:
              - contract: app:refund
                default: true
                methods: {charge: app:run}
          - name: cash
            kind: contract.binding
            contracts:
              - contract: app:refund  # LE110: taken by `app:card`
                default: true
                methods: {charge: app:run}
          - name: gift
            kind: contract.binding
            contracts:
              - contract: app:refund
                methods: {charge: app:run}
          - name: run
            kind: function.lua
            source: "return function() return 1 end"
            method: main
        """,
    )


def test_values_count_apart_where_another_field_differs(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: app
        entries:
          - {name: inner, kind: http.service, addr: ":1"}
          - {name: outer, kind: http.service, addr: ":2"}
          - {name: a, kind: http.router, meta: {server: inner}, prefix: /api}
          - {name: b, kind: http.router, meta: {server: outer}, prefix: /api}
          - {name: c, kind: http.router, meta: {server: "app:inner"}, prefix: /api}  # LE110: taken by `app:a`
          - {name: d, kind: http.router, meta: {server: inner}}
          - {name: e, kind: http.router, meta: {server: inner}}

          # Requirements decide to which servers these belong.
          - {name: f, kind: http.router, prefix: /mine}
          - {name: g, kind: http.router, prefix: /mine}
          - name: server_f
            kind: ns.requirement
            default: app:inner
            targets: [{entry: f, path: .meta.server}]
          - name: server_g
            kind: ns.requirement
            default: app:outer
            targets: [{entry: g, path: .meta.server}]

          # The name of a template is that of its entry, unless its meta has another.
          - {name: mails, kind: template.set}
          - {name: ordered, kind: template.jet, set: mails, source: x}
          - name: old
            kind: template.jet
            meta:
              name: ordered  # LE110: taken by `app:ordered`
            set: app:mails
            source: x
          - {name: new, kind: template.jet, meta: {name: renewed}, set: mails, source: x}
        """,
    )


def test_of_one_id_the_last_definition_counts(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: app
        entries:
          - {name: os, kind: env.storage.os}
          - {name: one, kind: env.variable, storage: "app:os", variable: OLD}
          - {name: one, kind: env.variable, storage: "app:os", variable: NEW}  # LE106
          - {name: two, kind: env.variable, storage: "app:os", variable: OLD}
        """,
    )


VENDORED = """
--- wippy.lock
directories: {src: src, modules: .wippy}
modules:
  - {name: acme/mail, version: v1.0.0}
--- .wippy/vendor/acme/mail/_index.yaml
namespace: acme.mail
entries:
  - {name: os, kind: env.storage.os}
  - {name: sender, kind: env.variable, storage: "acme.mail:os", variable: SENDER}
  - {name: again, kind: env.variable, storage: "acme.mail:os", variable: AGAIN}
  - {name: twice, kind: env.variable, storage: "acme.mail:os", variable: AGAIN}
--- src/_index.yaml
namespace: app
entries:
  - {name: from, kind: env.variable, storage: "acme.mail:os", variable: SENDER}  # LE110: taken by `acme.mail:sender`
"""


def test_installed_modules_count_and_are_not_reported_on(tmp_path: Path) -> None:
    check_project(tmp_path, VENDORED)


def test_roots_do_not_share_values(tmp_path: Path) -> None:
    entry = (
        '  - {name: port, kind: env.variable, storage: "NS:os", variable: PORT}\n  - {name: os, kind: env.storage.os}\n'
    )
    text = "".join(
        f"--- {root}/wippy.lock\ndirectories: {{src: .}}\n--- {root}/_index.yaml\nnamespace: {root}\nentries:\n"
        + entry.replace("NS", root)
        for root in ("one", "two")
    )
    check_project(tmp_path, text)
