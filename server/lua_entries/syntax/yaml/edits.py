"""Small changes to YAML text that keep everything else as it is: comments, quotes, order, indentation, line ends.

Each function gives one edit, or None where the text has a form that it does not change with certainty. Nodes are those
of the text as it is; a part that stands elsewhere (an alias, what `<<` merges) is never changed through its place here.
"""

from __future__ import annotations

import re
from typing import TypeVar

from lua_entries.syntax.yaml.nodes import Mapping, Node, Pair, Scalar, Sequence
from lua_entries.syntax.yaml.scalars import plain_type
from lua_entries.text.edits import Edit
from lua_entries.text.lines import line_end_of
from lua_entries.text.span import Span

T = TypeVar("T")

_ALIAS = re.compile(r"\s*:\s+(?:[&!]\S+\s+)*\*[^\s,\[\]{}]+")
_COLON = re.compile(r"\s*:(?!\s+[&!])")  # an anchor or a tag would belong to what is put before it
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*[ \t]+)+\Z")
# An empty line with a tab is allowed behind a plain scalar and nothing else, so that must stay before it.
_TAB_FOLLOWS = re.compile(r"[ \r\n]*\t[ \t]*(?:[\r\n]|\Z)")
_OTHER_BREAKS = ("\x85", "\u2028", "\u2029")
_PLAIN = re.compile(r"[^\W\d](?:[\w./:-]*[\w/-])?")


def remove_item(text: str, sequence: Sequence, number: int) -> Edit | None:
    """Remove one item of a list that has others; a comment at the end of its line goes with it."""
    items = sequence.items
    if len(items) < 2 or not _are_here(sequence) or _has_other_breaks(text):
        return None
    if sequence.flow:
        near = [Span(_begin(text, item), item.end) for item in _around(items, number)]
        return _without_flow_part(text, near, min(number, 1))
    dash = text.rfind("-", _line_start(text, items[number].start), items[number].start)
    if dash < 0 or text[_line_start(text, dash) : dash].strip():
        return None  # the list starts on the line of something else
    return _without_lines(text, Span(dash, items[number].end))


def remove_pair(text: str, mapping: Mapping, pair: Pair) -> Edit | None:
    """Remove a key with its value from a mapping that has others."""
    own = _own(mapping)
    number = next((number for number, other in enumerate(own) if other.key is pair.key), None)
    if number is None or len(own) < 2 or _has_other_breaks(text):
        return None
    if mapping.flow:
        near = [Span(other.key.start, _end(text, other)) for other in _around(own, number)]
        return _without_flow_part(text, near, min(number, 1))
    start = pair.key.start
    if text[_line_start(text, start) : start].strip():
        return None  # behind the dash of a list item: the next key would have to move up
    return _without_lines(text, Span(start, _end(text, pair)))


def add_item(text: str, pair: Pair, value: str) -> Edit | None:
    """Add a scalar at the end of the list under a key; the list may be empty or null."""
    node = pair.value
    written = written_scalar(value)
    if isinstance(node, Sequence) and node.items:
        last = node.items[-1]
        if not _are_here(node) or _has_other_breaks(text):
            return None
        if node.flow:
            return Edit(Span(last.end, last.end), f", {written}")
        dash = text.rfind("-", _line_start(text, last.start), last.start)
        indent = text[_line_start(text, dash) : dash] if dash >= 0 else "-"
        if indent.strip():
            return None
        end = _line_end(text, _content_end(text, last))
        if _TAB_FOLLOWS.match(text, end):
            return None
        return Edit(Span(end, end), f"{line_end_of(text)}{indent}- {written}")
    if isinstance(node, Sequence):
        return _fill(text, node, written)
    return _instead_of_nothing(text, pair, f"[{written}]")


def add_pair(text: str, mapping: Mapping, key: str, value: str) -> Edit | None:
    """Add `key: value` (two scalars) at the end of a mapping; the mapping may be `{}`."""
    written = f"{written_scalar(key)}: {written_scalar(value)}"
    return _add(text, mapping, written) if mapping.pairs else _fill(text, mapping, written)


def add_first_pair(text: str, pair: Pair, key: str, value: str) -> Edit | None:
    """Add `key: value` (two scalars) to the mapping under a key that has no value yet."""
    return _instead_of_nothing(text, pair, f"{{{written_scalar(key)}: {written_scalar(value)}}}")


def add_list(text: str, mapping: Mapping, key: str, value: str) -> Edit | None:
    """Add a key with a list of one scalar at the end of a mapping that is not empty."""
    written = written_scalar(value)
    if mapping.flow:
        return _add(text, mapping, f"{key}: [{written}]")
    indent = _indent(text, mapping)
    return _add(text, mapping, f"{key}:{line_end_of(text)}{indent}{_list_indent(text, mapping)}- {written}")


def add_mapping(text: str, mapping: Mapping, key: str, inner: str, value: str) -> Edit | None:
    """Add a key with a mapping of one pair of scalars at the end of a mapping that is not empty."""
    written = f"{written_scalar(inner)}: {written_scalar(value)}"
    if mapping.flow:
        return _add(text, mapping, f"{key}: {{{written}}}")
    return _add(text, mapping, f"{key}:{line_end_of(text)}{_indent(text, mapping)}  {written}")


