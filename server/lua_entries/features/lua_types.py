"""What the values in Lua text are: modules, values of module types, libraries, tables, functions, as far as it shows.

Sources of types: the module data of the catalog, annotations, literals, and the code of imported libraries, which is
read in the same way. What nothing says stays unknown (None). Every step follows one definition; chains longer than
`MAX_STEPS` are given up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple, Protocol, TypeAlias

from tree_sitter import Node

from lua_entries.catalog import Catalog, Member, Module, ModuleType, Parameter
from lua_entries.facts.lua_parts import elements
from lua_entries.features.completion_docs import member_doc
from lua_entries.features.type_text import TypeNode, parse_type_text
from lua_entries.project.lua_names import Meaning, meaning
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.syntax.lua import LuaTree, parse

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


Value: TypeAlias = "ModuleValue | TypedValue | TextValue | RecordValue | ListValue | FunctionValue | TableValue"


class TableMember(NamedTuple):
    """A member of a table: the expression or function that it is set to."""

    name: str
    node: Node
    """Where the name is written."""
    value: Node | None


class Shown(NamedTuple):
    """A member as a list shows it."""

    name: str
    kind: Literal["function", "method", "constant", "table", "property"]
    detail: str
    documentation: str = ""
    call: Access = "."
    newer: bool = False


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
        return typed(self.catalog, holder, name, steps)


def typed(catalog: Catalog, module: Module | None, name: str, steps: int = 0) -> Value | None:
    """The value of a type of a module; of another name for a type that type, of a union the first of its types."""
    known = module.types.get(name) if module is not None else None
    if module is None or known is None or steps > MAX_STEPS:
        return None
    other = known.alias_of or (known.union[0] if known.union else "")
    if other:
        return evaluate(parse_type_text(other), CatalogScope(catalog, module), steps + 1)
    return TypedValue(module, known, CatalogScope(catalog, module, known))


def evaluate(node: TypeNode | None, scope: Scope, steps: int = 0) -> Value | None:
    """The value that a type stands for. Of several types the first that has members."""
    if node is None or steps > MAX_STEPS:
        return None
    if node.kind == "name":
        if not node.module and node.name == "string":
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
    if node.kind == "union":
        found = (evaluate(part, scope, steps + 1) for part in node.parts)
        return next((value for value in found if value is not None), None)
    return None


@dataclass(frozen=True, slots=True, eq=False)
class LuaFile:
    """Lua text as some entries run it."""

    snapshot: Snapshot
    catalog: Catalog
    entries: tuple[Entry, ...]
    tree: LuaTree
    path: str
    depth: int = 0
    """How many libraries lead here."""
    _tables: dict[int, Mapping[str, TableMember]] = field(default_factory=dict)

    # --- names ----------------------------------------------------------------------------------------

    def required(self, name: str) -> Value | None:
        """What `require(name)`, or the global of that name, is."""
        for entry in self.entries:
            known = meaning(self.snapshot, entry, name)
            if known is not None:
                return self.meant(known)
        if self.entries:
            return None
        module = self.catalog.module(name) or self.catalog.libraries.get(name)
        return ModuleValue(module) if module is not None else None

    def meant(self, known: Meaning) -> Value | None:
        """The value of a module or of an imported library."""
        if known.module is not None:
            return ModuleValue(known.module)
        for target in known.link.entries if known.link is not None else ():
            unit = self.snapshot.lua_of(target)
            if unit is not None and self.depth < _LIBRARIES:
                return library_value(self.snapshot, self.catalog, target, unit, self.depth + 1)
        return None

    def named(self, module: str, name: str, steps: int = 0) -> Value | None:
        """The value of a type that the text names."""
        if module:
            holder = self.type_base(module)
            if isinstance(holder, ModuleValue):
                return typed(self.catalog, holder.module, name, steps)
            if isinstance(holder, TableValue) and holder.file is not self:
                return holder.file.named("", name, steps + 1)
            return None
        declared = self.declared_types.get(name)
        if declared is None or steps > MAX_STEPS:
            known = self.catalog.global_types.get(name)
            holder_module = next(iter(self.catalog.libraries.values()), None)
            if known is None or holder_module is None:
                return None
            return TypedValue(holder_module, known, CatalogScope(self.catalog, holder_module, known))
        return evaluate(parse_type_text(declared), self, steps + 1)

    def type_base(self, name: str) -> Value | None:
        """What the module part of a type stands for."""
        for node in elements(self.tree.root):
            if node.type == "local_declaration":
                for number, typed_name in enumerate(elements(node.child_by_field_name("names"))):
                    given = typed_name.child_by_field_name("name")
                    if given is not None and self.text(given) == name:
                        return self._declared(node, number, MAX_STEPS // 2)
        return self.required(name)

    @property
    def declared_types(self) -> Mapping[str, str]:
        """The types that the chunk declares, as text."""
        found: dict[str, str] = {}
        for node in elements(self.tree.root):
            if node.type == "type_declaration":
                name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
                if name is not None and value is not None:
                    found.setdefault(self.text(name), self.text(value))
        return found

    def text(self, node: Node) -> str:
        """The text of a node, as written."""
        return self.tree.text_of(node)

    # --- expressions ----------------------------------------------------------------------------------

    def infer(self, node: Node | None, result: int = 1, steps: int = 0) -> Value | None:
        """What an expression yields; of a call with several results that of the given number."""
        if node is None or steps > MAX_STEPS:
            return None
        kind = node.type
        steps += 1
        if kind == "identifier":
            return self._name(node, steps) if result == 1 else None
        if kind == "call_expression":
            return self._called(node, result, steps)
        if result != 1:
            return None
        if kind == "field_expression":
            member = node.child_by_field_name("field")
            holder = self.infer(node.child_by_field_name("object"), 1, steps)
            return self.member(holder, self.text(member), steps) if member is not None else None
        if kind == "index_expression":
            return self._indexed(node, steps)
        if kind in ("parenthesized_expression", "nonnil_expression"):
            inner = node.child_by_field_name("value") or next(iter(elements(node)), None)
            return self.infer(inner, 1, steps)
        if kind == "cast_expression":
            given = node.child_by_field_name("type")
            return evaluate(parse_type_text(self.text(given)), self, steps) if given is not None else None
        if kind == "string":
            return TextValue()
        if kind == "table":
            return TableValue(self, self._constructor(node))
        if kind == "function_expression":
            return self.function(node, "")
        if kind == "binary_expression":
            return self._either(node, steps)
        return None

    def _either(self, node: Node, steps: int) -> Value | None:
        operator = node.child_by_field_name("operator")
        sign = operator.type if operator is not None else ""
        if sign == "..":
            return TextValue()
        if sign == "and":
            return self.infer(node.child_by_field_name("right"), 1, steps)
        if sign == "or":
            left = self.infer(node.child_by_field_name("left"), 1, steps)
            return left if left is not None else self.infer(node.child_by_field_name("right"), 1, steps)
        return None

    def _indexed(self, node: Node, steps: int) -> Value | None:
        holder = self.infer(node.child_by_field_name("object"), 1, steps)
        index = node.child_by_field_name("index")
        if isinstance(holder, ListValue):
            return evaluate(holder.item, holder.scope, steps)
        if index is not None and index.type == "string":
            content = index.child_by_field_name("content")
            return self.member(holder, self.text(content), steps) if content is not None else None
        return None

    def _called(self, node: Node, result: int, steps: int) -> Value | None:
        function = node.child_by_field_name("function")
        arguments = elements(node.child_by_field_name("arguments"))
        if function is None:
            return None
        if function.type == "identifier":
            special = self._special(self.text(function), function, arguments, result, steps)
            if special is not None:
                return special
        return self.result(self.callee(function, steps), result, steps)

    def callee(self, function: Node, steps: int = 0) -> Value | None:
        """What is called: an expression, or a method of one."""
        if function.type != "method_access":
            return self.infer(function, 1, steps)
        method = function.child_by_field_name("method")
        holder = self.infer(function.child_by_field_name("object"), 1, steps + 1)
        return self.member(holder, self.text(method), steps) if method is not None else None

    def _special(self, name: str, node: Node, arguments: list[Node], result: int, steps: int) -> Value | None:
        """The functions of Lua itself that hand their argument on."""
        if not arguments or self._declaration(node) is not None:
            return None
        first = arguments[0]
        if name == "require" and result == 1 and first.type == "string":
            content = first.child_by_field_name("content")
            return self.required(self.text(content)) if content is not None else None
        if name == "pcall" and result > 1:
            if self.text(first) == "require" and len(arguments) > 1 and arguments[1].type == "string":
                content = arguments[1].child_by_field_name("content")
                return self.required(self.text(content)) if content is not None else None
            return self.result(self.infer(first, 1, steps), result - 1, steps)
        if name == "assert" and len(arguments) == 1 and first.type == "call_expression":
            return self.infer(first, result, steps)
        if name == "assert":
            return self.infer(first, 1, steps) if result == 1 else None
        if name == "setmetatable" and result == 1:
            return self._with_metatable(arguments, steps)
        return None

    def _with_metatable(self, arguments: list[Node], steps: int) -> Value | None:
        own = self.infer(arguments[0], 1, steps)
        behind = self.infer(arguments[1], 1, steps) if len(arguments) > 1 else None
        members: dict[str, TableMember] = {}
        for table in (behind, own):
            if isinstance(table, TableValue) and table.file is self:
                index = table.members.get("__index")
                inner = self.infer(index.value, 1, steps) if index is not None and table is behind else None
                if isinstance(inner, TableValue) and inner.file is self:
                    members.update(inner.members)
                if table is own:
                    members.update(table.members)
        return TableValue(self, members) if members else own

    # --- members and results --------------------------------------------------------------------------

    def member(self, holder: Value | None, name: str, steps: int = 0) -> Value | None:
        """The value of a member."""
        if isinstance(holder, ModuleValue):
            return self._module_member(holder, name, steps)
        if isinstance(holder, TypedValue):
            found = holder.type.members.get(name)
            return member_value(found, holder.scope, steps) if found is not None else None
        if isinstance(holder, TextValue):
            return self._text_member(name, steps)
        if isinstance(holder, RecordValue):
            known = next((type_ for key, type_, _ in holder.fields if key == name), None)
            return evaluate(known, holder.scope, steps + 1)
        if isinstance(holder, TableValue):
            entry = holder.members.get(name)
            return holder.file.member_of_table(entry, steps) if entry is not None else None
        return None

    def member_of_table(self, member: TableMember, steps: int = 0) -> Value | None:
        """The value of a member of a table that this text builds."""
        if member.value is None:
            return None
        if member.value.type in ("function_declaration", "function_expression"):
            return self.function(member.value, member.name)
        return self.infer(member.value, 1, steps + 1)

    def _module_member(self, holder: ModuleValue, name: str, steps: int) -> Value | None:
        path = f"{holder.path}.{name}" if holder.path else name
        found = holder.module.members.get(path)
        if found is not None and found.kind != "table":
            return member_value(found, CatalogScope(self.catalog, holder.module), steps)
        if found is not None or any(other.startswith(f"{path}.") for other in holder.module.members):
            return ModuleValue(holder.module, path)
        own = module_type(self.catalog, holder)
        return self.member(own, name, steps) if own is not None else None

    def _text_member(self, name: str, steps: int) -> Value | None:
        module = text_library(self.catalog)
        found = module.members.get(name) if module is not None else None
        return member_value(found, CatalogScope(self.catalog, module), steps) if found is not None and module else None

    def result(self, function: Value | None, number: int, steps: int = 0) -> Value | None:
        """A result of a function."""
        if not isinstance(function, FunctionValue) or steps > MAX_STEPS:
            return None
        if function.returns:
            known = function.returns[number - 1] if number <= len(function.returns) else None
            return evaluate(known, function.scope, steps + 1)
        if function.body is not None and function.file is not None:
            return function.file.returned(function.body, number, steps + 1)
        return None

    def returned(self, body: Node, number: int, steps: int = 0) -> Value | None:
        """What a block returns with its last statement."""
        last = next(reversed(elements(body)), None)
        values = elements(next(iter(elements(last)), None)) if last is not None else []
        if last is None or last.type != "return_statement" or not values:
            return None
        if number <= len(values) - 1 or len(values) == number:
            return self.infer(values[number - 1], 1, steps)
        return self.infer(values[-1], number - len(values) + 1, steps)

    # --- declarations ---------------------------------------------------------------------------------

    def _name(self, node: Node, steps: int) -> Value | None:
        declaration = self._declaration(node)
        if declaration is not None:
            return self._declared(*declaration, steps)
        return self.required(self.text(node))

    def _declared(self, statement: Node, number: int, steps: int) -> Value | None:
        """What a name holds that a statement declares as its name number `number` (from 0)."""
        kind = statement.type
        if kind == "local_function":
            return self.function(statement, "")
        if kind == "parameters":
            return self._parameter(statement, number, steps)
        if kind == "for_generic":
            return self._iterated(statement, number, steps)
        if kind == "assignment_statement":
            return self._given(elements(statement.child_by_field_name("right")), number, steps)
        if kind == "method_name":
            return self._receiver(statement, steps)
        names = elements(statement.child_by_field_name("names"))
        if kind != "local_declaration" or number >= len(names):
            return None
        given = names[number].child_by_field_name("type")
        if given is not None:
            annotated = evaluate(parse_type_text(self.text(given)), self, steps + 1)
            if annotated is not None:
                return annotated
        values = elements(statement.child_by_field_name("values"))
        name = names[number].child_by_field_name("name")
        if not values and name is not None:
            later = self._assigned_later(statement, self.text(name))
            return self._given(elements(later.child_by_field_name("right")), 0, steps) if later is not None else None
        value = self._given(values, number, steps)
        if isinstance(value, TableValue) and value.file is self and name is not None and value.entry is None:
            members = {**value.members, **self._added_members(statement, self.text(name))}
            return TableValue(self, members)
        return value

    def _given(self, values: list[Node], number: int, steps: int) -> Value | None:
        """The value that the name number `number` on the left of a list of values receives."""
        if number < len(values) - 1 or len(values) == number + 1:
            return self.infer(values[number], 1, steps)
        return self.infer(values[-1], number - len(values) + 2, steps) if values else None

    def _parameter(self, parameters: Node, number: int, steps: int) -> Value | None:
        given = [child for child in elements(parameters) if child.type == "typed_name"]
        annotation = given[number].child_by_field_name("type") if number < len(given) else None
        return evaluate(parse_type_text(self.text(annotation)), self, steps + 1) if annotation is not None else None

    def _iterated(self, statement: Node, number: int, steps: int) -> Value | None:
        """What a loop over `ipairs` or `pairs` hands out."""
        values = elements(statement.child_by_field_name("values"))
        function = values[0].child_by_field_name("function") if values else None
        if number != 1 or function is None or self.text(function) not in ("ipairs", "pairs"):
            return None
        arguments = elements(values[0].child_by_field_name("arguments"))
        holder = self.infer(arguments[0], 1, steps) if arguments else None
        return evaluate(holder.item, holder.scope, steps) if isinstance(holder, ListValue) else None

    def _receiver(self, name: Node, steps: int) -> Value | None:
        table = name.child_by_field_name("table")
        return self.infer(table, 1, steps)

    def _declaration(self, node: Node) -> tuple[Node, int] | None:
        """The statement (or parameter list, loop, method name) that declares the name at a node; its number there."""
        name, start = self.text(node), node.start_byte
        inner, holder = node, node.parent
        while holder is not None:
            found = self._in_holder(holder, inner, name, start)
            if found is not None:
                return found
            inner, holder = holder, holder.parent
        return None

    def _in_holder(self, holder: Node, inner: Node, name: str, start: int) -> tuple[Node, int] | None:
        kind = holder.type
        if kind in ("block", "chunk", "ERROR"):
            return self._in_block(holder, name, start)
        if kind in ("function_declaration", "local_function", "function_expression"):
            own = holder.child_by_field_name("name")
            if own is not None and own.start_byte <= start < own.end_byte:
                return None
            parameters = holder.child_by_field_name("parameters")
            names = [child for child in elements(parameters) if child.type == "typed_name"]
            for number, child in enumerate(names):
                given = child.child_by_field_name("name")
                if given is not None and self.text(given) == name and parameters is not None:
                    return parameters, number
            if name == "self" and own is not None and own.type == "method_name":
                return own, 0
            if kind == "local_function" and own is not None and self.text(own) == name:
                return holder, 0
        elif kind == "for_generic" and inner.type == "block":
            for number, child in enumerate(elements(holder.child_by_field_name("names"))):
                if self.text(child) == name:
                    return holder, number
        elif kind == "for_numeric" and inner.type == "block":
            own = holder.child_by_field_name("name")
            if own is not None and self.text(own) == name:
                return holder, 0
        return None

    def _in_block(self, block: Node, name: str, start: int) -> tuple[Node, int] | None:
        """The last declaration of the name in a block before a position."""
        for statement in reversed(block.named_children):
            if statement.end_byte > start and statement.type != "local_function":
                continue
            if statement.type == "local_declaration":
                names = elements(statement.child_by_field_name("names"))
                for number in range(len(names) - 1, -1, -1):
                    given = names[number].child_by_field_name("name")
                    if given is not None and self.text(given) == name:
                        return statement, number
            elif statement.type == "local_function" and statement.start_byte <= start:
                given = statement.child_by_field_name("name")
                if given is not None and self.text(given) == name:
                    return statement, 0
            elif statement.type == "assignment_statement" and block.type == "chunk":
                left = elements(statement.child_by_field_name("left"))
                for number, target in enumerate(left):
                    if target.type == "identifier" and self.text(target) == name and not self._is_local(block, target):
                        return statement, number
        return None

    def _is_local(self, block: Node, target: Node) -> bool:
        name = self.text(target)
        return any(
            statement.type == "local_declaration"
            and statement.start_byte < target.start_byte
            and any(
                (given := child.child_by_field_name("name")) is not None and self.text(given) == name
                for child in elements(statement.child_by_field_name("names"))
            )
            for statement in block.named_children
        )

    def _assigned_later(self, statement: Node, name: str) -> Node | None:
        """The first assignment to a name that is declared without a value, in the same block."""
        for node in self._following(statement):
            if node.type == "assignment_statement":
                left = elements(node.child_by_field_name("left"))
                if left and left[0].type == "identifier" and self.text(left[0]) == name:
                    return node
        return None

    @staticmethod
    def _following(statement: Node) -> Iterator[Node]:
        block = statement.parent
        for node in block.named_children if block is not None else ():
            if node.start_byte >= statement.end_byte:
                yield node

    # --- tables and functions -------------------------------------------------------------------------

    def _constructor(self, table: Node) -> Mapping[str, TableMember]:
        known = self._tables.get(table.start_byte)
        if known is None:
            known = self._tables[table.start_byte] = dict(self._fields(table))
        return known

    def _fields(self, table: Node) -> Iterator[tuple[str, TableMember]]:
        for part in elements(table):
            key = part.child_by_field_name("key") if part.type == "table_field" else None
            if part.type == "table_field" and key is None:
                index = part.child_by_field_name("index")
                key = index.child_by_field_name("content") if index is not None and index.type == "string" else None
            if key is not None:
                name = self.text(key)
                yield name, TableMember(name, key, part.child_by_field_name("value"))

    def _added_members(self, statement: Node, table: str) -> dict[str, TableMember]:
        """Members that the statements after a declaration give to the table that it names."""
        found: dict[str, TableMember] = {}
        for node in self._following(statement):
            if node.type == "function_declaration":
                name = node.child_by_field_name("name")
                holder = name.child_by_field_name("table") if name is not None else None
                if name is None or holder is None or self.text(holder) != table:
                    continue
                last = name.child_by_field_name("field") or name.child_by_field_name("method")
                if last is not None:
                    found.setdefault(self.text(last), TableMember(self.text(last), last, node))
            elif node.type == "assignment_statement":
                values = elements(node.child_by_field_name("right"))
                for number, target in enumerate(elements(node.child_by_field_name("left"))):
                    holder = target.child_by_field_name("object")
                    last = target.child_by_field_name("field")
                    if last is not None and holder is not None and self.text(holder) == table:
                        value = values[number] if number < len(values) else None
                        found.setdefault(self.text(last), TableMember(self.text(last), last, value))
        return found

    def function(self, node: Node, name: str) -> FunctionValue:
        """The function that a node defines."""
        parameters = node.child_by_field_name("parameters")
        returns = node.child_by_field_name("returns")
        given = elements(parameters)
        types: tuple[TypeNode, ...] = ()
        if returns is not None:
            written = elements(returns)
            if len(written) == 1 and written[0].type == "type_tuple":
                written = elements(written[0])
            types = tuple(parse_type_text(self.text(child)) or UNKNOWN for child in written)
        head = " ".join(self.text(parameters).split()) if parameters is not None else "()"
        label = f"{head}: {' '.join(self.text(returns).split())}" if returns is not None else head
        own = node.child_by_field_name("name")
        method = own is not None and own.type == "method_name"
        if not name and own is not None:
            name = self.text(own)
        return FunctionValue(
            name,
            label,
            tuple(" ".join(self.text(child).split()) for child in given),
            types,
            self,
            comment_above(self.tree.text, self.tree.span(_statement(node)).start),
            ":" if method else ".",
            None,
            node.child_by_field_name("body"),
            self,
        )


UNKNOWN = TypeNode("name", name="unknown")

_LIBRARIES = 6
"""How many libraries are followed one through another."""


def _statement(node: Node) -> Node:
    """The statement that a function expression is the value of."""
    while node.type not in ("function_declaration", "local_function") and node.parent is not None:
        if node.parent.type in ("block", "chunk", "table"):
            return node
        node = node.parent
    return node


def comment_above(text: str, start: int) -> str:
    """The comment lines directly above the line of a position, without their marks."""
    lines: list[str] = []
    end = text.rfind("\n", 0, start)
    while end > 0:
        begin = text.rfind("\n", 0, end) + 1
        line = text[begin:end].strip()
        if not line.startswith("--") or line.startswith("--["):
            break
        lines.append(line.lstrip("-").strip())
        end = begin - 1
    return "\n".join(reversed(lines)).strip()


@lru_cache(maxsize=32)
def parsed(text: str) -> LuaTree:
    """The tree of a text; those used last are kept."""
    return parse(text)


def library_value(snapshot: Snapshot, catalog: Catalog, entry: Entry, unit: LuaUnit, depth: int) -> Value | None:
    """What a library gives to who imports it."""
    file = LuaFile(snapshot, catalog, (entry,), parsed(unit.text), unit.path, depth)
    value = file.returned(file.tree.root, 1)
    if isinstance(value, TableValue):
        return TableValue(value.file, value.members, value.entry or entry)
    return value


def module_type(catalog: Catalog, value: ModuleValue) -> Value | None:
    """The type of a module's own value, where it has one."""
    if value.path or not value.module.value:
        return None
    return evaluate(parse_type_text(value.module.value), CatalogScope(catalog, value.module))


