"""What is too large or too deep to be analysed. The guards take linear time."""

from __future__ import annotations

from lua_entries.syntax.lua.grammar import too_deep
from lua_entries.text.span import Problem, Span

MAX_BYTES = 4 * 1024 * 1024
"""Largest file, in bytes of UTF-8."""

MAX_NESTING = 256
"""Most brackets and blocks that may be open at one place."""

MAX_CHAIN = 1000
"""Most operators, calls, members and indexes in one expression, those inside its brackets not counted."""

_RULE = "limit-exceeded"


def over_limit(source: bytes) -> Problem | None:
    """The problem of a text that may not be parsed, or None; `source` is the text as UTF-8."""
    if len(source) > MAX_BYTES:
        return Problem(
            _RULE,
            Span(0, 0),
            f"File of {len(source):,} bytes is not analysed; the limit is {MAX_BYTES:,}",
            "Split the file, or keep large data outside of Lua code",
        )
    deep = too_deep(source, MAX_NESTING, MAX_CHAIN)
    if deep is None:
        return None
    at = len(source[:deep].decode("utf-8", "surrogatepass"))
    return Problem(
        _RULE,
        Span(at, at + 1),
        f"File is not analysed: more than {MAX_NESTING} brackets and blocks are open here, or the expression has more "
        f"than {MAX_CHAIN:,} operators and calls",
        "Move inner parts into functions, tables or statements of their own",
    )
