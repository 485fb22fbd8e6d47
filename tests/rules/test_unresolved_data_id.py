"""LE506: texts in free data that look like ids."""

from __future__ import annotations

from pathlib import Path

from tests.support.project import check_project


def test_ids_in_free_data(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- wippy.lock
        directories: {src: src}
        --- .wippy.yaml
        version: "1.0"
        override:
          app:agent:model: app:chosen
        --- src/_index.yaml
        namespace: app
        meta:
          owner: app:nobody  # LE506
        entries:
          - {name: search, kind: function.lua, source: "return function() return 1 end", method: main}
          - name: agent
            kind: registry.entry
            meta:
              class: app:seach
              #      ^^^^^^^^^ LE506: did you mean `app:search`?
            model: app:default
            tools:
              - app:search
              - app:none  # LE506: there is no such entry in `app`
              - {id: "app:gone"}  # LE506
              - app:*
              - other.app:none
              - "app:none of these"
              - app:search?limit=1
              - https://example.org
            groups: [app:staff, app:guests]
            prompt: "app: a text"
          - name: staff_reads
            kind: security.policy
            policy: {effect: allow, actions: read, resources: "*"}
            groups: [staff]
          - name: processes
            kind: process.host
            lifecycle:
              security:
                groups: [app:guests]
          - name: second
            kind: registry.entry
            data:
              id: app:lost  # LE506
        """,
    )
