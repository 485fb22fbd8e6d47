"""What is being typed at a place of a Lua text, and a text that can be parsed up to there.

Only what stands before the cursor is looked at, and of it only strings, comments, brackets and the words that open and
close blocks. So it does not matter what a half typed line does to the code behind it: `closed` cuts the text off and
closes whatever is open, and what is parsed then has everything that can be seen at the cursor.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from lua_entries.text.quoted import typed_end
from lua_entries.text.span import Span

Where = Literal["code", "string", "comment"]

_TOKEN = re.compile(
    r"--\[(?P<level>=*)\[.*?(?:\](?P=level)\]|(?P<comment_open>\Z))|(?P<comment>--[^\r\n]*)"
    r"|\[(?P<long>=*)\[.*?(?:\](?P=long)\]|(?P<long_open>\Z))"
    r"|\"(?:[^\"\\\r\n]|\\(?:\r\n|.|\Z))*(?:\"|(?=[\r\n])|(?P<double_open>\Z))"
    r"|'(?:[^'\\\r\n]|\\(?:\r\n|.|\Z))*(?:'|(?=[\r\n])|(?P<single_open>\Z))"
    r"|\([\w\s,.]*\)|\[[\w.]+\]|\{\}"  # nothing of interest in them
    r"|(?P<bracket>[(){}\[\]])"
    r"|(?<![\w.:])(?P<word>(?:function|if|then|while|for|do|repeat|until|elseif|else|end|interface)\b)",
    re.ASCII | re.DOTALL,
)
_CONTENT = {
    "double_open": re.compile(r'(?:[^"\\\r\n]|\\(?:\r\n|.))*', re.DOTALL),
    "single_open": re.compile(r"(?:[^'\\\r\n]|\\(?:\r\n|.))*", re.DOTALL),
}
_FIELD_BEFORE = re.compile(r"(?<![.:])[.:][ \t]*\Z")
_INTERFACE = re.compile(r"\s+[A-Za-z_]\w*\s*(?::\s*[A-Za-z_][\w\s,]*)?(?=\bfunction\b|\bend\b|\Z)", re.ASCII)
_WORD_BEFORE = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)
_WORD_AFTER = re.compile(r"\w*", re.ASCII)
_CLOSING = {"(": ")", "{": "}", "[": "]"}
_ENDS = {
    "function": " end",
    "do": " end",
    "then": " end",
    "if": " then end",
    "while": " do end",
    "for": " do end",
    "repeat": " until true",
    "interface": " end",
}

PROBE = "_"
"""Stands for what is not typed yet."""


class Open(NamedTuple):
    """A bracket, or a word that begins a block, that is not closed before the cursor."""

    sign: str
    start: int


class LuaCursor(NamedTuple):
    """What surrounds an offset."""

    where: Where
    stack: tuple[Open, ...]
    """Outermost first."""
    span: Span
    """What a completed word replaces: the word around the cursor, or the content of the string; of one that lacks its
    closing quote only the letters around the cursor."""
    prefix: str
    """The part of it before the cursor."""
    quote: str = ""
    """How the string begins; empty elsewhere."""

    @property
    def start(self) -> int:
        """Where the word, or the string with its quote, begins."""
        return self.span.start - len(self.quote)


def lua_cursor(text: str, offset: int) -> LuaCursor:
    """What surrounds an offset. Never raises; linear time."""
    offset = min(max(offset, 0), len(text))
    stack: list[Open] = []
    for match in _TOKEN.finditer(text, 0, offset):
        kind = match.lastgroup
        start = match.start()
        if kind == "word":
            if not _FIELD_BEFORE.search(text, max(0, start - 2), start):
                _step(stack, match.group(), start, text)
        elif kind == "bracket":
            _step(stack, match.group(), start, text)
        elif kind == "comment_open" or (kind == "comment" and match.end() == offset):
            return LuaCursor("comment", tuple(stack), Span(offset, offset), "")
        elif kind is not None and kind.endswith("_open"):
            return _in_string(text, offset, tuple(stack), kind, match)
    before = _WORD_BEFORE.search(text, max(0, offset - _LONGEST), offset)
    begin = before.start() if before is not None else offset
    after = _WORD_AFTER.match(text, offset)
    end = after.end() if after is not None else offset
    while stack and stack[-1].start >= begin:
        stack.pop()
    return LuaCursor("code", tuple(stack), Span(begin, end), text[begin:offset])


def _in_string(text: str, offset: int, stack: tuple[Open, ...], kind: str, match: re.Match[str]) -> LuaCursor:
    quote = match.group()[:1] if kind != "long_open" else f"[{match.group('long')}["
    begin = match.start() + len(quote)
    content = _CONTENT[kind].match(text, begin) if kind != "long_open" else None
    end = max(content.end(), offset) if content is not None else offset
    end = typed_end(text, offset, end, closed=text.startswith(quote, end))
    return LuaCursor("string", stack, Span(begin, end), text[begin:offset], quote)


_LONGEST = 256


def _step(stack: list[Open], sign: str, start: int, text: str) -> None:
    """What a bracket or word does to the stack; one without its counterpart is passed over."""
    if sign in ("(", "{", "[", "function", "if", "while", "for", "repeat"):
        if sign == "function" and stack and stack[-1].sign == "interface":
            return  # a method of an interface has no body
        stack.append(Open(sign, start))
    elif sign == "interface":
        if _INTERFACE.match(text, start + len(sign)) is not None:
            stack.append(Open(sign, start))
    elif sign == "do":
        if stack and stack[-1].sign in ("while", "for"):
            stack[-1] = Open("do", stack[-1].start)
        else:
            stack.append(Open("do", start))
    elif sign == "then":
        _replace(stack, "if", "then")
    elif sign == "elseif":
        _replace(stack, "then", "if")
    elif sign == "end":
        _pop(stack, ("function", "do", "then", "interface"))
    elif sign == "until":
        _pop(stack, ("repeat",))
    elif sign in ")}]":
        _pop(stack, tuple(opening for opening, closing in _CLOSING.items() if closing == sign))


def _replace(stack: list[Open], old: str, new: str) -> None:
    for index in range(len(stack) - 1, max(len(stack) - _NEAR, 0) - 1, -1):
        if stack[index].sign == old:
            stack[index] = Open(new, stack[index].start)
            return


def _pop(stack: list[Open], signs: tuple[str, ...]) -> None:
    """Close the innermost of the signs, and what was left open inside."""
    for index in range(len(stack) - 1, max(len(stack) - _NEAR, 0) - 1, -1):
        if stack[index].sign in signs:
            del stack[index:]
            return


_NEAR = 64
"""How far from the innermost a counterpart is looked for."""


def closed(text: str, cut: int, cursor: LuaCursor, tail: str = "") -> str:
    """The text up to `cut` and `tail`, with everything closed that is open there; `cut` is not behind the cursor."""
    closers = "".join(
        _CLOSING.get(item.sign) or _ENDS[item.sign] for item in reversed(cursor.stack) if item.start < cut
    )
    return f"{text[:cut]}{tail}{closers}"


class Call(NamedTuple):
    """The innermost call whose arguments the cursor is in."""

    callee_end: int
    """Where what is called ends: before the bracket."""
    opening: int
    """Where its arguments begin: the bracket, or the table or string that is the only one."""
    argument: int
    """Number of the argument; 1 is the first."""
    option: str
    """The key in the table argument that the cursor's value has; empty outside of tables and for keys."""
    table: Literal["", "key", "value", "deep"]
    """Whether the cursor is in a table that is the argument: at a key (or item), at a value, in a table inside it."""


