"""Places in an entry: which key or value stands at an offset, and which field of the catalog that is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from lua_entries.catalog import Catalog, Definition, Field, FieldNode
from lua_entries.project.references import FieldReference, references_of
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry
from lua_entries.syntax.yaml.nodes import Mapping, Node, Pair, Scalar, Sequence


class At(NamedTuple):
    """A key or a value at an offset."""

    keys: tuple[str, ...]
    """From the entry's root, as written, list items as `[0]`; without the key that may wrap all fields."""
    key: Scalar | None
    """The innermost key; None in a list item."""
    value: Node
    on_key: bool


def path_at(entry: Entry, offset: int, keys: Definition) -> At | None:
    """The innermost key or scalar of the entry at an offset; None between them."""
    found: At | None = None
    node: Node = entry.fact.node
    path: tuple[str, ...] = ()
    while found is None:
        if isinstance(node, Mapping):
            pair = next((pair for pair in node.pairs if not pair.merged and _holds(pair, offset)), None)
            if pair is None:
                return None
            path = (*path, pair.key.text)
            if pair.key.span.contains(offset):
                found = At(path, pair.key, pair.value, True)
            elif isinstance(pair.value, Scalar):
                found = At(path, pair.key, pair.value, False)
            node = pair.value
        elif isinstance(node, Sequence):
            number = next((number for number, item in enumerate(node.items) if item.span.contains(offset)), None)
            if number is None:
                return None
            node = node.items[number]
            path = (*path, f"[{number}]")
            if isinstance(node, Scalar):
                found = At(path, None, node, False)
        else:
            return None
    wrapped = entry.fact.data is not entry.fact.node and len(path) > 1 and path[0] == keys.data
    return found._replace(keys=path[1:]) if wrapped else found


def _holds(pair: Pair, offset: int) -> bool:
    return pair.key.span.contains(offset) or pair.value.span.contains(offset)


def field_of(catalog: Catalog, entry: Entry, path: tuple[str, ...]) -> Field | None:
    """The field at a path of an entry of its kind; for a list item without a field of its own that of the list."""
    keys = catalog.definition
    if not path:
        return None
    if len(path) == 1 and path[0] in keys.structural_keys:
        return next((field for field in keys.entry_fields if field.path == path[0]), None)
    node: FieldNode | None = entry.info.tree if entry.info is not None else None
    above: FieldNode | None = None
    for segment in path:
        above = node
        if node is not None:
            node = node.item if segment.startswith("[") else node.child(segment)
    if node is not None and node.field is not None:
        return node.field
    if path[0] == keys.meta:
        plain = [segment for segment in path if not segment.startswith("[")]
        usual = (key.field for key in catalog.meta_keys if catalog.accepts(key.kinds, entry.kind))
        return next((field for field in usual if field.path == ".".join(plain)), None)
    return above.field if path[-1].startswith("[") and above is not None else None


def declared_references(snapshot: Snapshot, entry: Entry) -> tuple[FieldReference, ...]:
    """The entry's references outside of its imports as they are written, also where something replaces them later."""
    view = snapshot.view_of(entry)
    if view is None or entry.id not in snapshot.filled.paths:
        return snapshot.references(entry)
    return tuple(references_of(entry, view.resolve, view.catalog.definition))


def pair_at(entry: Entry, path: Iterable[str], keys: Definition) -> Pair | None:
    """The innermost pair that exists on a path of plain keys, compared without case; None when not even the first does.

    A path through a list ends there.
    """
    plain = tuple(path)
    in_frame = bool(plain) and plain[0] in keys.structural_keys
    node: Node | None = entry.fact.node if in_frame else entry.fact.data
    found: Pair | None = None
    for segment in plain:
        pair = node.find(segment) if isinstance(node, Mapping) else None
        if pair is None:
            return found
        found, node = pair, pair.value
    return found


def written_path(text: str, keys: Definition) -> tuple[str, ...]:
    """The keys of a path that a requirement or an override writes to, from the entry's root, as they are written
    (`project/injection.py` has them in lower case)."""
    segments = tuple(part for part in text.strip().removesuffix(keys.append).strip().split(".") if part)
    return segments[1:] if segments and segments[0].lower() == keys.data and len(segments) > 1 else segments
