"""Fixes that change what an entry declares: its list of modules and its imports."""

from __future__ import annotations

from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry, IndexUnit
from lua_entries.rules.finding import FileEdit, Fix, Safety
from lua_entries.syntax.yaml.edits import (
    add_first_pair,
    add_item,
    add_list,
    add_mapping,
    add_pair,
    remove_item,
    remove_pair,
)
from lua_entries.syntax.yaml.nodes import Mapping, Pair, Scalar, Sequence
from lua_entries.text.edits import Edit


def removed_module(snapshot: Snapshot, entry: Entry, item: Scalar, safety: Safety = "safe") -> list[Fix]:
    """Take one item out of the entry's list of modules; the list goes with its last item."""
    pair = entry.pair("modules")
    if pair is None or not isinstance(pair.value, Sequence) or _is_shared(snapshot, entry, pair):
        return []
    text = snapshot.text(entry.path)
    number = next((number for number, other in enumerate(pair.value.items) if other is item), None)
    if number is None:
        return []
    edit = remove_item(text, pair.value, number) if len(pair.value.items) > 1 else _without(text, entry, pair)
    return _fix(f"Remove module `{item.text}`", safety, entry, edit)


def removed_import(snapshot: Snapshot, entry: Entry, alias: Scalar, safety: Safety = "safe") -> list[Fix]:
    """Take one alias out of the entry's imports; the mapping goes with its last pair."""
    pair = entry.pair("imports")
    if pair is None or not isinstance(pair.value, Mapping) or _is_shared(snapshot, entry, pair):
        return []
    text = snapshot.text(entry.path)
    inner = next((inner for inner in pair.value.pairs if inner.key is alias), None)
    if inner is None:
        return []
    edit = remove_pair(text, pair.value, inner) if len(pair.value.pairs) > 1 else _without(text, entry, pair)
    return _fix(f"Remove import `{alias.text}`", safety, entry, edit)


def added_module(snapshot: Snapshot, entry: Entry, name: str, safety: Safety = "safe") -> list[Fix]:
    """Add a name to the entry's list of modules, which is made where the entry has none."""
    field, pair = entry.field("modules"), entry.pair("modules")
    if field is None or entry.fact.data is None or (pair is not None and _is_shared(snapshot, entry, pair)):
        return []
    text = snapshot.text(entry.path)
    edit = add_item(text, pair, name) if pair is not None else add_list(text, entry.fact.data, field.path, name)
    return _fix(f"List module `{name}` in `{entry.id}`", safety, entry, edit)


def added_import(snapshot: Snapshot, entry: Entry, alias: str, target: str, safety: Safety = "safe") -> list[Fix]:
    """Add an alias to the entry's imports, which are made where the entry has none."""
    field, pair = entry.field("imports"), entry.pair("imports")
    if field is None or entry.fact.data is None or (pair is not None and _is_shared(snapshot, entry, pair)):
        return []
    text = snapshot.text(entry.path)
    edit: Edit | None = None
    if pair is None:
        edit = add_mapping(text, entry.fact.data, field.path, alias, target)
    elif isinstance(pair.value, Mapping):
        edit = add_pair(text, pair.value, alias, target)
    else:
        edit = add_first_pair(text, pair, alias, target)
    return _fix(f"Import `{target}` as `{alias}` in `{entry.id}`", safety, entry, edit)


def _without(text: str, entry: Entry, pair: Pair) -> Edit | None:
    return remove_pair(text, entry.fact.data, pair) if entry.fact.data is not None else None


def _fix(title: str, safety: Safety, entry: Entry, edit: Edit | None) -> list[Fix]:
    return [Fix(title, safety, (FileEdit(entry.path, edit),))] if edit is not None else []


def _is_shared(snapshot: Snapshot, entry: Entry, pair: Pair) -> bool:
    """True where a change would reach beyond the entry: the value stands elsewhere, or others take it from here."""
    start, end = entry.fact.span
    if pair.merged or not (start <= pair.key.start and pair.value.end <= end and pair.key.start <= pair.value.start):
        return True
    holders = snapshot.index_units[entry.path].once(_holders).get(id(pair.value), ())
    return any(other is not entry for other in holders)


def _holders(unit: IndexUnit) -> dict[int, list[Entry]]:
    """By the identity of a value, the entries that have it: several where an alias stands for it."""
    found: dict[int, list[Entry]] = {}
    for entry in unit.entries:
        for pair in entry.fact.node.pairs:
            found.setdefault(id(pair.value), []).append(entry)
    return found
