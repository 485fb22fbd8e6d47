"""Renaming a namespace: the header of all its files in a root, and the namespace part of every id that leads there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from lua_entries.catalog import Catalog
from lua_entries.features.rename_changes import (
    Changes,
    NotSafe,
    Plan,
    Rename,
    is_vendored,
    namespace_part,
    offer_texts,
    require_name,
    require_own,
    require_readable,
    scalars,
)
from lua_entries.features.symbols import NamespaceName
from lua_entries.features.uses import EntryUse, uses_of
from lua_entries.features.yaml_places import field_of
from lua_entries.files.paths import shown
from lua_entries.project.lua_names import callee
from lua_entries.project.snapshot import RootView, Snapshot
from lua_entries.project.units import Entry, IndexUnit, LuaUnit
from lua_entries.project.walk import places
from lua_entries.syntax.yaml.nodes import Scalar, Sequence
from lua_entries.text.span import Span


def plan_namespace(snapshot: Snapshot, symbol: NamespaceName, views: Iterable[RootView]) -> Plan:
    """The renaming of a namespace as the given roots see it.

    Raises:
        NotSafe: no file of these roots declares it, or it is an installed module's.
    """
    moved = _Moved(snapshot, symbol.name, views)
    if not moved.units:
        raise NotSafe(f"no file in this workspace declares `{symbol.name}`")
    for unit in moved.units:
        require_own(snapshot, unit.path, symbol.name)
    return Plan(symbol.name, symbol.span, moved.renamed)


class _Moved:
    """What a namespace holds in roots that share files of it."""

    def __init__(self, snapshot: Snapshot, name: str, views: Iterable[RootView]) -> None:
        self._snapshot = snapshot
        self._name = name
        self.views = list(dict.fromkeys(views))
        self.units: list[IndexUnit] = []
        grown = True
        while grown:
            paths = dict.fromkeys(
                path
                for view in self.views
                for path in (*(unit.path for unit in view.units), *(entry.path for entry in view.loaded))
                if snapshot.index_units[path].namespace == name
            )
            self.units = [snapshot.index_units[path] for path in paths]
            more = [
                view
                for view in snapshot.roots
                if view not in self.views and any(entry.path in paths for entry in view.loaded)
            ]
            self.views += more
            grown = bool(more)
        self.entries = frozenset(entry for unit in self.units for entry in unit.entries)

    def renamed(self, new: str) -> Rename:
        """The edits."""
        snapshot, old = self._snapshot, self._name
        uses = uses_of(snapshot)
        keys = self.views[0].catalog.definition
        require_readable(snapshot, old, f"{old}{keys.id_separator}")
        if new != old:
            require_name(new, keys.usual_name, "a namespace")
            if any(new in view.index.namespaces for view in self.views):
                raise NotSafe(f"the namespace `{new}` exists already")
            for use in uses.of_namespace(new):
                if not use.resolution.entries or snapshot.view_of(use.holder) in self.views:
                    where = shown(use.path, snapshot.directory)
                    raise NotSafe(f"`{where}` refers to `{use.resolution.id}`, which would then be of this namespace")
        self._require_no_component()
        changes = Changes(snapshot)
        for unit in self.units:
            assert unit.facts.namespace is not None
            changes.put(unit.path, unit.facts.namespace.inner, old, new)
        for use in uses.of_namespace(old):
            if self._leads_here(use):
                span = namespace_part(snapshot, use.path, use.span, use.node, old)
                if span is not None:
                    changes.put(use.path, span, old, new)
                elif not self._is_short(use):
                    where = shown(use.path, snapshot.directory)
                    raise NotSafe(f"`{where}` writes `{use.resolution.id}` in a form that cannot be changed in place")
        for path, span in self._others():
            changes.put(path, span, old, new)
        offered = {entry.id: f"{new}{keys.id_separator}{entry.name}" for entry in self.entries}
        offer_texts(snapshot, changes, offered, self.entries)
        return changes.result()

    def _require_no_component(self) -> None:
        """Modules are asked for by a name that their namespaces begin with
        (wippyai/runtime boot/build/stages/linking.go)."""
        for unit in self._snapshot.index_units.values():
            for entry in unit.entries:
                component = entry.pair("component")
                if not entry.has_role("dependency") or component is None or not isinstance(component.value, Scalar):
                    continue
                module = component.value.text.replace("/", ".")
                if self._name == module or self._name.startswith(f"{module}."):
                    raise NotSafe(f"`{entry.id}` depends on `{component.value.text}`, whose entries these are")

    def _leads_here(self, use: EntryUse) -> bool:
        if use.resolution.entries:
            here = [entry in self.entries for entry in use.resolution.entries]
            if any(here) and not all(here):
                where = shown(use.path, self._snapshot.directory)
                raise NotSafe(f"`{where}` refers to `{use.resolution.id}`, which several roots declare")
            return all(here)
        return self._snapshot.view_of(use.holder) in self.views and not is_vendored(self._snapshot, use.path)

    def _is_short(self, use: EntryUse) -> bool:
        """A reference without a namespace, which stays right because its holder moves too."""
        if isinstance(use.node, Scalar):
            return use.node.text.strip().find(":") <= 0
        return use.node is not None and use.holder in self.entries

    def _others(self) -> Iterator[tuple[str, Span]]:
        """Texts with the namespace that are no ids of entries: groups, `ns:…`, arguments of calls, overrides."""
        for view in self.views:
            keys = view.catalog.definition
            path = os.path.join(view.root.directory, keys.boot.file)
            for override in view.overrides:
                if override.entry.startswith(f"{self._name}{keys.id_separator}"):
                    yield path, Span(override.span.start, override.span.start + len(self._name))
            for entry in view.loaded:
                if not is_vendored(self._snapshot, entry.path):
                    yield from self._in_fields(view.catalog, entry)
        for lua in self._snapshot.lua_units.values():
            if lua.is_exact and not is_vendored(self._snapshot, lua.path):
                yield from ((lua.path, lua.place(span)) for span in self._in_calls(lua))

    def _in_fields(self, catalog: Catalog, entry: Entry) -> Iterator[tuple[str, Span]]:
        text = self._snapshot.text(entry.path)
        if self._name not in text:
            return
        keys = catalog.definition
        group = f"{self._name}{keys.id_separator}"
        whole = f"{keys.id_namespace}{keys.id_separator}{self._name}"
        for place in places(entry, keys):
            field = place.node.field or field_of(catalog, entry, place.path)
            if (
                field is None
                or not (field.group_ref or field.prefixes)
                or not isinstance(place.value, (Scalar, Sequence))
            ):
                continue
            for scalar in scalars(place.value):
                start = scalar.inner.start
                if field.group_ref and text.startswith(group, start):
                    yield entry.path, Span(start, start + len(self._name))
                elif scalar.text == whole and scalar.text.startswith(field.prefixes or "\0"):
                    yield entry.path, Span(scalar.inner.end - len(self._name), scalar.inner.end)

    def _in_calls(self, lua: LuaUnit) -> Iterator[Span]:
        """Arguments of known calls that are the namespace, or something of it that is no entry."""
        prefix = f"{self._name}:"
        for literal in lua.facts.literals:
            if literal.text != self._name and not literal.text.startswith(prefix):
                continue
            for user in lua.users:
                view = self._snapshot.view_of(user)
                if view is None or view not in self.views:
                    continue
                name = callee(self._snapshot, view.catalog, user, literal.callee) or ""
                for argument in view.catalog.calls.get(name, ()):
                    if (argument.argument, argument.option) != (literal.argument, literal.option):
                        continue
                    wanted = self._name if argument.value == "namespace" else prefix
                    known = argument.value in ("namespace", "policy-group", "entry-id-text")
                    if known and (literal.text == wanted or (wanted == prefix and literal.text.startswith(prefix))):
                        yield Span(literal.span.start, literal.span.start + len(self._name))
