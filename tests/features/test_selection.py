"""What grows around a place."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from lua_entries.features.selection import selections
from lua_entries.project.workspace import LoadRequest, load_workspace
from tests.support.project import make_project

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def grown(tmp_path: Path, name: str, text: str) -> list[str]:
    """The texts that are selected one after the other at `$0`, without the whole file."""
    offset = text.index("$0")
    text = text.replace("$0", "")
    index = "namespace: app\nentries:\n  - {name: a, kind: library.lua, source: file://a.lua}\n"
    root = make_project(tmp_path, f"--- wippy.lock\n--- _index.yaml\n{index}")
    (root / name).write_bytes(text.encode())
    snapshot = load_workspace(LoadRequest(str(root)))
    ((*spans, whole),) = selections(snapshot, str(root / name), [offset])
    assert whole == (0, len(text))
    return [text[start:end] for start, end in spans]


HEAD = "namespace: app\nentries:\n"


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            "  - name: a\n    imports:\n      x: 'app:l$0ib'\n",
            [
                "lib",
                "app:lib",
                "'app:lib'",
                "x: 'app:lib'",
                "imports:\n      x: 'app:lib'",
                "name: a\n    imports:\n      x: 'app:lib'",
                "- name: a\n    imports:\n      x: 'app:lib'",
                "entries:\n  - name: a\n    imports:\n      x: 'app:lib'",
            ],
        ),
        ("  - {na$0me: a, list: [b]}\n", ["name", "name: a", "{name: a, list: [b]}", "- {name: a, list: [b]}"]),
        (
            "  - name: é😀\n    list: [b, c$0c]\n",
            ["cc", "[b, cc]", "list: [b, cc]", "name: é😀\n    list: [b, cc]", "- name: é😀\n    list: [b, cc]"],
        ),
        ("  $0- name: a\n  - name: b\n", ["- name: a", "- name: a\n  - name: b"]),
        ("  - &a {x: 1}\n  - y: *$0a\n", ["y: *a", "- y: *a"]),
        ("  - name: a\n$0\n  - name: b\n", ["- name: a\n\n  - name: b"]),
    ],
)
def test_in_index_files(entry: str, expected: list[str], tmp_path: Path) -> None:
    found = grown(tmp_path, "_index.yaml", HEAD + entry)
    assert found[: len(expected)] == expected
    assert all(inner in outer for inner, outer in pairwise(found))
    assert found[-1].startswith("namespace: app\nentries:")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "local x = f(a.b$0c, 1)\n",
            ["bc", "a.bc", "(a.bc, 1)", "f(a.bc, 1)", "local x = f(a.bc, 1)"],
        ),
        ("local e = 'so me$0'\n", ["so me", "'so me'"]),
        ("if x then\n  re$0turn 1\nend\n", ["return 1", "if x then\n  return 1\nend"]),
        ("local x = 1\n$0\nlocal y = 2\n", []),
    ],
)
def test_in_lua(text: str, expected: list[str], tmp_path: Path) -> None:
    found = grown(tmp_path, "a.lua", text)
    assert [item for item in found if item in expected] == expected
    assert len(found) <= len(expected) + 2


def test_code_points_are_counted(tmp_path: Path) -> None:
    assert grown(tmp_path, "a.lua", "local s = '😀é', wo$0rd\n")[0] == "word"


def test_every_place_of_the_example_grows_to_the_whole_file() -> None:
    snapshot = load_workspace(LoadRequest(str(EXAMPLES / "shop")))
    for path in (*snapshot.index_units, *snapshot.lua_units):
        text = snapshot.text(path)
        offsets = range(0, len(text) + 1, 7)
        for offset, spans in zip(offsets, selections(snapshot, path, offsets), strict=True):
            assert spans[-1] == (0, len(text))
            assert all(span.start <= offset <= span.end for span in spans)
            assert all(
                outer.start <= inner.start and inner.end <= outer.end and inner != outer
                for inner, outer in pairwise(spans)
            )


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    root = make_project(tmp_path, "--- wippy.lock\n--- _index.yaml\nnamespace: app\n")
    assert selections(load_workspace(LoadRequest(str(root))), str(root / "x.txt"), [3]) == (((0, 0),),)


def test_lua_over_a_limit_is_one_whole(tmp_path: Path) -> None:
    assert grown(tmp_path, "a.lua", "x = " + "{" * 300 + "na$0me" + "}" * 300) == []
