"""Where in an index file the cursor is: which entry, which field, and what the catalog says of it."""

from __future__ import annotations

import os
from typing import NamedTuple

from lua_entries.catalog import Catalog, Definition, FieldNode, Kind, load_catalog
from lua_entries.files.paths import is_under
from lua_entries.project.snapshot import RootView, Snapshot
from lua_entries.project.units import Entry
from lua_entries.syntax.yaml.cursor import Part


class EntryPlace(NamedTuple):
    """The entry around a place, as the text has it now."""

    part: Part
    name: str
    kind: str
    namespace: str
    info: Kind | None
    known: Entry | None
    """The same entry in the snapshot, which may be older than the text."""

    @property
    def id(self) -> str:
        """The id, empty without a name."""
        return self.known.id if self.known is not None else f"{self.namespace}:{self.name}" if self.name else ""


class FilePlace(NamedTuple):
    """An index file, with what is needed to look things up from it."""

    snapshot: Snapshot
    path: str
    view: RootView | None
    catalog: Catalog
    root: Part

    @property
    def keys(self) -> Definition:
        """The names that give an index file its structure."""
        return self.catalog.definition

    @property
    def namespace(self) -> str:
        """The namespace that the text declares."""
        return self.root.scalar(self.keys.namespace).strip()


def view_of_file(snapshot: Snapshot, path: str) -> RootView | None:
    """The root that a file belongs to: that of its entries, else the innermost that would load it."""
    unit = snapshot.index_units.get(path)
    if unit is not None and unit.entries:
        view = snapshot.view_of(unit.entries[0])
        if view is not None:
            return view
    holders = [
        (len(directory), -number)
        for number, view in enumerate(snapshot.roots)
        for directory in (*view.root.load, view.root.directory)
        if is_under(path, directory)
    ]
    return snapshot.roots[-max(holders)[1]] if holders else None


def file_place(snapshot: Snapshot, path: str, root: Part) -> FilePlace:
    """The place of a file whose text was scanned to `root`."""
    view = view_of_file(snapshot, path)
    return FilePlace(snapshot, path, view, view.catalog if view is not None else load_catalog(), root)


def load_directory(place: FilePlace) -> str:
    """The directory out of which no path of the file may lead."""
    held = place.view.root.load_directory(place.path) if place.view is not None else None
    return held or os.path.dirname(place.path)


def entry_around(place: FilePlace, part: Part) -> tuple[EntryPlace, tuple[str, ...]] | None:
    """The entry that a part is in (or is), and the part's path from there; None outside of entries."""
    keys, root = place.keys, place.root
    path = part.path
    listed = root.get(keys.entries)
    held: Part | None
    if path and path[0] == keys.entries:
        if len(path) == 1 or listed is None or not path[1].startswith("["):
            return None
        held, rest = part, path[2:]
        for _ in rest:
            assert held is not None and held.parent is not None, "a path has as many segments as parts above it"
            held = held.parent
    elif listed is None and (root.scalar(keys.name) or root.scalar(keys.kind)):
        held, rest = root, path
    else:
        return None
    return _entry(place, held), rest


def _entry(place: FilePlace, part: Part) -> EntryPlace:
    keys = place.keys
    name, kind, namespace = part.scalar(keys.name).strip(), part.scalar(keys.kind).strip(), place.namespace
    unit = place.snapshot.index_units.get(place.path)
    known = None
    if unit is not None and name:
        named = [entry for entry in unit.entries if entry.name == name]
        known = next((entry for entry in named if entry.kind == kind), named[0] if named else None)
    return EntryPlace(part, name, kind, namespace, place.catalog.kind(kind), known)


def field_node(place: FilePlace, entry: EntryPlace, path: tuple[str, ...]) -> FieldNode | None:
    """What the catalog says of a path below the entry; None where it knows nothing."""
    if entry.info is None:
        return None
    node: FieldNode | None = entry.info.tree
    for segment in own_path(place, entry, path):
        if node is None:
            return None
        node = node.item if segment.startswith("[") else node.child(segment)
    return node


def own_path(place: FilePlace, entry: EntryPlace, path: tuple[str, ...]) -> tuple[str, ...]:
    """The path among the kind's fields: without the key that may hold all of them."""
    return path[1:] if path and path[0] == place.keys.data and entry.part.get(place.keys.data) is not None else path


def role_path(entry: EntryPlace, role: str) -> Part | None:
    """What the entry's text has under the (top-level) field that plays a role."""
    field = entry.info.field_with_role(role) if entry.info is not None else None
    return entry.part.get(field.path) if field is not None else None
