"""The tolerant path: what can be kept of a file that is not YAML.

The file is cut at its top-level keys, and a top-level list at its items; each part is composed alone, so a mistake
costs the part that it is in. There the line at fault is blanked and the rest tried again; what the line says at the
level of the part's own keys (`key: scalar`) is kept, and when nothing helps, all such lines are.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lua_entries.syntax.yaml.compose import Context, Failure, compose, second_document
from lua_entries.syntax.yaml.explain import missing_colon
from lua_entries.syntax.yaml.nodes import Mapping, Node, Pair, Scalar, Sequence
from lua_entries.syntax.yaml.scalars import plain_type
from lua_entries.text.span import Problem, Span

MAX_BROKEN = 100
"""How many broken parts of one file are looked into; of the parts that follow only `key: scalar` lines are read."""

_ATTEMPTS = 3
_LINE = re.compile(r"([ \t]*)([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_DASHES = re.compile(r"[ \t]*(?:-(?:[ \t]+|(?=[\r\n]|\Z)))*(?:-(?=[A-Za-z]))?")
_KEY = re.compile(
    r"""(?:"(?P<double>[^"\\\r\n]*)"|'(?P<single>[^'\r\n]*)'|"""
    r"""(?P<plain>[^\s"'#\[\]{},&*!|>%@`?:-][^:#\r\n]*|[?:-][^\s:#][^:#\r\n]*)):(?=\s|\Z)"""
)
_NEARLY_KEY = re.compile(r"(?P<plain>[A-Za-z_][\w.-]*)(?::|(?=[ \t]))")
_MARKER = re.compile(r"(?:---|\.\.\.)(?=\s|\Z)")
_NOT_SCALAR = frozenset("[]{}&*!|>%@`#")


class _Line(NamedTuple):
    """A line with content; offsets in the text."""

    start: int
    content: int
    """The first character that is not white space."""
    end: int
    """After the last character, trailing white space left out."""

    @property
    def indent(self) -> int:
        return self.content - self.start


class _Part(NamedTuple):
    """A run of lines that is composed alone."""

    lines: list[_Line]
    item: bool
    """True for an item of a list, False for a key of the file's mapping."""


class _Found(NamedTuple):
    """What a part yields."""

    nodes: tuple[Node, ...]
    """The items of a list, or the one mapping of a key."""
    broken: bool
    problem: Problem | None = None


def recover(
    text: str, base: int, context: Context, whole: Callable[[], Problem]
) -> tuple[Node | None, tuple[Span, ...]]:
    """What can be kept of `text`, and the spans of the parts in which something may be lost.

    `whole` makes the problem found when all of it was read at once, for texts of which no part shows one by itself.
    """
    problems: list[Problem] = []
    pairs: list[Pair] = []
    broken: list[Span] = []
    prose = False  # consecutive top-level lines that make no sense are one mistake
    known = len(context.problems)
    lines = _first_document(text, base, context)
    cut = len(context.problems) > known  # what follows the marker of a second document may be all that is wrong
    if not any(line.indent <= lines[0].indent and _value(text, line) is not None for line in lines):
        context.problems.append(whole())  # no mapping, so there are no parts
        return None, ()
    for key, parts in _blocks(text, lines):
        items: list[Node] = []
        for part in parts:
            if len(broken) < MAX_BROKEN:
                found = _compose_part(text, base, part, context)
            else:
                found = _assemble(text, base, part, None, set(range(len(part.lines))), None)
            if part.item:
                items += found.nodes
            else:
                pairs += (pair for node in found.nodes if isinstance(node, Mapping) for pair in node.pairs)
            if found.broken:
                broken.append(Span(base + part.lines[0].content, base + part.lines[-1].end))
            if found.problem is not None and (part.item or not prose):
                problems.append(found.problem)
            prose = found.broken and not part.item
        if key is not None:
            pairs.append(_list_pair(text, base, key, items))
    context.problems += problems
    if not problems and not cut:
        context.problems.append(whole())
    if len(broken) > MAX_BROKEN:
        context.problems.append(_unread(broken[MAX_BROKEN]))
    if not pairs:
        return None, tuple(broken)
    start = min(pair.key.start for pair in pairs)
    end = max(max(pair.key.end, pair.value.end) for pair in pairs)
    return Mapping(start, end, tuple(pairs), False), tuple(broken)


def _unread(span: Span) -> Problem:
    message = f"more than {MAX_BROKEN} parts of this file are not YAML (limit `broken-parts`); the rest is not checked"
    return Problem("limit-exceeded", span, message)


def _first_document(text: str, base: int, context: Context) -> list[_Line]:
    """The lines with content of the first document, markers and directives left out."""
    lines: list[_Line] = []
    for match in _LINE.finditer(text):
        content = match.start(2)
        end = content + len(match.group(2).rstrip())
        if content == end or text[content] == "#":
            continue
        if match.start() == content:
            if _MARKER.match(text, content):
                if lines:
                    context.problems.append(second_document(Span(base + content, base + content + 3)))
                    break
                continue
            if text[content] == "%" and not lines:
                continue
        lines.append(_Line(match.start(), content, end))
    return lines


