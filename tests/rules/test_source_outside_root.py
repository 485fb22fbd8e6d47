"""LE202 beyond its page."""

from __future__ import annotations

from pathlib import Path

from tests.support.project import check_project


def test_a_link_out_of_the_load_root_is_not_followed(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- wippy.lock
        directories: {src: src}
        --- src/_index.yaml
        namespace: shop
        entries:
          - name: quote
            kind: function.lua
            source: file://quote.lua  # LE202: leaves the load root through a link
            method: main
          - name: refund
            kind: function.lua
            source: file://refund.lua
            method: main
        --- src/quote.lua -> ../lib/quote.lua
        --- src/refund.lua -> real.lua
        --- src/real.lua
        return { main = function() return 1 end }
        --- lib/quote.lua
        return { main = function() return 1 end }
        """,
    )


def test_each_replacement_is_a_load_root_of_its_own(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- app/wippy.lock
        directories: {src: src}
        replacements:
          - {from: acme/kit, to: ../kit}
        --- app/src/_index.yaml
        namespace: app
        entries: []
        --- kit/src/_index.yaml
        namespace: kit
        entries:
          - name: inside
            kind: library.lua
            source: file:///inside.lua
            method: x
          - name: outside
            kind: library.lua
            source: file://../outside.lua  # LE202: the load root is `kit/src`
            method: x
        --- kit/src/inside.lua
        return {}
        --- kit/outside.lua
        return {}
        """,
    )


def test_nothing_of_the_machine_is_read(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: shop
        entries:
          - name: users
            kind: registry.entry
            text: file://../../../../../../../../etc/passwd  # LE202: leaves the load root
        """,
    )
