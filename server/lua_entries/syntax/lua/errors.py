"""What is wrong with a tree that has errors: one problem for each mistake, in words, at the place to look at.

The tree says where the first error is. Lua's own compiler, asked about the text without types, names the token that
cannot continue the program. What this dialect alone forbids, and what is wrong inside type syntax, the tree tells.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from lua_entries.syntax.lua.blank import blank_outside, blank_types, plain_escapes
from lua_entries.syntax.lua.compiler_words import compiler_verdict
from lua_entries.syntax.lua.dialect_words import dialect_verdict
from lua_entries.syntax.lua.reference import compile_message
from lua_entries.syntax.lua.tree import LuaTree
from lua_entries.syntax.lua.verdict import ErrorPlace, Verdict, fallback_verdict
from lua_entries.text.span import Problem

_MAX_PROBLEMS = 10
_STATEMENTS = frozenset(
    {"function_declaration", "local_function", "local_declaration", "assignment_statement", "call_statement"}
)


def error_problems(tree: LuaTree) -> list[Problem]:
    """The problems of a tree whose root has errors, in order.

    Later errors are often echoes of the first. They are reported only where a whole statement without error lies
    between, and where the broken statement by itself is wrong too.
    """
    plain = plain_escapes(tree, blank_types(tree))
    problems: list[Problem] = []
    for region in _regions(tree.root):
        span = tree.span(region)
        place = ErrorPlace(tree, plain, _first_error(region))
        verdict = _verdict(place, blank_outside(plain, span) if problems else plain, first=not problems)
        if verdict is None:
            continue
        if verdict.certain or not problems:
            problems.append(verdict.problem)
        if not verdict.certain or len(problems) == _MAX_PROBLEMS:
            break
    return problems


def _verdict(place: ErrorPlace, plain: str, *, first: bool) -> Verdict | None:
    """What is wrong at a place; None for a later place that is wrong only because of an earlier one."""
    found = dialect_verdict(place)
    if found is None:
        message = compile_message(plain)
        found = None if message is None else compiler_verdict(place, message)
    if found is None and first:
        found = fallback_verdict(place)
    return found


def _regions(root: Node) -> Iterator[Node]:
    """The parts of the file that are wrong independently of each other, as far as the tree shows."""
    if root.type == "ERROR":
        yield root
        return
    separated = True
    for child in root.children:
        if child.has_error:
            if separated:
                yield child
            separated = False
        elif child.type in _STATEMENTS:
            separated = True


def _first_error(region: Node) -> Node:
    """The first ERROR or MISSING node of a node that has one."""
    node = region
    while node.type != "ERROR" and not node.is_missing:
        node = next(child for child in node.children if child.has_error)
    return node
