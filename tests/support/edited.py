"""Carrying out the edits of a feature in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from lua_entries.project.snapshot import Snapshot
from lua_entries.rules.engine import CheckOptions, check
from lua_entries.rules.finding import FileEdit
from lua_entries.text.edits import Edit, apply_edits
from tests.support.cursor import load


def edited(snapshot: Snapshot, edits: Iterable[FileEdit]) -> dict[str, str]:
    """The texts of the files that the edits change, by path."""
    by_path: dict[str, list[Edit]] = {}
    for path, edit in edits:
        by_path.setdefault(path, []).append(edit)
    return {path: apply_edits(snapshot.text(path), found) for path, found in by_path.items()}


def changed_lines(root: Path, snapshot: Snapshot, texts: Mapping[str, str]) -> list[str]:
    """The lines that differ, as `path:line text` without indentation; the edits must keep the number of lines."""
    found = []
    for path, text in sorted(texts.items()):
        old = snapshot.text(path).splitlines()
        new = text.splitlines()
        assert len(old) == len(new)
        where = Path(path).relative_to(root).as_posix()
        found += [
            f"{where}:{number} {b.strip()}" for number, (a, b) in enumerate(zip(old, new, strict=True), 1) if a != b
        ]
    return found


def findings_of(root: Path, overlay: Mapping[str, str], new: str, old: str) -> list[tuple[str, str, str, str]]:
    """The findings of a project with unsaved texts, as code, path, message and text, with `old` in place of `new`."""
    snapshot = load(root, overlay=overlay)
    found = []
    for item in check(snapshot, CheckOptions()).findings:
        text = snapshot.text(item.path)[item.span.start : item.span.end] if item.span is not None else ""
        found.append((item.code, item.path, item.message.replace(new, old), text.replace(new, old)))
    return sorted(found)
