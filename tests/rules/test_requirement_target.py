"""LE504: targets of requirements that are not there."""

from __future__ import annotations

from pathlib import Path

from lua_entries.rules.finding import Severity
from tests.support.project import check_project, lint_text


def test_targets(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: app
        entries:
          - name: storage
            kind: ns.requirement
            default: app:os
            targets:
              - {entry: port, path: .storage}
              - {entry: prot, path: .storage}
              #         ^^^^ LE504: did you mean `port`?
              - entry: app:gone  # LE504: correct the id or remove the target
                path: .storage
              - {entry: "other.app:port", path: .storage}
              - {entry: second, path: .default}
          - {name: second, kind: ns.requirement, targets: [{entry: "app:port", path: meta.x}]}
          - {name: os, kind: env.storage.os}
          - {name: port, kind: env.variable}
        """,
    )


SLIP = """
--- src/_index.yaml
namespace: shop
entries:
  - name: storage
    kind: ns.requirement
    targets:
      - entry: shop.env:api_kye  # LE504: `shop.env:api_key` stays without its `storage`
        path: .storage
--- src/env/_index.yaml
namespace: shop.env
entries:
  - name: api_key
    kind: env.variable
"""


def test_a_slip_in_a_target_is_one_error_though_the_entry_that_was_meant_goes_without(tmp_path: Path) -> None:
    check_project(tmp_path, SLIP)
    (finding,) = lint_text(tmp_path, SLIP)
    assert finding.severity is Severity.ERROR
    (warning,) = lint_text(
        tmp_path,
        SLIP.replace("kind: env.variable", "kind: env.variable\n    storage: shop:os"),
        ignore=("unresolved-reference",),
    )
    assert warning.severity is Severity.WARNING
