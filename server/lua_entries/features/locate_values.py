"""Names in Lua whose meaning follows from the text: `request:query()` behind `local request = http.request()`, locals,
parameters, members of tables, declared types."""

from __future__ import annotations

from tree_sitter import Node

from lua_entries.catalog import Catalog
from lua_entries.facts.lua_parts import elements
from lua_entries.features.completion_docs import member_doc
from lua_entries.features.lua_declarations import FUNCTIONS, Declared, all_assigned, declaration, declared_at, name_of
from lua_entries.features.lua_trees import parsed
from lua_entries.features.lua_types import LuaFile, comment_above
from lua_entries.features.lua_values import (
    TEXT,
    FunctionValue,
    ListValue,
    RecordValue,
    TableMember,
    TableValue,
    TextValue,
    TypedValue,
    Value,
)
from lua_entries.features.symbols import Location, MemberName, ValueName
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import LuaUnit
from lua_entries.text.span import Span

_PARENTS = {"field_expression": "field", "method_access": "method", "dotted_name": "field", "method_name": "method"}
_LITERALS = frozenset({"string", "number", "true", "false"})
_SHORT = 80
"""How long a type or a literal is that is shown whole."""
_SOME = 12
"""How many members of a table are shown."""


def value_name(snapshot: Snapshot, catalog: Catalog, unit: LuaUnit, word: Span) -> MemberName | ValueName | None:
    """What a word of the unit's text names; None for words that are no names, and where nothing is known of it."""
    tree = parsed(unit.text)
    start, end = (len(unit.text[:offset].encode("utf-8", "surrogatepass")) for offset in word)
    node = tree.root.descendant_for_byte_range(start, end)
    if node is None or node.type != "identifier" or node.parent is None:
        return None
    return _Names(LuaFile(snapshot, catalog, tuple(unit.users), tree, unit), unit, word).at(node, node.parent)


class _Names:
    """Answers for one word."""

    def __init__(self, file: LuaFile, unit: LuaUnit, word: Span) -> None:
        self.file = file
        self.unit = unit
        self.place = unit.place(word)
        self.name = unit.text[word.start : word.end]

    def at(self, node: Node, parent: Node) -> MemberName | ValueName | None:
        """What stands at the node of the word."""
        if parent.type == "type_ref":
            return self._type(node, parent)
        part = _PARENTS.get(parent.type)
        if part is not None and parent.child_by_field_name(part) == node:
            if parent.type in ("dotted_name", "method_name"):
                return self._function(parent.parent)
            return self._member(self.file.infer(parent.child_by_field_name("object")))
        if parent.type == "table_field" and parent.child_by_field_name("key") == node:
            return self._of_table(TableMember(self.name, node, parent.child_by_field_name("value"), self.file))
        if parent.type == "function_declaration":
            return self._function(parent)
        declares = declared_at(node)
        known = declares or declaration(self.file.tree, node)
        return self._declared(node, known, reads=declares is None) if known is not None else None

    def _found(self, code: str, documentation: str, origin: Location | None) -> ValueName | None:
        if not code and origin is None:
            return None
        return ValueName(self.unit.path, self.place, self.name, code, documentation, origin)

    # --- members --------------------------------------------------------------------------------------

    def _member(self, holder: Value | None) -> MemberName | ValueName | None:
        name, path = self.name, self.unit.path
        if isinstance(holder, TypedValue):
            member = holder.type.members.get(name)
            if member is None:
                return None
            return MemberName(path, self.place, name, module=holder.module, member=member, receiver=holder.type)
        if isinstance(holder, TextValue):
            method = self.file.member(holder, name)
            if not isinstance(method, FunctionValue) or method.member is None:
                return None
            return self._found(f"function {TEXT}.{name}{method.label}", member_doc(method.member), None)
        if isinstance(holder, RecordValue):
            known = next((item for item in holder.fields if item[0] == name), None)
            return self._found(f"{name}{'?' if known[2] else ''}: {known[1].text}", "", None) if known else None
        if isinstance(holder, TableValue) and name in holder.members:
            value = self.file.member(holder, name)
            return self._of_table(holder.members[name], value)
        return None

    def _of_table(self, member: TableMember, value: Value | None = None) -> ValueName | None:
        file = member.file
        value = value if value is not None else file.member_of_table(member)
        origin = _function_place(value) or _place(file, member.node)
        if isinstance(value, FunctionValue):
            return self._found(f"function {self.name}{value.label}", value.documentation, origin)
        literal = _literal(file, member.value)
        code = f"{self.name} = {literal}" if literal else _typed(self.name, shown_type(file.catalog, value))
        return self._found(code, comment_above(file.tree.text, file.tree.span(member.node).start), origin)

    # --- names ----------------------------------------------------------------------------------------

    def _function(self, statement: Node | None) -> ValueName | None:
        if statement is None or statement.type not in FUNCTIONS:
            return None
        value = self.file.function(statement, self.name)
        return self._found(f"function {self.name}{value.label}", value.documentation, _function_place(value))

    def _declared(self, node: Node, known: Declared, reads: bool) -> ValueName | None:
        file, statement = self.file, known.statement
        written = name_of(known)
        if statement.type in FUNCTIONS:
            return self._function(statement)
        origin = _place(file, written) if written is not None else None
        value = file.infer(node) if reads else file.declared(*known)
        prefix = "local " if statement.type in ("local_declaration", "for_generic", "for_numeric") else ""
        beside = statement.type in ("local_declaration", "assignment_statement")
        comment = comment_above(file.tree.text, file.tree.span(statement).start) if beside else ""
        if isinstance(value, FunctionValue):
            return self._found(f"{prefix}function {self.name}{value.label}", value.documentation or comment, origin)
        code = self._value_code(node, known, written, value, reads)
        return self._found(f"{prefix}{code}" if code else "", comment, origin)

    def _value_code(self, node: Node, known: Declared, written: Node | None, value: Value | None, reads: bool) -> str:
        """The name with its type as it is annotated, its literal, or the type that was found."""
        file, (statement, number) = self.file, known
        holder = written.parent if written is not None and statement.type != "method_name" else None
        annotation = holder.child_by_field_name("type") if holder is not None else None
        if annotation is not None:
            return _typed(self.name, file.text(annotation))
        if reads and statement.type == "local_declaration" and next(all_assigned(file.tree, node, known), None):
            return _typed(self.name, shown_type(file.catalog, value))
        values = elements(statement.child_by_field_name("values"))
        literal = _literal(file, values[number]) if number < len(values) else ""
        if literal:
            return f"{self.name} = {literal}"
        return _typed(self.name, shown_type(file.catalog, value) or file.result_text(values, number))

    # --- types ----------------------------------------------------------------------------------------

    def _type(self, node: Node, parent: Node) -> ValueName | None:
        module = parent.child_by_field_name("module")
        if parent.child_by_field_name("name") != node:
            return None
        holder = self.file.type_base(self.file.text(module)) if module is not None else None
        file = holder.file if isinstance(holder, TableValue) else self.file if module is None else None
        for statement in elements(file.tree.root) if file is not None else ():
            given = statement.child_by_field_name("name") if statement.type == "type_declaration" else None
            if file is not None and given is not None and file.text(given) == self.name:
                comment = comment_above(file.tree.text, file.tree.span(statement).start)
                return self._found(file.text(statement), comment, _place(file, given))
        return None


