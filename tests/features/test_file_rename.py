"""`file://` values follow files and folders that are moved."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lua_entries.features.file_rename import Move, follow_moves
from tests.support.cursor import Cursor, load, open_project
from tests.support.edited import changed_lines, edited

PROJECT = """
--- wippy.lock
directories: {src: ./src, modules: .wippy}
modules:
  - {name: acme/kit, version: v1.0.0}
--- .gitignore
.wippy
--- .wippy/vendor/acme/kit/_index.yaml
namespace: acme.kit
entries:
  - {name: lib, kind: library.lua, source: file://kit.lua}
--- .wippy/vendor/acme/kit/kit.lua
return {}
--- src/_index.yaml
namespace: app
entries:
  - name: a
    kind: library.lua
    source: file://a.lua # its Lua
  - {name: b, kind: library.lua, source: 'file://./lib/b.lua'}
  - {name: gone, kind: library.lua, source: file://gone.lua}
--- src/a.lua
return {}
--- src/lib/_index.yaml
namespace: app.lib
entries:
  - {name: a, kind: library.lua, source: "file://../a.lua"}
  - {name: b, kind: library.lua, source: file://b.lua}
  - {name: c, kind: library.lua, source: file:///lib/b.lua}
  - {name: d, kind: registry.entry, text: file://deep/../b.lua}
--- src/lib/b.lua
return {}
--- src/lib/deep/x.lua
return {}
"""


def followed(cursor: Cursor, *moves: tuple[str, str]) -> list[str]:
    result = follow_moves(cursor.snapshot, [Move(str(cursor.root / old), str(cursor.root / new)) for old, new in moves])
    lines = changed_lines(cursor.root, cursor.snapshot, edited(cursor.snapshot, result.edits))
    return [*lines, *(f"! {note}" for note in result.notes)]


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        (
            [("src/a.lua", "src/b c.lua")],
            [
                'src/_index.yaml:5 source: "file://b c.lua" # its Lua',
                'src/lib/_index.yaml:3 - {name: a, kind: library.lua, source: "file://../b c.lua"}',
            ],
        ),
        (
            [("src/lib/b.lua", "src/lib/deep/b.lua")],
            [
                "src/_index.yaml:6 - {name: b, kind: library.lua, source: 'file://./lib/deep/b.lua'}",
                "src/lib/_index.yaml:4 - {name: b, kind: library.lua, source: file://deep/b.lua}",
                "src/lib/_index.yaml:5 - {name: c, kind: library.lua, source: file:///lib/deep/b.lua}",
                "src/lib/_index.yaml:6 - {name: d, kind: registry.entry, text: file://deep/b.lua}",
            ],
        ),
        (
            [("src/lib", "src/kit/lib2")],
            [
                "src/_index.yaml:6 - {name: b, kind: library.lua, source: 'file://./kit/lib2/b.lua'}",
                'src/lib/_index.yaml:3 - {name: a, kind: library.lua, source: "file://../../a.lua"}',
                "src/lib/_index.yaml:5 - {name: c, kind: library.lua, source: file:///kit/lib2/b.lua}",
            ],
        ),
        (
            [("src/lib/_index.yaml", "src/lib/deep/_index.yaml")],
            [
                'src/lib/_index.yaml:3 - {name: a, kind: library.lua, source: "file://../../a.lua"}',
                "src/lib/_index.yaml:4 - {name: b, kind: library.lua, source: file://../b.lua}",
                "src/lib/_index.yaml:6 - {name: d, kind: registry.entry, text: file://../b.lua}",
            ],
        ),
        (
            [("src/lib", "src/kit"), ("src/a.lua", "src/kit/a.lua")],
            [
                "src/_index.yaml:5 source: file://kit/a.lua # its Lua",
                "src/_index.yaml:6 - {name: b, kind: library.lua, source: 'file://./kit/b.lua'}",
                'src/lib/_index.yaml:3 - {name: a, kind: library.lua, source: "file://a.lua"}',
                "src/lib/_index.yaml:5 - {name: c, kind: library.lua, source: file:///kit/b.lua}",
            ],
        ),
        ([("src", "source")], []),
        ([("src/lib/deep", "src/lib/deeper")], []),
        ([("src/gone.lua", "src/found.lua")], []),
        ([(".wippy/vendor/acme/kit/kit.lua", ".wippy/vendor/acme/kit/other.lua")], []),
        (
            [("src/a.lua", "a.lua")],
            [
                "! `file://a.lua` in `src/_index.yaml` cannot follow: the file leaves what the project loads",
                "! `file://../a.lua` in `src/lib/_index.yaml` cannot follow: the file leaves what the project loads",
            ],
        ),
    ],
)
def test_values_follow(moves: list[tuple[str, str]], expected: list[str], tmp_path: Path) -> None:
    assert followed(open_project(tmp_path, PROJECT), *moves) == expected


def test_texts_in_quotes_that_would_need_escapes_are_left(tmp_path: Path) -> None:
    cursor = open_project(tmp_path, PROJECT)
    assert followed(cursor, ("src/a.lua", 'src/"a".lua')) == [
        'src/_index.yaml:5 source: file://"a".lua # its Lua',
        "! `file://../a.lua` in `src/lib/_index.yaml` is written in a form that cannot be changed in place",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [("src/lib", "src/x/y"), ("src/a.lua", "src/lib/deep/z.lua"), ("src/lib/_index.yaml", "src/lib/deep/_index.yaml")],
)
def test_every_value_leads_to_the_same_file_after_the_move_and_back(old: str, new: str, tmp_path: Path) -> None:
    cursor = open_project(tmp_path, PROJECT)
    before = {path.relative_to(cursor.root): path.read_text() for path in cursor.root.rglob("*.*") if path.is_file()}
    for source, target in ((old, new), (new, old)):
        snapshot = load(cursor.root)
        move = Move(str(cursor.root / source), str(cursor.root / target))
        for changed_file, text in edited(snapshot, follow_moves(snapshot, [move]).edits).items():
            Path(changed_file).write_text(text)
        Path(move.new).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(move.old, move.new)
        problems = [item.problem for found in load(cursor.root).targets.values() for item in found]
        assert sorted(problems) == [*[""] * 7, "missing"]
    after = {path.relative_to(cursor.root): path.read_text() for path in cursor.root.rglob("*.*") if path.is_file()}
    changed = {path for path in before if before[path] != after[path]}
    # `deep/../b.lua` comes back in its short form.
    assert changed <= {Path("src/lib/_index.yaml")}
    for path in changed:
        assert after[path] == before[path].replace("deep/../b.lua", "b.lua")
