"""What the values in Lua text are: modules, values of module types, libraries, tables, functions, as far as it shows.

Sources of types: the module data of the catalog, annotations, literals, and the code of imported libraries, which is
read in the same way. What nothing says stays unknown (None). Every step follows one definition; chains longer than
`MAX_STEPS` are given up.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from tree_sitter import Node

from lua_entries.catalog import Catalog
from lua_entries.facts.lua_parts import elements
from lua_entries.features.lua_declarations import (
    FUNCTIONS,
    Declared,
    all_assigned,
    calls_of,
    declaration,
    last_assigned,
    name_of,
    statements,
)
from lua_entries.features.lua_trees import parsed
from lua_entries.features.lua_values import (
    MAX_STEPS,
    UNKNOWN,
    CatalogScope,
    FunctionValue,
    ListValue,
    ModuleValue,
    RecordValue,
    TableMember,
    TableValue,
    TextValue,
    TypedValue,
    Value,
    alike,
    evaluate,
    global_type,
    member_value,
    module_type,
    text_library,
    typed,
)
from lua_entries.features.type_text import TypeNode, parse_type_text
from lua_entries.project.lua_names import Meaning, meaning
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.syntax.lua import LuaTree


@dataclass(frozen=True, slots=True, eq=False)
class LuaFile:
    """Lua text as some entries run it."""

    snapshot: Snapshot
    catalog: Catalog
    entries: tuple[Entry, ...]
    tree: LuaTree
    unit: LuaUnit | None = None
    """What the tree is of; None for text that is newer than the snapshot."""
    depth: int = 0
    """How many libraries lead here."""
    _tables: dict[int, Mapping[str, TableMember]] = field(default_factory=dict)
    _added: dict[tuple[int, str], dict[str, TableMember]] = field(default_factory=dict)
    _read: dict[int, Value | None] = field(default_factory=dict)
    _libraries: dict[Entry, Value | None] = field(default_factory=dict)
    """What was found out about libraries already, shared by all files of one question."""

    # --- names ----------------------------------------------------------------------------------------

    def required(self, name: str, *, asked: bool = False) -> Value | None:
        """What `require(name)`, or the global of that name, is.

        `asked`: the text requires it, so where nothing declares it yet a module of that name is meant: what is missing
        then is told by a finding.
        """
        for entry in self.entries:
            known = meaning(self.snapshot, entry, name)
            if known is not None:
                return self.meant(known)
        if self.entries and not asked:
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
                if target not in self._libraries:
                    self._libraries[target] = None  # until it is known, for libraries that import each other
                    self._libraries[target] = self._library_value(target, unit)
                return self._libraries[target]
        return None

    def _library_value(self, entry: Entry, unit: LuaUnit) -> Value | None:
        """What a library gives to who imports it."""
        tree = parsed(unit.text)
        file = LuaFile(self.snapshot, self.catalog, (entry,), tree, unit, self.depth + 1, _libraries=self._libraries)
        value = file.returned(tree.root, 1)
        return replace(value, entry=value.entry or entry) if isinstance(value, TableValue) else value

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
            return global_type(self.catalog, name)
        return evaluate(parse_type_text(declared), self, steps + 1)

    def type_base(self, name: str) -> Value | None:
        """What the module part of a type stands for."""
        for node in elements(self.tree.root):
            if node.type == "local_declaration":
                for number, typed_name in enumerate(elements(node.child_by_field_name("names"))):
                    given = typed_name.child_by_field_name("name")
                    if given is not None and self.text(given) == name:
                        return self.declared(node, number, MAX_STEPS // 2)
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
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            known = [] if left is not None and left.type in _FALSE else [self.infer(left, 1, steps)]
            return joined([*known, self.infer(right, 1, steps)])
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
        if not arguments or declaration(self.tree, node) is not None:
            return None
        first = arguments[0]
        if name == "require" and result == 1 and first.type == "string":
            content = first.child_by_field_name("content")
            return self.required(self.text(content), asked=True) if content is not None else None
        if name == "pcall" and result > 1:
            if self.text(first) == "require" and len(arguments) > 1 and arguments[1].type == "string":
                content = arguments[1].child_by_field_name("content")
                return self.required(self.text(content), asked=True) if content is not None else None
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
            if isinstance(table, TableValue):
                index = table.members.get("__index")
                inner = index.file.infer(index.value, 1, steps) if index is not None and table is behind else None
                if isinstance(inner, TableValue):
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
            value = entry.file.member_of_table(entry, steps) if entry is not None else None
            if holder.statement is not None:
                return holder.file._extended(value, holder.statement, f"{holder.name}.{name}")
            return value
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

    def result_text(self, values: list[Node], number: int) -> str:
        """The type, as it is written, that a called function gives to name number `number` (from 0) on the left; empty
        where it says nothing, or something that only the function's own text can tell."""
        at = min(number, len(values) - 1)
        if at < 0 or values[at].type != "call_expression" or (at < number and at < len(values) - 1):
            return ""
        function = values[at].child_by_field_name("function")
        value = self.callee(function) if function is not None else None
        if not isinstance(value, FunctionValue) or number - at >= len(value.returns):
            return ""
        text = value.returns[number - at].text or value.returns[number - at].name
        return "" if _UNTOLD.search(text) else text

    def returned(self, body: Node, number: int, steps: int = 0) -> Value | None:
        """What a function's body (or the chunk) returns; `nil` beside something else does not count."""
        found: list[Value | None] = []
        for statement in statements(body):
            if statement.type != "return_statement":
                continue
            values = elements(next(iter(elements(statement)), None))
            if number < len(values) or (len(values) == number and values[-1].type != "call_expression"):
                node = values[number - 1]
                found += [] if node.type in _FALSE else [self.infer(node, 1, steps)]
            elif values and values[-1].type in ("call_expression", "vararg"):
                found.append(self.infer(values[-1], number - len(values) + 1, steps))
        return joined(found)

    # --- declarations ---------------------------------------------------------------------------------

    def _name(self, node: Node, steps: int) -> Value | None:
        at = node.start_byte
        if at not in self._read:
            self._read[at] = None  # until it is known, for what is made of its own earlier value
            self._read[at] = self._named_value(node, steps)
        return self._read[at]

    def _named_value(self, node: Node, steps: int) -> Value | None:
        known = declaration(self.tree, node)
        if known is None:
            return self.required(self.text(node))
        if known.statement.type != "local_declaration" or self._annotation(known) is not None:
            return self.declared(*known, steps)
        last = last_assigned(self.tree, node, known)
        value = self.declared(*(last or known), steps)
        if last is not None:
            return value
        values = elements(known.statement.child_by_field_name("values"))
        empty = not values or (known.number < len(values) and values[known.number].type in _FALSE)
        given = [self.declared(*other, steps) for other in all_assigned(self.tree, node, known) if not _is_false(other)]
        return joined([value, *given]) if not empty else joined(given) if None not in given else None

    @staticmethod
    def _annotation(known: Declared) -> Node | None:
        name = name_of(known)
        return name.parent.child_by_field_name("type") if name is not None and name.parent is not None else None

    def declared(self, statement: Node, number: int, steps: int = 0) -> Value | None:
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
        name = names[number].child_by_field_name("name")
        value = self._given(elements(statement.child_by_field_name("values")), number, steps)
        return self._extended(value, statement, self.text(name)) if name is not None else value

    def table_of(self, statement: Node, path: str) -> TableValue | None:
        """The table that a local declaration gives to a name, or (with dots in the path) one in that table."""
        name, *rest = path.split(".")
        names = elements(statement.child_by_field_name("names"))
        given = (child.child_by_field_name("name") for child in names)
        number = next((at for at, node in enumerate(given) if node is not None and self.text(node) == name), -1)
        value = self.declared(statement, number) if number >= 0 else None
        for step in rest:
            value = self.member(value, step)
        return value if isinstance(value, TableValue) else None

    def _extended(self, value: Value | None, statement: Node, name: str) -> Value | None:
        """A table with the members that the statements after a declaration give to it under its name."""
        if not isinstance(value, TableValue):
            return value
        members = {**value.members, **self._added_members(statement, name)}
        if value.file is self and value.entry is None and value.statement is None:
            return replace(value, members=members, statement=statement, name=name)
        return replace(value, members=members)

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
        """What `self` is in a method: the table, with the members of the objects that have it as their metatable."""
        table = name.child_by_field_name("table")
        value = self.infer(table, 1, steps)
        if table is None or not isinstance(value, TableValue):
            return value
        members = dict(value.members)
        for made in self._objects(self.text(table), steps):
            members = {**made.members, **members}
        return replace(value, members=members)

    def _objects(self, table: str, steps: int) -> Iterator[TableValue]:
        """The tables of the file that get a table, or one that has it as its `__index`, as their metatable."""
        for call in calls_of(self.tree, "setmetatable"):
            arguments = elements(call.child_by_field_name("arguments"))
            if len(arguments) < 2:
                continue
            behind = self.infer(arguments[1], 1, steps) if self.text(arguments[1]) != table else None
            index = behind.members.get("__index") if isinstance(behind, TableValue) else None
            if behind is not None and (index is None or index.value is None or index.file.text(index.value) != table):
                continue
            listed = call.parent
            holder = listed.parent if listed is not None and listed.type == "expression_list" else None
            value = self.infer(arguments[0], 1, steps)
            if holder is not None and listed is not None and holder.type == "local_declaration":
                value = self.declared(holder, elements(listed).index(call), steps)
            if isinstance(value, TableValue):
                yield value

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
                yield name, TableMember(name, key, part.child_by_field_name("value"), self)

    def _added_members(self, statement: Node, table: str) -> Mapping[str, TableMember]:
        """Members that what follows a declaration gives to the table that it names, and its methods to `self`."""
        key = (statement.start_byte, table)
        known = self._added.get(key)
        if known is None:
            known = self._added[key] = {}
            for node in self._following(statement):
                for member in self._given_to(node, table):
                    if table == "self" or self._is_of(statement, member.node):
                        known.setdefault(member.name, member)
        return known

    def _is_of(self, statement: Node, member: Node) -> bool:
        """True unless the member is given to another table that has the same name."""
        base = member.parent
        while base is not None and base.type != "identifier":
            base = base.child_by_field_name("object") or base.child_by_field_name("table")
        if base is None or self.text(base) == "self" or _beside(member, statement):
            return True
        known = declaration(self.tree, base)
        return known is None or known.statement == statement

    def _given_to(self, node: Node, table: str) -> Iterator[TableMember]:
        """The members that a statement, or one in it, gives to a table."""
        for inner in (node, *statements(node)):
            if inner.type == "function_declaration":
                name, body = inner.child_by_field_name("name"), inner.child_by_field_name("body")
                holder = name.child_by_field_name("table") if name is not None else None
                if name is None or holder is None or self.text(holder) != table:
                    continue
                last = name.child_by_field_name("field") or name.child_by_field_name("method")
                if last is not None:
                    yield TableMember(self.text(last), last, inner, self)
                if name.type == "method_name" and body is not None:
                    yield from self._given_to(body, "self")
            elif inner.type == "assignment_statement":
                values = elements(inner.child_by_field_name("right"))
                for number, target in enumerate(elements(inner.child_by_field_name("left"))):
                    holder, last = target.child_by_field_name("object"), target.child_by_field_name("field")
                    if last is not None and holder is not None and self.text(holder) == table:
                        value = values[number] if number < len(values) else None
                        yield TableMember(self.text(last), last, value, self)

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