def text_library(catalog: Catalog) -> Module | None:
    """The library whose functions are the methods of texts."""
    return catalog.libraries.get(_TEXT_LIBRARY)


_TEXT_LIBRARY = "string"


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


def members_of(file: LuaFile, value: Value | None) -> Iterator[Shown]:
    """The members that a value is known to have."""
    if isinstance(value, ModuleValue):
        start = f"{value.path}." if value.path else ""
        for path, member in value.module.members.items():
            name = path.removeprefix(start)
            if path.startswith(start) and "." not in name:
                yield _shown(name, member)
        own = module_type(file.catalog, value)
        if own is not None:
            yield from members_of(file, own)
    elif isinstance(value, TypedValue):
        for name, member in value.type.members.items():
            yield _shown(name, member)
    elif isinstance(value, TextValue):
        library = text_library(file.catalog)
        for name, member in library.members.items() if library is not None else ():
            if member.params and member.params[0].type == _TEXT_LIBRARY and not member.params[0].variadic:
                yield _shown(name, member)._replace(call=":", kind="method")
    elif isinstance(value, RecordValue):
        for name, type_, optional in value.fields:
            yield Shown(name, "property", f"{type_.text}{'?' if optional else ''}")
    elif isinstance(value, TableValue):
        for name, found in value.members.items():
            yield _table_member(value.file, name, found)


