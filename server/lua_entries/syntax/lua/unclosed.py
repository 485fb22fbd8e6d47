"""Which block lacks its `end`: the compiler notices at the end of the file, a person looks at the indentation."""

from __future__ import annotations

import re
from typing import NamedTuple

from lua_entries.text.span import Span

_TOKEN = re.compile(
    r"--\[(?P<comment>=*)\[|--[^\r\n]*|\[(?P<string>=*)\["
    r"""|"(?:[^"\\\r\n]|\\(?:\r\n|.))*"?|'(?:[^'\\\r\n]|\\(?:\r\n|.))*'?"""
    r"|(?P<word>(?:(?<!\.)[.:]\s*)?\b[A-Za-z_]\w*)",
    re.DOTALL,
)
_OPENERS = frozenset({"function", "if", "while", "for", "repeat", "do", "interface"})
_TAB_WIDTH = 4


class _Open(NamedTuple):
    word: str
    span: Span
    indent: int
    needs_do: bool


def unclosed_block(text: str) -> tuple[str, Span] | None:
    """The first block that is closed by an `end` further to the left than its own line, or is not closed at all.

    Returns its word (`if`, `function` …) and place, or None when every block has its end.
    """
    stack: list[_Open] = []
    at = 0
    while match := _TOKEN.search(text, at):
        at = match.end()
        for bracket in ("comment", "string"):
            level = match.group(bracket)
            if level is not None:
                end = text.find(f"]{level}]", at)
                at = len(text) if end < 0 else end + len(level) + 2
        word = match.group("word")
        if word is None:
            continue
        span = Span(at - len(word), at)
        if word in ("end", "until"):
            if not stack:
                return None
            block = stack.pop()
            first_on_line, indent = _indent(text, span.start)
            if first_on_line and indent < block.indent:
                return block.word, block.span
        elif word == "do" and stack and stack[-1].needs_do:
            stack[-1] = stack[-1]._replace(needs_do=False)
        elif word in _OPENERS and not (word == "function" and stack and stack[-1].word == "interface"):
            stack.append(_Open(word, span, _indent(text, span.start)[1], word in ("while", "for")))
    if not stack:
        return None
    return stack[-1].word, stack[-1].span


def _indent(text: str, offset: int) -> tuple[bool, int]:
    """Is the word at the offset the first of its line, and how far is the line indented?"""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    line = text[start:offset].expandtabs(_TAB_WIDTH)
    rest = line.lstrip(" ")
    return not rest, len(line) - len(rest)
