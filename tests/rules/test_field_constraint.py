"""LE109: fields that do not go together, and what only looks like it."""

from __future__ import annotations

from pathlib import Path

from tests.support.project import check_project, lint_text

BROKEN = """
--- src/_index.yaml
namespace: app
entries:
  - name: aws
  #       ^^^ LE109: Give `region` or `region_env`
    kind: config.aws

  - name: tailnet  # LE109: `app:tailnet` has neither `auth_key` nor `auth_key_env`
    kind: network.tailscale
    auth_key: ""

  - name: automatic
    kind: http.service
    addr: ":1"
    tls:
      mode: auto
      cert: text  # LE109: `tls.cert`, which has no place here
      key: text

  - name: half
    kind: http.service
    addr: ":2"
    tls:
      mode: manual
      cert: text  # LE109: has `tls.cert` but no `tls.key`

  - name: double
    kind: http.service
    addr: ":3"
    tls:
      mode: manual
      cert: text
      key: text
      client_ca: text
      client_ca_env: CLIENT_CA
    # ^^^^^^^^^^^^^ LE109: has both `tls.client_ca` and `tls.client_ca_env`
      client_auth: request

  - name: unchecked
    kind: http.service
    addr: ":4"
    tls:
      mode: manual
    # ^^^^ LE109: has neither `tls.client_ca` nor `tls.client_ca_env`
      cert: text
      key: text
      client_auth: require_and_verify

  - name: pages
    kind: template.set
    engine:
      delimiters:
        left: "{*"  # LE109: the same value in `engine.delimiters.left` and `engine.delimiters.comment_left`

  - name: open
    kind: security.policy
    policy:
      effect: allow
      actions: "*"
      resources: "*"
      conditions:
        - field: actor.id
          operator: eq
          value: ""
        - field: actor.id
        # ^^^^^ LE109: neither `policy.conditions[1].value` nor `policy.conditions[1].value_from`
          operator: eq
          value: null

  - name: slot
    kind: db.cdc.postgres
    host: localhost
    port: 5432
    database: shop
    username: shop
    password: secret
    slot_name: shop
    publication: shop
    failover: true
    temporary: true  # LE109: has both `failover` and `temporary`
"""

FINE = """
--- src/_index.yaml
namespace: app
entries:
  # Later runtimes read the key beside a field that names a variable for it.
  - name: mixed
    kind: http.service
    addr: ":1"
    tls:
      mode: manual
      cert: text
      key_env: TLS_KEY
  - name: asked
    kind: http.service
    addr: ":2"
    tls:
      mode: manual
      cert: text
      key: text
      client_ca: text
      client_auth_env: CLIENT_AUTH
  - name: mode
    kind: http.service
    addr: ":3"
    tls:
      mode_env: TLS_MODE
      cert: text
      key: text
  # What a condition asks for is not known.
  - name: placeholder
    kind: http.service
    addr: ":4"
    tls:
      mode: ${env:TLS_MODE|manual}
  - name: bucket
    kind: cloudstorage.s3
    config: app:aws
    bucket: ${env:BUCKET}
  - name: aws
    kind: config.aws
  - name: region
    kind: ns.requirement
    default: eu-central-1
    targets:
      - entry: aws
        path: .region
  # Neither is refused: the one wins over the other.
  - name: both
    kind: security.policy
    policy:
      effect: allow
      actions: "*"
      resources: "*"
      conditions:
        - field: actor.id
          operator: eq
          value: false
          value_from: meta.owner
  - name: slot
    kind: db.cdc.postgres
    host: localhost
    port: 5432
    database: shop
    username: shop
    password: secret
    slot_name: shop
    tables: [orders]
    failover: false
    temporary: true
  - name: pages
    kind: template.set
    engine:
      delimiters:
        left: "{*"
        comment_left: "{#"
"""


def test_each_demand_is_reported_once_at_its_place(tmp_path: Path) -> None:
    check_project(tmp_path, BROKEN)


def test_what_may_be_given_in_another_way_is_left_alone(tmp_path: Path) -> None:
    check_project(tmp_path, FINE)


def test_an_override_settles_a_demand_and_unsettles_a_condition(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- wippy.lock
        directories: {src: src}
        --- .wippy.yaml
        version: "1.0"
        override:
          app:aws:region: eu-west-1
          app:web:tls.mode: manual
        --- src/_index.yaml
        namespace: app
        entries:
          - name: aws
            kind: config.aws
          - name: web
            kind: http.service
            addr: ":80"
            tls:
              cert: text
              key: text
        """,
    )


def test_a_misspelt_key_is_named_and_not_reported_as_well(tmp_path: Path) -> None:
    (finding,) = lint_text(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: app
        entries:
          - name: aws
            kind: config.aws
            regoin: eu-west-1
        """,
    )
    assert finding.code == "LE109"
    assert finding.help == "`regoin` is not read, did you mean `region`?"


def test_conditional_fields_are_asked_for_where_their_condition_holds(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: app
        entries:
          - name: web
            kind: http.service
            addr: ":80"
          - name: assets
            kind: fs.directory
            directory: ./public
          - name: pages
            kind: http.static
            meta: {server: web}
            path: /
            fs: assets
            static_options:
              spa: true  # LE101: `static_options.index`
          - name: files
            kind: http.static
            meta: {server: web}
            path: /files
            fs: assets
            static_options:
              spa: false
          - name: later
            kind: http.static
            meta: {server: web}
            path: /later
            fs: assets
            static_options:
              spa: ${env:SPA|true}
          - name: payment
            kind: contract.definition
            methods:
              - name: charge
                input_schemas:
                  - definition: "{}"  # LE101: `methods[0].input_schemas[0].format`
                  - format: application/schema+json
                    definition: "{}"
          - name: rebuild  # LE101: `meta.command.name`
            kind: process.lua
            meta:
              command:
                short: Rebuilds everything
            source: file://rebuild.lua
            method: main
        --- src/rebuild.lua
        return { main = function() return 0 end }
        """,
    )
