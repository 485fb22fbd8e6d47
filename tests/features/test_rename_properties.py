"""Renaming anything there and back gives the same bytes, and in between the same findings but for the name."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from lua_entries.catalog import load_catalog
from lua_entries.features.locate import locate
from lua_entries.features.rename import Prepared, Refusal, prepare_rename, rename
from lua_entries.features.symbols import FieldKey, KindName, ModuleName, SourceFile
from lua_entries.project.snapshot import Snapshot
from tests.features.shop import SHOP
from tests.support.cursor import Cursor, load, open_project
from tests.support.edited import edited, findings_of

EXAMPLE = Path(__file__).parents[2] / "examples" / "shop"
NEW = "zz_new"


def places(snapshot: Snapshot) -> list[tuple[str, int]]:
    """One place for each name that can be renamed, in order."""
    found: dict[tuple[str, int], None] = {}
    paths = {*snapshot.index_units, *(unit.path for unit in snapshot.lua_units.values())}
    for path in sorted(paths):
        offset = 0
        while offset <= len(snapshot.text(path)):
            symbol = locate(snapshot, path, offset)
            if symbol is None:
                offset += 1
                continue
            if not isinstance(symbol, FieldKey | KindName | ModuleName | SourceFile):
                for at in (symbol.span.start, symbol.span.end):
                    prepared = prepare_rename(snapshot, path, at)
                    # An import may have the name of a module, but none is given one.
                    if isinstance(prepared, Prepared) and prepared.placeholder not in load_catalog().module_names:
                        found[path, prepared.span.start] = None
            offset = max(symbol.span.end, offset) + 1
    return list(found)


@pytest.fixture(scope="module", params=["example", "fixture", "other line ends"])
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Cursor:
    if request.param == "fixture":
        return open_project(tmp_path_factory.mktemp("shop"), SHOP)
    if request.param == "other line ends":
        opened = open_project(tmp_path_factory.mktemp("shop"), SHOP)
        for path in opened.root.rglob("*.*"):
            comment = "-- 😀 \u2028 é" if path.suffix == ".lua" else "# 😀 é"
            text = f"{comment}\n" + path.read_text(encoding="utf-8")
            path.write_bytes(text.replace("\n", "\r\n").encode())
        return opened._replace(snapshot=load(opened.root))
    return Cursor(EXAMPLE, load(EXAMPLE), "", 0)


@pytest.fixture(scope="module")
def names(project: Cursor) -> list[tuple[str, int]]:
    found = places(project.snapshot)
    assert len(found) > 30
    return found


def test_there_and_back(project: Cursor, names: list[tuple[str, int]]) -> None:
    for path, offset in Random(1).sample(names, 25):
        _there_and_back(project, path, offset)


def _there_and_back(project: Cursor, path: str, offset: int) -> None:
    prepared = prepare_rename(project.snapshot, path, offset)
    assert isinstance(prepared, Prepared)
    there = rename(project.snapshot, path, offset, NEW)
    assert not isinstance(there, Refusal), there.reason
    assert there.edits
    changed = edited(project.snapshot, (*there.edits, *there.unsure))
    root, old = project.root, prepared.placeholder
    assert findings_of(root, changed, NEW, old) == findings_of(root, {}, NEW, old)
    after = load(root, overlay=changed)
    edits = (item.edit for item in (*there.edits, *there.unsure) if item.path == path)
    before = (edit for edit in edits if edit.span.end <= offset)
    moved = sum(len(edit.new_text) - (edit.span.end - edit.span.start) for edit in before)
    back = rename(after, path, prepared.span.start + moved, old)
    assert not isinstance(back, Refusal), back.reason
    restored = {**changed, **edited(after, (*back.edits, *back.unsure))}
    assert restored == {changed_path: project.snapshot.text(changed_path) for changed_path in restored}
