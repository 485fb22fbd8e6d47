"""Small changes to YAML text that keep everything else as it is: comments, quotes, order, indentation, line ends.

Each function gives one edit, or None where the text has a form that it does not change with certainty.
"""

from __future__ import annotations

from lua_entries.syntax.yaml.nodes import Mapping, Node, Pair, Scalar, Sequence
from lua_entries.text.edits import Edit
from lua_entries.text.span import Span


def remove_item(text: str, sequence: Sequence, number: int) -> Edit | None:
    """Remove one item of a list that has others; a comment at the end of its line goes with it."""
    items = sequence.items
    if len(items) < 2:
        return None
    if sequence.flow:
        return Edit(_flow_part([item.span for item in items], number), "")
    dash = text.rfind("-", _line_start(text, items[number].start), items[number].start)
    if dash < 0 or text[_line_start(text, dash) : dash].strip():
        return None  # the list starts on the line of something else
    return Edit(_lines(text, Span(dash, items[number].end)), "")


def remove_pair(text: str, mapping: Mapping, pair: Pair) -> Edit | None:
    """Remove a key with its value from a mapping that has others."""
    number = next((number for number, other in enumerate(mapping.pairs) if other.key is pair.key), None)
    if number is None or len(mapping.pairs) < 2 or pair.merged:
        return None
    if mapping.flow:
        spans = [Span(other.key.start, max(other.value.end, other.key.end)) for other in mapping.pairs]
        return Edit(_flow_part(spans, number), "")
    start = pair.key.start
    if text[_line_start(text, start) : start].strip():
        return None  # behind the dash of a list item: the next key would have to move up
    end = max(_content_end(text, pair.value), pair.key.end)
    return Edit(_lines(text, Span(start, end)), "")


def add_item(text: str, pair: Pair, value: str) -> Edit | None:
    """Add a plain scalar at the end of the list under a key; the list may be empty or null."""
    node = pair.value
    if isinstance(node, Sequence) and node.items:
        last = node.items[-1]
        if node.flow:
            return Edit(Span(last.end, last.end), f", {value}")
        dash = text.rfind("-", _line_start(text, last.start), last.start)
        indent = text[_line_start(text, dash) : dash] if dash >= 0 else "-"
        if indent.strip():
            return None
        end = _line_end(text, _content_end(text, last))
        return Edit(Span(end, end), f"{_newline(text)}{indent}- {value}")
    if isinstance(node, Sequence) and node.flow:
        return Edit(node.span, f"[{value}]")
    if isinstance(node, Scalar) and node.type == "null" and not node.style and not node.text:
        at = text.find(":", pair.key.end) + 1
        return Edit(Span(at, at), f" [{value}]") if at else None
    return None


def add_pair(text: str, mapping: Mapping, key: str, value: str) -> Edit | None:
    """Add `key: value` (a plain scalar) at the end of a mapping that is not empty."""
    if not mapping.pairs:
        return None
    return _add(text, mapping, f"{key}: {value}")


def add_list(text: str, mapping: Mapping, key: str, value: str) -> Edit | None:
    """Add a key with a list of one plain scalar at the end of a mapping that is not empty."""
    if not mapping.pairs:
        return None
    if mapping.flow:
        return _add(text, mapping, f"{key}: [{value}]")
    indent = _indent(text, mapping)
    return _add(text, mapping, f"{key}:{_newline(text)}{indent}{_list_indent(text, mapping)}- {value}")


def add_mapping(text: str, mapping: Mapping, key: str, inner: str, value: str) -> Edit | None:
    """Add a key with a mapping of one plain scalar at the end of a mapping that is not empty."""
    if not mapping.pairs:
        return None
    if mapping.flow:
        return _add(text, mapping, f"{key}: {{{inner}: {value}}}")
    return _add(text, mapping, f"{key}:{_newline(text)}{_indent(text, mapping)}  {inner}: {value}")


def _add(text: str, mapping: Mapping, written: str) -> Edit:
    last = mapping.pairs[-1]
    if mapping.flow:
        end = max(last.value.end, last.key.end)
        return Edit(Span(end, end), f", {written}")
    end = _line_end(text, max(_content_end(text, last.value), last.key.end))
    return Edit(Span(end, end), f"{_newline(text)}{_indent(text, mapping)}{written}")


def _indent(text: str, mapping: Mapping) -> str:
    """White space up to the column of a block mapping's keys."""
    start = mapping.pairs[0].key.start
    before = text[_line_start(text, start) : start]
    return "".join(character if character in " \t" else " " for character in before)


def _list_indent(text: str, mapping: Mapping) -> str:
    """How far the lists in a block mapping are indented from their keys; two spaces where it has none."""
    for pair in mapping.pairs:
        if isinstance(pair.value, Sequence) and not pair.value.flow and pair.value.items:
            first = pair.value.items[0].start
            dash = text.rfind("-", _line_start(text, first), first)
            offset = dash - _line_start(text, dash) - len(_indent(text, mapping))
            if dash >= 0 and offset >= 0:
                return " " * offset
    return "  "


def _flow_part(spans: list[Span], number: int) -> Span:
    """One part of a flow collection with the comma that belongs to it."""
    if number + 1 < len(spans):
        return Span(spans[number].start, spans[number + 1].start)
    return Span(spans[number - 1].end, spans[number].end)


def _lines(text: str, span: Span) -> Span:
    """The whole lines that a span touches, with the line end after them, or before them at the end of the text."""
    start, end = _line_start(text, span.start), _line_end(text, span.end)
    if end < len(text):
        return Span(start, end + (2 if text.startswith("\r\n", end) else 1))
    if start > 0:
        start -= 2 if text.startswith("\r\n", start - 2) else 1
    return Span(start, end)


def _content_end(text: str, node: Node) -> int:
    """The end of a value without the white space that belongs to a block scalar."""
    end = node.end
    while end > node.start and text[end - 1] in " \t\r\n":
        end -= 1
    return end


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _line_end(text: str, offset: int) -> int:
    ends = [end for end in (text.find("\n", offset), text.find("\r", offset)) if end >= 0]
    return min(ends, default=len(text))


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
