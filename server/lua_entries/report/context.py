"""What a report says besides the findings, and how it turns offsets and absolute paths into what people read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from lua_entries.files.paths import shown
from lua_entries.rules.finding import Finding, Severity
from lua_entries.text.lines import LineIndex, Position
from lua_entries.text.span import Span


class Context(NamedTuple):
    """Everything about a run that a report may mention.

    `directory` is absolute, and paths are shown relative to it. `text` gives a file's text by absolute path, or None
    when there is none. `files` and `entries` are those analysed; `seconds` is how long that took.
    """

    directory: str
    text: Callable[[str], str | None]
    files: int
    entries: int
    seconds: float
    version: str
    catalog: str
    colour: bool = False
    quiet: bool = False
    """Findings alone, without the closing line."""
    known: int = 0
    """How many findings are not among those reported, since a baseline has them."""


class Range(NamedTuple):
    """Zero-based positions in code points; the end is exclusive."""

    start: Position
    end: Position


class Places:
    """Turns spans into ranges and lines; the line index of a file is made once."""

    __slots__ = ("_context", "_indexes")

    def __init__(self, context: Context) -> None:
        self._context = context
        self._indexes: dict[str, LineIndex] = {}

    def lines(self, path: str) -> LineIndex:
        """The line index of a file, empty when its text is not to be had."""
        index = self._indexes.get(path)
        if index is None:
            index = self._indexes[path] = LineIndex(self._context.text(path) or "")
        return index

    def range(self, path: str, span: Span | None) -> Range | None:
        """The range of a span; None for the whole file."""
        if span is None:
            return None
        lines = self.lines(path)
        return Range(lines.position(span.start), lines.position(span.end))

    def shown(self, path: str) -> str:
        """The path as reports write it: relative to the working directory, with `/`."""
        return shown(path, self._context.directory)

    def label(self, path: str, span: Span | None) -> str:
        """`path:line:column` counted from 1, or the path alone for a whole file."""
        found = self.range(path, span)
        name = printable(self.shown(path))
        return name if found is None else f"{name}:{found.start.line + 1}:{found.start.column + 1}"


def in_order(findings: Iterable[Finding], directory: str) -> list[Finding]:
    """The findings by path as shown, then position, then code; those about a whole file come first."""

    def key(finding: Finding) -> tuple[str, int, str, str]:
        start = -1 if finding.span is None else finding.span.start
        return shown(finding.path, directory), start, finding.code, finding.message

    return sorted(findings, key=key)


def counts(findings: Sequence[Finding]) -> dict[Severity, int]:
    """How many findings there are of each severity, the worst first, zeros included."""
    counted = Counter(finding.severity for finding in findings)
    return {severity: counted[severity] for severity in sorted(Severity, reverse=True)}


def plural(count: int, noun: str, many: str = "") -> str:
    """`1 file`, `2 files`."""
    return f"{count} {noun if count == 1 else many or noun + 's'}"


def printable(text: str) -> str:
    """The text on one line, with characters that would move a terminal's cursor or hide text written as escapes."""
    if text.isprintable():
        return text
    return "".join(character if _is_shown(character) else _escaped(character) for character in text)


def _is_shown(character: str) -> bool:
    # Joiners and the like (U+200D in emoji) are not "printable" to Python, yet ordinary text.
    return character.isprintable() or character in " \u00a0\u3000\u200c\u200d"


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
