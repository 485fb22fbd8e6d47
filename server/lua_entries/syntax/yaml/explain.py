"""Says in plain words why a text is not YAML, and where a person would look.

libyaml reports what its scanner expected when it gave up, often lines after the mistake. A light scan of the lines
finds the usual culprits (a quote or bracket left open, a tab, a key that is indented too deep, a missing colon); its
own words are used for the rest.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

from lua_entries.text.span import Note, Problem, Span

_LINE_REST = re.compile(r"[^\r\n]*")
_INDENT = re.compile(r"[ \t]*")
_PREFIX = re.compile(r"[ \t]*(?:[-?:][ \t]+)*")
_PROPERTIES = re.compile(r"(?:[&!][^\s]*[ \t]+)*")
_DOUBLE = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_SINGLE = re.compile(r"'[^']*(?:''[^']*)*'")
_AFTER_VALUE = re.compile(r"[ \t]*(?:(?<=[ \t])#[^\r\n]*)?(?=[\r\n]|\Z)|[ \t]*:(?=[ \t\r\n]|\Z)")
_FLOW_TOKEN = re.compile(r"""[\[\]{}]|"|'|\#[^\r\n]*|[\s,]+|[^\s,\[\]{}"'#][^\s,\[\]{}]*""")
_LINE_START = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_CLOSING = {"[": "]", "{": "}"}
_KEY_AND_VALUE = 2


class Runaway(NamedTuple):
    """A quote or bracket whose partner is missing or in the wrong place."""

    start: int
    close: int
    """Offset after the partner that was found, -1 when there is none."""
    crosses_line: bool


def explain(text: str, error: yaml.MarkedYAMLError) -> Problem:
    """The problem behind the first error of `text`; spans are offsets of `text`."""
    mark = min(error.problem_mark.index if error.problem_mark else 0, len(text))
    context = min(error.context_mark.index if error.context_mark else mark, len(text))
    reason = error.problem or ""
    if "escape" in reason:
        return _escape(text, mark)
    for place in (mark, context):
        tab = _tab_in_indent(text, place)
        if tab:
            return _problem(tab, "a tab is used for indentation", "YAML allows only spaces here")
        start = _line_of(text, place).start
        if text.startswith("\ufeff", start):
            return byte_order_mark(start)
    runaway = find_runaway(text)
    if runaway is not None and _is_cause(text, runaway, mark, context):
        return _runaway_problem(text, runaway)
    if "mapping values are not allowed" in reason:
        return _unexpected_colon(text, mark)
    if "could not find expected ':'" in reason:
        return missing_colon(text, context)
    if "sequence entries are not allowed" in reason:
        message = "a list cannot begin on the line of its key"
        return _problem(Span(mark, mark + 1), message, "put `- ` on a line of its own below the key")
    if "alphabetic or numeric" in reason or "alphabetic or numeric" in (error.context or ""):
        return _reserved(text, context)
    if "cannot start any token" in reason:
        return _reserved(text, mark)
    if "undefined tag handle" in reason or "tag" in (error.context or ""):
        help_ = "put the value in quotes if `!` is meant as text"
        return _problem(_word(text, context), "this tag cannot be read", help_)
    if "block scalar" in (error.context or ""):
        return _problem(_rest_of_line(text, context), "the text must begin on the line after `|` or `>`")
    if "<document start>" in reason:
        return _after_end(text, mark)
    if "',' or" in reason:
        bracket = text[context : context + 1]
        return _problem(
            _rest_of_line(text, mark) if mark < len(text) else Span(context, context + 1),
            f"`,` or `{_CLOSING.get(bracket, ']')}` is expected here",
            notes=(Note(Span(context, context + 1), "the bracket is opened here"),),
        )
    if "expected key" in reason or "'-' indicator" in reason or "<block end>" in reason:
        return _misplaced(text, mark, context, "'-'" in reason)
    place = mark if mark < len(text) else context
    return _problem(_rest_of_line(text, place), f"this is not YAML: {reason or 'unreadable'}")


