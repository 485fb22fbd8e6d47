"""Conditions and demands that the catalog states about several fields of an entry, looked up in the entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from lua_entries.catalog import Definition, Test
from lua_entries.catalog.field_tree import split_path
from lua_entries.project.units import Entry
from lua_entries.project.values import has_placeholder
from lua_entries.project.walk import is_null
from lua_entries.syntax.yaml.nodes import Mapping, Node, Pair, Scalar, Sequence
from lua_entries.syntax.yaml.scalars import number_of

Indices = tuple[int, ...]


class At(NamedTuple):
    """A field as it stands in one place: its path with indices, its pair, and the mapping that holds or would hold it."""

    path: tuple[str, ...]
    pair: Pair | None
    container: Mapping | None

    @property
    def value(self) -> Node | None:
        """The value; None when absent, null, or an empty text or list, which the runtime takes for absent."""
        if self.pair is None or is_null(self.pair.value):
            return None
        value = self.pair.value
        if isinstance(value, Scalar) and not value.text:
            return None
        return None if isinstance(value, Sequence) and not value.items else value

    @property
    def shown(self) -> str:
        """The path as messages write it."""
        return ".".join(self.path).replace(".[", "[")


def places_of(entry: Entry, paths: Iterable[str]) -> Iterator[Indices]:
    """The list items, as indices, at which a demand on these fields holds: one empty tuple without lists."""
    deepest = max((split_path(path) for path in paths), key=lambda segments: segments.count("[]"), default=[])
    held: list[tuple[Indices, Node | None]] = [((), entry.fact.data)]
    for segment in deepest[: _last_list(deepest)]:
        following: list[tuple[Indices, Node | None]] = []
        for indices, node in held:
            if segment == "[]" and isinstance(node, Sequence):
                following += (((*indices, number), item) for number, item in enumerate(node.items))
            elif segment != "[]" and isinstance(node, Mapping) and (pair := node.find(segment)) is not None:
                following.append((indices, pair.value))
        held = following
    yield from (indices for indices, _ in held)


def at(entry: Entry, path: str, indices: Indices, keys: Definition) -> At:
    """The field at a path, with these indices for its lists."""
    segments = split_path(path)
    if segments[0] == keys.meta:
        value = entry.meta(tuple(segments[1:]))
        key = Scalar(entry.fact.place.start, entry.fact.place.end, segments[-1], "str", "")
        own = entry.own_meta.find(segments[1]) if entry.own_meta is not None and len(segments) == 2 else None
        return At(tuple(segments), own or (Pair(key, value) if value is not None else None), entry.fact.node)
    node: Node | None = entry.fact.data
    concrete: list[str] = []
    remaining = iter(indices)
    for segment in segments[:-1]:
        if segment == "[]":
            number = next(remaining, 0)
            concrete.append(f"[{number}]")
            node = next(islice(node.items, number, None), None) if isinstance(node, Sequence) else None
        else:
            concrete.append(segment)
            pair = node.find(segment) if isinstance(node, Mapping) else None
            node = pair.value if pair is not None else None
    container = node if isinstance(node, Mapping) else None
    found = container.find(segments[-1]) if container is not None else None
    return At((*concrete, segments[-1]), found, container)


def _last_list(segments: list[str]) -> int:
    return len(segments) - segments[::-1].index("[]") if "[]" in segments else 0


def holds(entry: Entry, tests: Iterable[Test], indices: Indices, keys: Definition) -> bool:
    """True when all tests surely hold; a value that is filled in at run time makes them uncertain, so false."""
    return all(_holds(entry, test, indices, keys) for test in tests)


def _holds(entry: Entry, test: Test, indices: Indices, keys: Definition) -> bool:
    found = at(entry, test.path, indices, keys)
    if test.test in ("present", "absent"):
        return (found.value is not None) is (test.test == "present")
    value = plain(found.pair.value) if found.pair is not None else None
    if found.pair is not None and isinstance(found.pair.value, Scalar) and has_placeholder(found.pair.value, keys):
        return False
    if value is None and entry.info is not None:
        known = entry.info.field(test.path)
        value = known.default if known is not None and not isinstance(known.default, tuple) else None
    if test.test == "above":
        bound = test.values[0]
        return isinstance(value, (int, float)) and isinstance(bound, (int, float)) and value > bound
    return value in test.values


def plain(node: Node) -> str | float | bool | None:
    """The value of a scalar; None for null and for anything else."""
    if not isinstance(node, Scalar) or node.type == "null":
        return None
    if node.type == "bool":
        return node.text.lower() == "true"
    return node.text if node.type == "str" else number_of(node.text)
