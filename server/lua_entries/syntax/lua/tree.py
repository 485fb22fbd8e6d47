"""From text to a tree of the dialect, with positions in code points."""

from __future__ import annotations

import re
from bisect import bisect_right

from tree_sitter import Node, Parser, Tree

from lua_entries.syntax.lua.grammar import language
from lua_entries.syntax.lua.limits import over_limit
from lua_entries.text.span import Problem, Span

# Runs of characters that take the same number of bytes (2, 3, 4) in UTF-8.
_WIDE_RUN = re.compile("[\x80-\u07ff]+|[\u0800-\uffff]+|[\U00010000-\U0010ffff]+")


class LuaTree:
    """The tree of one text. Immutable; holds the text as long as it lives.

    `text` is what was parsed, `source` the same as UTF-8 (lone surrogates as three bytes each), which the offsets of the
    tree-sitter nodes count. `limit` says why the text was not parsed; the tree is then that of an empty text.
    """

    __slots__ = ("_breaks", "limit", "source", "text", "tree")

    def __init__(self, text: str, source: bytes, tree: Tree, limit: Problem | None) -> None:
        self.text = text
        self.source = source
        self.tree = tree
        self.limit = limit
        self._breaks: _Breaks | None = None

    @property
    def root(self) -> Node:
        """The `chunk`; the nodes are those of `server/grammar/NODES.md`."""
        return self.tree.root_node

    def offset(self, byte: int) -> int:
        """The offset in code points of an offset in `source`; inside a character, the character's own."""
        if len(self.source) == len(self.text):
            return byte
        if self._breaks is None:
            self._breaks = _Breaks(self.text)
        return self._breaks.offset(byte)

    def span(self, node: Node) -> Span:
        """Where a node is, in code points."""
        return Span(self.offset(node.start_byte), self.offset(node.end_byte))

    def text_of(self, node: Node) -> str:
        """The text of a node, as written."""
        return self.text[self.offset(node.start_byte) : self.offset(node.end_byte)]


class _Breaks:
    """Where the width of the characters changes: three parallel lists, sorted by byte."""

    __slots__ = ("bytes", "offsets", "widths")

    def __init__(self, text: str) -> None:
        self.bytes = [0]
        self.offsets = [0]
        self.widths = [1]
        byte = done = 0
        for run in _WIDE_RUN.finditer(text):
            start, end = run.span()
            first = text[start]
            width = 2 if first < "\u0800" else 3 if first < "\U00010000" else 4
            byte += start - done
            self._add(byte, start, width)
            byte += (end - start) * width
            done = end
            self._add(byte, end, 1)

    def _add(self, byte: int, offset: int, width: int) -> None:
        self.bytes.append(byte)
        self.offsets.append(offset)
        self.widths.append(width)

    def offset(self, byte: int) -> int:
        at = bisect_right(self.bytes, byte) - 1
        return self.offsets[at] + (byte - self.bytes[at]) // self.widths[at]


def parse(text: str) -> LuaTree:
    """The tree of a Lua chunk. Never raises; the time is linear in the text.

    What does not parse is in ERROR and MISSING nodes, which `syntax_problems` explains. A text over the limits of
    `limits` is not parsed at all: the tree is empty and `limit` is set.
    """
    source = text.encode("utf-8", "surrogatepass")
    limit = over_limit(source)
    if limit is not None:
        text, source = "", b""
    return LuaTree(text, source, Parser(language()).parse(source), limit)