def written_scalar(text: str) -> str:
    """A text as a scalar that is read as just this text wherever it stands: plain where that is safe, else quoted."""
    if _PLAIN.fullmatch(text) and plain_type(text) == "str":
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def _fill(text: str, node: Sequence | Mapping, written: str) -> Edit | None:
    """Put the first part into `[]` or `{}`."""
    if not node.flow:
        return None
    inner = Span(node.start + 1, node.end - 1)
    if not text[inner.start : inner.end].strip():
        return Edit(inner, written)
    return Edit(Span(inner.start, inner.start), f"{written} ")  # a comment is in it


def _instead_of_nothing(text: str, pair: Pair, written: str) -> Edit | None:
    """Give a key a value that has none."""
    node = pair.value
    if (
        not isinstance(node, Scalar)
        or node.type != "null"
        or node.style
        or node.text
        or _ALIAS.match(text, pair.key.end)
    ):
        return None
    colon = _COLON.match(text, pair.key.end)  # in `{key, other: value}` a key has none of its own
    return Edit(Span(colon.end(), colon.end()), f" {written}") if colon is not None else None


def _add(text: str, mapping: Mapping, written: str) -> Edit | None:
    own = _own(mapping)
    if not own or _has_other_breaks(text):
        return None
    end = _end(text, own[-1])
    if mapping.flow:
        return Edit(Span(end, end), f", {written}")
    first = own[0].key.start
    if text[_line_start(text, first) : first].strip(" \t-"):
        return None  # what stands before the keys is more than white space and dashes
    end = _line_end(text, end)
    if _TAB_FOLLOWS.match(text, end):
        return None
    return Edit(Span(end, end), f"{line_end_of(text)}{_indent(text, mapping)}{written}")


def _own(mapping: Mapping) -> list[Pair]:
    """The pairs that are written in the mapping itself."""
    return [pair for pair in mapping.pairs if not pair.merged]


def _are_here(sequence: Sequence) -> bool:
    """False where an item stands elsewhere, behind an alias."""
    place = sequence.start
    for item in sequence.items:
        if not place <= item.start <= item.end <= sequence.end:
            return False
        place = item.end + 1
    return True


def _indent(text: str, mapping: Mapping) -> str:
    """White space up to the column of a block mapping's keys."""
    own = _own(mapping)
    start = own[0].key.start if own else 0
    before = text[_line_start(text, start) : start]
    return "".join(character if character in " \t" else " " for character in before)


def _list_indent(text: str, mapping: Mapping) -> str:
    """How far the lists in a block mapping are indented from their keys; two spaces where it has none."""
    for pair in _own(mapping):
        if isinstance(pair.value, Sequence) and not pair.value.flow and pair.value.start > pair.key.end:
            first = pair.value.start
            dash = text.rfind("-", _line_start(text, first), first + 1)
            offset = dash - _line_start(text, dash) - len(_indent(text, mapping))
            if dash >= 0 and offset >= 0:
                return " " * offset
    return "  "


def _around(parts: list[T] | tuple[T, ...], number: int) -> list[T]:
    """One part with its neighbours."""
    return list(parts[max(number - 1, 0) : number + 2])


def _without_flow_part(text: str, spans: list[Span], number: int) -> Edit:
    """Remove one part of a flow collection with the comma that belongs to it, and with its lines where it has lines of
    its own. Of the others only the neighbours are given."""
    part = spans[number]
    last = number + 1 == len(spans)
    comma = re.compile(r"[ \t]*,").match(text, part.end)
    end = comma.end() if comma else part.end
    begins_line = not text[_line_start(text, part.start) : part.start].strip()
    if begins_line and re.compile(r"[ \t]*(?:#[^\r\n]*)?(?=[\r\n])").match(text, end):
        return Edit(_lines(text, Span(part.start, end)), "")  # a comma above it may stay as the last
    if not last and "#" not in text[end : spans[number + 1].start]:
        return Edit(Span(part.start, spans[number + 1].start), "")
    if last and number and _line_start(text, part.start) <= spans[number - 1].end:
        return Edit(Span(spans[number - 1].end, part.end), "")
    return Edit(Span(part.start, end), "")


def _without_lines(text: str, span: Span) -> Edit | None:
    lines = _lines(text, span)
    return None if _TAB_FOLLOWS.match(text, lines.end) else Edit(lines, "")


def _lines(text: str, span: Span) -> Span:
    """The whole lines that a span touches, with the line end after them, or before them at the end of the text."""
    start, end = _line_start(text, span.start), _line_end(text, span.end)
    if end < len(text):
        return Span(start, end + (2 if text.startswith("\r\n", end) else 1))
    if start > 0:
        start -= 2 if text[:start].endswith("\r\n") else 1
    return Span(start, end)


def _begin(text: str, node: Node) -> int:
    """Where a node begins with its anchor and tag."""
    properties = _PROPERTIES.search(text, _line_start(text, node.start), node.start)
    return properties.start() if properties is not None else node.start


def _end(text: str, pair: Pair) -> int:
    """Where a pair ends in the text, also when its value is an alias and stands elsewhere."""
    alias = _ALIAS.match(text, pair.key.end)
    return alias.end() if alias else max(_content_end(text, pair.value), pair.key.end)


def _content_end(text: str, node: Node) -> int:
    """The end of a value without the white space that belongs to a block scalar."""
    end = node.end
    while end > node.start and text[end - 1] in " \t\r\n":
        end -= 1
    return end


def _has_other_breaks(text: str) -> bool:
    """True where YAML begins lines at characters that end none elsewhere: next line, line and paragraph separator."""
    return any(mark in text for mark in _OTHER_BREAKS)


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _line_end(text: str, offset: int) -> int:
    ends = [end for end in (text.find("\n", offset), text.find("\r", offset)) if end >= 0]
    return min(ends, default=len(text))
