"""The one function that turns a reference into targets or a reason; rules, hover, definition and rename all use it."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from lua_entries.catalog.near import close_names
from lua_entries.project.globs import namespace_matches
from lua_entries.project.units import Entry

Verdict = Literal["found", "module", "missing", "unknown", "malformed"]


class Resolution(NamedTuple):
    """What a reference means.

    `found`: `entries` are its targets. `module`: `id` is the name of a builtin module (which may not exist). `missing`:
    no entry has this id although its namespace is owned, or is a near miss of an owned one. `unknown`: nobody here owns
    the namespace. `malformed`: the text cannot name anything in this field; `reason` says why.
    """

    verdict: Verdict
    id: str
    entries: tuple[Entry, ...] = ()
    near: tuple[str, ...] = ()
    """Ids that were probably meant, best first."""
    reason: str = ""


class EntryIndex(NamedTuple):
    """Ids and namespaces that one root owns, and what the rest of the workspace has."""

    entries: Mapping[str, tuple[Entry, ...]]
    """Every entry that the root loads, by id; more than one where an id is declared twice."""
    namespaces: Mapping[str, frozenset[str]]
    """Names by owned namespace."""
    elsewhere: Mapping[str, tuple[Entry, ...]]
    """Entries of the workspace's other roots, by id."""
    holders: Mapping[str, tuple[str, ...]]
    """Owned namespaces by the names of their entries."""
    external: tuple[str, ...] = ()
    """Globs of namespaces that something else provides."""

    def nameable(self) -> Iterator[Entry]:
        """Every entry that a reference can mean, each id once (of a doubled one the entry that the runtime keeps): the
        root's own, then those of the rest of the workspace."""
        own = self.entries.items()
        for _, found in own:
            yield found[-1]
        known = {identifier for identifier, _ in own}
        for identifier, found in self.elsewhere.items():
            if identifier not in known:
                yield found[-1]


def split_id(text: str) -> tuple[str, str]:
    """Namespace and name of a reference, split at the first colon; the namespace is empty without one
    (wippyai/runtime api/registry/id.go)."""
    namespace, colon, name = text.partition(":")
    return (namespace, name) if colon else ("", text)


def resolve(index: EntryIndex, text: str, form: str, namespace: str) -> Resolution:
    """Resolve the reference `text` in a field of the given `ref_form` (see schema/README.md).

    `namespace` is that of the entry that holds the field; it completes short names where the form allows it.
    """
    own, name = split_id(text.strip())
    if not name:
        return Resolution("malformed", text, reason="it has no name")
    if not own:
        if form == "full-or-builtin":
            return Resolution("module", name)
        if form == "full":
            holders = sorted(index.holders.get(name, ()), key=lambda holder: (holder != namespace, holder))
            near = tuple(f"{holder}:{name}" for holder in holders)
            return Resolution("malformed", text, near=near, reason="it has no namespace")
        own = namespace
    identifier = f"{own}:{name}"
    found = index.entries.get(identifier) or index.elsewhere.get(identifier)
    if found:
        return Resolution("found", identifier, entries=found)
    if namespace_matches(index.external, own):
        return Resolution("unknown", identifier)
    names = index.namespaces.get(own)
    if names is not None:
        return Resolution("missing", identifier, near=_near_names(index, own, name, names))
    likely = tuple(f"{holder}:{name}" for holder in index.holders.get(name, ()) if one_slip_apart(own, holder))
    if likely:
        return Resolution("missing", identifier, near=likely)
    return Resolution("unknown", identifier)


MANY = 1000
"""Of more names in a namespace, only those that begin most alike are compared with one that is not there."""


@lru_cache(maxsize=16)
def _in_order(names: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(names))


def _near_names(index: EntryIndex, namespace: str, name: str, names: frozenset[str]) -> tuple[str, ...]:
    known = _in_order(names)
    if len(known) > MANY:
        place = bisect(known, name)
        known = known[max(place - MANY // 2, 0) : place + MANY // 2]
    close = close_names(name, known, limit=3, cutoff=0.7)
    ids = [f"{namespace}:{candidate}" for candidate in close]
    ids += [f"{holder}:{name}" for holder in index.holders.get(name, ())]
    return tuple(dict.fromkeys(ids))[:4]


def one_slip_apart(one: str, other: str) -> bool:
    """True when one character (not a digit) is missing, added, changed, or two neighbours are swapped."""
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 3:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    mid_one, mid_other = one[start : len(one) - end], other[start : len(other) - end]
    if any(character.isdigit() for character in mid_one + mid_other):
        return False
    swapped = len(mid_one) == 2 and mid_one == mid_other[::-1]
    return swapped or max(len(mid_one), len(mid_other)) == 1
