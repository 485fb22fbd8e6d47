"""Which functions of a file run, possibly, when another one or the chunk itself does.

A mention counts as a use, called or not. Defining is not using: the chunk does not use a function because it names it,
puts it into a table or returns it. A table stands for the functions in it: who mentions one member uses that function,
who mentions the whole table uses all. A function expression without a name belongs to the function around it.
What runs through objects (`local x = M.new(); x:run()`) is not followed, nor are whole tables in a file where that
would come to more than `MAX_USES` pairs of functions.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from tree_sitter import Node

from lua_entries.facts.lua_model import CHUNK
from lua_entries.facts.lua_parts import FUNCTION, Name, Scan
from lua_entries.facts.lua_tables import Tables

MAX_USES = 50_000

_MEMBER = re.compile(r"\s*(?:\.(?!\.)|:(?!:))\s*([A-Za-z_]\w*)", re.ASCII)
# What a value only passes through on its way to a name, into a table or out of the chunk.
_CARRIERS = frozenset(
    (
        "cast_expression",
        "expression_list",
        "field_expression",
        "nonnil_expression",
        "parenthesized_expression",
        "table",
        "table_field",
    )
)
_DEFINITIONS = frozenset(("local_declaration", "assignment_statement", "return_statement"))


def function_uses(tables: Tables) -> tuple[list[tuple[int, ...]], tuple[int, ...]]:
    """For each function the functions that it uses, and those that the chunk uses, in the order of the file."""
    uses = _Uses(tables)
    holders = uses.add_named()
    uses.add_unnamed()
    for holder in holders:
        uses.add_table(holder)
    return [tuple(sorted(used)) for used in uses.functions], tuple(sorted(uses.chunk))


class _Uses:
    """Collects the uses; the chunk's own are settled where they are found."""

    __slots__ = ("_left", "_places", "_roots", "_scan", "_tables", "chunk", "functions")

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._scan = tables.values.scan
        self.functions: list[set[int]] = [set() for _ in self._scan.bodies]
        self.chunk: set[int] = set()
        self._left = MAX_USES
        self._roots = {target.root for target in self._scan.targets}
        self._places: list[tuple[int, int]] = []
        """Where the chunk mentions a function or writes one out, and which."""

    def add_named(self) -> list[Name]:
        """Mentions of functions by name; gives the names that hold tables."""
        holders = []
        for name in self._tables.values.known:
            value = name.value
            if value is not None and value.kind == "table":
                if value.name is name:
                    holders.append(name)
                continue
            value = self._tables.member(value)
            if value is None or value.kind != "function":
                continue
            length = len(name.name)
            for position in name.reads:
                if position not in self._roots:
                    self._add({value.function}, position, position + length)
                    self._places.append((position, value.function))
        return holders

    def add_unnamed(self) -> None:
        """Function expressions that no name stands for."""
        named = {
            name.value.function
            for name in self._tables.values.known
            if name.value is not None and name.value.kind == "function"
        }
        for index, body in enumerate(self._scan.bodies):
            if not body.declared and index not in named:
                self._add({index}, body.start, body.end)
                self._places.append((body.start, index))
        self._places.sort()

    def add_table(self, holder: Name) -> None:
        """Mentions of a table with functions in it, and of its members."""
        held, members = self._contents(holder)
        if not held:
            return
        code = self._scan.code
        for alias in self._tables.aliases(holder):
            length = len(alias.name)
            for position in alias.reads:
                if position in self._roots:
                    continue
                match = _MEMBER.match(code, position + length)
                if match is not None:
                    self._add(members.get(match.group(1), set()), position, match.end())
                elif alias.owner < 0 and self._left > 0:
                    self._left -= len(held)
                    self._add(held, position, position + length)

    def _add(self, used: set[int], start: int, end: int) -> None:
        """Functions are mentioned at start..end."""
        user = self._scan.functions.at(start)
        if user != CHUNK:
            self.functions[user] |= used
        elif not used <= self.chunk and not _is_definition(self._scan, start, end):
            self.chunk |= used

    def _contents(self, holder: Name) -> tuple[set[int], dict[str, set[int]]]:
        """All functions that a table holds at any depth, and those of its members."""
        held: set[int] = set()
        members: dict[str, set[int]] = {}
        ranges = [holder.table] if holder.table is not None else []
        for alias in self._tables.aliases(holder):
            for target in alias.members:
                source = target.source
                if source is None:
                    continue
                if source.result == FUNCTION:
                    index: int | None = source.start
                else:
                    ranges.append((source.start, source.end))
                    index = self._scan.function_at.get(source.start)
                if index is not None:
                    held.add(index)
                    if target.kind == "member":
                        members.setdefault(target.member, set()).add(index)
        for start, end in ranges:
            place = bisect_left(self._places, (start, -1))
            while place < len(self._places) and self._places[place][0] < end:
                held.add(self._places[place][1])
                place += 1
        if held:
            for member in self._tables.read(holder).members.values():
                if member.kind == "function":
                    members.setdefault(member.name, set()).add(member.function)
        return held, members


def _is_definition(scan: Scan, start: int, end: int) -> bool:
    """Whether a value only gets a name, gets into a table or is returned, and is not passed to anything."""
    node: Node | None = scan.root.descendant_for_byte_range(start, end)
    while node is not None and (parent := node.parent) is not None:
        if parent.type in _CARRIERS:
            node = parent
        elif parent.type == "arguments" and (call := parent.parent) is not None:
            function = call.child_by_field_name("function")
            if function is None or scan.free.get(function.start_byte) != "setmetatable":
                return False
            node = call
        else:
            return parent.type in _DEFINITIONS
    return False
