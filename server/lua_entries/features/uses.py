"""Who uses what in a snapshot: references by their targets. Made when first asked for, kept with the snapshot.

Lists are in no order that means anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from lua_entries.features.yaml_places import declared_references
from lua_entries.project.imports import import_field, listed_modules
from lua_entries.project.lua_literals import literal_ids
from lua_entries.project.lua_names import meaning
from lua_entries.project.resolver import Resolution, split_id
from lua_entries.project.snapshot import Snapshot, by_key, index_paths, lua_keys
from lua_entries.project.units import Entry, IndexUnit, LuaUnit
from lua_entries.syntax.yaml.nodes import Node, Scalar
from lua_entries.text.span import Span


class EntryUse(NamedTuple):
    """A reference to an entry, as written."""

    path: str
    span: Span
    holder: Entry
    """The entry whose field it is, or that runs the Lua."""
    resolution: Resolution
    label: str
    """The field as the catalog names it (`imports.*`), or the call."""
    node: Node | None
    """The value; None in Lua."""
    runs: bool = True
    """False in Lua that several entries share, where it is not known to run for this one."""


class Use(NamedTuple):
    """A place that names something that is no entry."""

    path: str
    span: Span
    holder: Entry | None


class Uses:
    """The uses in one snapshot, or in one file of it."""

    def __init__(self, snapshot: Snapshot, path: str | None = None) -> None:
        self._snapshot = snapshot
        self._path = path
        self._owned: dict[tuple[LuaUnit, str], tuple[LuaUnit | str, ...]] = {}

    @cached_property
    def _index(self) -> list[IndexUnit]:
        return [unit for unit in self._snapshot.index_units.values() if self._path in (None, unit.path)]

    @cached_property
    def _lua(self) -> list[LuaUnit]:
        return [unit for unit in self._snapshot.lua_units.values() if self._path in (None, unit.path)]

    @cached_property
    def references(self) -> tuple[EntryUse, ...]:
        """All references to entries, whether there or not; a place that several entries share once for each of them."""
        snapshot = self._snapshot
        fields = (use for unit in self._index for entry in unit.entries for use in field_uses(snapshot, entry))
        return (
            *fields,
            *(use for lua in self._lua for user in lua.users for use in literal_uses(snapshot, lua, user)),
        )

    def of(self, entry: Entry) -> tuple[EntryUse, ...]:
        """The references to an entry. After a change of files it costs what those say."""
        if self._path is not None:
            return self._by_entry.get(entry, ())
        fields = self._snapshot.gathered(index_paths, _fields_in).get(entry)
        return (*fields, *self._snapshot.gathered(lua_keys, _literals_in).get(entry))

    @cached_property
    def _by_entry(self) -> Mapping[Entry, tuple[EntryUse, ...]]:
        return by_key((entry, use) for use in self.references for entry in use.resolution.entries)

    def made_by(self, entry: Entry) -> tuple[EntryUse, ...]:
        """The references that an entry makes."""
        lua = self._snapshot.lua_of(entry)
        return (*field_uses(self._snapshot, entry), *(literal_uses(self._snapshot, lua, entry) if lua else ()))

    @cached_property
    def by_namespace(self) -> Mapping[str, tuple[EntryUse, ...]]:
        """The references by the namespace that they lead to."""
        found: dict[str, list[EntryUse]] = {}
        for use in self.references:
            found.setdefault(split_id(use.resolution.id)[0], []).append(use)
        return {namespace: tuple(uses) for namespace, uses in found.items()}

    def users(self, entry: Entry) -> tuple[Entry, ...]:
        """Other entries that refer to one, in order of their ids."""
        holders = {use.holder for use in self.of(entry) if use.runs and use.holder is not entry}
        return tuple(sorted(holders, key=lambda holder: (holder.id, holder.path)))

    @cached_property
    def modules(self) -> Mapping[str, tuple[Use, ...]]:
        """Where built-in modules are listed, imported by name, required, or used as globals, by module."""
        found: dict[str, dict[Use, None]] = {}
        for unit in self._index:
            for entry in unit.entries:
                for item in listed_modules(entry):
                    found.setdefault(item.text, {})[Use(entry.path, item.inner, entry)] = None
                for link in self._snapshot.links(entry):
                    if link.reference is not None and link.resolution.verdict == "module":
                        use = Use(entry.path, link.reference.span, entry)
                        found.setdefault(link.resolution.id, {})[use] = None
        for lua in self._lua:
            for name, span in _named(lua):
                for owner in self._owners(lua, name):
                    if isinstance(owner, str):
                        found.setdefault(owner, {})[Use(lua.path, lua.place(span), None)] = None
        return {name: tuple(uses) for name, uses in found.items()}

    @cached_property
    def members(self) -> Mapping[tuple[LuaUnit | str, str], tuple[Use, ...]]:
        """Where Lua takes a member (the first behind the name): of a chunk, or of a module by its name."""
        found: dict[tuple[LuaUnit | str, str], dict[Use, None]] = {}
        for lua in self._lua:
            for use in lua.facts.names:
                if use.member_span is None or (not use.required and use.name in lua.facts.defined_globals):
                    continue
                place = Use(lua.path, lua.place(use.member_span), None)
                for owner in self._owners(lua, use.name):
                    found.setdefault((owner, use.member), {})[place] = None
        return {key: tuple(uses) for key, uses in found.items()}

    def _owners(self, lua: LuaUnit, name: str) -> tuple[LuaUnit | str, ...]:
        """What members are taken of: the chunks and modules that a name stands for."""
        key = (lua, name)
        known = self._owned.get(key)
        if known is None:
            owners: dict[LuaUnit | str, None] = {}
            for user in lua.users:
                meant = meaning(self._snapshot, user, name)
                if meant is not None and meant.module is not None:
                    owners[meant.module.name] = None
                elif meant is not None and meant.link is not None:
                    chunks = (self._snapshot.lua_of(target) for target in meant.link.entries)
                    owners.update((chunk, None) for chunk in chunks if chunk is not None)
            known = self._owned[key] = tuple(owners)
        return known

    @cached_property
    def methods(self) -> Mapping[tuple[LuaUnit, str], tuple[Use, ...]]:
        """The method fields by the chunk and the name that they ask for."""
        found: dict[tuple[LuaUnit, str], list[Use]] = {}
        for unit in self._index:
            for entry in unit.entries:
                pair, lua = entry.pair("method"), self._snapshot.lua_of(entry)
                if lua is not None and pair is not None and isinstance(pair.value, Scalar) and pair.value.text:
                    found.setdefault((lua, pair.value.text), []).append(Use(entry.path, pair.value.inner, entry))
        return {key: tuple(uses) for key, uses in found.items()}

    @cached_property
    def files(self) -> Mapping[str, tuple[Use, ...]]:
        """The `file://` values by the path that they lead to."""
        found: dict[str, list[Use]] = {}
        for unit in self._index:
            for target in self._snapshot.file_targets(unit):
                number = target.value.entry
                entry = unit.entries[number] if 0 <= number < len(unit.entries) else None
                found.setdefault(target.path, []).append(Use(unit.path, target.value.value.inner, entry))
        return {path: tuple(uses) for path, uses in found.items()}


def field_uses(snapshot: Snapshot, entry: Entry) -> Iterator[EntryUse]:
    """The references in the fields of an entry."""
    target = import_field(entry)
    label = target.path if target is not None else ""
    for link in snapshot.links(entry):
        if link.reference is not None and link.resolution.verdict != "module":
            yield EntryUse(entry.path, link.reference.span, entry, link.resolution, label, link.value)
    for item in declared_references(snapshot, entry):
        yield EntryUse(entry.path, item.reference.span, entry, item.resolution, item.field.path, item.value)


def literal_uses(snapshot: Snapshot, lua: LuaUnit, entry: Entry) -> Iterator[EntryUse]:
    """The references in Lua, as seen by one of the entries that use it."""
    view = snapshot.view_of(entry)
    if view is None:
        return
    reach = snapshot.reach(entry, lua) if len(lua.users) > 1 else None
    for literal in literal_ids(snapshot, view, entry, lua):
        runs = reach is None or literal.literal.function in reach
        span = literal.literal.span
        if lua.text.startswith(literal.text, span.start):
            span = Span(span.start, span.start + len(literal.text))
        yield EntryUse(lua.path, lua.place(span), entry, literal.resolution, literal.argument.callee, None, runs)


def _fields_in(snapshot: Snapshot, path: str) -> Iterator[tuple[Entry, EntryUse]]:
    for entry in snapshot.index_units[path].entries:
        for use in field_uses(snapshot, entry):
            yield from ((target, use) for target in use.resolution.entries)


def _literals_in(snapshot: Snapshot, key: str) -> Iterator[tuple[Entry, EntryUse]]:
    lua = snapshot.lua_units[key]
    for user in lua.users:
        for use in literal_uses(snapshot, lua, user):
            yield from ((target, use) for target in use.resolution.entries)


def uses_of(snapshot: Snapshot) -> Uses:
    """The uses in a snapshot."""
    return snapshot.once(Uses)


def _named(lua: LuaUnit) -> Iterator[tuple[str, Span]]:
    """Names that the text requires, or reads as globals."""
    for require in lua.facts.requires:
        if require.name is not None:
            yield require.name, require.span
    for use in lua.facts.names:
        if not use.required and use.name not in lua.facts.defined_globals:
            yield use.name, use.span
