"""The cursor and the way results are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.text.span import Span
from tests.support.cursor import open_project, show

TEXT = """
--- _index.yaml
namespace: app
entries: []
--- a.lua
local é = 1
return { $0é }
"""


def test_marker_is_taken_out_and_its_place_kept(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, TEXT)
    assert Path(cursor.path) == cursor.root / "a.lua"
    written = Path(cursor.path).read_text(encoding="utf-8")
    assert written == "local é = 1\nreturn { é }\n"
    assert written[cursor.offset :] == "é }\n"
    other = cursor.at("_index.yaml", "app", 1)
    assert (Path(other.path).name, other.offset) == ("_index.yaml", 12)


def test_without_marker_the_cursor_is_at_the_start(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, TEXT.replace("$0", ""))
    assert (Path(cursor.path).name, cursor.offset) == ("_index.yaml", 0)


def test_two_markers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="more than once"):
        open_project(tmp_path, TEXT + "$0")


def test_places_are_shown_as_lines(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, TEXT)
    index = str(cursor.root / "_index.yaml")
    places = [(index, Span(0, 9)), (index, Span(15, 15)), (index, Span(11, 22))]
    assert show(cursor.root, cursor.snapshot, places) == [
        "_index.yaml:1:1-10 namespace",
        "_index.yaml:2:1-1",
        "_index.yaml:1:12-2:8 app…",
    ]
