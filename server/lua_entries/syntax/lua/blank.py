"""Typed code as plain Lua: the type syntax becomes spaces, so that every position stays."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lua_entries.syntax.lua.tree import LuaTree
from lua_entries.syntax.lua.words import SHORT_STRINGS
from lua_entries.text.span import Span

# What goes from `@from` (or its own beginning) to the end of `@to`.
_TYPE_SYNTAX = """
[(type_declaration) (interface_declaration) (type_params)] @to
(typed_name ":" @from) @to
(vararg_param ":" @from) @to
(cast_expression ["::" "as"] @from) @to
(nonnil_expression "!" @from) @to
(_ ":" @from returns: (return_types) @to)
"""
_NOT_LINE_END = re.compile(r"[^\r\n]")
_ESCAPE = re.compile(r"\\([^\r\n])")


def blank_types(tree: LuaTree) -> str:
    """The text with all type syntax replaced by spaces: the same length, the same line ends.

    For a tree without errors the result is plain Lua 5.3, apart from escapes such as `\\q` that Lua refuses.
    """
    spans = []
    for captured in tree.matches(_TYPE_SYNTAX):
        (last,) = captured["to"]
        (first,) = captured.get("from", [last])
        spans.append(Span(tree.offset(first.start_byte), tree.offset(last.end_byte)))
    return _blank(tree.text, sorted(spans))


def blank_outside(text: str, span: Span) -> str:
    """The text with spaces in the place of everything outside of the span; line ends stay."""
    return _blank(text, (Span(0, span.start), Span(span.end, len(text))))


def plain_escapes(tree: LuaTree, text: str) -> str:
    """A text as long as the tree's, without the escapes of its short strings; continued lines stay."""
    parts: list[str] = []
    done = 0
    for node in tree.captures(SHORT_STRINGS).get("content", ()):
        start, end = tree.span(node)
        parts += (text[done:start], _ESCAPE.sub("..", text[start:end]))
        done = end
    parts.append(text[done:])
    return "".join(parts)


def _blank(text: str, spans: Iterable[Span]) -> str:
    """The text with spaces in the place of the spans, which are sorted and may lie inside of one another."""
    parts: list[str] = []
    done = 0
    for start, end in spans:
        if end > done:
            parts += (text[done:start], _NOT_LINE_END.sub(" ", text[max(start, done) : end]))
            done = end
    parts.append(text[done:])
    return "".join(parts)