_UNTOLD = re.compile(r"\b(?:any|unknown|[A-Z]\w*)\b", re.ASCII)
_LIBRARIES = 6
_FALSE = frozenset({"nil", "false"})
"""Values that stand for nothing where there is a choice."""
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


def _is_false(known: Declared) -> bool:
    """True for `name = nil`."""
    values = elements(known.statement.child_by_field_name("right"))
    return known.number < len(values) and values[known.number].type in _FALSE


def _beside(node: Node, statement: Node) -> bool:
    """True where a node is in the head of a statement of the same block."""
    holder = node.parent
    while holder is not None and not holder.type.endswith(("_statement", "_declaration")):
        holder = holder.parent
    return holder is not None and holder.parent == statement.parent


def joined(found: list[Value | None]) -> Value | None:
    """What something is that may be any of several values; None where that is not known.

    Of tables it is known which members they may have. What is known of some of them is taken to hold for those that are
    not known, except for texts and tables without functions: there may be others quite unlike them.
    """
    known = [value for value in found if value is not None]
    if not known or not all(alike(known[0], other) for other in known[1:]):
        return None
    tables = [value for value in known if isinstance(value, TableValue)]
    first = known[0]
    if len(tables) > 1 and len(tables) == len(known):
        first = max(tables, key=lambda table: len(table.members))
        first = replace(first, members=dict(ChainMap(*(dict(table.members) for table in (first, *tables)))))
    return None if len(known) < len(found) and _is_plain(first) else first


def _is_plain(value: Value) -> bool:
    """True for texts and tables without functions."""
    if isinstance(value, TableValue):
        members = value.members.values()
        return not any(member.value is not None and member.value.type in FUNCTIONS for member in members)
    return isinstance(value, TextValue)