def _blocks(text: str, lines: list[_Line]) -> Iterator[tuple[_Line | None, list[_Part]]]:
    """The top-level keys: for one that holds a list its line and the items, else None and one part."""
    if not lines:
        return
    base = lines[0].indent
    starts = [0]
    in_list = False
    for number, line in enumerate(lines[1:], 1):
        if number == starts[-1] + 1:
            in_list = _is_open_key(text, lines[number - 1]) and _is_dash(text, line)
        if line.indent > base or (line.indent == base and _is_dash(text, line)):
            continue
        follower = lines[number + 1] if number + 1 < len(lines) else None
        if in_list and follower is not None and follower.indent > base and _is_closed(text, line):
            continue  # a key of an item that slipped to the left: what hangs below it belongs to the list
        starts.append(number)
    for first, after in zip(starts, [*starts[1:], len(lines)], strict=True):
        block = lines[first:after]
        if _is_open_key(text, block[0]) and not _is_dash(text, block[0]) and _holds_list(text, block[1:]):
            yield block[0], [_Part(item, True) for item in _items(text, block[1:])]
        else:
            yield None, [_Part(block, False)]


def _holds_list(text: str, lines: list[_Line]) -> bool:
    """True when the first line is an item, or a line that only mistakes can put before a dash further left."""
    for line in lines:
        if line.indent <= lines[0].indent and _is_dash(text, line):
            return line is lines[0] or line.indent < lines[0].indent
    return False


def _items(text: str, lines: list[_Line]) -> Iterator[list[_Line]]:
    """The items of a list. A dash that stands a little too far left or right begins an item nevertheless.

    What stands before the first dash is yielded like an item.
    """
    item: list[_Line] = []
    dash = column = 0  # of the current item: where its dash and its keys stand
    closed = True  # nothing more may follow below the last key of the item's own level
    listed = False  # a list has begun below that key, at its own indentation
    for line in lines:
        if _is_dash(text, line):
            begins = line.indent < column or (closed and line.indent == column and _has_key(text, line))
            begins = begins or not item or not _begins_item(text, item[0])
        else:
            begins = line.indent == dash and _begins_item(text, line) and bool(item)
        if begins:
            if item:
                yield item
            item = []
            dash, column, listed = line.indent, _key_column(text, line), False
            closed = _is_closed(text, line)
        elif line.indent > column:
            closed = closed or not listed
        elif _is_dash(text, line):
            listed = True
        else:
            closed, listed = _is_closed(text, line), False
        item.append(line)
    yield item


def _compose_part(text: str, base: int, part: _Part, context: Context) -> _Found:
    first, last = part.lines[0], part.lines[-1]
    source = text[first.start : last.end] + "\n"[: len(text) - last.end]  # what is empty may stand behind it
    everything = set(range(len(part.lines)))
    lost: set[int] = set()
    problem: Problem | None = None
    if not part.item and ":" not in source:
        return _assemble(text, base, part, None, everything, _at(base, missing_colon(text, first.content)))
    if part.item and not _begins_item(text, first):
        message = "a list item (`- …`) is expected here"
        return _Found((), True, Problem("yaml-syntax", Span(base + first.content, base + first.end), message))
    if part.item and not _is_dash(text, first):
        problem = Problem("yaml-syntax", Span(base + first.content, base + first.end), "a space is missing after `-`")
        source = _blank(text, source, part, 0, lost)
    starts = [line.start for line in part.lines]
    for _ in range(_ATTEMPTS):
        known = len(context.problems)
        try:
            node = compose(source, base + first.start, context)
            if isinstance(node, Sequence if part.item else Mapping):
                return _assemble(text, base, part, node, lost, problem)
            failure = _at(base, missing_colon(text, first.content))
        except Failure as error:
            failure = error.explain()
        del context.problems[known:]
        problem = problem or failure
        number = max(bisect_right(starts, failure.span.start - base) - 1, 0)
        if number in lost or failure.rule != "yaml-syntax":
            break
        source = _blank(text, source, part, number, lost)
    return _assemble(text, base, part, None, everything, problem)


def _at(base: int, problem: Problem) -> Problem:
    return problem._replace(span=Span(problem.span.start + base, problem.span.end + base))


def _blank(text: str, source: str, part: _Part, number: int, lost: set[int]) -> str:
    """`source` with spaces in place of one line (its dash stays) and of the lines that hang below it."""
    offset = part.lines[0].start
    place = _after_dashes(text, part.lines[number])
    column = max(place - part.lines[number].start, _own_column(text, part))
    pieces = [source[: place - offset]]
    while True:
        lost.add(number)
        end = part.lines[number].end
        pieces.append(" " * (end - place))
        number += 1
        if number == len(part.lines) or part.lines[number].indent <= column:
            return "".join((*pieces, source[end - offset :]))
        place = part.lines[number].start
        pieces.append(source[end - offset : place - offset])


