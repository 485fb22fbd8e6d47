"""LE204 beyond its page."""

from __future__ import annotations

from pathlib import Path

from tests.support.project import check_project


def test_a_file_of_another_root_may_be_used_from_here(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- kit/wippy.lock
        directories: {src: .}
        --- kit/_index.yaml
        namespace: kit
        entries: []
        --- kit/shared.lua
        return {}
        --- kit/unused.lua
        return {}
        --- app/wippy.lock
        directories: {src: ..}
        --- app/_index.yaml
        namespace: app
        entries:
          - {name: shared, kind: library.lua, source: file://../kit/shared.lua, method: x}
        === LE204 kit/unused.lua kit/_index.yaml
        """,
    )


def test_a_file_without_an_index_file_above_it(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- src/a/_index.yaml
        namespace: shop
        entries: []
        --- src/b/quote.lua
        return {}
        === LE204 src/b/quote.lua declare an entry
        """,
    )


def test_a_file_is_used_through_a_link(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: shop
        entries:
          - {name: quote, kind: library.lua, source: file://quote.lua, method: x}
        --- src/quote.lua -> real.lua
        --- src/real.lua
        return {}
        """,
    )


def test_the_file_that_an_empty_source_meant(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: shop
        entries:
          - {name: quote, kind: library.lua, source: "file://", method: x}  # LE202
        --- src/quote.lua
        return {}
        """,
    )
