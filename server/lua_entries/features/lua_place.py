"""Where in Lua text the cursor is: the text that can be parsed, who runs it, and the values around the cursor."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from tree_sitter import Node

from lua_entries.catalog import Catalog, Module, load_catalog
from lua_entries.features.lua_declarations import declaration
from lua_entries.features.lua_types import LuaFile
from lua_entries.features.lua_values import FunctionValue, ModuleValue, TableValue, TypedValue, Value, module_type
from lua_entries.features.yaml_place import FilePlace, entry_around, view_of_file
from lua_entries.project.discovery import LUA_SUFFIX
from lua_entries.project.inline import InlineMap
from lua_entries.project.snapshot import RootView, Snapshot
from lua_entries.project.units import Entry
from lua_entries.syntax.lua import LuaTree, parse
from lua_entries.syntax.lua.cursor import PROBE, Call, LuaCursor, call_at, closed, lua_cursor
from lua_entries.syntax.yaml.cursor import YamlCursor
from lua_entries.text.span import Span

_MEMBER = re.compile(r"(?:[A-Za-z_]\w*|[)\]}\"'])\s*([.:])\s*\Z", re.ASCII)
_LOOK_BACK = 200
_LINE_END = re.compile(r"\r\n|\r|\n")


class LuaPlace(NamedTuple):
    """Lua text, with the cursor in it, that some entries run."""

    snapshot: Snapshot
    view: RootView | None
    catalog: Catalog
    entries: tuple[Entry, ...]
    """Those that run the text; in inline text the one that holds it."""
    path: str
    text: str
    offset: int
    cursor: LuaCursor
    inline: InlineMap | None = None
    """Where inline text stands in its file."""

    def parsed(self, cut: int, tail: str) -> LuaTree:
        """The tree of the text up to a place, closed; nothing behind the cursor is in it."""
        return parse(closed(self.text, cut, self.cursor, tail))

    def file(self, tree: LuaTree) -> LuaFile:
        """What answers questions about the tree."""
        return LuaFile(self.snapshot, self.catalog, self.entries, tree)


def is_lua(snapshot: Snapshot, path: str) -> bool:
    """True for the path of a Lua file."""
    return path in snapshot.lua_units or path.endswith(LUA_SUFFIX)


def lua_place(snapshot: Snapshot, path: str, text: str, offset: int) -> LuaPlace:
    """The place of an offset in a Lua file; `text` is the newest."""
    unit = snapshot.lua_units.get(path)
    entries = tuple(unit.users) if unit is not None else ()
    view = snapshot.view_of(entries[0]) if entries else view_of_file(snapshot, path)
    catalog = view.catalog if view is not None else load_catalog()
    return LuaPlace(snapshot, view, catalog, entries, path, text, offset, lua_cursor(text, offset))


def inline_place(place: FilePlace, text: str, offset: int, cursor: YamlCursor) -> LuaPlace | None:
    """The place of an offset in the inline Lua of an index file; None where the block scalar is none."""
    block = cursor.block
    around = entry_around(place, block) if block is not None else None
    if block is None or block.style != "|" or around is None or around[0].info is None:
        return None
    entry, path = around
    field = entry.info.field_with_role("source") if entry.info is not None else None
    if field is None or path != (field.path,) or entry.info is None or "lua-source" not in entry.info.roles:
        return None
    lines, inner = _inline_lines(text, block.span.start, block.span.end)
    number = max(bisect_right(inner.targets, offset) - 1, 0)
    within = min(max(offset - inner.targets[number], 0), len(lines[number])) if lines else 0
    decoded = "\n".join(lines)
    local = inner.starts[number] + within
    entries = (entry.known,) if entry.known is not None else ()
    return LuaPlace(
        place.snapshot,
        place.view,
        place.catalog,
        entries,
        place.path,
        decoded,
        local,
        lua_cursor(decoded, local),
        inner,
    )


def _inline_lines(text: str, start: int, end: int) -> tuple[list[str], InlineMap]:
    """The lines of a literal block without their indentation, and where each begins."""
    ends = [match.span() for match in _LINE_END.finditer(text, start, end)]
    begins = [stop for _, stop in ends]
    stops = [*(first for first, _ in ends[1:]), end] if ends else []
    written = [text[begin:stop] for begin, stop in zip(begins, stops, strict=True)]
    indent = next((len(line) - len(line.lstrip()) for line in written if line.strip()), None)
    if indent is None:
        indent = max((len(line) for line in written), default=0)
    lines = [line[indent:] for line in written] or [""]
    targets = [begin + min(indent, len(line)) for begin, line in zip(begins, written, strict=True)] or [end]
    starts = [0]
    for line in lines[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    return lines, InlineMap(Span(start, end), tuple(starts), tuple(targets))


# --- values around the cursor -------------------------------------------------------------------------


class Held(NamedTuple):
    """What stands before a dot or colon at the cursor."""

    file: LuaFile
    value: Value | None
    sign: str
    is_type: bool
    """The name is part of a type."""
    undeclared: str = ""
    """The name of the module that the value would be, were it listed."""


def held_at(place: LuaPlace) -> Held | None:
    """The value whose member is being typed; None where it is no member."""
    start = place.cursor.span.start
    before = place.text[max(0, start - _LOOK_BACK) : start]
    match = _MEMBER.search(before)
    if match is None or before[: match.start(1)].endswith((".", ":")):
        return None
    for tail in (f"{PROBE}()", PROBE):
        tree = place.parsed(start, tail)
        node = node_at(tree, start, start + len(PROBE))
        parent = node.parent if node is not None else None
        if node is None or parent is None:
            continue
        file = place.file(tree)
        if parent.type == "type_ref":
            base = parent.child_by_field_name("module")
            value = file.type_base(file.text(base)) if base is not None else None
            return Held(file, value, match.group(1), True)
        if parent.type in ("field_expression", "method_access"):
            holder = parent.child_by_field_name("object")
            value = file.infer(holder)
            missing = _undeclared(place, tree, holder) if value is None and holder is not None else None
            if missing is not None:
                return Held(file, ModuleValue(missing), match.group(1), False, missing.name)
            return Held(file, _with_what_follows(place, value, tail), match.group(1), False)
    return None


def _undeclared(place: LuaPlace, tree: LuaTree, node: Node) -> Module | None:
    """The module that a global of its name would be, were it listed by the entries that run the text."""
    if node.type != "identifier" or declaration(tree, node) is not None:
        return None
    name = tree.text_of(node)
    module = place.catalog.module(name)
    if module is None or not module.listable or any(_may_have(place, entry, name) for entry in place.entries):
        return None
    return module


def _may_have(place: LuaPlace, entry: Entry, name: str) -> bool:
    return place.snapshot.declares(entry, name) or name in place.catalog.ambient_uncertain(entry.kind)


def _with_what_follows(place: LuaPlace, value: Value | None, tail: str) -> Value | None:
    """A table of the text with the members that it gets behind the cursor, too."""
    if not isinstance(value, TableValue) or value.statement is None or value.entry is not None:
        return value
    span = place.cursor.span
    tree = parse(place.text[: span.start] + tail + place.text[span.end :])
    statement = tree.root.descendant_for_byte_range(value.statement.start_byte, value.statement.start_byte)
    while statement is not None and statement.type != value.statement.type:
        statement = statement.parent
    if statement is None or statement.start_byte != value.statement.start_byte:
        return value
    following = place.file(tree).table_of(statement, value.name)
    return following if following is not None and following.members.keys() >= value.members.keys() else value


class Called(NamedTuple):
    """The call around the cursor."""

    file: LuaFile
    call: Call
    name: str
    """As the catalog names it: `module.function`, `module.Type:method`; empty where it is not in the catalog."""
    value: Value | None
    sign: str
    """How it is called: `:` for a method."""


def called_at(place: LuaPlace) -> Called | None:
    """The call in whose arguments the cursor is."""
    call = call_at(place.text, place.cursor)
    if call is None:
        return None
    tree = place.parsed(call.callee_end, "()")
    function = _function_before(tree, call.callee_end)
    if function is None:
        return None
    file = place.file(tree)
    name = callee_name(file, function)
    sign = ":" if function.type == "method_access" else "."
    return Called(file, call, name, file.callee(function), sign)


def node_at(tree: LuaTree, start: int, end: int) -> Node | None:
    """The smallest node at a range in code points of the tree's text."""
    first = _bytes(tree.text, start)
    return tree.root.descendant_for_byte_range(first, first + _bytes(tree.text[start:end], end - start))