_CALLEE_ENDS = re.compile(r"[\w\])}\"']\s*\Z", re.ASCII)
_NO_CALLEE = re.compile(
    r"(?<![\w.:])(?:and|or|not|if|elseif|while|until|return|in|function|then|do|else|repeat|local)\s*\Z", re.ASCII
)
_DECLARED = re.compile(r"(?<![\w.:])function\s+[\w.:\s]*\Z", re.ASCII)
_KEY = re.compile(r"\s*(?:([A-Za-z_]\w*)|\[\s*(?:\"([^\"\\\n]*)\"|'([^'\\\n]*)')\s*\])\s*=(?!=)", re.ASCII)
_LOOK_BACK = 400


def call_at(text: str, cursor: LuaCursor) -> Call | None:
    """The call that the cursor is in an argument of; None where it is in none."""
    stack = cursor.stack
    if cursor.where == "string":
        end = _callee_end(text, cursor.start)
        if end >= 0 and not _is_value(text, end):
            return Call(end, cursor.start, 1, "", "")
    tables: list[int] = []
    for index in range(len(stack) - 1, -1, -1):
        sign, start = stack[index]
        if sign == "{":
            end = _callee_end(text, start)
            if end >= 0 and not _is_value(text, end):
                return _call(text, cursor, end, start, (*tables, start), alone=True)
            tables.append(start)
        elif sign == "(":
            end = _callee_end(text, start)
            if end < 0:
                return None
            return _call(text, cursor, end, start, tuple(tables), alone=False)
        elif sign == "[":
            continue
        else:
            return None
    return None


