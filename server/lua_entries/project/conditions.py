"""Conditions and demands that the catalog states about several fields of an entry, looked up in the entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from lua_entries.catalog import Definition, Test
from lua_entries.catalog.field_tree import split_path
from lua_entries.project.injection import Filled
from lua_entries.project.units import Entry, descend
from lua_entries.project.values import has_placeholder
from lua_entries.project.walk import injected, is_null
from lua_entries.syntax.yaml.nodes import Mapping, Node, Pair, Scalar, Sequence
from lua_entries.syntax.yaml.scalars import number_of

Indices: TypeAlias = tuple[int, ...]
Plain: TypeAlias = "str | float | bool | None"


class At(NamedTuple):
    """A field as it stands in one place of an entry."""

    path: tuple[str, ...]
    """From the entry's root, list items as `[0]`."""
    pair: Pair | None
    container: Mapping | None
    """The mapping that holds or would hold it."""
    value: Node | None
    """None when it is absent, or holds what is the same to the runtime's decoder: null, and unless any value may stand
    there an empty text or list."""
    plain: Plain
    """The value of a scalar, or the default of an absent one; None where there is neither."""
    filled: bool
    """True when a requirement or an override writes it, so that what the file says is not what counts."""
    has_sibling: bool
    """True when the key beside it is there that names a variable for it, or that it names one for: later runtimes take
    the one for the other (wippyai/docs en/system/env.md)."""

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


def indices_of(path: Iterable[str]) -> Indices:
    """The indices in a concrete path: `targets`, `[1]`, `path` gives 1."""
    return tuple(int(segment[1:-1]) for segment in path if segment.startswith("["))


def _last_list(segments: list[str]) -> int:
    return len(segments) - segments[::-1].index("[]") if "[]" in segments else 0


def at(entry: Entry, path: str, indices: Indices, keys: Definition, filled: Filled) -> At:
    """The field at a path, with these indices for its lists."""
    segments, pair, container = _find(entry, split_path(path), indices, keys)
    known = entry.info.field(path) if entry.info is not None else None
    free = known is not None and known.type.name == "any"
    value = pair.value if pair is not None and not _is_nothing(pair.value, free) else None
    default = known.default if known is not None and not isinstance(known.default, tuple) else None
    return At(
        segments,
        pair,
        container,
        value,
        default if value is None else plain(value),
        filled.covers(entry.id, injected(segments, keys)),
        _has_sibling(container, segments[-1], keys),
    )


def _find(
    entry: Entry, segments: list[str], indices: Indices, keys: Definition
) -> tuple[tuple[str, ...], Pair | None, Mapping | None]:
    """The path with its indices, the pair there, and the mapping that holds or would hold it."""
    if segments[0] == keys.meta:
        holder = entry.meta(tuple(segments[1:-1])) if len(segments) > 2 else entry.own_meta
        container = holder if isinstance(holder, Mapping) else None
        pair = container.find(segments[-1]) if container is not None else None
        if pair is None and len(segments) == 2:
            container = container or entry.file_meta
            pair = entry.file_meta.find(segments[-1]) if entry.file_meta is not None else None
        return tuple(segments), pair, container
    node: Node | None = entry.fact.data
    concrete: list[str] = []
    remaining = iter(indices)
    for segment in segments[:-1]:
        if segment == "[]":
            number = next(remaining, 0)
            concrete.append(f"[{number}]")
            node = node.items[number] if isinstance(node, Sequence) and number < len(node.items) else None
        else:
            concrete.append(segment)
            node = descend(node, (segment,))
    container = node if isinstance(node, Mapping) else None
    return (*concrete, segments[-1]), container.find(segments[-1]) if container is not None else None, container


def _is_nothing(value: Node, free: bool) -> bool:
    if is_null(value):
        return True
    if free:
        return False
    return not (value.text if isinstance(value, Scalar) else value.items if isinstance(value, Sequence) else True)


def _has_sibling(container: Mapping | None, name: str, keys: Definition) -> bool:
    suffix = keys.sibling_suffix
    sibling = name.removesuffix(suffix) if name.endswith(suffix) else f"{name}{suffix}"
    pair = container.find(sibling) if container is not None else None
    return pair is not None and not _is_nothing(pair.value, False)


def holds(entry: Entry, tests: Iterable[Test], indices: Indices, keys: Definition, filled: Filled) -> bool:
    """True when all tests surely hold; a value that is filled in later makes them uncertain, so false."""
    return all(_holds(test, at(entry, test.path, indices, keys, filled), keys) for test in tests)


def _holds(test: Test, found: At, keys: Definition) -> bool:
    if found.filled or (found.value is None and found.has_sibling):
        return False
    if test.test in ("present", "absent"):
        return (found.value is not None) is (test.test == "present")
    if isinstance(found.value, Scalar) and has_placeholder(found.value, keys):
        return False
    if test.test == "above":
        bound = test.values[0]
        return isinstance(found.plain, (int, float)) and isinstance(bound, (int, float)) and found.plain > bound
    return found.plain in test.values


def plain(node: Node) -> Plain:
    """The value of a scalar; None for null and for anything else."""
    if not isinstance(node, Scalar) or node.type == "null":
        return None
    if node.type == "bool":
        return node.text.lower() == "true"
    return node.text if node.type == "str" else number_of(node.text)
