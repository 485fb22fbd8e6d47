"""Links from `file://` values to the files behind them."""

from __future__ import annotations

from typing import NamedTuple

from lua_entries.project.snapshot import Snapshot
from lua_entries.text.span import Span


class Link(NamedTuple):
    """A part of a file that leads to another file."""

    span: Span
    target: str
    """Absolute path; the file is there."""


def document_links(snapshot: Snapshot, path: str) -> tuple[Link, ...]:
    """The links in an index file, in the order of the text; none for values that lead nowhere."""
    unit = snapshot.index_units.get(path)
    targets = snapshot.file_targets(unit) if unit is not None else ()
    return tuple(Link(target.value.value.inner, target.path) for target in targets if not target.problem)
