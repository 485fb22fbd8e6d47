"""Mistakes that Lua's compiler knows nothing of, or explains badly: what this dialect forbids and other Luas allow."""

from __future__ import annotations

import re

from tree_sitter import Node

from lua_entries.syntax.lua.leaves import leaves
from lua_entries.syntax.lua.verdict import ErrorPlace, Token, Verdict
from lua_entries.syntax.lua.words import DIALECT_WORDS, RULE
from lua_entries.text.span import Problem, Span

_LONG_OPEN = re.compile(r"(?:--)?\[=*\[")
_ATTRIBUTE = re.compile(r"<\s*\w+\s*>")
_OPERATOR_BEFORE = re.compile(r"(\.\.|//|<<|>>|[!+\-*/%^&|])\Z")
_OPENING_QUOTES = frozenset({'"', "'", "[["})
_CLOSING_QUOTES = frozenset({'"', "'", "]]"})
# Tokens that have a meaning, but not where other languages have them: message and help.
_ELSEWHERE = {
    "!": ("`!` is not an operator before a value", "write `not`"),
    "?": ("`?` is not an operator on values", "write `a and b or c`, or an `if` statement"),
    "->": ("`->` stands only in the type of a function", "write the result of a function after `:`"),
}
_DOUBLED = {"&": "and", "|": "or"}
_STATEMENT_BEGINS = frozenset({"then", "do", "else", "repeat", "end", ";", ")"})
_HEXADECIMAL = re.compile(r"0[xX]")
_HEXADECIMAL_FLOAT = re.compile(r"0[xX][0-9a-fA-F]*[.pP]")


def dialect_verdict(place: ErrorPlace) -> Verdict | None:
    """What is wrong at a place, if it is one of the known mistakes; else None."""
    error = place.error
    if error.is_missing and error.type in _CLOSING_QUOTES and error.parent is not None:
        return _unclosed_string(place, error.parent.children[0])
    unexpected = place.unexpected()
    for leaf in leaves(error):
        if unexpected is not None and leaf.start_byte > unexpected.start_byte:
            break
        verdict = _token_verdict(place, leaf)
        if verdict is not None:
            return verdict
    if unexpected is None:
        return None
    problem = _unexpected(place, place.token(unexpected))
    return None if problem is None else Verdict(problem)


def _token_verdict(place: ErrorPlace, leaf: Node) -> Verdict | None:
    """What a token says by itself, inside of an error."""
    if leaf.type == "unterminated_comment":
        return _unclosed_comment(place, leaf)
    if leaf.type == "malformed_number":
        return Verdict(_malformed_number(place.token(leaf)))
    if leaf.type in _OPENING_QUOTES and leaf.parent is not None and leaf.parent.type == "ERROR":
        return _unclosed_string(place, leaf)
    if leaf.type == "identifier" and place.tree.text_of(leaf) == "continue" and _alone(place, leaf):
        return Verdict(
            Problem(
                RULE,
                place.tree.span(leaf),
                "`continue` is not a statement of Lua",
                "jump to a label at the end of the loop: `goto continue` and `::continue::`",
            )
        )
    return None


def _unclosed_string(place: ErrorPlace, opening: Node) -> Verdict:
    span = place.tree.span(opening)
    content = opening.next_sibling
    if opening.type == "[[":
        closing = _closing(place.tree.text_of(opening))
        return Verdict(Problem(RULE, span, "the string is not closed", f"add `{closing}`"), certain=False)
    if content is not None and content.type == "string_content":
        span = Span(span.start, place.tree.offset(content.end_byte))
    help_ = f"add `{opening.type}`, or write `[[…]]` for several lines"
    return Verdict(Problem(RULE, span, "the string is not closed on its line", help_))


def _unclosed_comment(place: ErrorPlace, leaf: Node) -> Verdict:
    start = place.tree.offset(leaf.start_byte)
    opening = _LONG_OPEN.match(place.tree.text, start)
    end = start if opening is None else opening.end()
    closing = _closing(place.tree.text[start + 2 : end])
    return Verdict(Problem(RULE, Span(start, end), "the comment is not closed", f"add `{closing}`"), certain=False)


def _closing(opening: str) -> str:
    return opening.replace("[", "]")


def _malformed_number(token: Token) -> Problem:
    if _HEXADECIMAL_FLOAT.match(token.text):
        return Problem(
            RULE,
            token.span,
            f"the hexadecimal number `{token.text}` has a fraction or an exponent",
            "write a hexadecimal integer or a decimal number",
        )
    help_ = "" if _HEXADECIMAL.match(token.text) else "put spaces around an operator or a word that follows a number"
    return Problem(RULE, token.span, f"malformed number `{token.text}`", help_)


def _alone(place: ErrorPlace, leaf: Node) -> bool:
    """Does the name begin a statement of its own, as far as the tokens around it tell?"""
    token = place.token(leaf)
    before = place.before(token.span.start)
    return before is None or before.text in _STATEMENT_BEGINS or place.line_between(before, token)


def _unexpected(place: ErrorPlace, token: Token) -> Problem | None:
    """A token that does not fit, for a reason of this dialect."""
    text = place.tree.text
    before = place.before(token.span.start)
    for word in (token, before):
        if word is not None and word.text in DIALECT_WORDS and (word is token or _stands_as_name(place, word)):
            return Problem(
                RULE,
                word.span,
                f"`{word.text}` is a reserved word of this Lua dialect and cannot be a name here",
                f'choose another name; as the key of a table, `["{word.text}"]` always works',
            )
    if token.text == "=":
        operator = _OPERATOR_BEFORE.search(text, max(0, token.span.start - 2), token.span.start)
        if operator is not None:
            return _foreign_operator(operator.group(), Span(operator.start(), token.span.end))
    if token.text == "<" and (attribute := _ATTRIBUTE.match(text, token.span.start)) is not None:
        return Problem(
            RULE,
            Span(*attribute.span()),
            f"the attribute `{attribute.group()}` is not part of this Lua dialect",
            "leave it out",
        )
    if token.text in _ELSEWHERE:
        return Problem(RULE, token.span, *_ELSEWHERE[token.text])
    if token.text in _DOUBLED and text[token.span.start - 1 : token.span.start] == token.text:
        doubled = token.text * 2
        span = Span(token.span.start - 1, token.span.end)
        return Problem(RULE, span, f"`{doubled}` is not an operator of Lua", f"write `{_DOUBLED[token.text]}`")
    if before is not None and before.text == "break":
        return Problem(
            RULE,
            before.span,
            "`break` must be the last statement of its block",
            "remove what follows it, or write `do break end`",
        )
    return None


def _stands_as_name(place: ErrorPlace, word: Token) -> bool:
    """Was a word, which the parser accepted for what it may become, meant as a name?"""
    if place.in_types:
        return False
    before = place.before(word.span.start)
    return word.text == "interface" or (before is not None and before.text in ("{", ",", ";"))


def _foreign_operator(sign: str, span: Span) -> Problem:
    if sign == "!":
        return Problem(RULE, span, "`!=` is not an operator of Lua", "write `~=`")
    return Problem(RULE, span, f"`{sign}=` is not an operator of Lua", f"write `x = x {sign} …`")