def find_runaway(text: str) -> Runaway | None:
    """The first quoted or bracketed value that never ends, or that ends in the middle of something else. Linear."""
    pos = 0
    length = len(text)
    block_indent = -1  # inside a block scalar: the column that its lines must exceed
    while pos < length:
        prefix = _PREFIX.match(text, pos)
        assert prefix is not None
        line_end = _end_of_line(text, pos)
        column = _indent_width(text, pos)
        value = prefix.end()
        if value >= line_end or text[value] == "#" or (block_indent >= 0 and column > block_indent):
            pos = _next_line(text, line_end)
            continue
        block_indent = -1
        value = _value_start(text, value, line_end)
        first = text[value : value + 1]
        end = value
        if first in ('"', "'") and first:
            end = _quoted_end(text, value)
            if end < 0:
                return Runaway(value, -1, True)
        elif first in ("[", "{") and first:
            found = _flow_end(text, value)
            if isinstance(found, Runaway):
                return found
            end = found
        elif first in ("|", ">") and first:
            block_indent = prefix.end() - pos if value > prefix.end() else column
        if end > value:
            if not _AFTER_VALUE.match(text, end):
                return Runaway(value, end, end > line_end)
            line_end = _end_of_line(text, end)
        pos = _next_line(text, line_end)
    return None


def byte_order_mark(place: int) -> Problem:
    """The problem of a byte order mark that is not the first character of the file."""
    hint = "remove this invisible character"
    return _problem(Span(place, place + 1), "a byte order mark stands inside the file", hint)


def missing_colon(text: str, place: int) -> Problem:
    """The problem of the text at `place`, which is neither `key: value` nor a list item."""
    line = _line_of(text, place)
    start = max(_prefix_end(text, line.start), line.start)
    span = Span(min(start, line.end), max(_content_end(text, line), min(start, line.end)))
    written = text[span.start : span.end]
    word = re.match(r"[^\s:]+", written)
    if word and written[word.end() : word.end() + 1] == ":" and word.end() + 1 < len(written):
        return _problem(span, f"a space is missing after `{word.group()}:`")
    if word and len(written.split()) <= _KEY_AND_VALUE:
        return _problem(span, f"`:` is missing after `{_short(word.group())}`")
    return _problem(span, "this line is neither `key: value` nor a list item")


def _unexpected_colon(text: str, mark: int) -> Problem:
    line = _line_of(text, mark)
    start = _prefix_end(text, line.start)
    value = _value_start(text, start, line.end)
    if start < value <= mark:
        span = Span(value, _content_end(text, line))
        return _problem(span, "an unquoted value cannot contain `: `", "put the value in quotes")
    key = Span(min(start, mark), max(mark, min(start, mark) + 1))
    previous = _previous_content(text, line.start)
    if previous is not None:
        before = _prefix_end(text, previous.start)
        if _value_start(text, before, previous.end) == before and not _ends_with_colon(text, previous):
            return missing_colon(text, before)
        return _problem(
            key,
            f"`{_short(text[key.start : key.end])}` is indented deeper than the key above, which already has a value",
            notes=(Note(Span(before, _content_end(text, previous)), "the key above"),),
        )
    return _problem(key, "a key is not allowed here")


def _after_end(text: str, mark: int) -> Problem:
    """The problem of a line that cannot belong to what comes before it."""
    line = _line_of(text, mark)
    level = next(
        (
            _indent_width(text, match.start())
            for match in _LINE_START.finditer(text)
            if match.group().strip() and not match.group().lstrip().startswith("#")
        ),
        0,
    )
    if _indent_width(text, line.start) < level:
        message = "this line is indented less than the lines that it belongs to"
        return _problem(_rest_of_line(text, mark), message, "align it with them")
    return _problem(_rest_of_line(text, mark), "this text follows the end of the document")


