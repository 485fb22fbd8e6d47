"""Lua files of the Wippy dialect: tree, errors, and the plain Lua behind typed code."""

from lua_entries.syntax.lua.blank import blank_types
from lua_entries.syntax.lua.grammar import language, query
from lua_entries.syntax.lua.problems import syntax_problems
from lua_entries.syntax.lua.tree import LuaTree, parse

__all__ = ["LuaTree", "blank_types", "language", "parse", "query", "syntax_problems"]
