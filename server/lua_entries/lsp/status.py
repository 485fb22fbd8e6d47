"""What the server knows, in numbers: for a line in the editor that shows its state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import TypedDict

from lua_entries.lsp.analysis import Project
from lua_entries.lsp.publish import Board
from lua_entries.rules.finding import Severity


class Status(TypedDict):
    """Counts over all folders; findings by severity."""

    roots: int
    files: int
    entries: int
    errors: int
    warnings: int
    infos: int
    hints: int
    indexing: bool
    """Some folder has not been analysed yet, so that the counts are too low."""


def status_of(board: Board, projects: Collection[Project]) -> Status:
    """The state now."""
    results = board.results()
    snapshots = [result.snapshot for result in results.values() if result.snapshot is not None]
    found = Counter(finding.severity for path in board.paths() for finding in board.findings(path))
    return Status(
        roots=sum(len(snapshot.roots) for snapshot in snapshots),
        files=sum(snapshot.file_count for snapshot in snapshots),
        entries=sum(snapshot.entry_count for snapshot in snapshots),
        errors=found[Severity.ERROR],
        warnings=found[Severity.WARNING],
        infos=found[Severity.INFO],
        hints=found[Severity.HINT],
        indexing=any(project not in results for project in projects),
    )
