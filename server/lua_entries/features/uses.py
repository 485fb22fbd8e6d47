"""Who uses what in a snapshot: references by their targets. Found out when first asked for, and followed from then on.

Lists are in no order that means anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

from lua_entries.features.yaml_places import declared_references
from lua_entries.project.imports import import_field, listed_modules
from lua_entries.project.lua_literals import literal_ids
from lua_entries.project.lua_names import meaning
from lua_entries.project.resolver import Resolution, split_id
from lua_entries.project.snapshot import Snapshot, by_key, index_paths, lua_keys
from lua_entries.project.sources import unit_key
from lua_entries.project.units import Entry, LuaUnit
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


Owner: TypeAlias = tuple[Literal["module", "chunk"], str]
"""What members are taken of: a built-in module by its name, or what Lua returns, by the key of the Lua."""


class Uses:
    """The uses in one snapshot, or in one file of it. After a change of files an answer costs what those say."""

    def __init__(self, snapshot: Snapshot, path: str | None = None) -> None:
        self._snapshot = snapshot
        self._path = path
        self._held: dict[object, Mapping[Any, tuple[Any, ...]]] = {}

    def of(self, entry: Entry) -> tuple[EntryUse, ...]:
        """The references to an entry; a place that several entries share once for each of them."""
        return (*self._in_index(_fields_by_target, entry), *self._in_lua(_literals_by_target, entry))

    def of_namespace(self, namespace: str) -> tuple[EntryUse, ...]:
        """The references that lead to a namespace, whether there or not."""
        return (*self._in_index(_fields_by_namespace, namespace), *self._in_lua(_literals_by_namespace, namespace))

    def made_by(self, entry: Entry) -> tuple[EntryUse, ...]:
        """The references that an entry makes."""
        lua = self._snapshot.lua_of(entry)
        return (*field_uses(self._snapshot, entry), *(literal_uses(self._snapshot, lua, entry) if lua else ()))

    def users(self, entry: Entry) -> tuple[Entry, ...]:
        """Other entries that refer to one, in order of their ids."""
        holders = {use.holder for use in self.of(entry) if use.runs and use.holder is not entry}
        return tuple(sorted(holders, key=lambda holder: (holder.id, holder.path)))

    def of_module(self, name: str) -> tuple[Use, ...]:
        """Where a built-in module is listed, imported by name, required, or used as a global."""
        return (*self._in_index(_modules_in_fields, name), *self._in_lua(_modules_in_lua, name))

    def chunk(self, unit: LuaUnit) -> Owner:
        """What a piece of Lua returns, as the owner of members."""
        return "chunk", unit_key(self._snapshot.sources[unit.users[0]])

    def of_member(self, owner: Owner, name: str) -> tuple[Use, ...]:
        """Where Lua takes a member (the first behind the name): of a chunk, or of a module."""
        return tuple(use for other, use in self.of_any_member(name) if other == owner)

    def of_any_member(self, name: str) -> tuple[tuple[Owner, Use], ...]:
        """Where Lua takes a member of this name, and of what: places in shared Lua may be there for several owners."""
        return self._in_lua(_members_in, name)

    def of_method(self, chunk: Owner, name: str) -> tuple[Use, ...]:
        """The method fields that ask for this name in a chunk."""
        return self._in_index(_methods_in, (chunk, name))

    def of_file(self, path: str) -> tuple[Use, ...]:
        """The `file://` values that lead to a path."""
        return self._in_index(_files_in, path)

    def _in_index(self, part: Part, key: Any) -> tuple[Any, ...]:
        if self._path is None:
            return self._snapshot.gathered(index_paths, part).get(key)
        return self._here(part, [self._path] if self._path in self._snapshot.index_units else []).get(key, ())

    def _in_lua(self, part: Part, key: Any) -> tuple[Any, ...]:
        if self._path is None:
            return self._snapshot.gathered(lua_keys, part).get(key)
        units = self._snapshot.lua_units
        return self._here(part, [name for name, unit in units.items() if unit.path == self._path]).get(key, ())

    def _here(self, part: Part, names: Iterable[str]) -> Mapping[Any, tuple[Any, ...]]:
        if part not in self._held:
            self._held[part] = by_key(pair for name in names for pair in part(self._snapshot, name))
        return self._held[part]


Part: TypeAlias = Callable[[Snapshot, str], Iterable[tuple[Any, Any]]]
"""What one index file, or one piece of Lua, says by key."""


def _fields_by_target(snapshot: Snapshot, path: str) -> Iterator[tuple[Entry, EntryUse]]:
    for entry in snapshot.index_units[path].entries:
        for use in field_uses(snapshot, entry):
            yield from ((target, use) for target in use.resolution.entries)


def _literals_by_target(snapshot: Snapshot, key: str) -> Iterator[tuple[Entry, EntryUse]]:
    for use in _all_literals(snapshot, key):
        yield from ((target, use) for target in use.resolution.entries)


def _fields_by_namespace(snapshot: Snapshot, path: str) -> Iterator[tuple[str, EntryUse]]:
    for entry in snapshot.index_units[path].entries:
        for use in field_uses(snapshot, entry):
            yield split_id(use.resolution.id)[0], use


def _literals_by_namespace(snapshot: Snapshot, key: str) -> Iterator[tuple[str, EntryUse]]:
    for use in _all_literals(snapshot, key):
        yield split_id(use.resolution.id)[0], use


def _all_literals(snapshot: Snapshot, key: str) -> Iterator[EntryUse]:
    lua = snapshot.lua_units[key]
    for user in lua.users:
        yield from literal_uses(snapshot, lua, user)


def _modules_in_fields(snapshot: Snapshot, path: str) -> Iterator[tuple[str, Use]]:
    for entry in snapshot.index_units[path].entries:
        listed = ((item.text, Use(path, item.inner, entry)) for item in listed_modules(entry))
        imported = (
            (link.resolution.id, Use(path, link.reference.span, entry))
            for link in snapshot.links(entry)
            if link.reference is not None and link.resolution.verdict == "module"
        )
        yield from dict.fromkeys((*listed, *imported))


def _modules_in_lua(snapshot: Snapshot, key: str) -> Iterable[tuple[str, Use]]:
    lua = snapshot.lua_units[key]
    return dict.fromkeys(
        (name, Use(lua.path, lua.place(span), None))
        for written, span in _named(lua)
        for kind, name in _owners(snapshot, lua, written)
        if kind == "module"
    )


def _members_in(snapshot: Snapshot, key: str) -> Iterable[tuple[str, tuple[Owner, Use]]]:
    lua = snapshot.lua_units[key]
    owners: dict[str, tuple[Owner, ...]] = {}
    found: dict[tuple[str, tuple[Owner, Use]], None] = {}
    for use in lua.facts.names:
        if use.member_span is None or (not use.required and use.name in lua.facts.defined_globals):
            continue
        if use.name not in owners:
            owners[use.name] = _owners(snapshot, lua, use.name)
        for owner in owners[use.name]:
            found[use.member, (owner, Use(lua.path, lua.place(use.member_span), None))] = None
    return found


def _owners(snapshot: Snapshot, lua: LuaUnit, name: str) -> tuple[Owner, ...]:
    """What members are taken of: the chunks and modules that a name stands for."""
    owners: dict[Owner, None] = {}
    for user in lua.users:
        meant = meaning(snapshot, user, name)
        if meant is not None and meant.module is not None:
            owners["module", meant.module.name] = None
        elif meant is not None and meant.link is not None:
            sources = (snapshot.sources.get(target) for target in meant.link.entries)
            owners.update(
                (("chunk", unit_key(source)), None) for source in sources if source is not None and not source.problem
            )
    return tuple(owners)


def _methods_in(snapshot: Snapshot, path: str) -> Iterator[tuple[tuple[Owner, str], Use]]:
    for entry in snapshot.index_units[path].entries:
        pair, source = entry.pair("method"), snapshot.sources.get(entry)
        if pair is None or source is None or source.problem:
            continue
        if isinstance(pair.value, Scalar) and pair.value.text:
            yield (("chunk", unit_key(source)), pair.value.text), Use(path, pair.value.inner, entry)


def _files_in(snapshot: Snapshot, path: str) -> Iterator[tuple[str, Use]]:
    unit = snapshot.index_units[path]
    for target in snapshot.file_targets(unit):
        number = target.value.entry
        entry = unit.entries[number] if 0 <= number < len(unit.entries) else None
        yield target.path, Use(path, target.value.value.inner, entry)


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
