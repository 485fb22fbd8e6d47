"""Where the names in Lua text are declared, and what is assigned to them: scopes, as far as one file shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from lua_entries.facts.lua_parts import elements
from lua_entries.syntax.lua import LuaTree

FUNCTIONS = frozenset({"function_declaration", "local_function", "function_expression"})
_BLOCKS = frozenset({"block", "chunk", "ERROR"})
_ASSIGNED = re.compile(rb"\s*(?:=(?!=)|,|--)")
"""What may follow a name that is assigned to."""
_BEFORE, _BEHIND = re.compile(rb"[\w.:]"), re.compile(rb"\w")
_NESTING = frozenset(
    {
        "block",
        "do_statement",
        "while_statement",
        "repeat_statement",
        "if_statement",
        "elseif_clause",
        "else_clause",
        "for_numeric",
        "for_generic",
    }
)
_STATEMENTS = frozenset({"assignment_statement", "function_declaration", "return_statement"})
_MAX_ASSIGNMENTS = 20
"""How many assignments to one name are looked at."""


class Declared(NamedTuple):
    """What declares a name: a statement, parameter list, loop, or the name of a method (for `self`)."""

    statement: Node
    number: int
    """Which of its names, from 0."""


def declaration(tree: LuaTree, node: Node) -> Declared | None:
    """What declares the name that is read at a node; None for globals that the file does not set."""
    name, start = tree.text_of(node), node.start_byte
    inner, holder = node, node.parent
    while holder is not None:
        found = _in_holder(tree, holder, inner, name, start)
        if found is not None:
            return found
        inner, holder = holder, holder.parent
    return None


def declared_at(node: Node) -> Declared | None:
    """What a node declares, for the name in a declaration itself."""
    parent = node.parent
    if parent is None:
        return None
    if parent.type in ("typed_name", "name_list"):
        item = parent if parent.type == "typed_name" else node
        names = item.parent
        if names is None:
            return None
        holder = names if names.type == "parameters" else names.parent
        same = [child for child in elements(names) if child.type == item.type]
        return Declared(holder, same.index(item)) if holder is not None and item in same else None
    if parent.type in ("local_function", "function_declaration", "for_numeric"):
        return Declared(parent, 0) if parent.child_by_field_name("name") == node else None
    return None


def name_of(declared: Declared) -> Node | None:
    """Where the name stands that is declared."""
    statement, number = declared
    if statement.type == "method_name":
        return statement.child_by_field_name("table")
    if statement.type in ("parameters", "local_declaration"):
        names = statement if statement.type == "parameters" else statement.child_by_field_name("names")
        typed = [child for child in elements(names) if child.type == "typed_name"]
        return typed[number].child_by_field_name("name") if number < len(typed) else None
    if statement.type in ("for_generic", "assignment_statement"):
        listed = elements(statement.child_by_field_name("names" if statement.type == "for_generic" else "left"))
        return listed[number] if number < len(listed) else None
    return statement.child_by_field_name("name")


def last_assigned(tree: LuaTree, node: Node, declared: Declared) -> Declared | None:
    """The last assignment to a declared name on the way from its declaration to where it is read at a node: one that
    is carried out whenever the node is reached. None where there is none."""
    name, start = tree.text_of(node), node.start_byte
    end = declared.statement.start_byte
    holder = node.parent
    while holder is not None and holder.end_byte > end:
        if holder.type in _BLOCKS:
            for statement in reversed(holder.named_children):
                if statement.start_byte <= end:
                    break
                if statement.end_byte <= start and (found := _assigns(tree, statement, name)) is not None:
                    return found
        holder = holder.parent
    return None


def all_assigned(tree: LuaTree, node: Node, declared: Declared) -> Iterator[Declared]:
    """The assignments to a declared name that may have been carried out where it is read at a node: those before it,
    and in a function those elsewhere, too."""
    block = declared.statement.parent
    if block is None:
        return
    name = tree.text_of(node)
    end = block.end_byte if _function_of(node) != _function_of(declared.statement) else node.start_byte
    found = 0
    for start, stop in _words(tree.source, name.encode("utf-8", "surrogatepass"), declared.statement.end_byte, end):
        if not _ASSIGNED.match(tree.source, stop):
            continue
        target = tree.root.descendant_for_byte_range(start, stop)
        listed = target.parent if target is not None and target.type == "identifier" else None
        statement = listed.parent if listed is not None and listed.type == "variable_list" else None
        if target is None or statement is None or statement.type != "assignment_statement":
            continue
        if declaration(tree, target) != declared:
            continue
        found += 1
        if found > _MAX_ASSIGNMENTS:
            return
        yield Declared(statement, elements(listed).index(target))


def statements(node: Node) -> Iterator[Node]:
    """The statements below a node that assign, declare functions or return, in their order: those of inner blocks too,
    but not those of functions in it."""
    for child in node.named_children:
        if child.type in _STATEMENTS:
            yield child
        if child.type in _NESTING:
            yield from statements(child)


def calls_of(tree: LuaTree, name: str) -> Iterator[Node]:
    """The calls of a global function."""
    for start, stop in _words(tree.source, name.encode(), 0, len(tree.source)):
        node = tree.root.descendant_for_byte_range(start, stop)
        if node is not None and node.parent is not None and node.parent.type == "call_expression":
            yield node.parent


def _words(source: bytes, name: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where a word stands by itself, and not as a member."""
    while (at := source.find(name, start, end)) >= 0:
        start = at + len(name)
        if not _BEFORE.match(source, max(at - 1, 0)) and not _BEHIND.match(source, start):
            yield at, start


