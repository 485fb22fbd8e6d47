"""Links to files."""

from __future__ import annotations

from pathlib import Path

from lua_entries.features.links import document_links
from tests.features.shop import SHOP
from tests.support.cursor import open_project, show


def test_values_lead_to_files_that_are_there(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, SHOP.replace("source: |", "extra: file://gone.lua\n    source: |"))
    index = str(cursor.root / "src/_index.yaml")
    (link,) = document_links(cursor.snapshot, index)
    assert show(cursor.root, cursor.snapshot, [(index, link.span)]) == ["src/_index.yaml:26:13-28 file://list.lua"]
    assert link.target == str(cursor.root / "src/list.lua")
    assert document_links(cursor.snapshot, link.target) == ()
