"""Where `file://` values lead."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.project.snapshot import Snapshot
from lua_entries.project.workspace import LoadRequest, load_workspace
from tests.support.project import make_project

PROJECT = """
--- wippy.lock
directories:
  src: ./src
--- src/top.lua
return {}
--- src/orders/_index.yaml
namespace: shop
entries:
  - name: one
    kind: function.lua
    source: "VALUE"
    method: main
--- src/orders/here.lua
return {}
--- src/orders/inside.lua -> ../top.lua
--- src/orders/outside.lua -> ../../out.lua
--- src/orders/gone.lua -> nowhere.lua
--- out.lua
return {}
"""


def load(tmp_path: Path, value: str) -> tuple[Path, Snapshot]:
    root = make_project(tmp_path, PROJECT.replace("VALUE", value))
    return root, load_workspace(LoadRequest(str(root)))


@pytest.mark.parametrize(
    ("value", "path", "problem"),
    [
        ("file://here.lua", "src/orders/here.lua", ""),
        ("file://./here.lua", "src/orders/here.lua", ""),
        ("file://../top.lua", "src/top.lua", ""),
        ("file://nowhere/../here.lua", "src/orders/here.lua", ""),
        ("file:///top.lua", "src/top.lua", ""),
        ("file:///orders/here.lua", "src/orders/here.lua", ""),
        ("file://none.lua", "src/orders/none.lua", "missing"),
        ("file:///here.lua", "src/here.lua", "missing"),
        ("file://../orders", "src/orders", "empty"),
        ("file:///orders", "src/orders", "directory"),
        ("file://", "src/orders", "empty"),
        ("file:///", "src", "empty"),
        ("file://.", "src/orders", "empty"),
        ("file://../../out.lua", "out.lua", "escapes"),
        ("file:///../out.lua", "out.lua", "escapes"),
        ("file://inside.lua", "src/orders/inside.lua", ""),
        ("file://outside.lua", "src/orders/outside.lua", "link"),
        ("file://gone.lua", "src/orders/gone.lua", "missing"),
    ],
)
def test_where_a_value_leads(value: str, path: str, problem: str, tmp_path: Path) -> None:
    root, snapshot = load(tmp_path, value)
    ((target,),) = snapshot.targets.values()
    assert (Path(target.path).relative_to(root).as_posix(), target.problem) == (path, problem)
    entry = snapshot.roots[0].entries[0]
    assert (snapshot.lua_of(entry) is not None) == (not problem)


@pytest.mark.parametrize("value", ["return {}", "see file://here.lua", "FILE://here.lua"])
def test_other_text_is_the_source_itself(value: str, tmp_path: Path) -> None:
    _, snapshot = load(tmp_path, value)
    lua = snapshot.lua_of(snapshot.roots[0].entries[0])
    assert lua is not None and lua.text == value
    assert not snapshot.file_targets(snapshot.roots[0].units[0])


@pytest.mark.parametrize("value", ["", "  "])
def test_blank_text_is_no_source(value: str, tmp_path: Path) -> None:
    _, snapshot = load(tmp_path, value)
    assert snapshot.lua_of(snapshot.roots[0].entries[0]) is None


def test_unsaved_text_counts_as_a_file(tmp_path: Path) -> None:
    root = make_project(tmp_path, PROJECT.replace("VALUE", "file://new.lua"))
    path = str(root / "src" / "orders" / "new.lua")
    snapshot = load_workspace(LoadRequest(str(root), overlay={path: "return 1"}))
    lua = snapshot.lua_of(snapshot.roots[0].entries[0])
    assert lua is not None and lua.text == "return 1"


def test_entries_with_one_file_share_its_lua(tmp_path: Path) -> None:
    text = PROJECT.replace("VALUE", "file://here.lua") + (
        "--- src/_index.yaml\nnamespace: top\nentries:\n"
        "  - {name: two, kind: library.lua, source: 'file://orders/here.lua'}\n"
    )
    snapshot = load_workspace(LoadRequest(str(make_project(tmp_path, text))))
    one, two = (snapshot.lua_of(entry) for view in snapshot.roots for entry in view.entries)
    assert one is two and one is not None
    assert [user.id for user in one.users] == ["shop:one", "top:two"]
