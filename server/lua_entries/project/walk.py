"""Where the fields of a kind stand in an entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lua_entries.catalog import Definition, Field, FieldNode
from lua_entries.catalog.field_tree import split_path
from lua_entries.project.units import Entry
from lua_entries.syntax.yaml.nodes import Mapping, Node, Pair, Scalar, Sequence
from lua_entries.text.span import Span


class Place(NamedTuple):
    """A position of an entry that the catalog knows."""

    node: FieldNode
    path: tuple[str, ...]
    """From the entry's root, keys as written, list items as `[0]`."""
    key: Scalar | None
    """None for list items."""
    value: Node

    @property
    def shown(self) -> str:
        """The path as messages write it."""
        return ".".join(self.path).replace(".[", "[")


def places(entry: Entry, keys: Definition) -> Iterator[Place]:
    """Every known position below the entry that has a value, parents first, in the order of the file.

    The entry's `meta` counts with what the file's header adds to it. A null value counts as absent: the runtime's
    decoder makes no difference.
    """
    if entry.info is None:
        return
    tree = entry.info.tree
    data = entry.fact.data
    if data is not None:
        structural = keys.structural_keys if data is entry.fact.node else ()
        for key, value, _ in data.pairs:
            if key.text not in structural and (known := tree.child(key.text)) is not None:
                if value.__class__ is not Scalar:
                    yield from _below(known, (key.text,), key, value)
                elif not is_null(value):  # most values, so without the loop over what is below
                    yield Place(known, (key.text,), key, value)
    meta_tree = tree.child(keys.meta)
    for pair in meta_pairs(entry):
        known = meta_tree.child(pair.key.text) if meta_tree is not None else None
        yield from _below(known, (keys.meta, pair.key.text), pair.key, pair.value)


def meta_pairs(entry: Entry) -> Iterator[Pair]:
    """The entry's own meta, then what the file's header adds (first level only)."""
    own = entry.own_meta
    taken = set()
    if own is not None:
        for pair in own.pairs:
            taken.add(pair.key.text)
            yield pair
    if entry.file_meta is not None:
        yield from (pair for pair in entry.file_meta.pairs if pair.key.text not in taken)


def _below(known: FieldNode | None, path: tuple[str, ...], key: Scalar | None, value: Node) -> Iterator[Place]:
    pending: list[Place] = [Place(known, path, key, value)] if known is not None else []
    while pending:
        place = pending.pop()
        if is_null(place.value):
            continue
        yield place
        following: list[Place] = []
        if isinstance(place.value, Mapping):
            for pair in place.value.pairs:
                child = place.node.child(pair.key.text)
                if child is not None:
                    following.append(Place(child, (*place.path, pair.key.text), pair.key, pair.value))
        elif isinstance(place.value, Sequence) and place.node.item is not None:
            item = place.node.item
            following += (
                Place(item, (*place.path, f"[{number}]"), None, value) for number, value in enumerate(place.value.items)
            )
        pending += reversed(following)


def is_null(node: Node) -> bool:
    """True for an empty or null scalar that is not a quoted text."""
    return isinstance(node, Scalar) and node.type == "null"


class Gap(NamedTuple):
    """A field that is absent where it could stand: what holds it is there."""

    path: tuple[str, ...]
    container: Mapping
    """For the keys of `meta`, the entry itself."""
    pair: Pair | None
    """The key, where it is written with a value that means the same as none."""


def gaps(entry: Entry, field: Field, keys: Definition) -> Iterator[Gap]:
    """Each place where `field` is absent although what holds it is there.

    Null counts as absent, and so does the empty text where a text is wanted: to the runtime's decoder all of it is the
    same (wippyai/runtime internal/entry/decode.go). Only paths that end in a key are asked for.
    """
    segments = split_path(field.path)
    if segments[0] == keys.meta:
        path = tuple(segments)
        parent = entry.meta(path[1:-1]) if len(segments) > 2 else entry.fact.node
        own = parent if len(segments) > 2 else entry.own_meta
        value = entry.meta(path[1:])
        if isinstance(parent, Mapping) and (value is None or _is_nothing(value, field)):
            yield Gap(path, parent, own.find(segments[-1]) if isinstance(own, Mapping) else None)
        return
    if entry.fact.data is None:
        return
    held: list[tuple[tuple[str, ...], Node]] = [((), entry.fact.data)]
    for segment in segments[:-1]:
        held = [step for path, node in held for step in _step(path, node, segment)]
    for path, node in held:
        if isinstance(node, Mapping):
            pair = node.find(segments[-1])
            if pair is None or _is_nothing(pair.value, field):
                yield Gap((*path, segments[-1]), node, pair)


def _is_nothing(value: Node, field: Field) -> bool:
    if not isinstance(value, Scalar):
        return False
    return value.type == "null" or (not value.text and "str" in field.type.scalars and len(field.type.scalars) == 1)


def _step(path: tuple[str, ...], node: Node, segment: str) -> Iterator[tuple[tuple[str, ...], Node]]:
    if segment == "[]":
        if isinstance(node, Sequence):
            yield from (((*path, f"[{number}]"), item) for number, item in enumerate(node.items))
    elif isinstance(node, Mapping):
        if segment == "*":
            yield from (((*path, pair.key.text), pair.value) for pair in node.pairs)
        elif (pair := node.find(segment)) is not None:
            yield (*path, pair.key.text), pair.value


def injected(path: tuple[str, ...], keys: Definition) -> tuple[str, ...]:
    """The path in the form of `injection.injected_path`: with its half first, lower case, without list indices."""
    plain = tuple(segment.lower() for segment in path if not segment.startswith("["))
    return plain if plain and plain[0] in (keys.meta, keys.data, keys.kind) else (keys.data, *plain)


def value_span(node: Node) -> Span:
    """Where a finding about a value goes: inside the quotes of a scalar."""
    return node.inner if isinstance(node, Scalar) else node.span
