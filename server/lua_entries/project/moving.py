"""What an edit leaves as it is and merely moves. Entries that only moved stay the same to whoever has judged them."""

from __future__ import annotations

from typing import NamedTuple

from lua_entries.catalog import load_catalog
from lua_entries.project.units import Entry, IndexUnit
from lua_entries.syntax.yaml.nodes import Mapping, Node, Scalar
from lua_entries.syntax.yaml.nodes import Sequence as YamlSequence
from lua_entries.text.span import Span


class Move(NamedTuple):
    """How a text changed: what stood between two offsets is `delta` longer now; all around it is what it was."""

    start: int
    end: int
    delta: int

    def span(self, span: Span) -> Span:
        """Where a span that touches nothing of what changed is now."""
        start = span.start + self.delta if span.start >= self.end else span.start
        end = span.end if span.end <= self.start else span.end + self.delta
        return Span(start, max(start, end))


def move_between(old: str, new: str) -> Move:
    """The smallest change that makes one text of the other."""
    most = min(len(old), len(new))
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if old[low:middle] == new[low:middle] else (low, middle - 1)
    start = low
    low, high = 0, most - start
    while low < high:
        middle = (low + high + 1) // 2
        same = old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]
        low, high = (middle, high) if same else (low, middle - 1)
    return Move(start, len(old) - low, len(new) - len(old))


def kept_entries(old: IndexUnit, new: IndexUnit, move: Move) -> tuple[Entry, ...]:
    """The entries of the new file; those that the edit did not touch are the old ones, brought to where they are now.

    An entry that did more than move is a new one: the edit is in it, or next to it; its Lua stands in the file; or
    anchors let its text stand elsewhere.
    """
    found = list(new.entries)
    same_meta = _is_same_meta(old, new, move)
    has_anchors = "&" in old.text or "&" in new.text
    for number, (before, after) in enumerate(zip(old.entries, new.entries, strict=False)):
        if before.fact.span.end >= move.start or not same_meta:
            break
        if before.fact == after.fact and _is_alike(before, after):
            found[number] = before
    for number, (before, after) in enumerate(zip(reversed(old.entries), reversed(new.entries), strict=False), 1):
        if before.fact.span.start <= move.end or has_anchors or not same_meta:
            break
        if _is_alike(before, after) and not _holds_lua(before) and _is_same_fact(before, after, move):
            found[-number] = before
    for entry, after in zip(found, new.entries, strict=True):
        if entry is not after:
            entry.move_to(after)
    return tuple(found)


def _is_alike(before: Entry, after: Entry) -> bool:
    return before.id == after.id and before.info is after.info


def _is_same_meta(old: IndexUnit, new: IndexUnit, move: Move) -> bool:
    before, after = old.facts.meta, new.facts.meta
    if before is None or after is None:
        return before is after
    return (before.end < move.start or before.start > move.end) and is_same(before, after, move)


def _is_same_fact(before: Entry, after: Entry, move: Move) -> bool:
    old, new = before.fact, after.fact
    return old.broken == new.broken and move.span(old.span) == new.span and is_same(old.node, new.node, move)


def _holds_lua(entry: Entry) -> bool:
    pair = entry.pair("source")
    return (
        pair is not None
        and isinstance(pair.value, Scalar)
        and not pair.value.text.startswith(load_catalog().definition.file_scheme)
    )


def is_same(old: Node, new: Node, move: Move) -> bool:
    """True when a tree says what another said, and has moved with its text."""
    pending: list[tuple[Node, Node]] = [(old, new)]
    known: dict[int, int] = {}
    while pending:
        one, other = pending.pop()
        if one.__class__ is not other.__class__ or move.span(Span(one.start, one.end)) != (other.start, other.end):
            return False
        if isinstance(one, Scalar):
            if one[2:] != other[2:]:
                return False
            continue
        if id(one) in known:  # what several aliases share
            if known[id(one)] != id(other):
                return False
            continue
        known[id(one)] = id(other)
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            if one.flow is not other.flow or len(one.pairs) != len(other.pairs):
                return False
            for (key, value, merged), (new_key, new_value, new_merged) in zip(one.pairs, other.pairs, strict=True):
                if merged is not new_merged:
                    return False
                pending += ((key, new_key), (value, new_value))
        elif isinstance(one, YamlSequence) and isinstance(other, YamlSequence):
            if one.flow is not other.flow or len(one.items) != len(other.items):
                return False
            pending += zip(one.items, other.items, strict=True)
    return True
