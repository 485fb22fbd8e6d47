"""Lua files of the Wippy dialect: tree and errors. The plain Lua behind typed code is in `blank`."""

from lua_entries.syntax.lua.grammar import language, query
from lua_entries.syntax.lua.problems import syntax_problems
from lua_entries.syntax.lua.tree import LuaTree, parse

__all__ = ["LuaTree", "language", "parse", "query", "syntax_problems"]
