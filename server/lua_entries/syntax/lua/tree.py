"""From text to a tree of the dialect, with positions in code points."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import groupby

from tree_sitter import Node, Parser, QueryCursor, Tree

from lua_entries.syntax.lua.grammar import language, query
from lua_entries.syntax.lua.limits import (
    MAX_BYTES,
    MAX_NESTING,
    WorkMeter,
    is_hopeless,
    survey_of,
    too_many_errors,
)
from lua_entries.text.span import Problem, Span

_WIDE_RUN = re.compile(rb"[\x80-\xff]+")


class LuaTree:
    """The tree of one text. Immutable; holds the text as long as it lives.

    `text` is what was parsed, `source` the same as UTF-8 (lone surrogates as three bytes each), which the offsets of
    the tree-sitter nodes count. `limit` says why the text was not parsed; the tree is then that of an empty text.
    `suspected` are the mistakes that may be in a tree without errors, as in `grammar.survey`.
    """

    __slots__ = ("_breaks", "limit", "source", "suspected", "text", "tree")

    def __init__(self, text: str, source: bytes, tree: Tree, limit: Problem | None, suspected: int) -> None:
        self.text = text
        self.source = source
        self.tree = tree
        self.limit = limit
        self.suspected = suspected
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
            self._breaks = _Breaks(self.source)
        return self._breaks.offset(byte)

    def span(self, node: Node) -> Span:
        """Where a node is, in code points."""
        return Span(self.offset(node.start_byte), self.offset(node.end_byte))

    def captures(self, source: str) -> dict[str, list[Node]]:
        """What a query captures in the whole tree: per name the nodes, in the order of the text."""
        found = QueryCursor(query(source)).captures(self.root)
        return {name: sorted(nodes, key=_start_byte) for name, nodes in found.items()}

    def matches(self, source: str) -> list[dict[str, list[Node]]]:
        """The matches of a query in the whole tree, as captures by name."""
        return [captures for _, captures in QueryCursor(query(source)).matches(self.root)]

    def text_of(self, node: Node) -> str:
        """The text of a node, as written."""
        return self.text[self.offset(node.start_byte) : self.offset(node.end_byte)]


def _start_byte(node: Node) -> int:
    return node.start_byte


class _Breaks:
    """Where the width of the characters changes: three parallel lists, sorted by byte."""

    __slots__ = ("bytes", "offsets", "widths")

    def __init__(self, source: bytes) -> None:
        self.bytes = [0]
        self.offsets = [0]
        self.widths = [1]
        wide = 0  # bytes that are not the first of their character
        for run in _WIDE_RUN.finditer(source):
            byte, end = run.span()
            for width, group in groupby(run.group().decode("utf-8", "surrogatepass"), _width):
                count = len(list(group))
                self._add(byte, byte - wide, width)
                byte += count * width
                wide += count * (width - 1)
            self._add(end, end - wide, 1)

    def _add(self, byte: int, offset: int, width: int) -> None:
        self.bytes.append(byte)
        self.offsets.append(offset)
        self.widths.append(width)

    def offset(self, byte: int) -> int:
        at = bisect_right(self.bytes, byte) - 1
        return self.offsets[at] + (byte - self.bytes[at]) // self.widths[at]


def _width(character: str) -> int:
    """How many bytes a character beyond ASCII takes in UTF-8."""
    return 2 if character < "\u0800" else 3 if character < "\U00010000" else 4


def parse(text: str, *, max_size: int = MAX_BYTES, max_nesting: int = MAX_NESTING) -> LuaTree:
    """The tree of a Lua chunk. Never raises; the time is linear in the text.

    What does not parse is in ERROR and MISSING nodes, which `syntax_problems` explains. A text over one of the
    `limits` is not analysed: the tree is empty and `limit` is set.
    """
    source = text.encode("utf-8", "surrogatepass")
    limit, suspected = survey_of(source, max_size, max_nesting)
    tree = _parse(source) if limit is None else None
    if tree is not None:
        return LuaTree(text, source, tree, None, suspected)
    return LuaTree("", b"", Parser(language()).parse(b""), limit or too_many_errors(), 0)


def _parse(source: bytes) -> Tree | None:
    """The tree, or None when the parser's attempts to recover from errors take too long.

    Only a source that is read through a function can be given up, and only a tree made from bytes gives the text of its
    nodes in reasonable time. So a draft is made first, and the second pass takes its nodes over.
    """
    parser = Parser(language())
    try:
        meter = WorkMeter(len(source.rstrip()))
        draft = parser.parse(lambda byte, _point: source[byte:] if byte else source, progress_callback=meter)
    except ValueError:
        return None
    if draft.root_node.has_error and is_hopeless(draft.root_node):
        return None
    return parser.parse(source, draft)
