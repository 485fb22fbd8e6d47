"""The members of the tables that a chunk builds, and what the chunk returns.

Only members that are set in plain view count as known: in the constructor, by `M.x = …`, `M["x"] = …` or
`function M.x()` where the chunk surely comes along. Set inside a function or a branch, a member may exist or not: its
kind is unknown. The runtime reads the returned table raw (wippyai/runtime runtime/lua/engine/process.go), so metatables
do not matter for the members, only for whether others could be read.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from tree_sitter import Node

from lua_entries.facts.lua_model import CHUNK
from lua_entries.facts.lua_parts import Expression, Name, Scan, Target, Value, elements
from lua_entries.facts.lua_values import PLAIN, Values, harmless_metatable

_ACCESS = re.compile(r"\s*(?:\.(?!\.)|:(?!:)|\[(?![=\[]))", re.ASCII)
_TRANSPARENT = frozenset(("parenthesized_expression", "cast_expression", "nonnil_expression"))
# Functions of Lua's own library that add no member to a table that they are given.
_HARMLESS_CALLS = frozenset(
    (
        b"assert",
        b"error",
        b"getmetatable",
        b"ipairs",
        b"next",
        b"pairs",
        b"print",
        b"rawequal",
        b"rawget",
        b"rawlen",
        b"select",
        b"tonumber",
        b"tostring",
        b"type",
        b"unpack",
    )
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
_MAX_STEPS = 16  # from table to table

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
    """What is known of a table; not `complete` when other members may exist."""

    members: dict[str, Member]
    complete: bool


class ReturnedValue(NamedTuple):
    """What the chunk returns; `table` for a shape of that name."""

    shape: Literal["nothing", "function", "table", "value", "unknown"]
    start: int
    end: int
    function: int
    table: Table | None
    holder: Name | None = None
    """What holds that table; a name of its own where the table is written right behind `return`."""


_UNKNOWN_TABLE = Table({}, False)


class Tables:
    """The tables of one file, read when asked for."""

    __slots__ = ("_aliases", "_known", "_reading", "values")

    def __init__(self, values: Values) -> None:
        self.values = values
        self._known: dict[Name, Table] = {}
        self._reading: set[Name] = set()
        self._aliases: dict[Name, list[Name]] = {}
        for name in values.known:
            if name.value is not None and name.value.name is not None and name.value.kind == "table":
                self._aliases.setdefault(name.value.name, []).append(name)

    def aliases(self, name: Name) -> list[Name]:
        """All names that hold the table which `name` holds, `self` in its methods included."""
        return self._aliases.get(name, [])

    def read(self, name: Name) -> Table:
        """The table that a name holds."""
        known = self._known.get(name)
        if known is None:
            if name in self._reading or len(self._reading) >= _MAX_STEPS:
                return _UNKNOWN_TABLE  # tables that hold members of each other
            self._reading.add(name)
            known = self._known[name] = self._read(name)
            self._reading.discard(name)
        return known

    def makes_objects(self, name: Name) -> bool:
        """Whether the table that a name holds is the metatable of others, which then have its functions as methods."""
        names = [alias for alias in self.aliases(name) if alias.owner < 0]
        return "class" in self._whole_uses(name, names)

    def member(self, value: Value | None) -> Value | None:
        """Follow a value that is the member of a table to what that member holds; others stay as they are."""
        if value is None or value.kind != "member" or value.name is None:
            return value
        member = self.read(value.name).members.get(value.text)
        if member is None or member.kind == "unknown":
            return None
        return Value("function", "", member.function) if member.kind == "function" else PLAIN

    def _member(self, owner: Name, label: str, start: int, source: Expression | None) -> Member:
        """A member of the table of `owner`, with what is assigned to it."""
        value = self.values.of(source) if source is not None else None
        if value is not None and value.kind == "member" and value.name is owner:
            return Member(label, start, "unknown", CHUNK, value.text)
        value = self.member(value)
        if value is None or value.kind not in ("function", "plain", "string", "table"):
            return Member(label, start, "unknown", CHUNK)
        if value.kind == "function":
            return Member(label, start, "function", value.function)
        return Member(label, start, "value", CHUNK)

    def _read(self, name: Name) -> Table:
        names = [alias for alias in self.aliases(name) if alias.owner < 0]
        receivers = [alias for alias in self.aliases(name) if alias.owner >= 0]
        found: list[Member] = []
        complete = self._constructor(name, found) and not name.open
        uses = self._whole_uses(name, names)
        complete = complete and "open" not in uses
        for alias in names:
            for target in alias.members:
                complete = complete and target.kind != "computed"
                if target.kind == "member":
                    found.append(self._assigned(name, target))
        if "class" not in uses:  # else `self` is an object, not the table
            for target in [target for receiver in receivers for target in receiver.members]:
                complete = complete and target.kind != "computed"
                if target.kind == "member":
                    found.append(Member(target.member, target.member_start, "unknown", CHUNK))
        return Table(_merged(found), complete)

    def _whole_uses(self, name: Name, names: list[Name]) -> set[str]:
        """What the mentions of the whole table do to it."""
        code = self.values.scan.code
        uses: set[str] = set()
        for alias in names:
            roots = {target.root for target in (*alias.members, *alias.writes)}
            length = len(alias.name)
            for position in alias.reads:
                if position not in roots and not _ACCESS.match(code, position + length):
                    uses.add(self._whole_use(position, length, name))
        return uses

    def _constructor(self, owner: Name, found: list[Member]) -> bool:
        """Collect the members in the constructor; False when it has computed keys."""
        node = self.values.scan.node(*owner.table) if owner.table is not None else None
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
            node = _block_node(scan, scan.blocks[block][0])
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
            return "closed" if self._is_alias(name, position) else "open"
        if statement.type == "assignment_statement":
            left = statement.child_by_field_name("left")
            if left is not None and left.text is not None and left.text.endswith(b"__index"):
                return "class"
        return "open"

    def _is_alias(self, name: Name, position: int) -> bool:
        """Whether the declaration that mentions the table at a position makes a name for it that is followed."""
        return any(
            alias.source is not None and alias.source.start <= position < alias.source.end
            for alias in self.aliases(name)
        )

    def _passed(self, node: Node, arguments: Node) -> Literal["closed", "open", "class"]:
        """The table is an argument of a call."""
        call = arguments.parent
        function = call.child_by_field_name("function") if call is not None else None
        if function is None or function.start_byte not in self.values.scan.free:
            return "open"
        given = elements(arguments)
        text = function.text
        if text == b"setmetatable":
            if given[0].start_byte != node.start_byte:
                return "class"
            return "closed" if harmless_metatable(given[1] if given[1:] else None) else "open"
        if function.type == "identifier":
            return "closed" if text in _HARMLESS_CALLS else "open"
        return "closed" if text is not None and text.startswith(b"table.") else "open"


def _merged(found: list[Member]) -> dict[str, Member]:
    """The members by name; one that is set to different things is of unknown kind."""
    members: dict[str, Member] = {}
    for each in sorted(found, key=_position):
        copied = members.get(each.same_as)
        member = each if copied is None else each._replace(kind=copied.kind, function=copied.function)
        first = members.get(member.name)
        if first is None:
            members[member.name] = member
        elif first.kind == member.kind:
            members[member.name] = first._replace(function=member.function)
        else:
            members[member.name] = first._replace(kind="unknown", function=CHUNK)
    return members


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
    last = _final_return(scan.root)
    blocks = [_block_node(scan, start) for start, _ in scan.blocks if scan.functions.at(start) == CHUNK]
    returns = [_final_return(block) for block in blocks if block is not None]
    return last, [node for node in returns if node is not None]


def _final_return(block: Node) -> Node | None:
    """The return statement at the end of a block."""
    for child in reversed(block.named_children):
        if child.type not in ("comment", "empty_statement"):
            return child if child.type == "return_statement" else None
    return None


def _block_node(scan: Scan, start: int) -> Node | None:
    """The block that begins at a position."""
    node = scan.root.descendant_for_byte_range(start, start + 1)
    while node is not None and (node.type != "block" or node.start_byte != start):
        node = node.parent
    return node


def _returned_by(tables: Tables, node: Node) -> tuple[ReturnedValue, object]:
    """What one return statement returns, and something that is equal for statements that return the same."""
    values = tables.values
    listed = next((child for child in node.named_children if child.type == "expression_list"), None)
    given = elements(listed)
    if not given:
        return ReturnedValue("nothing", -1, -1, CHUNK, None), "nothing"
    start, end = given[0].byte_range
    holder = Name("", start, CHUNK, None)
    value = tables.member(values.of(Expression(start, end, 1), holder))
    if value is None:
        return ReturnedValue("unknown", start, end, CHUNK, None), None
    if value.kind == "function":
        return ReturnedValue("function", start, end, value.function, None), value.function
    if value.kind == "table" and value.name is not None:
        return ReturnedValue("table", start, end, CHUNK, tables.read(value.name), value.name), value.name
    if value.kind in ("plain", "string"):
        return ReturnedValue("value", start, end, CHUNK, None), "value"
    return ReturnedValue("unknown", start, end, CHUNK, None), None
