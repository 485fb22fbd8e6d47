"""Everything that is wrong with one Lua file by itself."""

from __future__ import annotations

from lua_entries.syntax.lua.checks import tree_problems
from lua_entries.syntax.lua.tree import LuaTree
from lua_entries.text.span import Problem


def syntax_problems(tree: LuaTree) -> tuple[Problem, ...]:
    """The problems of a file, in the order of the text, with the rule names `lua-syntax` and `limit-exceeded`.

    One mistake gives one problem: while the tree has errors, what a well-formed tree would be checked for is not.
    """
    if tree.limit is not None:
        return (tree.limit,)
    if tree.root.has_error:
        from lua_entries.syntax.lua.errors import error_problems

        return tuple(error_problems(tree))
    return tuple(sorted(tree_problems(tree), key=lambda problem: problem.span))
