"""Trees of the Lua texts that were asked about last: most questions about a text come before it changes."""

from __future__ import annotations

from functools import lru_cache

from lua_entries.syntax.lua import LuaTree, parse

_KEPT = 32


@lru_cache(maxsize=_KEPT)
def parsed(text: str) -> LuaTree:
    """The tree of a text; those used last are kept."""
    return parse(text)
