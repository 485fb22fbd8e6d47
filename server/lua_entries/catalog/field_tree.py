"""The fields of a kind as a tree to walk along an entry's mapping."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.catalog.field import Field


class FieldNode:
    """A position in a kind's fields; follow it while walking the entry's mapping. Read only."""

    __slots__ = ("_children", "field", "item", "names", "other")

    def __init__(self) -> None:
        self.field: Field | None = None
        """None for a position that is only on the way to fields, such as `meta`."""
        self.item: FieldNode | None = None
        """The items, where the position may hold a list with known items."""
        self.other: FieldNode | None = None
        """The values under free keys (`*`)."""
        self.names: tuple[str, ...] = ()
        """The declared keys, as written in the schema, in order."""
        self._children: dict[str, FieldNode] = {}

    def child(self, key: str) -> FieldNode | None:
        """The position under `key`, compared without case; under any key where keys are free; else None."""
        found = self._children.get(key) or self._children.get(key.lower())
        return self.other if found is None else found

    def children(self) -> Iterator[tuple[str, FieldNode]]:
        """The declared keys with their positions."""
        for name in self.names:
            yield name, self._children[name.lower()]

    @property
    def closed(self) -> bool:
        """Whether keys that are not declared mean nothing here."""
        if not self._children or self.other is not None:
            return False
        return self.field is not None and self.field.type.mapping and self.field.type.value is None

    def add(self, field: Field) -> None:
        """Put a field at its place below this node; an existing one stays. For the maker of the tree only."""
        node = self
        for segment in split_path(field.path):
            node = node._step(segment)
        if node.field is None:
            node.field = field

    def _step(self, segment: str) -> FieldNode:
        if segment == "[]":
            if self.item is None:
                self.item = FieldNode()
            return self.item
        if segment == "*":
            if self.other is None:
                self.other = FieldNode()
            return self.other
        low = segment.lower()
        child = self._children.get(low)
        if child is None:
            child = self._children[low] = FieldNode()
            self.names = (*self.names, segment)
        return child


def split_path(path: str) -> list[str]:
    """The segments of a field path: `contracts[].methods.*` gives `contracts`, `[]`, `methods`, `*`.

    `[3]` counts as `[]`; a segment in double quotes may hold dots.
    """
    segments: list[str] = []
    at = 0
    size = len(path)
    while at < size:
        sign = path[at]
        if sign == ".":
            at += 1
        elif sign == '"':
            end = path.find('"', at + 1)
            end = size if end < 0 else end
            segments.append(path[at + 1 : end])
            at = end + 1
        elif sign == "[":
            end = path.find("]", at)
            segments.append("[]")
            at = size if end < 0 else end + 1
        else:
            end = at
            while end < size and path[end] not in ".[":
                end += 1
            segments.append(path[at:end])
            at = end
    return segments
