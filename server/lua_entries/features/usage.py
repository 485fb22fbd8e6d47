"""What a workspace writes: how often each kind, meta key and meta value occurs. Worked out when first asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple
from weakref import WeakKeyDictionary

from lua_entries.catalog import load_catalog
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry
from lua_entries.project.walk import meta_pairs, places
from lua_entries.syntax.yaml.nodes import Mapping as YamlMapping
from lua_entries.syntax.yaml.nodes import Node, Scalar
from lua_entries.syntax.yaml.nodes import Sequence as YamlSequence

_DEPTH = 4
"""How deep meta is looked into."""


class MetaUse(NamedTuple):
    """One key below `meta` as the workspace uses it."""

    number: int
    shape: str
    """`scalar`, `list` or `mapping`, whichever is seen first."""


class Usage:
    """Counts over all entries of a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._entries = [entry for unit in snapshot.index_units.values() for entry in unit.entries]

    @cached_property
    def kinds(self) -> Counter[str]:
        """Entries by kind."""
        return Counter(entry.kind for entry in self._entries)

    @cached_property
    def namespaces(self) -> Counter[str]:
        """Entries by namespace."""
        return Counter(entry.namespace for entry in self._entries if entry.namespace)

    @cached_property
    def meta(self) -> Mapping[tuple[str, ...], MetaUse]:
        """The paths below `meta`."""
        return self._meta[0]

    @cached_property
    def meta_values(self) -> Mapping[tuple[str, ...], Counter[tuple[str, bool]]]:
        """The short scalars at each path below `meta`, of a list its items; with whether each is text."""
        return self._meta[1]

    @cached_property
    def _meta(self) -> tuple[dict[tuple[str, ...], MetaUse], dict[tuple[str, ...], Counter[tuple[str, bool]]]]:
        used: dict[tuple[str, ...], MetaUse] = {}
        values: dict[tuple[str, ...], Counter[tuple[str, bool]]] = {}
        for entry in self._entries:
            pending: list[tuple[tuple[str, ...], Node]] = [((pair.key.text,), pair.value) for pair in meta_pairs(entry)]
            while pending:
                path, node = pending.pop()
                known = used.get(path)
                used[path] = MetaUse(known.number + 1, known.shape) if known else MetaUse(1, _shape(node))
                for scalar in _scalars(node):
                    values.setdefault(path, Counter())[scalar.text, scalar.type == "str"] += 1
                if isinstance(node, YamlMapping) and len(path) < _DEPTH:
                    pending += (((*path, pair.key.text), pair.value) for pair in node.pairs)
        return used, values

    @cached_property
    def groups(self) -> Counter[str]:
        """The logical groups that entries are in or ask for."""
        found: Counter[str] = Counter()
        for entry in self._entries:
            found.update(_groups(entry))
        return found


def _groups(entry: Entry) -> list[str]:
    if entry.info is None or not any(field.group_ref for field in entry.info.fields):
        return []
    held = (place for place in places(entry, load_catalog().definition) if place.node.field is not None)
    asked = [place.value for place in held if place.node.field is not None and place.node.field.group_ref]
    return [scalar.text for value in asked for scalar in _scalars(value)]


def _shape(node: Node) -> str:
    return "mapping" if isinstance(node, YamlMapping) else "list" if isinstance(node, YamlSequence) else "scalar"


def _scalars(node: Node) -> list[Scalar]:
    items = node.items if isinstance(node, YamlSequence) else (node,)
    return [
        item
        for item in items
        if isinstance(item, Scalar) and item.type != "null" and 0 < len(item.text) <= _SHORT and "\n" not in item.text
    ]


_SHORT = 60
_known: WeakKeyDictionary[Snapshot, Usage] = WeakKeyDictionary()


def usage_of(snapshot: Snapshot) -> Usage:
    """The counts for a snapshot, kept as long as it lives."""
    usage = _known.get(snapshot)
    if usage is None:
        usage = _known[snapshot] = Usage(snapshot)
    return usage
