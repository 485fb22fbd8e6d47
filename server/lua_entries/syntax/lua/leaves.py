"""Tokens of a tree in order, without comments and without what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node


def leaves(node: Node) -> Iterator[Node]:
    """The tokens of a node."""
    pending = [node]
    while pending:
        current = pending.pop()
        if current.child_count:
            pending += reversed(current.children)
        elif _is_token(current):
            yield current


def leaf_after(node: Node, byte: int) -> Node | None:
    """The first token below a node that starts at or after a byte."""
    pending = [node]
    while pending:
        current = pending.pop()
        if current.end_byte <= byte:
            continue
        if current.child_count:
            pending += reversed([child for child in current.children if child.end_byte > byte])
        elif current.start_byte >= byte and _is_token(current):
            return current
    return None


def leaf_before(node: Node, byte: int) -> Node | None:
    """The last token below a node that ends at or before a byte."""
    pending = [node]
    while pending:
        current = pending.pop()
        if current.child_count:
            pending += [child for child in current.children if child.start_byte < byte]
        elif current.end_byte <= byte and _is_token(current):
            return current
    return None


def _is_token(node: Node) -> bool:
    return node.end_byte > node.start_byte and node.type != "comment"
