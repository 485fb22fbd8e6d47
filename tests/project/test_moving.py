"""What an edit of an index file leaves as it is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from lua_entries.project.memory import Memory
from lua_entries.project.moving import Move, move_between
from lua_entries.project.workspace import LoadRequest, load_workspace
from lua_entries.text.span import Span

HEAD = "namespace: app\nentries:\n"
FIRST = "  - name: first\n    kind: function.lua\n    source: file://first.lua\n"
SECOND = "  - name: second\n    kind: function.lua\n    source: file://second.lua\n"
INLINE = "  - name: inline\n    kind: function.lua\n    source: |\n      return 1\n"


@pytest.mark.parametrize("seed", range(30))
def test_the_smallest_change(seed: int) -> None:
    chosen = random.Random(seed)
    old = "".join(chosen.choice("ab\n") for _ in range(chosen.randint(0, 30)))
    start = chosen.randint(0, len(old))
    end = chosen.randint(start, len(old))
    new = old[:start] + chosen.choice(("", "a", "ab", "\n\n")) + old[end:]
    move = move_between(old, new)
    assert old[: move.start] + new[move.start : move.end + move.delta] + old[move.end :] == new
    assert move.end - move.start <= end - start
    assert len(new) == len(old) + move.delta


def test_spans_move() -> None:
    move = Move(10, 12, 3)
    assert move.span(Span(2, 9)) == Span(2, 9)
    assert move.span(Span(13, 20)) == Span(16, 23)
    assert move.span(Span(2, 20)) == Span(2, 23)


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        (HEAD + FIRST + SECOND, HEAD + "\n\n" + FIRST + SECOND, "first second"),
        (HEAD + FIRST + SECOND, HEAD + "\n# more\n" + FIRST + SECOND, "first second"),
        (HEAD + FIRST + SECOND, HEAD + FIRST.replace("function", "process") + SECOND, "second"),
        (HEAD + FIRST + SECOND, HEAD + FIRST + SECOND.replace("function", "process"), "first"),
        (HEAD + FIRST + SECOND, HEAD + FIRST + INLINE + SECOND, "first"),
        (HEAD + INLINE + SECOND, HEAD + INLINE.replace("1", "12") + SECOND, "second"),
        (HEAD + FIRST + INLINE, HEAD + FIRST.replace("function", "process") + INLINE, ""),
        (HEAD + FIRST + SECOND, HEAD.replace("app", "other") + FIRST + SECOND, ""),
        (HEAD + FIRST + SECOND, "meta: {owner: me}\n" + HEAD + FIRST + SECOND, ""),
        ("meta: {owner: me}\n" + HEAD + FIRST + SECOND, "meta: {owner: us}\n" + HEAD + FIRST + SECOND, ""),
        (
            "meta: {owner: me}\n" + HEAD + FIRST + SECOND,
            "#\n\nmeta: {owner: me}\n" + HEAD + FIRST + SECOND,
            "first second",
        ),
        (HEAD + FIRST + SECOND.replace("file", "&a file"), HEAD + "\n" + FIRST + SECOND.replace("file", "&a file"), ""),
    ],
)
def test_entries_that_are_kept(before: str, after: str, kept: str, tmp_path: Path) -> None:
    (tmp_path / "first.lua").write_text("return {}\n")
    (tmp_path / "second.lua").write_text("return {}\n")
    path = tmp_path / "_index.yaml"
    path.write_text(before)
    request = LoadRequest(str(tmp_path), memory=Memory())
    old = load_workspace(request).index_units[str(path)].entries
    overlaid = request._replace(overlay={str(path): after})
    new = load_workspace(overlaid).index_units[str(path)].entries
    fresh = load_workspace(overlaid._replace(memory=None)).index_units[str(path)].entries
    assert [entry.fact for entry in new] == [entry.fact for entry in fresh]
    names = {entry.name for entry in new if any(entry is other for other in old)}
    assert names == set(kept.split())