def _misplaced(text: str, mark: int, context: int, in_list: bool) -> Problem:
    """The problem of a line at an indentation that no open mapping or list has."""
    line = _line_of(text, mark)
    start = _indent_end(text, line.start)
    span = _rest_of_line(text, mark if mark < len(text) else context)
    if start < mark < len(text):
        return _problem(span, "this text follows a value that has already ended", "put the whole value in quotes")
    width = start - line.start
    level = context - _line_of(text, context).start
    if text.startswith("-", start):
        if text[start + 1 : start + 2] not in ("", " ", "\t", "\r", "\n"):
            return _problem(span, "a space is missing after `-`")
        if width == level and not in_list:
            notes = (Note(Span(context, _rest_of_line(text, context).end), "the keys begin here"),)
            return _problem(span, "a list item stands at the indentation of keys", notes=notes)
    keys = context
    if in_list:
        keys = max((place for place in _item_keys(text, context, line.start) if place <= mark), default=context)
        level = keys - _line_of(text, keys).start
    return _problem(
        span,
        f"this line is indented by {width}, and the keys before it by {level}",
        "give keys that belong together the same indentation",
        (Note(Span(keys, max(_rest_of_line(text, keys).end, keys)), "the keys begin here"),),
    )


def _item_keys(text: str, list_start: int, until: int) -> list[int]:
    """Where the first keys of the items stand, for the list whose first dash is at `list_start`."""
    column = list_start - _line_of(text, list_start).start
    found = []
    for match in _LINE_START.finditer(text, _line_of(text, list_start).start, until):
        dash = match.start() + column
        if _indent_end(text, match.start()) == dash and text.startswith("-", dash):
            found.append(_prefix_end(text, match.start()))
    return found


def _escape(text: str, mark: int) -> Problem:
    start = text.rfind("\\", max(mark - 10, 0), mark + 1)
    span = Span(start, min(start + 2, len(text))) if start >= 0 else _word(text, mark)
    written = text[span.start : span.end]
    return _problem(
        span, f"`{written}` is no escape sequence", "write `\\\\` for a backslash, or put the value in single quotes"
    )


def _reserved(text: str, place: int) -> Problem:
    character = text[place : place + 1]
    if character == "\t":
        return _problem(Span(place, place + 1), "a tab stands where YAML allows only spaces", "replace it with spaces")
    meaning = {"*": "begins an alias", "&": "begins an anchor"}.get(character, "cannot begin a value")
    return _problem(_word(text, place), f"`{character}` {meaning}", "put the value in quotes if it is meant as text")


def _runaway_problem(text: str, runaway: Runaway) -> Problem:
    opening = text[runaway.start]
    what = "quote" if opening in "\"'" else f"`{opening}`"
    line = _rest_of_line(text, runaway.start)
    if runaway.close < 0:
        return _problem(line, f"the {what} opened here is never closed")
    if runaway.crosses_line:
        end = Span(runaway.close - 1, runaway.close)
        return _problem(
            line,
            f"the {what} opened here is not closed on its line",
            notes=(Note(end, "the next one of its kind ends the value here, in the middle of a line"),),
        )
    rest = _rest_of_line(text, _indent_end(text, runaway.close))
    return _problem(rest, "this text follows a value that has already ended", "put the whole value in quotes")


def _is_cause(text: str, runaway: Runaway, mark: int, context: int) -> bool:
    if runaway.close < 0:
        return mark >= runaway.start
    line_end = _end_of_line(text, runaway.close)
    return any(runaway.close <= place <= line_end for place in (mark, context))


def _quoted_end(text: str, start: int) -> int:
    match = (_DOUBLE if text[start] == '"' else _SINGLE).match(text, start)
    return match.end() if match else -1


