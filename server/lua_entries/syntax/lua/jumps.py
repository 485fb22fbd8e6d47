"""`goto` and labels: a label is visible in its whole block and the blocks inside, but not in functions inside."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from tree_sitter import Node

from lua_entries.syntax.lua.tree import LuaTree
from lua_entries.syntax.lua.words import RULE
from lua_entries.text.span import Note, Problem

_JUMPS = """
[(chunk) (block)] @block
(label_statement name: (identifier) @label)
(goto_statement label: (identifier) @goto)
[(local_declaration) (local_function)] @local
"""
# A label with nothing but these after it in its block is outside of the scope of the block's locals.
_VOID = frozenset({"label_statement", "empty_statement", "comment", "type_declaration", "interface_declaration"})
_FUNCTIONS = frozenset({"function_declaration", "local_function", "function_expression"})


@dataclass(eq=False)
class _Block:
    node: Node
    outer: _Block | None
    """None for the chunk and for the body of a function: no jump leaves them."""
    labels: dict[str, Node] = field(default_factory=dict)
    locals: list[Node] = field(default_factory=list)


def jump_problems(tree: LuaTree) -> Iterator[Problem]:
    """Labels that are missing or defined twice, and jumps into the scope of a local."""
    gotos: list[tuple[Node, _Block]] = []
    found = [(node, name) for name, nodes in tree.captures(_JUMPS).items() for node in nodes]
    found.sort(key=lambda item: (item[0].start_byte, -item[0].end_byte, item[1] != "block"))
    open_blocks: list[_Block] = []
    for node, name in found:
        while open_blocks and node.start_byte >= open_blocks[-1].node.end_byte:
            open_blocks.pop()
        if name == "block":
            open_blocks.append(_Block(node, _outer(node, open_blocks)))
            continue
        block = open_blocks[-1]
        if name == "local":
            block.locals.append(node)
        elif name == "goto":
            gotos.append((node, block))
        else:
            first = block.labels.setdefault(tree.text_of(node), node)
            if first is not node:
                yield _defined_twice(tree, node, first)
    for node, block in gotos:
        problem = _goto_problem(tree, node, block)
        if problem is not None:
            yield problem


def _outer(node: Node, open_blocks: list[_Block]) -> _Block | None:
    parent = node.parent
    if parent is None or parent.type in _FUNCTIONS:
        return None
    return open_blocks[-1]


def _defined_twice(tree: LuaTree, node: Node, first: Node) -> Problem:
    return Problem(
        RULE,
        tree.span(node),
        f"the label `{tree.text_of(node)}` is already defined in this block",
        "rename one of the two",
        (Note(tree.span(first), "first defined here"),),
    )


def _goto_problem(tree: LuaTree, goto: Node, block: _Block) -> Problem | None:
    name = tree.text_of(goto)
    place: _Block | None = block
    while place is not None and name not in place.labels:
        place = place.outer
    if place is None:
        return Problem(
            RULE,
            tree.span(goto),
            f"no label `{name}` is visible here",
            f"write `::{name}::` in this block or one around it, in the same function",
        )
    label = place.labels[name]
    entered = _entered_local(goto, label, place)
    if entered is None:
        return None
    return Problem(
        RULE,
        tree.span(goto),
        f"`goto {name}` jumps into the scope of a local",
        "declare the local before the `goto`, or enclose it in `do … end`",
        (Note(tree.span(entered), "the local is declared here"), Note(tree.span(label), "the label is here")),
    )


def _entered_local(goto: Node, label: Node, block: _Block) -> Node | None:
    """A local of the label's block that is declared between the jump and the label, and alive at the label."""
    at = bisect_right(block.locals, goto.start_byte, key=lambda node: node.start_byte)
    if at == len(block.locals) or block.locals[at].start_byte > label.start_byte:
        return None
    return None if _ends_block(label, block.node) else block.locals[at]


def _ends_block(label: Node, block: Node) -> bool:
    parent = block.parent
    if parent is not None and parent.type == "repeat_statement":
        return False  # the condition after the block still sees its locals
    for child in reversed(block.named_children):
        if child.start_byte < label.start_byte:
            return True
        if child.type not in _VOID:
            return False
    return True
