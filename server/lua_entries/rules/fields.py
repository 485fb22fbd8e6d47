"""Keys that a kind does not read: what they were probably meant to be."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from lua_entries.catalog import Definition, FieldNode
from lua_entries.project.units import Entry
from lua_entries.project.walk import places
from lua_entries.syntax.yaml.nodes import Mapping, Pair


class UnknownKey(NamedTuple):
    """A key below an entry that its kind does not read."""

    pair: Pair
    path: tuple[str, ...]
    known: FieldNode
    """The position that holds the key."""


def plain_path(path: tuple[str, ...]) -> str:
    """A path as the catalog writes it in its lists of keys: without list indices."""
    return ".".join(segment for segment in path if not segment.startswith("["))


def has_no_effect(entry: Entry, path: tuple[str, ...]) -> bool:
    """True for keys that are known to be written in vain, also where any key may stand."""
    info = entry.info
    return info is not None and (plain_path(path) in info.ignored or plain_path(path) in info.misspellings)


def unknown_keys(entry: Entry, keys: Definition) -> Iterator[UnknownKey]:
    """Keys that are not declared where all keys are, and those known to have no effect; nothing below them is looked at."""
    if entry.info is None or entry.info.free_data or entry.fact.data is None:
        return
    frame = keys.structural_keys if entry.fact.data is entry.fact.node else ()
    for pair in entry.fact.data.pairs:
        if pair.key.text not in frame and entry.info.tree.child(pair.key.text) is None:
            yield UnknownKey(pair, (pair.key.text,), entry.info.tree)
    for place in places(entry, keys):
        if isinstance(place.value, Mapping):
            for pair in place.value.pairs:
                path = (*place.path, pair.key.text)
                undeclared = place.node.closed and place.node.child(pair.key.text) is None
                if undeclared or has_no_effect(entry, path):
                    yield UnknownKey(pair, path, place.node)


def meant(entry: Entry, known: FieldNode, path: tuple[str, ...]) -> str | None:
    """The field that an unknown key at `path` was probably meant to be: its full path, or None."""
    if entry.info is None:
        return None
    listed = entry.info.misspellings.get(plain_path(path))
    if listed is not None:
        return listed
    by_folded = {name.lower(): name for name in known.names}
    near = get_close_matches(path[-1].lower(), by_folded, n=1, cutoff=0.8)
    return ".".join((*path[:-1], by_folded[near[0]])) if near else None
