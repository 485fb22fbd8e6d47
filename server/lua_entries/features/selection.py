"""What grows around a place: from the word to the value, the field, the entry, the list; in Lua from node to node."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lua_entries.features.lua_trees import parsed
from lua_entries.features.yaml_spans import item_span, pair_span
from lua_entries.project.discovery import LUA_SUFFIX
from lua_entries.project.snapshot import Snapshot
from lua_entries.syntax.lua import LuaTree
from lua_entries.syntax.yaml import parse_yaml
from lua_entries.syntax.yaml.nodes import Mapping, Node, Scalar, Sequence
from lua_entries.text.span import Span

_WORD = re.compile(r"[\w.-]+")


def selections(snapshot: Snapshot, path: str, offsets: Iterable[int]) -> tuple[tuple[Span, ...], ...]:
    """For each offset the spans around it, each inside the next one, from the word to the whole file.

    Offsets outside of the text count as its end.
    """
    text = snapshot.text(path)
    offsets = [min(offset, len(text)) for offset in offsets]
    if path.endswith(LUA_SUFFIX):
        tree = parsed(text)
        return tuple(_growing(text, offset, _around_lua(tree, offset)) for offset in offsets)
    root = parse_yaml(text).root if path in snapshot.index_units else None
    return tuple(_growing(text, offset, reversed(list(_around_yaml(text, root, offset)))) for offset in offsets)


def _growing(text: str, offset: int, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans that hold the offset and the span before, each once, and the whole text."""
    found: list[Span] = []
    for span in (*spans, Span(0, len(text))):
        inner = found[-1] if found else Span(offset, offset)
        if span.start <= inner.start and inner.end <= span.end and (not found or span != inner):
            found.append(span)
    return tuple(found)


def _around_yaml(text: str, root: Node | None, offset: int) -> Iterator[Span]:
    """The nodes that hold the offset, the outermost first."""
    node = root
    while node is not None:
        yield node.span
        following: Node | None = None
        if isinstance(node, Mapping):
            for pair in node.pairs:
                span = pair_span(pair)
                if span is not None and span.contains(offset):
                    yield span
                    following = pair.key if offset <= pair.key.end else pair.value
                    break
        elif isinstance(node, Sequence):
            for item in node.items:
                span = item_span(text, node, item)
                if span is not None and span.contains(offset):
                    yield span
                    following = item
                    break
        else:
            yield from _in_scalar(text, node, offset)
        node = following if following is not None and following.span.contains(offset) else None


def _in_scalar(text: str, node: Scalar, offset: int) -> Iterator[Span]:
    yield node.inner
    for word in _WORD.finditer(text, node.inner.start, node.inner.end):
        if word.start() <= offset <= word.end():
            yield Span(*word.span())
            break


def _around_lua(tree: LuaTree, offset: int) -> Iterator[Span]:
    """The nodes that hold the offset, the innermost first: behind a word the word rather than what follows it.

    None where the text was not parsed."""
    if tree.limit is not None:
        return
    text = tree.text
    behind = offset > 0 and (text[offset - 1].isalnum() or text[offset - 1] == "_")
    ahead = offset < len(text) and (text[offset].isalnum() or text[offset] == "_")
    place = offset - 1 if behind and not ahead else offset
    byte = len(text[:place].encode("utf-8", "surrogatepass"))
    node = tree.root.named_descendant_for_byte_range(byte, byte + 1)
    while node is not None:
        yield tree.span(node)
        node = node.parent
