"""Which lines can be folded away."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lua_entries.features.folding import Fold, folding
from lua_entries.project.workspace import LoadRequest, load_workspace
from tests.support.project import make_project

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def folds(tmp_path: Path, name: str, text: str) -> list[Fold]:
    """The folds of a file; a Lua file is that of an entry."""
    index = "namespace: app\nentries:\n  - {name: a, kind: library.lua, source: file://a.lua}\n"
    root = make_project(tmp_path, f"--- wippy.lock\n--- _index.yaml\n{index}")
    (root / name).write_bytes(text.encode())
    return list(folding(load_workspace(LoadRequest(str(root))), str(root / name)))


def drawn(text: str, found: list[Fold]) -> str:
    """The text with each line that begins a fold marked with how many lines it hides, and its kind."""
    marks = {fold.first: f"  <{fold.last - fold.first}{fold.kind and ' ' + fold.kind}>" for fold in found}
    return "".join(f"{line}{marks.get(number, '')}\n" for number, line in enumerate(text.splitlines()))


YAML = """
    # The head  <1 comment>
    # of the file
    namespace: app
    meta: {a: 1,  <2>
      b: 2
    }
    entries:  <17>
      # One comment

      - name: a  <9>
        kind: function.lua
        source: |  <4>
          # no comment
          # in a text

          return {}
        modules:  <2>
          - json
          - http

      -  <3>
        name: b
        kind: registry.entry
        list: [x]
    # The end  <1 comment>
    # of the file
"""
LUA = """
    local a = require("a")  <1 imports>
    local b: any = require "b"

    -- One  <1 comment>
    -- two
    local function one()  <2>
      return 1
      -- last
    end

    function M.two(  <6>
      x
    )
      if x then  <1>
        y()
      elseif y then  <1>
        z()
      else  <2>

        -- nothing
      end
    end

    --[[ long  <2 comment>
      -- comment
    ]]
    repeat  <1>
      x = x + 1
    until x > 3
    for i = 1, 2 do print(i) end
    while true do  <1>
      break
    end
    local s = [[  <2>
    -- no comment
    -- in a text]]
    return {  <3>
      one = one,
      two = function() return 2 end,
      three = nil }
"""


@pytest.mark.parametrize(("name", "wanted"), [("_index.yaml", YAML), ("a.lua", LUA)])
def test_folds(name: str, wanted: str, tmp_path: Path) -> None:
    expected = textwrap.dedent(wanted).lstrip("\n")
    text = "".join(f"{line.partition('  <')[0]}\n" for line in expected.splitlines())
    found = folds(tmp_path, name, text)
    if name == "a.lua":  # the function is larger than its parameters
        assert Fold(10, 20) in found
        found = [fold._replace(last=16) if fold == Fold(10, 20) else fold for fold in found]
    assert drawn(text, found) == expected
    for end in ("\r\n", "\r"):
        assert folds(tmp_path, name, text.replace("\n", end)) == folds(tmp_path, name, text)


def test_values_of_aliases_fold_where_they_stand(tmp_path: Path) -> None:
    text = "namespace: app\nentries:\n  - name: a\n    kind: k\n    x: &x\n      y: 1\n  - {name: b, kind: k, x: *x}\n"
    assert folds(tmp_path, "_index.yaml", text) == [Fold(1, 6), Fold(2, 5), Fold(4, 5)]


def test_files_that_are_neither_have_no_folds(tmp_path: Path) -> None:
    root = make_project(tmp_path, "--- wippy.lock\n--- _index.yaml\nnamespace: app\n--- other.yaml\na:\n  b: 1\n")
    snapshot = load_workspace(LoadRequest(str(root)))
    assert folding(snapshot, str(root / "other.yaml")) == ()
    assert folding(snapshot, str(root / "gone.yaml")) == ()


def test_folds_are_inside_of_the_file_and_of_each_other() -> None:
    root = EXAMPLES / "shop"
    snapshot = load_workspace(LoadRequest(str(root)))
    seen = 0
    for path in (*snapshot.index_units, *snapshot.lua_units):
        found = [fold for fold in folding(snapshot, path) if not fold.kind]
        count = snapshot.text(path).count("\n")
        for fold in found:
            seen += 1
            assert 0 <= fold.first < fold.last <= count
            assert all(
                other.last <= fold.last or other.first > fold.last or other.first < fold.first for other in found
            )
    assert seen > 50


@given(
    st.lists(
        st.sampled_from(["a:", "  - b: [", "  ]", "|", " x", "- ", "{", "&a", "*a", "# c", "\n", "\r\n", "\r"])
    ).map("".join)
)
def test_any_text_can_be_folded(text: str) -> None:
    root = str(EXAMPLES / "shop")
    path = str(EXAMPLES / "shop" / "src" / "_index.yaml")
    snapshot = load_workspace(LoadRequest(root, overlay={path: text}))
    assert all(fold.last > fold.first for fold in folding(snapshot, path))
