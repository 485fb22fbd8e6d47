"""Where the characters of an inline source stand in the YAML file that holds it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from lua_entries.syntax.yaml.nodes import Scalar
from lua_entries.text.lines import LineIndex
from lua_entries.text.span import Span


@dataclass(frozen=True, slots=True)
class InlineMap:
    """Pairs of offsets: where each line of the decoded text begins, and where it begins in the file.

    Without pairs (quoted or folded scalars, whose characters move) every span becomes that of the whole scalar.
    """

    whole: Span
    starts: tuple[int, ...]
    targets: tuple[int, ...]

    def place(self, span: Span) -> Span:
        """The span in the file of a span in the decoded text."""
        if not self.starts:
            return self.whole
        return Span(self._offset(span.start), self._offset(span.end))

    def find(self, offset: int) -> int | None:
        """The offset in the decoded text that stands at an offset in the file; None in the indentation, on the line of
        the `|`, outside, and where characters move."""
        if not self.starts or not self.whole.contains(offset):
            return None
        line = bisect_right(self.targets, offset) - 1
        if line > 0 and self.targets[line] == offset and self.starts[line] == self.starts[-1]:
            # The end of the last line of the text, which the empty one behind it shares.
            line -= offset - self.targets[line - 1] < self.starts[line] - self.starts[line - 1]
        if line < 0:
            return None
        found = self.starts[line] + offset - self.targets[line]
        return found if line + 1 == len(self.starts) or found < self.starts[line + 1] else None

    def _offset(self, offset: int) -> int:
        line = bisect_right(self.starts, offset) - 1
        return min(self.targets[line] + offset - self.starts[line], self.whole.end)


def inline_map(text: str, scalar: Scalar) -> InlineMap:
    """The map of a scalar of the YAML text `text`; exact for literal blocks (`|`) and plain or quoted one-liners
    without escapes."""
    whole = scalar.span
    if scalar.style == "|":
        pairs = _literal_pairs(text, scalar)
        if pairs:
            return InlineMap(whole, tuple(start for start, _ in pairs), tuple(target for _, target in pairs))
    elif text[scalar.inner.start : scalar.inner.end] == scalar.text:
        return InlineMap(whole, (0,), (scalar.inner.start,))
    return InlineMap(whole, (), ())


def _literal_pairs(text: str, scalar: Scalar) -> list[tuple[int, int]]:
    body = LineIndex(text[scalar.start : scalar.end])
    decoded = scalar.text.split("\n")
    pairs: list[tuple[int, int]] = []
    decoded_start = 0
    for number, line in enumerate(decoded):
        written = body.line_text(number + 1)  # line 0 holds the `|`
        if not written.endswith(line) and line:
            return []
        pairs.append((decoded_start, scalar.start + body.start(number + 1) + len(written) - len(line)))
        decoded_start += len(line) + 1
    return pairs
