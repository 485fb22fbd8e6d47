"""LE504: targets of requirements that are not there."""

from __future__ import annotations

from pathlib import Path

from tests.support.project import check_project


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