def _assemble(text: str, base: int, part: _Part, node: Node | None, lost: set[int], problem: Problem | None) -> _Found:
    """Joins what was composed with what the lost lines say at the part's own level."""
    composed, *others = node.items if isinstance(node, Sequence) else (node,)
    if not lost:
        return _Found(tuple(found for found in (composed, *others) if found is not None), False)
    pairs = list(composed.pairs) if isinstance(composed, Mapping) else []
    known = {pair.key.text for pair in pairs}
    pairs += (pair for pair in _scan(text, base, part, lost) if pair.key.text not in known)
    nodes = tuple(found for found in others if found is not None)
    if pairs:
        start = min(pair.key.start for pair in pairs)
        end = max(max(pair.key.end, pair.value.end) for pair in pairs)
        nodes = (Mapping(start, end, tuple(pairs), False), *nodes)
    return _Found(nodes, True, problem)


def _scan(text: str, base: int, part: _Part, lost: set[int]) -> Iterator[Pair]:
    """The `key: scalar` lines among the lost ones that belong to the part's own level."""
    column = _own_column(text, part)
    closed = True
    for number, line in enumerate(part.lines):
        tabs = text.find("\t", line.start, line.content) >= 0
        if number and not tabs and not closed and line.indent > column:
            continue
        closed = _is_closed(text, line)
        pair = _scan_pair(text, base, line) if number in lost else None
        if pair is not None:
            yield pair


def _scan_pair(text: str, base: int, line: _Line) -> Pair | None:
    start = _after_dashes(text, line)
    match = _KEY.match(text, start, line.end) or _NEARLY_KEY.match(text, start, line.end)
    if match is None:
        return None
    begin = line.end - len(text[match.end() : line.end].lstrip())
    written = text[begin : line.end]
    if not written or written[0] in _NOT_SCALAR:
        return None
    if written[0] in "\"'":
        value = written[1:].partition(written[0])[0]
        return Pair(_key(base, match), Scalar(base + begin + 1, base + begin + 1 + len(value), value, "str", ""))
    value = written.partition(" #")[0].rstrip()
    return Pair(_key(base, match), Scalar(base + begin, base + begin + len(value), value, plain_type(value), ""))


def _key(base: int, match: re.Match[str]) -> Scalar:
    kind = match.lastgroup or "plain"
    name = match.group(kind).rstrip()
    quote = {"double": '"', "single": "'"}.get(kind, "")
    start = match.start() + base
    return Scalar(start, start + len(name) + 2 * len(quote), name, "str", quote)


def _list_pair(text: str, base: int, line: _Line, items: list[Node]) -> Pair:
    match = _KEY.match(text, line.content, line.end)
    assert match is not None, "a line that opens a list has a key"
    key = _key(base, match)
    if not items:
        return Pair(key, Scalar(base + match.end(), base + match.end(), "", "null", ""))
    start = min(item.start for item in items)
    return Pair(key, Sequence(start, max(item.end for item in items), tuple(items), False))


def _is_dash(text: str, line: _Line) -> bool:
    return text[line.content] == "-" and (line.content + 1 >= line.end or text[line.content + 1] in " \t")


def _begins_item(text: str, line: _Line) -> bool:
    """True for a dash, also for one that lacks the space behind it."""
    match = _DASHES.match(text, line.content, line.end)
    return match is not None and match.end() > line.content


def _after_dashes(text: str, line: _Line) -> int:
    match = _DASHES.match(text, line.start, line.end)
    return match.end() if match else line.content


def _own_column(text: str, part: _Part) -> int:
    """Column of the part's own keys."""
    return _key_column(text, part.lines[0]) if part.item else part.lines[0].indent


def _key_column(text: str, line: _Line) -> int:
    """Column of the first key of an item; of where it would stand after a bare dash."""
    after = _after_dashes(text, line)
    complete = after < line.end and text[after - 1] != "-"
    return after - line.start if complete else line.indent + 2


def _value(text: str, line: _Line) -> str | None:
    """What stands behind the key of a line, None where it has no key."""
    match = _KEY.match(text, _after_dashes(text, line), line.end)
    return None if match is None else text[match.end() : line.end].partition(" #")[0].strip()


def _has_key(text: str, line: _Line) -> bool:
    return _value(text, line) is not None


def _is_open_key(text: str, line: _Line) -> bool:
    return _value(text, line) == ""


def _is_closed(text: str, line: _Line) -> bool:
    """False when the lines below may hold the value of this one."""
    value = _value(text, line) or ""
    return value != "" and value[0] not in "|>[{&!"