def shown_type(catalog: Catalog, value: Value | None) -> str:
    """The type of a value, as Lua would name it; empty where it has no name."""
    if isinstance(value, TypedValue):
        name = value.type.name
        return name if catalog.global_types.get(name) is value.type else f"{value.module.name}.{name}"
    if isinstance(value, TextValue):
        return "string"
    if isinstance(value, ListValue):
        return f"{{{value.item.text}}}"
    if isinstance(value, RecordValue):
        fields = [f"{name}{'?' if optional else ''}: {type_.text}" for name, type_, optional in value.fields]
        return _braces(fields)
    if isinstance(value, TableValue):
        return _braces(list(value.members)) if value.members else "table"
    return ""


def _braces(items: list[str]) -> str:
    more = ["…"] if len(items) > _SOME else []
    return f"{{ {', '.join([*items[:_SOME], *more])} }}" if items else "{}"


def _typed(name: str, type_: str) -> str:
    return f"{name}: {' '.join(type_.split())}" if type_ else ""


def _literal(file: LuaFile, node: Node | None) -> str:
    text = file.text(node) if node is not None and node.type in _LITERALS else ""
    return text if len(text) <= _SHORT and "\n" not in text else ""


def _place(file: LuaFile, node: Node) -> Location | None:
    if file.unit is None:
        return None
    span = file.unit.place(file.tree.span(node))
    return Location(file.unit.path, span, span)


def _function_place(value: Value | None) -> Location | None:
    """The name in the declaration of a function; None for those that have none."""
    body = value.body if isinstance(value, FunctionValue) else None
    if not isinstance(value, FunctionValue) or value.file is None or body is None or body.parent is None:
        return None
    name = body.parent.child_by_field_name("name")
    if name is None:
        return None
    last = name.child_by_field_name("field") or name.child_by_field_name("method") or name
    found, whole = _place(value.file, last), _place(value.file, body.parent)
    return found._replace(whole=whole.whole) if found is not None and whole is not None else None
