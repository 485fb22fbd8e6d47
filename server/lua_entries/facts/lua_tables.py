"""The members of the tables that a chunk builds, and what the chunk returns.

Only members that are set in plain view count as known: in the constructor, by `M.x = …`, `M["x"] = …` or
`function M.x()` where the chunk surely comes along. Set inside a function or a branch, a member may exist or not: its kind
is unknown. The runtime reads the returned table raw (wippyai/runtime runtime/lua/engine/process.go), so metatables do
not matter for the members, only for whether others could be read.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from tree_sitter import Node

from lua_entries.facts.lua_model import CHUNK
from lua_entries.facts.lua_scan import FUNCTION, Expression, Name, Target
from lua_entries.facts.lua_values import Value, Values, harmless_metatable

_ACCESS = re.compile(r"\s*(?:\.(?!\.)|:(?!:)|\[(?![=\[]))", re.ASCII)
_COMMENT = re.compile(r"\s*--", re.ASCII)
_TRANSPARENT = frozenset(("parenthesized_expression", "cast_expression", "nonnil_expression"))
# Functions of Lua's own library that add no member to a table that they are given.
_HARMLESS_CALLS = frozenset(
    "pairs ipairs next type tostring tonumber print error assert select getmetatable rawget rawlen rawequal unpack".split()
)
_HARMLESS_PARENTS = frozenset(
    (
        "return_statement",
        "if_statement",
        "elseif_clause",
        "while_statement",
        "repeat_statement",
        "typeof_type",
        "unary_expression",
    )
)
_MEMBER_STEPS = 16
_TABLE_STEPS = 16

MemberKind = Literal["function", "value", "unknown"]


class Member(NamedTuple):
    """A member of a table, and where its name is written first."""

    name: str
    start: int
    kind: MemberKind
    function: int
    same_as: str = ""
    """Another member of the same table that it is a copy of."""


class Table(NamedTuple):
    """What is known of a table."""

    members: dict[str, Member]
    complete: bool
    ranges: tuple[tuple[int, int], ...]
    """Where values are written that the table holds: its constructor and what is assigned to its members."""
    declared: tuple[int, ...]
    """Functions that statements declare as its members, at any depth."""


class ReturnedValue(NamedTuple):
    """What the chunk returns; `table` for a shape of that name."""

    shape: Literal["nothing", "function", "table", "value", "unknown"]
    start: int
    end: int
    function: int
    table: Table | None


_UNKNOWN_TABLE = Table({}, False, (), ())


class Tables:
    """The tables of one file, read when asked for."""

    __slots__ = ("_aliases", "_known", "_reading", "values")

    def __init__(self, values: Values) -> None:
        self.values = values
        self._known: dict[int, Table] = {}
        self._reading: set[int] = set()
        self._aliases: dict[int, list[Name]] = {}
        scan = values.scan
        for name in (*scan.names, *scan.globals.values()):
            value = name.value
            if value is not None and value.kind == "table" and value.name is not None:
                self._aliases.setdefault(id(value.name), []).append(name)

    def aliases(self, name: Name) -> list[Name]:
        """All names that hold the table which `name` holds, `self` in its methods included."""
        return self._aliases.get(id(name), [])

    def read(self, name: Name) -> Table:
        """The table that a name holds."""
        known = self._known.get(id(name))
        if known is None:
            if id(name) in self._reading or len(self._reading) >= _TABLE_STEPS:
                return _UNKNOWN_TABLE  # tables that hold members of each other
            self._reading.add(id(name))
            known = self._known[id(name)] = self._read(name)
            self._reading.discard(id(name))
        return known

    def member(self, value: Value | None) -> Value | None:
        """Follow a value that is the member of a table to what that member holds."""
        steps = 0
        while value is not None and value.kind == "member" and value.name is not None:
            steps += 1
            if steps > _MEMBER_STEPS:
                return None
            member = self.read(value.name).members.get(value.text)
            if member is None or member.kind == "unknown":
                return None
            value = Value("function", "", member.function) if member.kind == "function" else Value("plain")
        return value

    def _member(self, owner: Name, label: str, start: int, source: Expression | None) -> Member:
        """A member of the table of `owner`, with what is assigned to it."""
        value = self.values.of(source) if source is not None else None
        if value is not None and value.kind == "member" and value.name is owner:
            return Member(label, start, "unknown", CHUNK, value.text)
        value = self.member(value)
        if value is None or value.kind not in ("function", "plain", "string", "table"):
            return Member(label, start, "unknown", CHUNK)
        if value.kind == "function":
            return Member(label, start, "function", value.index)
        return Member(label, start, "value", CHUNK)

    def _read(self, name: Name) -> Table:
        scan = self.values.scan
        complete = not name.open
        found: list[Member] = []
        ranges: list[tuple[int, int]] = []
        declared: list[int] = []
        if name.table is not None:
            ranges.append(name.table)
            complete &= self._constructor(name, name.table, found)
        aliases = self.aliases(name)
        roots = set()
        instances = False
        for alias in aliases:
            if alias.owner >= 0:
                continue
            roots.update([target.root for target in alias.members])
            roots.update([target.root for target in alias.writes])
            for target in alias.members:
                self._note(target, ranges, declared)
                if target.computed:
                    complete = False
                elif not target.deep:
                    found.append(self._assigned(name, target))
        for alias in aliases:
            if alias.owner >= 0:
                continue
            for position in alias.reads:
                if position in roots or _ACCESS.match(scan.code, position + len(alias.name)):
                    continue
                use = self._whole_use(position, len(alias.name), name)
                complete &= use != "open"
                instances |= use == "class"
        if not instances:
            for alias in aliases:
                if alias.owner < 0:
                    continue
                for target in alias.members:
                    if target.computed:
                        complete = False
                    elif not target.deep:
                        found.append(Member(target.member, target.member_start, "unknown", CHUNK))
        found.sort(key=_position)
        members: dict[str, Member] = {}
        for member in found:
            if member.same_as in members:
                copied = members[member.same_as]
                member = member._replace(kind=copied.kind, function=copied.function)
            first = members.get(member.name)
            if first is None:
                members[member.name] = member
            elif first.kind != member.kind:
                members[member.name] = first._replace(kind="unknown", function=CHUNK)
            else:
                members[member.name] = first._replace(function=member.function)
        return Table(members, complete, tuple(ranges), tuple(declared))

    def _note(self, target: Target, ranges: list[tuple[int, int]], declared: list[int]) -> None:
        if target.source is None:
            return
        if target.source.result == FUNCTION:
            declared.append(target.source.start)
        else:
            ranges.append((target.source.start, target.source.end))

    def _constructor(self, owner: Name, place: tuple[int, int], found: list[Member]) -> bool:
        """Collect the members of a constructor; False when it has computed keys."""
        node = self.values.node(*place)
        if node is None:
            return True
        complete = True
        scan = self.values.scan
        for field in node.named_children:
            if field.type != "table_field":
                continue
            value = field.child_by_field_name("value")
            key = field.child_by_field_name("key")
            if key is not None:
                start, end = key.byte_range
            else:
                index = field.child_by_field_name("index")
                if index is None:
                    continue
                content = scan.string_at(*index.byte_range)
                if content is None:
                    complete &= index.type == "number"
                    continue
                start, end = content
            source = Expression(*value.byte_range, 1) if value is not None else None
            found.append(self._member(owner, scan.code[start:end], start, source))
        return complete

    def _assigned(self, owner: Name, target: Target) -> Member:
        if target.function != CHUNK or self._conditional(target.block):
            return Member(target.member, target.member_start, "unknown", CHUNK)
        return self._member(owner, target.member, target.member_start, target.source)

    def _conditional(self, block: int) -> bool:
        """False when the chunk surely comes along; a plain `do … end` is no condition."""
        scan = self.values.scan
        while block >= 0:
            start, end = scan.blocks[block]
            node = self.values.node(start, end)
            while node is not None and node.type != "block":
                node = node.parent
            parent = node.parent if node is not None else None
            if parent is None or parent.type != "do_statement":
                return True
            block = scan.inside.at(parent.start_byte)
        return False

    def _whole_use(self, position: int, length: int, name: Name) -> Literal["closed", "open", "class"]:
        """What a mention of the whole table may do to it; `class` when objects get it as their metatable."""
        scan = self.values.scan
        node: Node | None = scan.root.descendant_for_byte_range(position, position + length)
        parent = node.parent if node is not None else None
        while parent is not None and parent.type in _TRANSPARENT:
            node, parent = parent, parent.parent
        if node is None or parent is None:
            return "open"
        kind = parent.type
        if kind in _HARMLESS_PARENTS or kind in ("field_expression", "method_access", "index_expression"):
            return "closed"
        if kind == "binary_expression":
            operator = parent.child_by_field_name("operator")
            return "open" if operator is None or operator.type in ("and", "or") else "closed"
        if kind == "arguments":
            return self._passed(node, parent)
        if kind == "table_field":
            key = parent.child_by_field_name("key")
            return "class" if key is not None and key.text == b"__index" else "open"
        if kind != "expression_list" or parent.parent is None:
            return "open"
        statement = parent.parent
        if statement.type == "return_statement":
            return "closed"
        if statement.type == "local_declaration":
            known = any(start < position for start in self._held_at(name, position))
            return "closed" if known else "open"
        if statement.type == "assignment_statement":
            left = statement.child_by_field_name("left")
            if left is not None and left.text is not None and left.text.endswith(b"__index"):
                return "class"
        return "open"

    def _held_at(self, name: Name, position: int) -> list[int]:
        """Where names begin that get the table by the expression at a position."""
        return [
            alias.start
            for alias in self.aliases(name)
            if alias is not name and alias.source is not None and alias.source.start <= position < alias.source.end
        ]

    def _passed(self, node: Node, arguments: Node) -> Literal["closed", "open", "class"]:
        """The table is an argument of a call."""
        call = arguments.parent
        function = call.child_by_field_name("function") if call is not None else None
        if function is None or function.start_byte not in self.values.scan.free:
            return "open"
        given = [child for child in arguments.named_children if child.type != "comment"]
        text = function.text
        if text == b"setmetatable":
            if given[0].start_byte != node.start_byte:
                return "class"
            return "closed" if harmless_metatable(given[1] if given[1:] else None) else "open"
        if function.type == "identifier":
            return "closed" if text is not None and text.decode("latin-1") in _HARMLESS_CALLS else "open"
        return "closed" if text is not None and text.startswith(b"table.") else "open"


def _position(member: Member) -> int:
    return member.start


def returned(tables: Tables) -> ReturnedValue:
    """What the chunk returns first; several returns must agree."""
    values = tables.values
    last, others = _returns(values)
    if last is None:
        return ReturnedValue("nothing" if not others else "unknown", -1, -1, CHUNK, None)
    result, identity = _returned_by(tables, last)
    for node in others:
        if _returned_by(tables, node)[1] != identity or identity is None:
            return ReturnedValue("unknown", result.start, result.end, CHUNK, None)
    return result


def _returns(values: Values) -> tuple[Node | None, list[Node]]:
    """The return statement that ends the chunk, and those in branches of the chunk itself."""
    scan = values.scan
    last = None
    for child in reversed(scan.root.named_children):
        if child.type not in ("comment", "empty_statement"):
            last = child if child.type == "return_statement" else None
            break
    others = []
    for start, end in scan.blocks:
        if scan.functions.at(start) != CHUNK:
            continue
        final = scan.root.named_descendant_for_byte_range(end - 1, end)
        while final is not None and final.start_byte >= start and final.type not in ("return_statement", "block"):
            final = final.parent
        if final is not None and final.type == "return_statement" and final.start_byte >= start:
            others.append(final)
    return last, others


def _returned_by(tables: Tables, node: Node) -> tuple[ReturnedValue, object]:
    """What one return statement returns, and something that is equal for statements that return the same."""
    values = tables.values
    listed = next((child for child in node.named_children if child.type == "expression_list"), None)
    first = next((child for child in listed.named_children if child.type != "comment"), None) if listed else None
    if first is None:
        return ReturnedValue("nothing", -1, -1, CHUNK, None), "nothing"
    start, end = first.byte_range
    holder = Name("", start, CHUNK, None)
    value = tables.member(values.of(Expression(start, end, 1), holder))
    if value is None:
        return ReturnedValue("unknown", start, end, CHUNK, None), None
    if value.kind == "function":
        return ReturnedValue("function", start, end, value.index, None), value.index
    if value.kind == "table" and value.name is not None:
        return ReturnedValue("table", start, end, CHUNK, tables.read(value.name)), id(value.name)
    if value.kind in ("plain", "string"):
        return ReturnedValue("value", start, end, CHUNK, None), "value"
    return ReturnedValue("unknown", start, end, CHUNK, None), None
