"""Lua files of the Wippy dialect: tree, errors, and the plain Lua behind typed code."""

from lua_entries.syntax.lua.grammar import language, query
from lua_entries.syntax.lua.tree import LuaTree, parse

__all__ = ["LuaTree", "language", "parse", "query"]


def syntax_problems(tree: LuaTree) -> tuple[()]:  # to be replaced by problems.py
    return ()
