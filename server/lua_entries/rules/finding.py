"""What a rule reports. Plain data; every report format and the editor are made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import IntEnum
from typing import Literal, NamedTuple, TypeAlias

from lua_entries.text.edits import Edit
from lua_entries.text.span import Span

Safety: TypeAlias = Literal["safe", "unsafe", "editor"]
"""Who may apply a fix: `--fix`, `--unsafe-fixes`, or a person who chooses it in the editor."""

INTERNAL = "LE999"
"""The code of findings about rules that failed."""


class Severity(IntEnum):
    """Ordered: a higher value is worse."""

    HINT = 1
    INFO = 2
    WARNING = 3
    ERROR = 4

    @property
    def label(self) -> str:
        """The lower-case name used in configuration, reports and messages."""
        return self.name.lower()


class Related(NamedTuple):
    """Another place that helps to understand the finding."""

    path: str
    span: Span | None
    message: str


class FileEdit(NamedTuple):
    """An edit of one file; `path` is absolute."""

    path: str
    edit: Edit


class Fix(NamedTuple):
    """A change that removes the finding. `editor` fixes need a person and are never applied by `--fix`."""

    title: str
    safety: Safety
    edits: tuple[FileEdit, ...]


class Finding(NamedTuple):
    """One mistake at one place.

    `path` is absolute; `span` is None when the finding is about the whole file; `entry` is an id or None.
    `keys` are what the finding is about, in the vocabulary of `rules/followers.py`; they are not reported.
    """

    code: str
    rule: str
    severity: Severity
    message: str
    path: str
    span: Span | None
    entry: str | None = None
    help: str = ""
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()
    keys: frozenset[str] = frozenset()

    def mentions(self) -> Iterator[str]:
        """The paths of all places in it."""
        yield self.path
        yield from (related.path for related in self.related)
        yield from (edit.path for fix in self.fixes for edit in fix.edits)

    def moved(self, path: str, place: Callable[[Span], Span]) -> Finding:
        """The same finding after the text of one file has moved; `place` tells where a span of it is now."""
        return self._replace(
            span=place(self.span) if self.span is not None and self.path == path else self.span,
            related=tuple(
                item._replace(span=place(item.span)) if item.span is not None and item.path == path else item
                for item in self.related
            ),
            fixes=tuple(
                fix._replace(
                    edits=tuple(
                        FileEdit(path, held.edit._replace(span=place(held.edit.span))) if held.path == path else held
                        for held in fix.edits
                    )
                )
                for fix in self.fixes
            ),
        )
