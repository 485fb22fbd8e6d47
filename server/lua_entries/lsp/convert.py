"""Between plain data (offsets, findings) and the types of the protocol."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import cache

from lsprotocol import types

from lua_entries.catalog.resources import rules_directory
from lua_entries.lsp.documents import Change, Place, offset_at, place_at
from lua_entries.lsp.names import SOURCE
from lua_entries.lsp.uris import to_uri
from lua_entries.rules.finding import Finding, Severity
from lua_entries.text.encoding import Encoding
from lua_entries.text.lines import LineIndex
from lua_entries.text.span import Span

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
    Severity.HINT: types.DiagnosticSeverity.Hint,
}
_SUPERFLUOUS = "unused-"
"""How the names of rules begin that find something which can go: editors show it faded."""


class Places:
    """Ranges of the protocol in the texts of one snapshot; `uri` gives the editor's own URI where it has one."""

    def __init__(self, text: Callable[[str], str], encoding: Encoding, uri: Callable[[str], str] = to_uri) -> None:
        self._text = text
        self._lines: dict[str, LineIndex] = {}
        self.encoding: Encoding = encoding
        self.uri = cache(uri)  # the places in one answer are in few files

    def lines(self, path: str) -> LineIndex:
        """The line index of a file, made once."""
        found = self._lines.get(path)
        if found is None:
            found = self._lines[path] = LineIndex(self._text(path))
        return found

    def range(self, path: str, span: Span) -> types.Range:
        """The range of a span."""
        lines = self.lines(path)
        return types.Range(*(position(place_at(lines, offset, self.encoding)) for offset in span))

    def location(self, path: str, span: Span) -> types.Location:
        """The place of a span in a file."""
        return types.Location(self.uri(path), self.range(path, span))

    def offset(self, path: str, at: types.Position) -> int:
        """The offset of a position."""
        return offset_at(self.lines(path), Place(at.line, at.character), self.encoding)


def position(place: Place) -> types.Position:
    """A place as the protocol writes it."""
    return types.Position(place.line, place.units)


def changes(events: Iterable[types.TextDocumentContentChangeEvent]) -> list[Change]:
    """The changes of a notification."""
    found: list[Change] = []
    for event in events:
        if isinstance(event, types.TextDocumentContentChangePartial):
            start, end = event.range.start, event.range.end
            found.append(Change(Place(start.line, start.character), Place(end.line, end.character), event.text))
        else:
            found.append(Change(None, None, event.text))
    return found


def diagnostic(finding: Finding, places: Places, related: bool) -> types.Diagnostic:
    """A finding as a diagnostic; `related` says whether the editor takes related places."""
    span = finding.span if finding.span is not None else Span(0, 0)
    return types.Diagnostic(
        range=places.range(finding.path, span),
        message=f"{finding.message}\n{finding.help}" if finding.help else finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        code_description=_page(finding.rule),
        source=SOURCE,
        tags=[types.DiagnosticTag.Unnecessary] if finding.rule.startswith(_SUPERFLUOUS) else None,
        related_information=[
            types.DiagnosticRelatedInformation(places.location(item.path, item.span or Span(0, 0)), item.message)
            for item in finding.related
        ]
        if related and finding.related
        else None,
    )


def _page(rule: str) -> types.CodeDescription | None:
    path = os.path.join(rules_directory(), f"{rule}.md")
    return types.CodeDescription(to_uri(path)) if os.path.isfile(path) else None