def _function_of(node: Node) -> Node | None:
    holder = node.parent
    while holder is not None and holder.type not in FUNCTIONS:
        holder = holder.parent
    return holder


def _in_holder(tree: LuaTree, holder: Node, inner: Node, name: str, start: int) -> Declared | None:
    kind = holder.type
    if kind in _BLOCKS:
        return _in_block(tree, holder, name, start)
    if kind in FUNCTIONS:
        own = holder.child_by_field_name("name")
        if own is not None and own.start_byte <= start < own.end_byte:
            return None
        return _of_function(tree, holder, own, name)
    if kind == "for_generic" and inner.type == "block":
        for number, child in enumerate(elements(holder.child_by_field_name("names"))):
            if tree.text_of(child) == name:
                return Declared(holder, number)
    elif kind == "for_numeric" and inner.type == "block":
        own = holder.child_by_field_name("name")
        if own is not None and tree.text_of(own) == name:
            return Declared(holder, 0)
    return None


def _of_function(tree: LuaTree, function: Node, own: Node | None, name: str) -> Declared | None:
    """A parameter, the `self` of a method, the function itself."""
    parameters = function.child_by_field_name("parameters")
    names = [child for child in elements(parameters) if child.type == "typed_name"]
    for number, child in enumerate(names):
        given = child.child_by_field_name("name")
        if given is not None and tree.text_of(given) == name and parameters is not None:
            return Declared(parameters, number)
    if name == "self" and own is not None and own.type == "method_name":
        return Declared(own, 0)
    if function.type == "local_function" and own is not None and tree.text_of(own) == name:
        return Declared(function, 0)
    return None


def _in_block(tree: LuaTree, block: Node, name: str, start: int) -> Declared | None:
    """The last declaration of the name in a block before a position; in the chunk also of globals."""
    for statement in reversed(block.named_children):
        if statement.end_byte > start and statement.type != "local_function":
            continue
        if statement.type == "local_declaration":
            number = _local(tree, statement, name)
            if number >= 0:
                return Declared(statement, number)
        elif statement.type == "local_function" and statement.start_byte <= start:
            given = statement.child_by_field_name("name")
            if given is not None and tree.text_of(given) == name:
                return Declared(statement, 0)
    if block.type != "chunk":
        return None
    for statement in block.named_children:
        if statement.type == "function_declaration":
            given = statement.child_by_field_name("name")
            if given is not None and given.type == "identifier" and tree.text_of(given) == name:
                return Declared(statement, 0)
        elif statement.end_byte <= start and (found := _assigns(tree, statement, name)) is not None:
            return found
    return None


def _local(tree: LuaTree, statement: Node, name: str) -> int:
    """Which of the names of a local declaration is this one; the last of them, -1 for none."""
    names = elements(statement.child_by_field_name("names"))
    for number in range(len(names) - 1, -1, -1):
        given = names[number].child_by_field_name("name")
        if given is not None and tree.text_of(given) == name:
            return number
    return -1


def _assigns(tree: LuaTree, statement: Node, name: str) -> Declared | None:
    if statement.type != "assignment_statement":
        return None
    for number, target in enumerate(elements(statement.child_by_field_name("left"))):
        if target.type == "identifier" and tree.text_of(target) == name:
            return Declared(statement, number)
    return None