def _flow_end(text: str, start: int) -> int | Runaway:
    """Offset after the bracket that closes the one at `start`, or what never closes."""
    opened: list[int] = []
    pos = start
    while pos < len(text):
        token = _FLOW_TOKEN.match(text, pos)
        if token is None:
            return Runaway(opened[-1], -1, True)
        first = token.group()[0]
        pos = token.end()
        if first in "[{":
            opened.append(token.start())
        elif first in "]}":
            if _CLOSING[text[opened[-1]]] != first:
                return Runaway(opened[-1], -1, True)
            opened.pop()
            if not opened:
                return pos
        elif first in "\"'":
            end = _quoted_end(text, token.start())
            if end < 0:
                return Runaway(token.start(), -1, True)
            pos = end
    return Runaway(opened[0], -1, True)


def _value_start(text: str, start: int, line_end: int) -> int:
    """Where the value of the `key: value` at `start` begins; `start` itself when there is no key, `line_end` when there
    is no value."""
    pos = start
    if text[start : start + 1] in ('"', "'") and start < line_end:
        end = _quoted_end(text, start)
        if not start < end <= line_end:
            return start
        pos = end
    elif text[start : start + 1] in ("[", "{", "|", ">", "#"):
        return start
    while True:
        colon = text.find(":", pos, line_end)
        if colon < 0:
            return start
        after = _indent_end(text, colon + 1)
        if after >= line_end:
            return line_end
        if after > colon + 1:
            match = _PROPERTIES.match(text, after)
            return min(match.end() if match else after, line_end)
        pos = colon + 1


def _ends_with_colon(text: str, line: Span) -> bool:
    return text[line.start : _content_end(text, line)].endswith(":")


def _tab_in_indent(text: str, place: int) -> Span | None:
    line = _line_of(text, place)
    end = _indent_end(text, line.start)
    tab = text.find("\t", line.start, end)
    return Span(tab, end) if 0 <= tab < end and (end < line.end or tab <= place <= end) else None


def _indent_end(text: str, start: int) -> int:
    match = _INDENT.match(text, start)
    return match.end() if match else start


def _indent_width(text: str, start: int) -> int:
    return _indent_end(text, start) - start


def _prefix_end(text: str, start: int) -> int:
    match = _PREFIX.match(text, start)
    return match.end() if match else start


def _end_of_line(text: str, pos: int) -> int:
    match = _LINE_REST.match(text, pos)
    return match.end() if match else pos


def _next_line(text: str, line_end: int) -> int:
    match = _LINE_START.match(text, line_end)
    return max(match.end() if match else 0, line_end + 1)


def _line_of(text: str, place: int) -> Span:
    start = text.rfind("\n", 0, place) + 1
    start = max(text.rfind("\r", start, place) + 1, start)
    return Span(start, max(_end_of_line(text, start), start))


def _previous_content(text: str, line_start: int) -> Span | None:
    """The last line before that has more than white space and comments."""
    found = None
    for match in _LINE_START.finditer(text, 0, line_start):
        content = _indent_end(text, match.start())
        if content < match.end() and text[content] not in "#\r\n":
            found = Span(match.start(), match.start() + len(match.group().rstrip("\r\n")))
    return found


def _content_end(text: str, line: Span) -> int:
    """The end of a line without comment and trailing white space."""
    comment = text.find(" #", line.start, line.end)
    return line.start + len(text[line.start : comment if comment >= 0 else line.end].rstrip())


def _rest_of_line(text: str, place: int) -> Span:
    """From `place` to the end of its line; the last written character before it where nothing follows."""
    line = _line_of(text, place)
    end = _content_end(text, line)
    if end > place:
        return Span(place, end)
    end = len(text[:place].rstrip())
    return Span(max(end - 1, 0), end)


def _word(text: str, place: int) -> Span:
    match = re.compile(r"[^\s,\]}]+").match(text, place)
    return Span(place, match.end()) if match else _rest_of_line(text, place)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "…"


def _problem(span: Span, message: str, help_: str = "", notes: tuple[Note, ...] = ()) -> Problem:
    return Problem("yaml-syntax", span, message, help_, notes)
