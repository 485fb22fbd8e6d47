"""What a place in a file can stand for: the closed set of symbols that the editor's features tell apart.

Every symbol has `path` and `span`: the file and the part of it, in offsets of that file, that names the thing.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from lua_entries.catalog import Field, Kind, Member, Module, ModuleType
from lua_entries.facts.lua_model import Export
from lua_entries.project.resolver import Resolution
from lua_entries.project.sources import FileTarget
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.syntax.yaml.nodes import Node
from lua_entries.text.span import Span


class Location(NamedTuple):
    """A place to go to."""

    path: str
    span: Span
    """What is shown selected: a name as a rule; empty for a file as such."""
    whole: Span
    """Everything that belongs to it; contains `span`."""


class EntryName(NamedTuple):
    """The name of an entry where it is declared, or a reference to an entry."""

    path: str
    span: Span
    """The whole reference: namespace, colon and name."""
    entries: tuple[Entry, ...]
    """What it names; empty when that is not there or not known, several when an id is declared twice."""
    holder: Entry
    """The entry that is declared, holds the field, or runs the Lua."""
    resolution: Resolution | None
    """None where the entry is declared."""
    field: Field | None = None
    """The field that holds the reference; None where the entry is declared, and in Lua."""

    @property
    def declared(self) -> bool:
        """Whether the entry is declared here."""
        return self.resolution is None


class NamespaceName(NamedTuple):
    """The namespace in the header of an index file, or the namespace part of an id."""

    path: str
    span: Span
    name: str


class KindName(NamedTuple):
    """The kind of an entry."""

    path: str
    span: Span
    name: str
    kind: Kind | None
    """None for unknown kinds."""
    entry: Entry


class FieldKey(NamedTuple):
    """A field: its key, a value that has no meaning of its own, or the path in a requirement that names it."""

    path: str
    span: Span
    keys: tuple[str, ...]
    """From the entry's root, as written, list items as `[0]`."""
    field: Field | None
    """None for a field of free data that a path names."""
    entry: Entry
    """The entry that has, or could have, the field."""
    value: Node | None
    """None when the field is absent."""
    named: bool = False
    """Named by a path elsewhere."""


class ModuleName(NamedTuple):
    """A built-in module: in an entry's list, where an import or `require` names it, or where Lua uses it."""

    path: str
    span: Span
    name: str
    module: Module | None
    """None when there is no such module."""
    users: tuple[Entry, ...]
    """The entry with the list, or the entries that run the Lua."""


class AliasName(NamedTuple):
    """A name for an imported entry: the key in the imports, the text in `require`, a use of the value in Lua."""

    path: str
    span: Span
    """In Lua what stands there, which may be a local of another name."""
    name: str
    """The alias itself."""
    holders: tuple[Entry, ...]
    """Entries that import something under the alias; all run the same Lua."""
    local: bool = False
    """A local of the Lua that holds the value: its name is the file's own affair."""


class MethodName(NamedTuple):
    """A function that a chunk returns: the value of a method field, or its name in its own file."""

    path: str
    span: Span
    name: str
    unit: LuaUnit | None
    """The Lua; None when it is not there."""
    export: Export | None
    """None when the chunk is not known to return it."""
    function: int
    """Index into the functions of the unit, or CHUNK."""
    entries: tuple[Entry, ...]
    """The entry with the field, or the entries that run the Lua."""
    value: ValueName | None = None
    """What the Lua says of it where it is no function that is known."""


class SourceFile(NamedTuple):
    """A `file://` value."""

    path: str
    span: Span
    target: FileTarget
    entry: Entry | None
    """The entry whose source it is; None for other values."""


class ValueName(NamedTuple):
    """A name in Lua that is no affair of the entries: a local, a parameter, a member of some table, a declared type."""

    path: str
    span: Span
    name: str
    code: str
    """What is known of its value, as Lua; empty where nothing is."""
    documentation: str = ""
    origin: Location | None = None
    """Where it is declared, or of a function where that is."""


class MemberName(NamedTuple):
    """A member in Lua: of a built-in module (`module` is set) or of an imported entry (`library` is)."""

    path: str
    span: Span
    name: str
    """Dotted below the module or import."""
    module: Module | None = None
    member: Member | None = None
    """None when the module has none of that name, and for types."""
    type: ModuleType | None = None
    """The type of that name."""
    receiver: ModuleType | None = None
    """The module's type whose values have the member; None for members of the module itself."""
    library: Entry | None = None
    unit: LuaUnit | None = None
    """The Lua of the library."""
    export: Export | None = None
    """None when the library is not known to return it."""
    value: ValueName | None = None
    """What the Lua says of it where it is no function that is known."""


Symbol: TypeAlias = (
    EntryName
    | NamespaceName
    | KindName
    | FieldKey
    | ModuleName
    | AliasName
    | MethodName
    | SourceFile
    | MemberName
    | ValueName
)
