"""LE901: the fix, and what it must leave alone. The rest is on the page of the rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.fixing import after_fix, offered
from tests.support.project import lint_text

FILE = "--- _index.yaml\nnamespace: shop\nentries:\n"
HEAD = "namespace: shop\nentries:\n"


@pytest.mark.parametrize(
    ("entry", "title", "expected"),
    [
        (
            "  - name: a  # lua-entries: ignore[invalid-name] why\n    kind: registry.entry\n",
            "Remove the comment",
            "  - name: a\n    kind: registry.entry\n",
        ),
        (
            "  # lua-entries: ignore[LE107]\n  - name: a\n    kind: registry.entry\n",
            "Remove the comment",
            "  - name: a\n    kind: registry.entry\n",
        ),
        (
            "  - name: a b # lua-entries: ignore[LE101, invalid-name] why\n    kind: registry.entry\n",
            "Remove `LE101` from the comment",
            "  - name: a b # lua-entries: ignore[invalid-name] why\n    kind: registry.entry\n",
        ),
        (
            "  - name: a b # lua-entries: ignore[invalid-name,LE101]\n    kind: registry.entry\n",
            "Remove `LE101` from the comment",
            "  - name: a b # lua-entries: ignore[invalid-name]\n    kind: registry.entry\n",
        ),
        (
            "  - name: a # note # lua-entries: ignore[LE101]\n    kind: registry.entry\n",
            "Remove the comment",
            "  - name: a # note\n    kind: registry.entry\n",
        ),
    ],
)
def test_the_fix_takes_no_more_than_is_needless(tmp_path: Path, entry: str, title: str, expected: str) -> None:
    assert offered(lint_text(tmp_path, FILE + entry)) == [("LE901", "safe", title)]
    text, findings = after_fix(tmp_path, FILE + entry, title)
    assert text == HEAD + expected
    assert findings == []


def test_a_comment_in_lua_is_removed(tmp_path: Path) -> None:
    text, findings = after_fix(
        tmp_path,
        f"{FILE}  - {{name: a, kind: function.lua, source: file://a.lua, method: main}}\n"
        "--- a.lua\nlocal one = 1 -- lua-entries: ignore[lua-syntax]\nreturn { main = function() return one end }\n",
        "Remove the comment",
        "a.lua",
    )
    assert text.startswith("local one = 1\nreturn")
    assert findings == []


def test_an_unknown_name_is_left_to_the_user(tmp_path: Path) -> None:
    (finding,) = lint_text(
        tmp_path, f"{FILE}  - name: a # lua-entries: ignore[invalid-nmae]\n    kind: registry.entry\n"
    )
    assert (finding.code, finding.help, finding.fixes) == ("LE901", "did you mean `invalid-name`?", ())


def test_a_comment_about_what_is_hidden_is_of_use(tmp_path: Path) -> None:
    text = (
        f"{FILE}  - name: a\n    kind: function.lua\n    source: file://a.lua\n    method: main\n"
        "    modules: [jsn] # lua-entries: ignore[unused-module]\n--- a.lua\nreturn { main = function() end }\n"
    )
    assert [finding.code for finding in lint_text(tmp_path, text)] == ["LE302"]
