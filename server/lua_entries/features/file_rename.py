"""Moving files and folders: the `file://` values that lead to them, or stand in them, follow."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lua_entries.catalog import load_catalog
from lua_entries.features.rename_changes import is_vendored
from lua_entries.files.paths import is_under, normal, shown
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.sources import FileTarget
from lua_entries.rules.finding import FileEdit
from lua_entries.syntax.yaml.nodes import Scalar
from lua_entries.text.edits import Edit

_NEEDS_QUOTES = re.compile(r"[\s,\[\]{}#]|:\s|:\Z")


class Move(NamedTuple):
    """A file or folder and where it goes; both absolute."""

    old: str
    new: str


class Followed(NamedTuple):
    """What follows a move."""

    edits: tuple[FileEdit, ...]
    """In the files as they are before the move, under their old paths; in the order of paths and offsets."""
    notes: tuple[str, ...]
    """Values that cannot follow, and why."""


def follow_moves(snapshot: Snapshot, moves: Iterable[Move]) -> Followed:
    """The edits that keep `file://` values right when files and folders are moved, all at once.

    A value keeps its form: relative to its index file, or with three slashes to the load root. Values that lead nowhere
    stay as they are.
    """
    moved = _Moved([Move(normal(old), normal(new)) for old, new in moves])
    edits: list[FileEdit] = []
    notes: list[str] = []
    for path, targets in snapshot.targets.items():
        if is_vendored(snapshot, path):
            continue
        for target in targets:
            if target.problem or not (moved.goes(path) or moved.goes(target.path)):
                continue
            written = _written(path, target, moved)
            where = f"`{target.value.value.text}` in `{shown(path, snapshot.directory)}`"
            if written is None:
                notes.append(f"{where} cannot follow: the file leaves what the project loads")
            elif written != target.value.value.text:
                edit = _edit(snapshot.text(path), target.value.value, written)
                if edit is None:
                    notes.append(f"{where} is written in a form that cannot be changed in place")
                else:
                    edits.append(FileEdit(path, edit))
    return Followed(tuple(sorted(set(edits))), tuple(notes))


class _Moved:
    """Where paths are after the moves."""

    def __init__(self, moves: Sequence[Move]) -> None:
        self._moves = sorted(moves, key=lambda move: -len(move.old))

    def goes(self, path: str) -> bool:
        return self.to(path) != path

    def to(self, path: str) -> str:
        """The new path; of nested moves the innermost counts."""
        for old, new in self._moves:
            if is_under(path, old):
                return new + path[len(old) :]
        return path


def _written(path: str, target: FileTarget, moved: _Moved) -> str | None:
    """The value after the moves; None when it would lead out of what is loaded."""
    scheme = load_catalog().definition.file_scheme
    rest = target.value.value.text[len(scheme) :]
    index, file, root = moved.to(path), moved.to(target.path), moved.to(target.load_directory)
    if not is_under(index, root):
        root = os.path.dirname(index)  # the index file leaves the root: what loads it there is not known
    if not is_under(file, root):
        return None
    slashes = rest[: len(rest) - len(rest.lstrip("/"))]
    base = root if slashes else os.path.dirname(index)
    relative = os.path.relpath(file, base).replace(os.sep, "/")
    old_base = target.load_directory if slashes else os.path.dirname(path)
    if relative == os.path.relpath(target.path, old_base).replace(os.sep, "/"):
        return target.value.value.text  # perhaps written in a longer way, which stays
    dotted = "./" if rest.startswith("./") and not relative.startswith("../") else ""
    return f"{scheme}{slashes}{dotted}{relative}"


def _edit(text: str, scalar: Scalar, written: str) -> Edit | None:
    inner = scalar.inner
    if text[inner.start : inner.end] != scalar.text:
        return None
    if scalar.style == "" and _NEEDS_QUOTES.search(written):
        escaped = written.replace("\\", "\\\\").replace('"', '\\"')
        return Edit(scalar.span, f'"{escaped}"')
    if (scalar.style == "'" and "'" in written) or (scalar.style == '"' and re.search(r'["\\]', written)):
        return None
    return Edit(inner, written)
