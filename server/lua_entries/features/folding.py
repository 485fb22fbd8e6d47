"""What can be folded: entries and everything in them that takes several lines; functions, blocks and tables of Lua."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from tree_sitter import Node as LuaNode

from lua_entries.features.lua_trees import parsed
from lua_entries.features.yaml_spans import item_span, pair_span
from lua_entries.project.discovery import LUA_SUFFIX
from lua_entries.project.snapshot import Snapshot
from lua_entries.syntax.lua import LuaTree
from lua_entries.syntax.yaml import parse_yaml
from lua_entries.syntax.yaml.nodes import Mapping, Node, Sequence
from lua_entries.text.lines import LineIndex
from lua_entries.text.span import Span

FoldKind = Literal["", "comment", "imports"]


class Fold(NamedTuple):
    """Lines (zero-based) from the one that stays visible to the last that is hidden."""

    first: int
    last: int
    kind: FoldKind = ""


def folding(snapshot: Snapshot, path: str) -> tuple[Fold, ...]:
    """The folds of a file, in the order of their first lines; of several that begin on one line the largest."""
    text = snapshot.text(path)
    lines = LineIndex(text)
    if path.endswith(LUA_SUFFIX):
        found = _of_lua(parsed(text), lines)
    elif path in snapshot.index_units:
        found = _of_yaml(text, lines)
    else:
        return ()
    largest: dict[int, Fold] = {}
    for fold in found:
        known = largest.get(fold.first)
        if fold.last > fold.first and (known is None or fold.last > known.last):
            largest[fold.first] = fold
    return tuple(largest[first] for first in sorted(largest))


# YAML


def _of_yaml(text: str, lines: LineIndex) -> Iterator[Fold]:
    root = parse_yaml(text).root
    scalars: list[tuple[int, int]] = []
    pending: list[Node] = [root] if root is not None else []
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Mapping):
            for pair in node.pairs:
                span = pair_span(pair)
                if span is not None and span.end > pair.key.end:
                    yield _from_to(lines, span)
                    pending.append(pair.value)
        elif isinstance(node, Sequence):
            for item in node.items:
                span = item_span(text, node, item)
                if span is not None:
                    yield _from_to(lines, span)
                    pending.append(item)
        else:
            scalars.append((lines.position(node.start).line, lines.position(node.end).line))
    hidden = {line for first, last in scalars for line in range(first + 1, last + 1)}
    yield from _comments(lines, "#", hidden)


def _from_to(lines: LineIndex, span: Span) -> Fold:
    start, end = span
    while end > start and lines.text[end - 1] in " \t\r\n":
        end -= 1
    return Fold(lines.position(start).line, lines.position(end).line)


def _comments(lines: LineIndex, mark: str, hidden: Iterable[int]) -> Iterator[Fold]:
    """Runs of lines that hold nothing but a comment."""
    skipped = frozenset(hidden)
    first = 0
    for line in range(lines.count + 1):
        if line < lines.count and line not in skipped and lines.line_text(line).lstrip(" \t").startswith(mark):
            continue
        if line - 1 > first:
            yield Fold(first, line - 1, "comment")
        first = line + 1


# Lua

_BLOCKS = """
[
  (function_declaration) (local_function) (function_expression)
  (do_statement) (while_statement) (for_numeric) (for_generic) (repeat_statement)
  (table) (record_type) (interface_declaration) (arguments)
] @block
(if_statement) @branches
(string) @long
(comment) @long
"""
_REQUIRE = re.compile(r"\s*local\s+\w+[^=]*=\s*require\s*(?:\(|\"|'|\[)")


def _of_lua(tree: LuaTree, lines: LineIndex) -> Iterator[Fold]:
    found = tree.captures(_BLOCKS)
    captures = {name: [node for node in nodes if _is_long(tree, node)] for name, nodes in found.items()}
    for node in captures.get("block", ()):
        yield _block(tree, lines, node)
    for node in captures.get("branches", ()):
        yield from _branches(tree, lines, node)
    hidden: set[int] = set()
    for node in captures.get("long", ()):
        span = tree.span(node)
        first, last = lines.position(span.start).line, lines.position(span.end).line
        hidden.update(range(first + 1, last + 1))
        yield Fold(first, last, "comment" if node.type == "comment" else "")
    yield from _comments(lines, "--", {*hidden, *_long_comments(tree, lines, captures.get("long", ()))})
    yield from _requires(lines, hidden)


def _is_long(tree: LuaTree, node: LuaNode) -> bool:
    """True for what goes over more than one line, as most of what a text holds does not."""
    return any(tree.source.find(end, node.start_byte, node.end_byte) >= 0 for end in (b"\n", b"\r"))


def _long_comments(tree: LuaTree, lines: LineIndex, nodes: Iterable[LuaNode]) -> Iterator[int]:
    """The lines on which comments of several lines begin: they fold by themselves."""
    for node in nodes:
        span = tree.span(node)
        if node.type == "comment" and lines.position(span.start).line < lines.position(span.end).line:
            yield lines.position(span.start).line


def _block(tree: LuaTree, lines: LineIndex, node: LuaNode) -> Fold:
    """From the line where it begins to the line before the word or bracket that closes it, if that begins a line."""
    closer = node.children[-1] if node.children else node
    if node.type == "repeat_statement":
        closer = next((child for child in node.children if child.type == "until"), closer)
    return _before(tree, lines, node.start_byte, closer.start_byte)


def _before(tree: LuaTree, lines: LineIndex, start: int, closer: int) -> Fold:
    first = lines.position(tree.offset(start)).line
    end = tree.offset(closer)
    last = lines.position(end).line
    begins_line = not tree.text[lines.start(last) : end].strip()
    return Fold(first, last - 1 if begins_line else last)


def _branches(tree: LuaTree, lines: LineIndex, node: LuaNode) -> Iterator[Fold]:
    """Each branch of an `if` by itself."""
    starts = [node, *(child for child in node.children if child.type in ("elseif_clause", "else_clause"))]
    ends = [*starts[1:], node.children[-1]]
    for branch, end in zip(starts, ends, strict=True):
        yield _before(tree, lines, branch.start_byte, end.start_byte)


def _requires(lines: LineIndex, hidden: set[int]) -> Iterator[Fold]:
    """Runs of lines that require something."""
    first = 0
    for line in range(lines.count + 1):
        if line < lines.count and line not in hidden and _REQUIRE.match(lines.line_text(line)):
            continue
        if line - 1 > first:
            yield Fold(first, line - 1, "imports")
        first = line + 1
