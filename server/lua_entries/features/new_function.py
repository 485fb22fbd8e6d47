"""The function that an entry runs and that its Lua does not return yet."""

from __future__ import annotations

import re
from typing import NamedTuple

from tree_sitter import Node

from lua_entries.facts.lua_model import CHUNK
from lua_entries.features.lua_trees import parsed
from lua_entries.features.new_file import is_name
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.rules.checks import method_not_exported
from lua_entries.rules.finding import FileEdit, Finding
from lua_entries.syntax.lua import LuaTree
from lua_entries.text.edits import Edit
from lua_entries.text.lines import line_end_of
from lua_entries.text.span import Span


class NewFunction(NamedTuple):
    """The change that makes the chunk return a function."""

    name: str
    exists: bool
    """The chunk has the function already and only has to return it."""
    edits: tuple[FileEdit, ...]


def missing_function(snapshot: Snapshot, finding: Finding) -> NewFunction | None:
    """The function that a finding about a method misses.

    None where the shape of the Lua is not plain: the chunk must return nothing yet, a table written at its `return`, or
    a local table.
    """
    if finding.rule != method_not_exported.RULE.name:
        return None
    unit = snapshot.index_units.get(finding.path)
    entries = unit.entries if unit is not None else ()
    entry = next((entry for entry in entries if entry.id == finding.entry), None)
    lua = snapshot.lua_of(entry) if entry is not None else None
    method = snapshot.method_of(entry) if entry is not None else None
    if entry is None or lua is None or method is None or not is_name(method) or lua.facts.problems:
        return None
    exists, edits = _edits(lua, method)
    file_edits = tuple(placed for edit in edits if (placed := _placed(snapshot, entry, lua, edit)) is not None)
    return NewFunction(method, exists, file_edits) if edits and len(file_edits) == len(edits) else None


def _edits(unit: LuaUnit, name: str) -> tuple[bool, list[Edit]]:
    text, returned = unit.text, unit.facts.returned
    own = any(function.name == name and function.parent == CHUNK for function in unit.facts.functions)
    tree = parsed(text)
    statement = _return(tree)
    if statement is None:
        if returned.shape != "nothing":
            return own, []
        head = "" if not text or text.endswith(("\n", "\r")) else "\n"
        gap = "\n" if text.strip() else ""
        made = "" if own else f"local function {name}()\nend\n\n"
        return own, [Edit(Span(len(text), len(text)), f"{head}{gap}{made}return {{ {name} = {name} }}\n")]
    value = _value(statement)
    if returned.shape != "table" or value is None or any(export.name == name for export in returned.exports):
        return own, []
    start = tree.span(statement).start
    if value.type == "identifier":
        table = tree.text_of(value)
        written = f"{table}.{name} = {name}\n\n" if own else f"function {table}.{name}()\nend\n\n"
        return own, [Edit(Span(start, start), written)]
    if value.type != "table":
        return own, []
    edits = [_new_field(tree, value, name)]
    if not own:
        edits.insert(0, Edit(Span(start, start), f"local function {name}()\nend\n\n"))
    return own, edits


def _return(tree: LuaTree) -> Node | None:
    return next((node for node in reversed(tree.root.children) if node.type == "return_statement"), None)


def _value(statement: Node) -> Node | None:
    """The only value of a `return`."""
    values = next((child for child in statement.named_children if child.type == "expression_list"), None)
    found = [child for child in values.named_children if child.type != "comment"] if values is not None else []
    return found[0] if len(found) == 1 else None


def _new_field(tree: LuaTree, table: Node, name: str) -> Edit:
    """The edit that adds a field at the end of a table, in the way in which its fields are written."""
    fields = [child for child in table.named_children if child.type == "table_field"]
    span = tree.span(table)
    if not fields:
        inner = Span(span.start + 1, span.end - 1)
        if not tree.text[inner.start : inner.end].strip():
            return Edit(inner, f" {name} = {name} ")
        return Edit(Span(inner.start, inner.start), f" {name} = {name},")  # a comment is in it
    last = tree.span(fields[-1])
    line_start = max(tree.text.rfind("\n", 0, last.start), tree.text.rfind("\r", 0, last.start)) + 1
    indent = tree.text[line_start : last.start]
    after = re.compile(r"[ \t]*([,;])").match(tree.text, last.end)
    end = after.end() if after is not None else last.end
    if indent.strip() or line_start <= span.start:
        separator = " " if after is not None else ", "
        return Edit(Span(end, end), f"{separator}{name} = {name}")
    if after is not None:
        return Edit(Span(end, end), f"\n{indent}{name} = {name}{after[1]}")
    return Edit(Span(end, end), f",\n{indent}{name} = {name}")


def _placed(snapshot: Snapshot, entry: Entry, unit: LuaUnit, edit: Edit) -> FileEdit | None:
    """The edit in the file that holds the text, with its line ends and, inside of an index file, its indentation."""
    text = snapshot.text(unit.path)
    end = line_end_of(text)
    if unit.inline is None:
        return FileEdit(unit.path, edit._replace(new_text=edit.new_text.replace("\n", end)))
    source = snapshot.sources.get(entry)
    if source is None or source.value.style != "|" or not unit.is_exact or not unit.text:
        return None
    place = unit.place(edit.span)
    first = unit.place(Span(0, 0)).start
    line_start = max(text.rfind("\n", 0, first), text.rfind("\r", 0, first)) + 1
    indent = text[line_start:first]
    if edit.span.start == len(unit.text) and edit.new_text.endswith("\n"):  # behind the last line end of the block
        written = edit.new_text.rstrip("\n")
        content = len(text[: source.value.end].rstrip(" \t\r\n"))
        new_text = re.sub(r"\n(?=[^\n])", f"\n{indent}", f"\n{written}")
        return FileEdit(unit.path, Edit(Span(content, content), new_text.replace("\n", end)))
    new_text = re.sub(r"\n(?=[^\n])", f"\n{indent}", edit.new_text)
    new_text = new_text + indent if new_text.endswith("\n") else new_text
    return FileEdit(unit.path, Edit(place, new_text.replace("\n", end)))
