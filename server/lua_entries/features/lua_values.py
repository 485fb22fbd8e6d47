"""The values that Lua text can hold, and what a type's text or the data of a module says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TypeAlias

from tree_sitter import Node

from lua_entries.catalog import Catalog, Member, Module, ModuleType, Parameter
from lua_entries.features.type_text import TypeNode, parse_type_text
from lua_entries.project.units import Entry

if TYPE_CHECKING:
    from lua_entries.features.lua_types import LuaFile

MAX_STEPS = 40
"""How many definitions are followed for one answer."""

Access = Literal[".", ":"]


class Scope(Protocol):
    """Where the names in a type's text are looked up."""

    def named(self, module: str, name: str, steps: int) -> Value | None:
        """The value of a type called `name`, of a module where one is given."""


@dataclass(frozen=True, slots=True)
class ModuleValue:
    """A module, or (with a path) a table in it."""

    module: Module
    path: str = ""


@dataclass(frozen=True, slots=True)
class TypedValue:
    """A value of a type that a module makes."""

    module: Module
    type: ModuleType
    scope: Scope


@dataclass(frozen=True, slots=True)
class TextValue:
    """A text: its methods are those of the library for texts."""


@dataclass(frozen=True, slots=True)
class RecordValue:
    """A table with known fields; the types as text."""

    fields: tuple[tuple[str, TypeNode, bool], ...]
    scope: Scope


@dataclass(frozen=True, slots=True)
class ListValue:
    """A list or mapping; what its elements are."""

    item: TypeNode
    scope: Scope


@dataclass(frozen=True, slots=True)
class FunctionValue:
    """A function."""

    name: str
    label: str
    """Parameters and results: `(a: string): boolean`."""
    params: tuple[str, ...]
    """Each as it is shown: `a: string`, as it occurs in the label."""
    returns: tuple[TypeNode, ...]
    scope: Scope
    documentation: str = ""
    call: Access = "."
    member: Member | None = None
    body: Node | None = None
    file: LuaFile | None = None


@dataclass(frozen=True, slots=True)
class TableValue:
    """A table that Lua text builds."""

    file: LuaFile
    members: Mapping[str, TableMember]
    entry: Entry | None = None
    """The library whose value it is."""
    statement: Node | None = None
    """Where it is declared: members may be given to it after that, under its `name`."""
    name: str = ""


Value: TypeAlias = "ModuleValue | TypedValue | TextValue | RecordValue | ListValue | FunctionValue | TableValue"


def alike(one: Value | None, other: Value | None) -> bool:
    """True where two values are of the same type; of tables and functions only that they are such."""
    if isinstance(one, TypedValue) and isinstance(other, TypedValue):
        return one.module.name == other.module.name and one.type.name == other.type.name
    tables = (TableValue, RecordValue, ListValue)
    return type(one) is type(other) or (isinstance(one, tables) and isinstance(other, tables))


class TableMember(NamedTuple):
    """A member of a table: the expression or function that it is set to."""

    name: str
    node: Node
    """Where the name is written."""
    value: Node | None
    file: LuaFile
    """The file with the node and the value, which may be another one than builds the rest of the table."""


@dataclass(frozen=True, slots=True)
class CatalogScope:
    """Type names in the data of a module."""

    catalog: Catalog
    module: Module
    owner: ModuleType | None = None
    arguments: tuple[TypeNode, ...] = ()
    """What stands for the type's parameters; looked up in `outer`."""
    outer: Scope | None = None

    def named(self, module: str, name: str, steps: int) -> Value | None:
        """Types of this module, and of others with their name in front."""
        if not module and self.owner is not None and name in self.owner.parameters and self.outer is not None:
            number = self.owner.parameters.index(name)
            return evaluate(self.arguments[number], self.outer, steps) if number < len(self.arguments) else None
        if not module and name == "Self" and self.owner is not None:
            return TypedValue(self.module, self.owner, self)
        holder = self.catalog.module(module) or self.catalog.libraries.get(module) if module else self.module
        found = typed(self.catalog, holder, name, steps)
        return global_type(self.catalog, name) if found is None and not module else found


def global_type(catalog: Catalog, name: str) -> Value | None:
    """The value of a type that needs no module."""
    known = catalog.global_types.get(name)
    library = text_library(catalog)
    if known is None or library is None:
        return None
    return TypedValue(library, known, CatalogScope(catalog, library, known))


def typed(catalog: Catalog, module: Module | None, name: str, steps: int = 0) -> Value | None:
    """The value of a type of a module; of another name for a type that type."""
    known = module.types.get(name) if module is not None else None
    if module is None or known is None or steps > MAX_STEPS:
        return None
    other = known.alias_of or " | ".join(known.union)
    if other:
        return evaluate(parse_type_text(other), CatalogScope(catalog, module), steps + 1)
    return TypedValue(module, known, CatalogScope(catalog, module, known))


def evaluate(node: TypeNode | None, scope: Scope, steps: int = 0) -> Value | None:
    """The value that a type stands for; of several types where they are the same but for `nil`."""
    if node is None or steps > MAX_STEPS:
        return None
    if node.kind == "name":
        if not node.module and node.name == TEXT:
            return TextValue()
        value = scope.named(node.module, node.name, steps + 1)
        if node.parts and isinstance(value, TypedValue) and isinstance(value.scope, CatalogScope):
            inner = CatalogScope(value.scope.catalog, value.module, value.type, node.parts, scope)
            return TypedValue(value.module, value.type, inner)
        return value
    if node.kind == "literal":
        return TextValue()
    if node.kind == "record":
        return RecordValue(node.fields, scope)
    if node.kind == "list":
        return ListValue(node.parts[0], scope)
    parts = (evaluate(part, scope, steps + 1) for part in node.parts if part.name != "nil")
    if node.kind == "both":
        return next((value for value in parts if value is not None), None)
    if node.kind == "union":
        first, *others = list(parts) or [None]
        return first if all(alike(first, other) for other in others) else None
    return None


UNKNOWN = TypeNode("name", name="unknown")


def module_type(catalog: Catalog, value: ModuleValue) -> Value | None:
    """The type of a module's own value, where it has one."""
    if value.path or not value.module.value:
        return None
    return evaluate(parse_type_text(value.module.value), CatalogScope(catalog, value.module))


def text_library(catalog: Catalog) -> Module | None:
    """The library whose functions are the methods of texts."""
    return catalog.libraries.get(TEXT)


TEXT = "string"
"""The type of texts, and the library whose functions are their methods."""


def member_value(member: Member, scope: Scope, steps: int = 0) -> Value | None:
    """The value of a member of a module or of one of its types."""
    if member.kind != "function":
        return evaluate(parse_type_text(member.type), scope, steps + 1)
    returns = tuple(parse_type_text(text) or UNKNOWN for text in member.returns)
    return FunctionValue(
        member.name,
        member.signature,
        tuple(shown_parameter(parameter) for parameter in member.params),
        returns,
        scope,
        member.summary,
        member.call,
        member,
    )


def shown_parameter(parameter: Parameter) -> str:
    """A parameter as it stands in a member's signature."""
    mark = "?" if parameter.optional and not parameter.variadic else ""
    return f"{parameter.name}{mark}: {parameter.type}"
