"""What a workspace writes: how often each kind, meta key and meta value occurs. Worked out when first asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from lua_entries.catalog import load_catalog
from lua_entries.project.snapshot import Snapshot, index_paths
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
    """Counts over all entries of a snapshot. A change of a file costs what that file says."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @cached_property
    def kinds(self) -> Counter[str]:
        """Entries by kind."""
        return self._counted(_kinds_in)

    @cached_property
    def namespaces(self) -> Counter[str]:
        """Entries by namespace."""
        return self._counted(_namespaces_in)

    @cached_property
    def meta(self) -> Mapping[tuple[str, ...], MetaUse]:
        """The paths below `meta`."""
        found = self._snapshot.gathered(index_paths, _meta_in)
        return {
            path: MetaUse(sum(use.number for use in uses), uses[0].shape)
            for path, uses in ((path, found.get(path)) for path in found.known_keys())
        }

    @cached_property
    def meta_values(self) -> Mapping[tuple[str, ...], Counter[tuple[str, bool]]]:
        """The short scalars at each path below `meta`, of a list its items; with whether each is text."""
        found: dict[tuple[str, ...], Counter[tuple[str, bool]]] = {}
        for (path, value), number in self._counted(_meta_values_in).items():
            found.setdefault(path, Counter())[value] = number
        return found

    @cached_property
    def groups(self) -> Counter[str]:
        """The logical groups that entries are in or ask for."""
        return self._counted(_groups_in)

    def _counted(self, part: Callable[[Snapshot, str], Iterable[tuple[Any, int]]]) -> Counter[Any]:
        found = self._snapshot.gathered(index_paths, part)
        return Counter({key: sum(found.get(key)) for key in found.known_keys()})


def _kinds_in(snapshot: Snapshot, path: str) -> Iterable[tuple[str, int]]:
    return Counter(entry.kind for entry in snapshot.index_units[path].entries).items()


def _namespaces_in(snapshot: Snapshot, path: str) -> Iterable[tuple[str, int]]:
    return Counter(entry.namespace for entry in snapshot.index_units[path].entries if entry.namespace).items()


def _groups_in(snapshot: Snapshot, path: str) -> Iterable[tuple[str, int]]:
    return Counter(group for entry in snapshot.index_units[path].entries for group in _groups(entry)).items()


def _meta_in(snapshot: Snapshot, path: str) -> Iterable[tuple[tuple[str, ...], MetaUse]]:
    found: dict[tuple[str, ...], MetaUse] = {}
    for steps, node in _meta_nodes(snapshot, path):
        known = found.get(steps)
        found[steps] = MetaUse(known.number + 1, known.shape) if known else MetaUse(1, _shape(node))
    return found.items()


def _meta_values_in(snapshot: Snapshot, path: str) -> Iterable[tuple[tuple[tuple[str, ...], tuple[str, bool]], int]]:
    return Counter(
        (steps, (scalar.text, scalar.type == "str"))
        for steps, node in _meta_nodes(snapshot, path)
        for scalar in _scalars(node)
    ).items()


def _meta_nodes(snapshot: Snapshot, path: str) -> Iterator[tuple[tuple[str, ...], Node]]:
    """Everything below the `meta` of the entries of a file, with the keys that lead there."""
    for entry in snapshot.index_units[path].entries:
        pending: list[tuple[tuple[str, ...], Node]] = [((pair.key.text,), pair.value) for pair in meta_pairs(entry)]
        while pending:
            steps, node = pending.pop()
            yield steps, node
            if isinstance(node, YamlMapping) and len(steps) < _DEPTH:
                pending += (((*steps, pair.key.text), pair.value) for pair in node.pairs)


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


def usage_of(snapshot: Snapshot) -> Usage:
    """The counts for a snapshot."""
    return snapshot.once(Usage)
