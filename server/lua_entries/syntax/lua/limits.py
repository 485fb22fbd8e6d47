"""What is too large or too deep to be analysed. The guards take linear time."""

from __future__ import annotations

from typing import NamedTuple

from tree_sitter import Node

from lua_entries.syntax.lua.grammar import survey
from lua_entries.text.span import Problem, Span

MAX_BYTES = 4 * 1024 * 1024
"""Largest file, in bytes of UTF-8."""

MAX_NESTING = 256
"""Most brackets and blocks that may be open at one place."""

MAX_CHAIN = 1000
"""Most operators, calls, members and indexes in one expression, those inside its brackets not counted."""

# What the guard can count, however high the limit is set.
_HIGHEST_NESTING = 1000

_RULE = "limit-exceeded"

# The parser's operations: it reports every hundred of them. Dense code without errors takes 6 per byte, ordinary code
# with many errors about 2; some hopeless texts make error recovery quadratic.
_OPERATIONS_PER_REPORT = 100
_OPERATIONS_PER_BYTE = 10
_RESERVE = 200_000

# Queries take more than linear time for very many tokens in one ERROR node.
_MAX_ERROR_TOKENS = 20_000


class Survey(NamedTuple):
    """What is known of a text before it is parsed."""

    limit: Problem | None
    """Why it may not be parsed."""
    suspected: int
    """The mistakes that may be in it if it has no syntax errors, as in `grammar.survey`."""


def survey_of(source: bytes, max_size: int = MAX_BYTES, max_nesting: int = MAX_NESTING) -> Survey:
    """Look through a text; `source` is the text as UTF-8."""
    if len(source) > max_size:
        return Survey(_too_large(max_size), 0)
    nesting = min(max_nesting, _HIGHEST_NESTING)
    deep, suspected = survey(source, nesting, MAX_CHAIN)
    return Survey(None if deep is None else _too_deep(source, deep, nesting), suspected)


def _too_large(max_size: int) -> Problem:
    return Problem(
        _RULE,
        Span(0, 0),
        f"the file has more than {max_size:,} bytes and is not analysed",
        "keep large data outside of Lua code, or raise `limits.max-file-size` in `lua-entries.toml`",
    )


def _too_deep(source: bytes, deep: int, nesting: int) -> Problem:
    at = len(source[:deep].decode("utf-8", "surrogatepass"))
    return Problem(
        _RULE,
        Span(at, at + 1),
        f"the file is not analysed: more than {nesting} brackets and blocks are open here, or the expression has "
        f"more than {MAX_CHAIN:,} operators and calls",
        "move inner parts into functions, tables or statements of their own, or raise `limits.max-nesting` in "
        "`lua-entries.toml`",
    )


def too_many_errors() -> Problem:
    """The problem of a text that the `WorkMeter` gave up, or that is hopeless."""
    return Problem(
        _RULE,
        Span(0, 0),
        "the file is not analysed: it has too many syntax errors",
        "check that this is Lua code",
    )


def is_hopeless(root: Node) -> bool:
    """True when more of a text is wrong in one piece than can be analysed."""
    pending = [root]
    while pending:
        node = pending.pop()
        if node.type == "ERROR" and node.child_count > _MAX_ERROR_TOKENS:
            return True
        pending += [child for child in node.children if child.has_error]
    return False


class WorkMeter:
    """Ends a parse whose work is out of proportion to the text read; a progress callback for tree-sitter.

    Each byte that the parser reaches adds to a reserve, up to a cap, and each operation takes from it. At the end of
    the text, where the parser goes once more over the whole tree, all of the text counts.
    """

    __slots__ = ("_end", "_reached", "_reserve")

    def __init__(self, end: int) -> None:
        """`end` is where the last token of the text ends, in bytes."""
        self._end = end
        self._reached = 0
        self._reserve = _RESERVE

    def __call__(self, byte: int, has_error: bool) -> bool:
        """True to end the parse."""
        self._reserve -= _OPERATIONS_PER_REPORT
        if byte > self._reached:
            self._reserve = min(_RESERVE, self._reserve + (byte - self._reached) * _OPERATIONS_PER_BYTE)
            self._reached = byte
            if byte >= self._end:
                self._reserve += byte * _OPERATIONS_PER_BYTE
        return self._reserve < 0
