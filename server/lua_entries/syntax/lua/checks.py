"""Mistakes in a well-formed tree: what a grammar without context cannot say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter

from tree_sitter import Node, QueryCursor

from lua_entries.syntax.lua.grammar import AMBIGUOUS, ESCAPES, JUMPS, MISPLACED, query
from lua_entries.syntax.lua.tree import LuaTree
from lua_entries.syntax.lua.words import RULE, SHORT_STRINGS
from lua_entries.text.span import Note, Problem, Span

_SCOPES = """
[(function_declaration) (local_function) (function_expression)] @function
[(while_statement) (repeat_statement) (for_numeric) (for_generic)] @loop
(vararg_param) @vararg_param
(break_statement) @break
(vararg) @vararg
"""
_MAY_BE_AMBIGUOUS = re.compile(r"\)\s*[\r\n]\s*\(")
_CALLS = '(call_expression function: (_) @function arguments: (arguments . "(" @open))'
_ESCAPE = re.compile(r"\\(\d{1,3}|\D)", re.DOTALL)
_MAX_BYTE = 255


def tree_problems(tree: LuaTree) -> Iterator[Problem]:
    """The mistakes of a tree without errors. The tree is searched only for what may be there."""
    suspected = tree.suspected
    if suspected & MISPLACED:
        yield from _misplaced(tree)
    if suspected & JUMPS:
        from lua_entries.syntax.lua.jumps import jump_problems  # hardly any file has some

        yield from jump_problems(tree)
    if suspected & AMBIGUOUS:
        yield from _ambiguous_calls(tree)
    if suspected & ESCAPES:
        yield from _large_escapes(tree)


def _misplaced(tree: LuaTree) -> Iterator[Problem]:
    """`break` outside of a loop, `...` outside of a vararg function."""
    captures = QueryCursor(query(_SCOPES)).captures(tree.root)
    if "break" not in captures and "vararg" not in captures:
        return
    found: list[tuple[int, int, str, Node]] = []  # one that begins where another does comes first when it is longer
    for name, nodes in captures.items():
        for node in nodes:
            start, end = node.byte_range
            found.append((start, -end, name, node))
    found.sort(key=itemgetter(0, 1))
    # What is open around the current node: its end, may it break, may it use `...`? The chunk is a vararg function.
    scopes: list[tuple[int, bool, bool]] = [(len(tree.source) + 1, False, True)]
    for start, minus_end, name, node in found:
        while start >= scopes[-1][0]:
            scopes.pop()
        end, in_loop, vararg = scopes[-1]
        if name == "function":
            scopes.append((-minus_end, False, False))
        elif name == "loop":
            scopes.append((-minus_end, True, vararg))
        elif name == "vararg_param":
            scopes[-1] = (end, in_loop, True)
        elif name == "break" and not in_loop:
            yield Problem(RULE, _word(tree, node, "break"), "`break` is outside of a loop")
        elif name == "vararg" and not vararg:
            yield Problem(
                RULE,
                tree.span(node),
                "`...` is outside of a function with `...` among its parameters",
                "add `...` to the parameters of the function around it, or pass the values on by name",
            )


def _word(tree: LuaTree, node: Node, word: str) -> Span:
    start = tree.offset(node.start_byte)
    return Span(start, start + len(word))


def _ambiguous_calls(tree: LuaTree) -> Iterator[Problem]:
    """A `(` that begins a line after `)`: a call of what is before it, though it looks like a statement."""
    captures = tree.captures(_CALLS)
    ends = {tree.offset(node.end_byte) for node in captures.get("function", ())}
    opens = {tree.offset(node.start_byte) for node in captures.get("open", ())}
    for match in _MAY_BE_AMBIGUOUS.finditer(tree.text):
        closed, opened = match.start() + 1, match.end() - 1
        if closed in ends and opened in opens:
            yield Problem(
                RULE,
                Span(opened, opened + 1),
                "ambiguous syntax: this `(` on a new line calls the value before it",
                "put `;` before it to begin a statement, or move it up to the line of the call",
                (Note(Span(match.start(), closed), "the value that is called ends here"),),
            )


def _large_escapes(tree: LuaTree) -> Iterator[Problem]:
    """A decimal escape for more than a byte."""
    for node in tree.captures(SHORT_STRINGS).get("content", ()):
        start = tree.offset(node.start_byte)
        for match in _ESCAPE.finditer(tree.text_of(node)):
            digits = match.group(1)
            if digits.isdigit() and int(digits) > _MAX_BYTE:
                yield Problem(
                    RULE,
                    Span(start + match.start(), start + match.end()),
                    f"the decimal escape `{match.group()}` is above {_MAX_BYTE}",
                    "write the character itself, or one escape for each of its bytes",
                )