def _callee_end(text: str, opening: int) -> int:
    """Where the called expression before a bracket ends; -1 where nothing is called."""
    before = text[max(0, opening - _LOOK_BACK) : opening]
    if not _CALLEE_ENDS.search(before) or _NO_CALLEE.search(before) or _DECLARED.search(before):
        return -1
    return opening - (len(before) - len(before.rstrip()))


def _is_value(text: str, end: int) -> bool:
    """True where a table or string cannot be an argument: behind a closing brace or a quote."""
    return text[end - 1] in "}\"'"


def _call(text: str, cursor: LuaCursor, end: int, opening: int, tables: tuple[int, ...], *, alone: bool) -> Call:
    number = 1
    if not alone:
        number += _commas(text, opening + 1, cursor.start)
    if not tables:
        return Call(end, opening, number, "", "")
    outer = tables[-1]
    if len(tables) > 1:
        key = _key_before(text, outer, tables[-2])
        return Call(end, opening, number, key, "deep")
    key = _key_before(text, outer, cursor.start)
    return Call(end, opening, number, key, "value" if key else "key")


def _key_before(text: str, opening: int, position: int) -> str:
    """The key of the table field in which a position is, where it is in the value."""
    start = opening + 1 + _last_comma(text, opening + 1, position)
    match = _KEY.match(text, start, position)
    return next((group for group in match.groups() if group), "") if match is not None else ""


def _commas(text: str, start: int, end: int) -> int:
    """Commas between two places that are in no bracket, string or comment between them."""
    return len(_separators(text, start, end))


def _last_comma(text: str, start: int, end: int) -> int:
    """How far behind `start` the field begins that `end` is in."""
    found = _separators(text, start, end)
    return found[-1] + 1 - start if found else 0


_PIECE = re.compile(
    r"--\[(=*)\[.*?\]\1\]|--[^\r\n]*|\[(=*)\[.*?\]\2\]|\"(?:[^\"\\\r\n]|\\.)*\"?|'(?:[^'\\\r\n]|\\.)*'?|[(){}\[\],;]"
    r"|(?<![\w.:])(?:function|if|do|repeat|end|until)\b",
    re.ASCII | re.DOTALL,
)


def _separators(text: str, start: int, end: int) -> list[int]:
    found: list[int] = []
    depth = 0
    for piece in _PIECE.finditer(text, start, end):
        sign = piece.group()
        if sign in ("(", "{", "[", "function", "if", "do", "repeat"):
            depth += 1
        elif sign in (")", "}", "]", "end", "until"):
            depth -= 1
        elif sign in (",", ";") and depth == 0:
            found.append(piece.start())
    return found