def _bytes(text: str, offset: int) -> int:
    return len(text[:offset].encode("utf-8", "surrogatepass"))


def _function_before(tree: LuaTree, end: int) -> Node | None:
    """The called expression that ends at a place."""
    last = _bytes(tree.text, end)
    node = tree.root.descendant_for_byte_range(max(last - 1, 0), last)
    while node is not None:
        parent = node.parent
        if parent is not None and parent.type == "call_expression":
            function = parent.child_by_field_name("function")
            if function is not None and function.end_byte == last:
                return function
        if node.end_byte > last:
            return None
        node = parent
    return None


def callee_name(file: LuaFile, function: Node) -> str:
    """The name under which the catalog knows what is called; empty where it knows nothing of it."""
    if function.type == "identifier":
        return file.text(function)
    method = function.type == "method_access"
    last = function.child_by_field_name("method" if method else "field")
    if last is None:
        return ""
    holder = file.infer(function.child_by_field_name("object"))
    if isinstance(holder, ModuleValue) and method:
        holder = module_type(file.catalog, holder)
    if isinstance(holder, ModuleValue):
        path = f"{holder.path}." if holder.path else ""
        return f"{holder.module.name}.{path}{file.text(last)}"
    if isinstance(holder, TypedValue) and holder.type.name in holder.module.types:
        return f"{holder.module.name}.{holder.type.name}:{file.text(last)}"
    return ""


def options_of(called: Called) -> tuple[tuple[str, str], ...]:
    """The keys of the table argument that the cursor is in, each with its type."""
    value = called.value
    if not isinstance(value, FunctionValue) or value.member is None:
        return ()
    if value.member.options_argument != called.call.argument:
        return ()
    return tuple((option.name, option.type) for option in value.member.options)
