"""LE002: the same key twice in one mapping, which the runtime's reader refuses
(wippyai/runtime system/payload/yaml/yaml.go)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lua_entries.project.units import Entry, IndexUnit
from lua_entries.rules.common import entry_at, index_problems, unread_keys
from lua_entries.rules.finding import FileEdit, Finding, Fix, Severity
from lua_entries.rules.followers import field_key, uses_key
from lua_entries.rules.rule import Context, IndexCheck, Rule
from lua_entries.syntax.yaml.edits import remove_pair
from lua_entries.syntax.yaml.nodes import Mapping, Node, Pair, Sequence
from lua_entries.text.span import Span

RULE = Rule("LE002", "duplicate-key", Severity.ERROR, "the same key twice in one mapping", "unsafe")


_DECLARING_ROLES = ("imports", "modules", "source", "method")


def run(context: Context, unit: IndexUnit) -> Iterator[Finding]:
    """Each key that stands in its mapping a second time."""
    keys = context.view.catalog.definition
    places: dict[Entry, dict[Span, _Place]] = {}
    for finding in index_problems(RULE, unit, lambda problem: ()):
        entry = entry_at(unit, finding.span) if finding.span is not None else None
        if entry is not None and entry not in places:
            places[entry] = {place.pair.key.span: place for place in _places(entry)}
        place = places[entry].get(finding.span) if entry is not None and finding.span is not None else None
        if entry is None or place is None:
            yield finding._replace(keys=unread_keys(context, unit))
            continue
        edit = remove_pair(unit.text, place.holder, place.pair)
        fix = Fix(f"Remove this `{place.pair.key.text}`", "unsafe", (FileEdit(unit.path, edit),)) if edit else None
        path = place.path[1:] if place.path[0] == keys.data else place.path
        yield finding._replace(fixes=(fix,) if fix else (), keys=frozenset(_keys(entry, path)))


class _Place(NamedTuple):
    """A pair of an entry, at any depth."""

    path: tuple[str, ...]
    holder: Mapping
    pair: Pair


def _places(entry: Entry) -> Iterator[_Place]:
    pending: list[tuple[tuple[str, ...], Node]] = [((), entry.fact.node)]
    seen: set[int] = set()
    while pending:
        path, node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Mapping):
            for pair in node.pairs:
                below = (*path, pair.key.text)
                if not pair.merged:
                    yield _Place(below, node, pair)
                pending.append((below, pair.value))
        elif isinstance(node, Sequence):
            pending += (((*path, f"[{number}]"), item) for number, item in enumerate(node.items))


def _keys(entry: Entry, path: tuple[str, ...]) -> Iterator[str]:
    yield field_key(entry.id, ".".join(path))
    top = entry.info.field(path[0]) if entry.info is not None and path else None
    if top is not None and top.role in _DECLARING_ROLES:
        yield uses_key(entry.id)


CHECK = IndexCheck(RULE, run)
