"""Imports and modules of Lua entries: what each name in an entry's Lua stands for, and the closure of imports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from lua_entries.catalog import Definition, Field
from lua_entries.project.resolver import Resolution
from lua_entries.project.units import Entry
from lua_entries.project.values import has_placeholder
from lua_entries.syntax.yaml.nodes import Mapping, Node, Scalar, Sequence
from lua_entries.text.span import Span

CLOSURE_LIMIT = 300
"""How many entries a closure of imports holds at most: many times what real projects have, so that chains made to be
long cost no more than linear time."""


class Reference(NamedTuple):
    """A reference as written: its text, and where it stands."""

    text: str
    span: Span


class Link(NamedTuple):
    """One pair of an entry's imports."""

    alias: Scalar
    reference: Reference | None
    """None when the value cannot be a reference (a number, a list)."""
    value: Node
    resolution: Resolution

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries that the alias stands for."""
        return self.resolution.entries


def reference_of(node: Node) -> Reference | None:
    """The reference that a value makes: a string, or a mapping of namespace and name
    (wippyai/runtime api/registry/id.go)."""
    if isinstance(node, Scalar):
        return Reference(node.text, node.inner) if node.type == "str" and node.text.strip() else None
    if isinstance(node, Mapping):
        parts = {pair.key.text.lower(): pair.value for pair in node.pairs}
        namespace, name = parts.get("ns"), parts.get("name")
        if isinstance(name, Scalar) and (namespace is None or isinstance(namespace, Scalar)):
            return Reference(f"{namespace.text}:{name.text}" if namespace else name.text, node.span)
    return None


def import_field(entry: Entry) -> Field | None:
    """The field that describes each value of the entry's imports."""
    imports = entry.field("imports")
    return entry.info.field(f"{imports.path}.*") if entry.info is not None and imports is not None else None


def links_of(entry: Entry, resolve: Callable[[str, str, Entry], Resolution], keys: Definition) -> tuple[Link, ...]:
    """The entry's imports in the order of the file; of an alias that is written twice the first.

    What a value with a placeholder names is unknown.
    """
    pair, known = entry.pair("imports"), import_field(entry)
    if pair is None or known is None or not isinstance(pair.value, Mapping):
        return ()
    links: dict[str, Link] = {}
    for alias, value, _ in pair.value.pairs:
        if alias.text in links:
            continue
        reference = reference_of(value)
        if reference is None:
            resolution = Resolution("malformed", "", reason="it is not an id")
        elif isinstance(value, Scalar) and has_placeholder(value, keys):
            resolution = Resolution("unknown", reference.text)
        else:
            resolution = resolve(reference.text, known.ref_form or "full", entry)
        links[alias.text] = Link(alias, reference, value, resolution)
    return tuple(links.values())


def listed_modules(entry: Entry) -> tuple[Scalar, ...]:
    """The strings in the entry's list of modules; blank ones name nothing and are left out."""
    pair = entry.pair("modules")
    if pair is None or not isinstance(pair.value, Sequence):
        return ()
    return tuple(
        item for item in pair.value.items if isinstance(item, Scalar) and item.type == "str" and item.text.strip()
    )


def closure(start: Entry, targets: Callable[[Entry], tuple[Entry, ...]]) -> Iterator[tuple[Entry, tuple[Entry, ...]]]:
    """Every entry reachable through imports, nearest first, each with the path of entries that leads to it.

    The start comes first with a path of itself alone. Cycles are followed once. Ends after `CLOSURE_LIMIT` entries.
    """
    seen = {start}
    level: list[tuple[Entry, ...]] = [(start,)]
    while level:
        following: list[tuple[Entry, ...]] = []
        for path in level:
            yield path[-1], path
            for target in targets(path[-1]):
                if target not in seen and len(seen) < CLOSURE_LIMIT:
                    seen.add(target)
                    following.append((*path, target))
        level = following
