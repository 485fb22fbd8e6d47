"""Which functions of a file run, possibly, when another one or the chunk itself does.

A mention counts as a use, called or not. Defining is not using: the chunk does not use a function because it names it,
puts it into a table or returns it. A table stands for the functions in it: who mentions one member uses that function, who
mentions the whole table uses all. A function expression without a name belongs to the function around it.
What runs through objects (`local x = M.new(); x:run()`) is not followed.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from tree_sitter import Node

from lua_entries.facts.lua_model import CHUNK
from lua_entries.facts.lua_scan import FUNCTION, Name, Scan
from lua_entries.facts.lua_tables import Tables

_MEMBER = re.compile(r"\s*(?:\.(?!\.)|:(?!:))\s*([A-Za-z_]\w*)", re.ASCII)
_CARRIERS = frozenset(
    (
        "table_field",
        "table",
        "expression_list",
        "parenthesized_expression",
        "cast_expression",
        "nonnil_expression",
        "field_expression",
    )
)
_DEFINITIONS = frozenset(("local_declaration", "assignment_statement", "return_statement"))


def function_uses(tables: Tables) -> tuple[list[tuple[int, ...]], tuple[int, ...]]:
    """For each function the functions that it uses, and those that the chunk uses."""
    scan = tables.values.scan
    bodies = scan.bodies
    uses: list[set[int]] = [set() for _ in bodies]
    chunk: set[int] = set()
    roots = {target.root for target in scan.targets}
    named: set[int] = set()
    pending: list[tuple[int, int, int]] = []  # mentions by the chunk: position, length, function
    holders: list[Name] = []
    for name in (*scan.names, *scan.globals.values()):
        value = name.value
        if value is None:
            continue
        if value.kind == "table":
            if value.name is name:
                holders.append(name)
            continue
        if value.kind == "function":
            named.add(value.index)
        elif value.kind != "member" or (value := tables.member(value)) is None or value.kind != "function":
            continue
        function = value.index
        length = len(name.name)
        for position in name.reads:
            if position in roots:
                continue
            user = scan.functions.at(position)
            if user == CHUNK:
                pending.append((position, length, function))
            else:
                uses[user].add(function)
    loose: list[tuple[int, int]] = []
    for index, body in enumerate(bodies):
        if body.declared or index in named:
            continue
        if body.parent == CHUNK:
            loose.append((body.start, index))
        else:
            uses[body.parent].add(index)
    held_places = sorted([*loose, *[(position, function) for position, _, function in pending]])
    for holder in holders:
        _table_uses(tables, holder, held_places, roots, uses, chunk)
    for position, length, function in pending:
        if function not in chunk and not _is_definition(scan, position, position + length):
            chunk.add(function)
    for start, index in loose:
        if not _is_definition(scan, start, bodies[index].end):
            chunk.add(index)
    return [tuple(sorted(used)) for used in uses], tuple(sorted(chunk))


def _table_uses(
    tables: Tables,
    holder: Name,
    places: list[tuple[int, int]],
    roots: set[int],
    uses: list[set[int]],
    chunk: set[int],
) -> None:
    """Add what is used by mentions of a table with functions in it."""
    scan = tables.values.scan
    held: set[int] = set()
    by_member: dict[str, set[int]] = {}
    ranges = [holder.table] if holder.table is not None else []
    for alias in tables.aliases(holder):
        for target in alias.members:
            source = target.source
            if source is None:
                continue
            if source.result == FUNCTION:
                found = {source.start}
            else:
                ranges.append((source.start, source.end))
                found = {scan.function_at[source.start]} if source.start in scan.function_at else set()
            held |= found
            if target.member and not target.deep and found:
                by_member.setdefault(target.member, set()).update(found)
    for start, end in ranges:
        index = bisect_left(places, (start, -1))
        while index < len(places) and places[index][0] < end:
            held.add(places[index][1])
            index += 1
    if not held:
        return
    for member in tables.read(holder).members.values():
        if member.kind == "function":
            by_member.setdefault(member.name, set()).add(member.function)
    for alias in tables.aliases(holder):
        length = len(alias.name)
        for position in alias.reads:
            if position in roots:
                continue
            match = _MEMBER.match(scan.code, position + length)
            if match is not None:
                used = by_member.get(match.group(1))
                end = match.end()
            elif alias.owner >= 0:
                continue
            else:
                used = held
                end = position + length
            if not used:
                continue
            user = scan.functions.at(position)
            if user != CHUNK:
                uses[user] |= used
            elif not used <= chunk and not _is_definition(scan, position, end):
                chunk |= used


def _is_definition(scan: Scan, start: int, end: int) -> bool:
    """Whether a value only gets a name, a place in a table or is returned by the chunk, and is not passed to anything."""
    node: Node | None = scan.root.descendant_for_byte_range(start, end)
    while node is not None:
        parent = node.parent
        if parent is None:
            return False
        if parent.type in _CARRIERS:
            node = parent
            continue
        if parent.type == "arguments" and (call := parent.parent) is not None:
            function = call.child_by_field_name("function")
            if function is not None and function.text == b"setmetatable":
                node = call
                continue
        return parent.type in _DEFINITIONS
    return False
