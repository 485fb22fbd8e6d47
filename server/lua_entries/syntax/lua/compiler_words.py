"""The messages of Lua's compiler in our words, at a place of the text."""

from __future__ import annotations

import re

from lua_entries.syntax.lua.reference import CompilerMessage
from lua_entries.syntax.lua.unclosed import unclosed_block
from lua_entries.syntax.lua.verdict import ErrorPlace, Token, Verdict
from lua_entries.syntax.lua.words import RULE
from lua_entries.text.lines import LineIndex
from lua_entries.text.span import Note, Problem, Span

_END = "<eof>"
_CLOSERS = frozenset({_END, "end", "else", "elseif", "until", ")", "]", "}"})
# Tokens that begin type syntax: when the compiler stops at one of them, it says nothing about the mistake.
_TYPE_TOKENS = frozenset({":", "::", "<", ">", "?", "!", "@", "|", "&", "as", "interface", "type"})
_EXPECTED = re.compile(r"(?P<what>.+?) expected(?: \(to close '(?P<opener>.+)' at line (?P<line>\d+)\))?")
_UNFINISHED = re.compile(
    r"unfinished (?P<what>string|long string|long comment)(?: \(starting at line (?P<line>\d+)\))?"
)
_LONG_OPEN = re.compile(r"\[=*\[")
_QUOTED = re.compile(r"'([^']+)'")
_BYTE = re.compile(r"<\\\d+>")
_NAME = re.compile(r"[A-Za-z_]\w*")
_NO_TEXT = re.compile(r"[^\x20-\x7e]")


def compiler_verdict(place: ErrorPlace, message: CompilerMessage) -> Verdict | None:
    """What the compiler says about the error at a place; None when it speaks of something else."""
    if place.in_types:
        return None
    lines = LineIndex(place.plain)
    if message.line < lines.position(place.start).line or message.near in _TYPE_TOKENS:
        return None
    token = _locate(place, lines, message)
    if (expected := _EXPECTED.fullmatch(message.text)) is not None:
        return _expected(place, lines, token, expected)
    if (unfinished := _UNFINISHED.fullmatch(message.text)) is not None:
        return _unfinished(lines, token, unfinished)
    if message.text == "unexpected symbol":
        return Verdict(_unexpected(place, token), certain=token is not None and token.text not in _CLOSERS)
    if message.text == "syntax error":
        return Verdict(_not_a_statement(place, token))
    if message.text == "malformed number" and token is not None:
        return Verdict(Problem(RULE, token.span, f"malformed number `{token.text}`"))
    return None


def _locate(place: ErrorPlace, lines: LineIndex, message: CompilerMessage) -> Token | None:
    """The token that the compiler names; None for the end of the file."""
    if message.near == _END:
        return None
    # A token may span lines; the compiler counts the last one.
    end = lines.start(message.line + 1)
    start = max(place.start, lines.start(message.line - message.near.count("\n")))
    word = re.escape(message.near)
    if _BYTE.fullmatch(message.near):
        word = _NO_TEXT.pattern
    elif _NAME.fullmatch(message.near):
        word = rf"(?<!\w){word}(?!\w)"
    match = re.compile(word).search(place.plain, start, end)
    if match is not None:
        return Token(Span(*match.span()), match.group())
    line = place.plain[start:end]
    indent = len(line) - len(line.lstrip())
    return Token(Span(start + indent, max(start + indent, start + len(line.rstrip()))), message.near)


def _expected(place: ErrorPlace, lines: LineIndex, token: Token | None, match: re.Match[str]) -> Verdict:
    what, opener = match["what"], match["opener"]
    near = _END if token is None else token.text
    if what in ("'end'", _END) and token is not None and near not in _CLOSERS:
        return Verdict(
            Problem(
                RULE,
                token.span,
                f"unexpected `{near}`: `return` must be the last statement of its block",
                "remove what follows it, or write `do return … end`",
            )
        )
    if what == _END and token is not None:
        help_ = "remove it, or look for a block before it that is closed too early"
        return Verdict(Problem(RULE, token.span, f"unexpected `{near}`: no block is open here", help_), certain=False)
    if what in ("'end'", "'until'") and token is None:
        unclosed = unclosed_block(place.plain)
        if unclosed is not None:
            word, span = unclosed
            closer = "until" if word == "repeat" else "end"
            return Verdict(Problem(RULE, span, f"`{word}` is not closed", f"add its `{closer}`"), certain=False)
    problem = place.expected(_what(what), token)
    if opener is not None:
        problem = problem._replace(notes=_opener_note(lines, opener, int(match["line"]) - 1))
    return Verdict(problem, certain=near not in _CLOSERS)


def _what(words: str) -> str:
    """`<name> or '...'` in our style."""
    return _QUOTED.sub(r"`\1`", words).replace("<name>", "name")


def _opener_note(lines: LineIndex, opener: str, line: int) -> tuple[Note, ...]:
    start = lines.text.find(opener, lines.start(line), lines.start(line + 1))
    return () if start < 0 else (Note(Span(start, start + len(opener)), f"`{opener}` is open since here"),)


def _unfinished(lines: LineIndex, token: Token | None, match: re.Match[str]) -> Verdict:
    what = "comment" if match["what"] == "long comment" else "string"
    if match["line"] is None:
        span = Span(len(lines.text), len(lines.text)) if token is None else token.span
        return Verdict(Problem(RULE, span, "the string is not closed on its line"))
    line = int(match["line"]) - 1
    opening = _LONG_OPEN.search(lines.text, lines.start(line), lines.start(line + 1))
    span = Span(lines.start(line), lines.start(line)) if opening is None else Span(*opening.span())
    return Verdict(Problem(RULE, span, f"the {what} is not closed"), certain=False)


def _unexpected(place: ErrorPlace, token: Token | None) -> Problem:
    if token is None:
        return place.ends_early()
    before = place.before(token.span.start)
    if before is None or not place.line_between(before, token):
        return Problem(RULE, token.span, f"unexpected `{token.text}`")
    return Problem(RULE, before.span, f"unexpected `{token.text}` after `{before.text}`")


def _not_a_statement(place: ErrorPlace, token: Token | None) -> Problem:
    if token is not None and token.text in ("=", ","):
        return Problem(
            RULE, token.span, "the expression before `=` cannot be assigned to", "assign to a name or a field"
        )
    before = place.before(len(place.tree.text) if token is None else token.span.start)
    span = Span(0, 0) if before is None else before.span
    return Problem(RULE, span, "the expression is not a statement", "call it, assign it, or remove it")
