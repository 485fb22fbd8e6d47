"""What Lua 5.3's own compiler says about a chunk. It compiles and never runs; imported only when there is an error."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lupa.lua53 import LuaRuntime

_MESSAGE = re.compile(r"(?s)x:(\d+): (.*?)(?: near (?:'(.*)'|(<eof>)))?\Z")


class CompilerMessage(NamedTuple):
    """Lua's own words: `')' expected (to close '(' at line 1)` with the line and the token that it is near."""

    line: int
    """Starts at 0."""
    text: str
    near: str
    """The token as written (`<eof>` at the end), or empty."""


@lru_cache(maxsize=1)
def _runtime() -> LuaRuntime:
    from lupa.lua53 import LuaRuntime

    # Without these options, and with text mode and an empty environment below, the chunk has nothing to reach.
    return LuaRuntime(encoding=None, register_eval=False, register_builtins=False)


def compile_message(text: str) -> CompilerMessage | None:
    """The first error of a chunk in plain Lua 5.3, or None when it compiles."""
    runtime = _runtime()
    load = runtime.globals()[b"load"]
    result = load(text.encode("utf-8", "surrogatepass"), b"=x", b"t", runtime.table())
    if not isinstance(result, tuple) or result[0] is not None:
        return None
    match = _MESSAGE.match(result[1].decode("utf-8", "replace"))
    if match is None:
        return None
    line, words, near, end = match.groups()
    return CompilerMessage(int(line) - 1, words, near or end or "")
