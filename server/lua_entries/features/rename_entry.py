"""Renaming an entry: its name, every reference to it, and what writes into it from project files."""

from __future__ import annotations

import os
from collections.abc import Iterator

from lua_entries.features.rename_changes import (
    Changes,
    NotSafe,
    Plan,
    Rename,
    name_part,
    offer_texts,
    require_name,
    require_own,
    require_readable,
)
from lua_entries.features.symbols import EntryName
from lua_entries.features.uses import uses_of
from lua_entries.files.paths import shown
from lua_entries.project.resolver import split_id
from lua_entries.project.snapshot import RootView, Snapshot
from lua_entries.project.units import Entry, descend
from lua_entries.project.walk import gaps
from lua_entries.syntax.yaml.nodes import Scalar, Sequence
from lua_entries.text.span import Span


def plan_entry(snapshot: Snapshot, symbol: EntryName) -> Plan:
    """The renaming of the entry that a symbol names.

    Raises:
        NotSafe: there is none, it is declared twice, or it is not the project's own.
    """
    if not symbol.entries:
        raise NotSafe("there is no such entry in this workspace")
    entry = symbol.entries[-1]
    name, view = entry.fact.name, snapshot.view_of(entry)
    if len(symbol.entries) > 1 or (view is not None and len(view.index.entries.get(entry.id, ())) > 1):
        raise NotSafe(f"`{entry.id}` is declared more than once")
    if name is None or view is None or not entry.namespace:
        raise NotSafe("it has no id yet")
    require_own(snapshot, entry.path, entry.id)
    node = None
    if not symbol.declared:
        used = (use for use in uses_of(snapshot).of(entry) if use.path == symbol.path)
        node = next((use.node for use in used if use.span == symbol.span), None)
    span = name_part(snapshot, symbol.path, symbol.span, node, entry.name)
    if span is None:
        raise NotSafe("the name is written in a form that cannot be changed in place")
    return Plan(entry.name, span, lambda new: _renamed(snapshot, view, entry, name, new))


def _renamed(snapshot: Snapshot, view: RootView, entry: Entry, name: Scalar, new: str) -> Rename:
    keys, uses, old = view.catalog.definition, uses_of(snapshot), entry.name
    identifier = f"{entry.namespace}{keys.id_separator}{new}"
    require_readable(snapshot, old, entry.id)
    if new != old:
        require_name(new, keys.usual_name, "the name of an entry")
        loading = [root for root in snapshot.roots if entry in root.index.entries.get(entry.id, ())]
        if any(identifier in root.index.entries for root in loading):
            raise NotSafe(f"`{identifier}` exists already")
        for use in uses.of_namespace(entry.namespace):
            here = not use.resolution.entries or snapshot.view_of(use.holder) in loading
            if use.resolution.id == identifier and here:
                where = shown(use.path, snapshot.directory)
                raise NotSafe(f"`{where}` refers to `{identifier}`, which would then be this entry")
    changes = Changes(snapshot)
    changes.put(entry.path, name.inner, old, new)
    for use in uses.of(entry):
        where = shown(use.path, snapshot.directory)
        if len(use.resolution.entries) > 1:
            raise NotSafe(f"`{where}` refers to `{entry.id}`, which several roots declare")
        span = name_part(snapshot, use.path, use.span, use.node, old)
        if span is None:
            raise NotSafe(f"`{where}` writes `{entry.id}` in a form that cannot be changed in place")
        changes.put(use.path, span, old, new)
    _require_one_meaning(snapshot, entry)
    for path, span in (*_overrides(snapshot, entry), *_parameters(snapshot, entry)):
        changes.put(path, span, old, new)
    offer_texts(snapshot, changes, {entry.id: identifier}, frozenset({entry}))
    return changes.result(tuple(_notes(view, entry)) if new != old else ())


def _require_one_meaning(snapshot: Snapshot, entry: Entry) -> None:
    """A place that several entries share must mean this entry for all of them."""
    uses = uses_of(snapshot)
    places = {(use.path, use.span) for use in uses.of(entry)}
    for use in uses.of_namespace(entry.namespace):
        if (use.path, use.span) in places and entry not in use.resolution.entries:
            where = shown(use.path, snapshot.directory)
            raise NotSafe(f"`{where}` is shared, and for `{use.holder.id}` its `{entry.id}` is another entry")


def _overrides(snapshot: Snapshot, entry: Entry) -> Iterator[tuple[str, Span]]:
    """Keys of boot configurations that write into the entry."""
    for view in snapshot.roots:
        keys = view.catalog.definition
        if entry not in view.index.entries.get(entry.id, ()):
            continue
        path = os.path.join(view.root.directory, keys.boot.file)
        for override in view.overrides:
            if override.entry == entry.id:
                start = override.span.start + len(entry.namespace) + len(keys.id_separator)
                yield path, Span(start, start + len(entry.name))


def _parameters(snapshot: Snapshot, entry: Entry) -> Iterator[tuple[str, Span]]:
    """Parameters of dependencies in the workspace that give a value to this requirement
    (wippyai/runtime boot/build/stages/linking.go).

    Raises:
        NotSafe: one gives its value to another requirement too.
    """
    if not entry.has_role("requirement"):
        return
    entries = [other for unit in snapshot.index_units.values() for other in unit.entries]
    twins = {other.namespace for other in entries if other.name == entry.name and other.has_role("requirement")}
    for holder in entries:
        component, parameters = holder.pair("component"), holder.pair("parameters")
        field = holder.field("parameter-name")
        if not holder.has_role("dependency") or component is None or parameters is None or field is None:
            continue
        if not isinstance(component.value, Scalar) or not isinstance(parameters.value, Sequence):
            continue
        module = component.value.text.replace("/", ".")
        if not _is_in(entry.namespace, module):
            continue
        for item in parameters.value.items:
            name = descend(item, (field.path.rpartition(".")[2],))
            if not isinstance(name, Scalar):
                continue
            namespace, bare = split_id(name.text)
            if bare != entry.name or namespace not in ("", entry.namespace):
                continue
            if not namespace and any(other != entry.namespace and _is_in(other, module) for other in twins):
                raise NotSafe(f"`{holder.id}` gives its parameter `{bare}` to several requirements of this name")
            yield holder.path, Span(name.inner.end - len(bare), name.inner.end)


def _is_in(namespace: str, module: str) -> bool:
    return namespace == module or namespace.startswith(f"{module}.")


def _notes(view: RootView, entry: Entry) -> Iterator[str]:
    """Fields whose absence means the entry's name."""
    known = (*entry.info.fields, *entry.info.meta_fields) if entry.info is not None else ()
    for field in known:
        if field.default_from and any(True for _ in gaps(entry, field, view.catalog.definition)):
            yield f"`{field.path}` of `{entry.id}` is not written, so its default changes too"
