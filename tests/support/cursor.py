"""Projects with a cursor, and results of the editor's features as lines of text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from lua_entries.project.snapshot import Snapshot
from lua_entries.project.workspace import LoadRequest, load_workspace
from lua_entries.rules.registry import RULE_CODES
from lua_entries.text.lines import LineIndex
from lua_entries.text.span import Span
from tests.support.fixtures import Fixture, parse_fixture
from tests.support.project import write_fixture

MARKER = "$0"


class Cursor(NamedTuple):
    """A project that is loaded, and the place that `$0` marked in it."""

    root: Path
    snapshot: Snapshot
    path: str
    offset: int

    def at(self, path: str, text: str, more: int = 0) -> Cursor:
        """The same project with the cursor `more` characters behind the start of the first `text` in a file."""
        full = str(self.root / path)
        start = self.snapshot.text(full).index(text)
        return self._replace(path=full, offset=start + more)


def open_project(tmp_path: Path, text: str, **options: Any) -> Cursor:
    """Write a fixture in which `$0` stands at most once, load it, and say where the marker was.

    The marker is not written. Without one the cursor is at the start of the first file. `options` are fields of
    `LoadRequest`.
    """
    fixture = parse_fixture(text)
    if sum(file.text.count(MARKER) for file in fixture.files) > 1:
        raise ValueError(f"`{MARKER}` stands more than once")
    holder = next((file for file in fixture.files if MARKER in file.text), fixture.files[0])
    offset = max(holder.text.find(MARKER), 0)
    files = tuple(file._replace(text=file.text.replace(MARKER, "")) for file in fixture.files)
    root = write_fixture(tmp_path, Fixture(files, ()))
    return Cursor(root, load(root, **options), str(root / holder.path), offset)


def load(root: Path, **options: Any) -> Snapshot:
    """The snapshot of a project on disk."""
    return load_workspace(LoadRequest(str(root), known_rules=RULE_CODES, **options))


def show(root: Path, snapshot: Snapshot, places: Iterable[tuple[str, Span]]) -> list[str]:
    """Places as `path:line:column-column text`, lines and columns from 1, the last column exclusive.

    A span over several lines is `path:line:column-line:column` with the first line of its text and `…`.
    """
    return [_shown(root, snapshot, path, span) for path, span in places]


def _shown(root: Path, snapshot: Snapshot, path: str, span: Span) -> str:
    text = snapshot.text(path)
    lines = LineIndex(text)
    start, end = lines.position(span.start), lines.position(span.end)
    where = f"{Path(path).relative_to(root).as_posix()}:{start.line + 1}:{start.column + 1}"
    written = text[span.start : span.end]
    if start.line == end.line:
        return f"{where}-{end.column + 1} {written}".rstrip()
    return f"{where}-{end.line + 1}:{end.column + 1} {written.splitlines()[0]}…"
