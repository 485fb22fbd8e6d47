"""Suppression comments: `lua-entries: ignore[rule-name, …] reason` after `#` in YAML and `--` in Lua.

`parse_suppression(comment, offset)` reads one comment; `find_suppressions(lines, comments, heads)` reads all comments
of a file and decides what each of them covers, the same way for both languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from lua_entries.text.lines import LineIndex
from lua_entries.text.span import Span

KEYWORD = "lua-entries:"
"""Every suppression contains it: a text without it has none."""

# `[` ends the names too, so that a line of many openings costs no more than its length.
_COMMENT = re.compile(r"(?:#|--)[ \t]*lua-entries:[ \t]*ignore\[(?P<rules>[^\[\]\r\n]*)\][ \t]*(?P<reason>[^\r\n]*)")
_BLANK = " \t\r\n\f\v\ufeff"
_RULE = re.compile(r"[^\s,]+")


class SuppressedRule(NamedTuple):
    """One rule name or code inside the brackets."""

    name: str
    span: Span


class Suppression(NamedTuple):
    """A comment that silences rules.

    `scope` says for what: the lines `first`..`last` (zero-based, inclusive), or the entry or file that it heads.
    """

    span: Span
    rules: tuple[SuppressedRule, ...]
    reason: str
    scope: Literal["lines", "entry", "file"]
    first: int
    last: int


def parse_suppression(comment: str, offset: int) -> tuple[Span, tuple[SuppressedRule, ...], str] | None:
    """The suppression in a comment, mark included, whose first character is at `offset` of the file.

    Returns the span of the suppression (other text may stand before it), the rules and the reason; None when there is
    none.
    """
    match = _COMMENT.search(comment)
    if match is None:
        return None
    start = offset + match.start("rules")
    rules = tuple(
        SuppressedRule(rule.group(), Span(start + rule.start(), start + rule.end()))
        for rule in _RULE.finditer(match.group("rules"))
    )
    reason = match.group("reason").rstrip()
    end = match.start("reason") + len(reason) if reason else match.end("rules") + 1
    return Span(offset + match.start(), offset + end), rules, reason


def find_suppressions(
    lines: LineIndex, comments: Iterable[Span], heads: Callable[[int], bool] = lambda line: False
) -> list[Suppression]:
    """All suppressions of a file, in order; linear.

    A comment after other text covers its own line. A comment alone on its line (or after nothing but the dash of a
    list item) covers the next line that holds more than comments: the whole file when no such line comes before it, the
    whole entry when `heads(next line)` says that an entry begins there. With nothing below, it covers its own line.

    Args:
        lines: the file.
        comments: the spans of its comments, marks included, in order and apart.
        heads: whether an entry begins on a line (zero-based).
    """
    text = lines.text
    comments = list(comments)
    parsed = [(comment, parse_suppression(text[comment.start : comment.end], comment.start)) for comment in comments]
    if not any(found for _, found in parsed):
        return []
    following = _next_content(lines, comments)
    suppressions: list[Suppression] = []
    for comment, found in parsed:
        if found is None:
            continue
        span, rules, reason = found
        line = lines.position(comment.start).line
        scope: Literal["lines", "entry", "file"] = "lines"
        target = line
        if not text[lines.start(line) : comment.start].strip(_BLANK + "-"):
            target = following[lines.position(comment.end).line + 1]
            if target >= lines.count:
                target = line
            elif following[0] == target:
                scope = "file"
            elif heads(target):
                scope = "entry"
        suppressions.append(Suppression(span, rules, reason, scope, target, target))
    return suppressions


def _next_content(lines: LineIndex, comments: list[Span]) -> list[int]:
    """For each line the first one from it on that holds more than white space and comments; `lines.count` for none."""
    text = lines.text
    has_content: list[bool] = []
    comment = 0
    for line in range(lines.count):
        place = lines.start(line)
        end = lines.start(line + 1)
        content = False
        while place < end and not content:
            while comment < len(comments) and comments[comment].end <= place:
                comment += 1
            if comment < len(comments) and comments[comment].start <= place:
                place = comments[comment].end
                continue
            until = min(end, comments[comment].start) if comment < len(comments) else end
            content = bool(text[place:until].strip(_BLANK))
            place = until
        has_content.append(content)
    following = [lines.count] * (lines.count + 1)
    for line in range(lines.count - 1, -1, -1):
        following[line] = line if has_content[line] else following[line + 1]
    return following