def _shown(name: str, member: Member) -> Shown:
    kinds: dict[str, Literal["function", "constant", "table", "property"]] = {
        "function": "function",
        "constant": "constant",
        "table": "table",
        "field": "property",
    }
    kind = kinds[member.kind]
    detail = member.signature
    if member.kind == "constant" and member.value is not None:
        detail = f"{member.type} = {member.value}"
    method = member.kind == "function" and member.call == ":"
    return Shown(name, "method" if method else kind, detail, member_doc(member), member.call, member.newer)


def _table_member(file: LuaFile, name: str, member: TableMember) -> Shown:
    value = member.value
    if value is not None and value.type in ("function_declaration", "function_expression"):
        function = file.function(value, name)
        return Shown(
            name,
            "method" if function.call == ":" else "function",
            function.label,
            function.documentation,
            function.call,
        )
    inferred = file.member_of_table(member)
    if isinstance(inferred, FunctionValue):
        return Shown(name, "function", inferred.label, inferred.documentation, inferred.call)
    if isinstance(inferred, (TableValue, ModuleValue)):
        return Shown(name, "table", "table")
    if value is not None and value.type in ("string", "number", "true", "false"):
        return Shown(name, "constant", file.text(value) if len(file.text(value)) <= _SHORT else value.type)
    return Shown(name, "property", "")


_SHORT = 60
