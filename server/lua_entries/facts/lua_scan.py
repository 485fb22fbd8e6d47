"""One pass over the tree of a Lua file: blocks, functions, declarations, assignments, and what each name refers to.

Positions here are those of the tree (bytes of UTF-8); `Scan.code` is the source with one character for each of them, so
that plain string operations work on them. `lua_file` turns them into code points at the very end.

Scopes are intervals: a declaration of `x` is visible from `begin` to `end`, and of all that contain a position the one that
begins last is meant. Every step is linear in the size of the file (times a logarithm for the look-ups), also on nesting
that no person would write.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from tree_sitter import Node, Query, QueryCursor

from lua_entries.facts.lua_model import CHUNK
from lua_entries.syntax.lua import LuaTree, language

_QUERY = """
(_name) @name
[(function_declaration) (local_function) (function_expression)] @function
(block) @block
(local_declaration) @local
[(for_numeric) (for_generic)] @loop
(repeat_statement) @repeat
(assignment_statement) @assignment
[(type_declaration) (interface_declaration)] @type
(type_ref module: (identifier)) @qualified
(arguments) @arguments
"""

_LOCAL = re.compile(r"local\s+([A-Za-z_]\w*)\s*(=\s*)?", re.ASCII)
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)((?:\s*\.\s*[A-Za-z_]\w*)*)\s*=(?!=)\s*", re.ASCII)
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|\[(=*)\[.*?\]\1\]", re.ASCII | re.DOTALL)

FUNCTION = 0
"""In place of the result number of an `Expression`: `start` is the index of a function."""


class Expression(NamedTuple):
    """Where a value is written, and which result of it is meant (1 is the first; only calls have more)."""

    start: int
    end: int
    result: int


class Target:
    """One assignment: to a name, to a member of a name (`x.y = …`), or to something further away."""

    __slots__ = ("block", "deep", "function", "member", "member_start", "root", "source")

    def __init__(self, root: int, member: str, member_start: int, deep: bool, source: Expression | None) -> None:
        self.root = root
        """Where the name is that the target begins with; -1 when it begins with something else."""
        self.member = member
        """The member; empty for the name itself, and with `deep` for a computed key."""
        self.member_start = member_start
        self.deep = deep
        """Something inside a member (`x.y.z`, `x.y[1]`), or with an empty `member_start` of -1 a computed key (`x[k]`)."""
        self.source = source
        self.block = -1
        self.function = CHUNK

    @property
    def computed(self) -> bool:
        """The target is `name[key]` with a key that is no literal."""
        return self.deep and self.member_start == -1


class Name:
    """A local, or a global that the file itself assigns, with all its uses."""

    __slots__ = ("function", "members", "name", "open", "owner", "reads", "source", "start", "table", "value", "writes")

    def __init__(self, name: str, start: int, function: int, source: Expression | None) -> None:
        self.name = name
        self.start = start
        self.function = function
        self.source = source
        self.owner = -1
        """For the `self` of `function M:f`: where `M` is written there."""
        self.reads: list[int] = []
        """Where it is mentioned, assignments to it and to its members included."""
        self.writes: list[Target] = []
        self.members: list[Target] = []
        self.value: tuple[object, ...] | None = None
        """What it is known to hold; filled in by `lua_values`."""
        self.table: tuple[int, int] | None = None
        """The table constructor that it holds."""
        self.open = False
        """It has a metatable that may show or take further members."""


class Body:
    """A function as it stands in the file."""

    __slots__ = ("declared", "end", "inner", "method", "name", "name_end", "name_start", "node", "params", "parent", "result_end", "start")

    def __init__(self, node: Node, start: int, end: int) -> None:
        self.node = node
        self.start = start
        self.end = end
        self.inner = start
        """Where the parameters begin: from here on names belong to the function."""
        self.result_end = start
        self.parent = CHUNK
        self.params: tuple[str, ...] = ()
        self.method = False
        self.name = ""
        self.name_start = -1
        self.name_end = -1
        self.declared = False
        """A statement of its own, not an expression."""


class Intervals:
    """Nested intervals; tells the innermost one at a position."""

    __slots__ = ("_owners", "_positions")

    def __init__(self, ranges: Sequence[tuple[int, int]]) -> None:
        positions = [0]
        owners = [-1]
        stack: list[tuple[int, int]] = []
        for index, (start, end) in enumerate(ranges):
            while stack and stack[-1][0] <= start:
                positions.append(stack.pop()[0])
                owners.append(stack[-1][1] if stack else -1)
            positions.append(start)
            owners.append(index)
            stack.append((end, index))
        while stack:
            positions.append(stack.pop()[0])
            owners.append(stack[-1][1] if stack else -1)
        self._positions = positions
        self._owners = owners

    def at(self, position: int) -> int:
        """Index of the innermost interval, -1 for none."""
        return self._owners[bisect_right(self._positions, position) - 1]


class Scan:
    """What the file says, name by name. Made by `scan`."""

    __slots__ = (
        "arguments",
        "blocks",
        "bodies",
        "bound",
        "code",
        "free",
        "function_at",
        "functions",
        "globals",
        "inside",
        "names",
        "qualified",
        "root",
        "targets",
        "type_bases",
    )

    def __init__(self, code: str, root: Node) -> None:
        self.code = code
        self.root = root
        self.bodies: list[Body] = []
        self.functions = Intervals(())
        self.function_at: dict[int, int] = {}
        """Function expressions by where they begin."""
        self.blocks: list[tuple[int, int]] = []
        self.inside = Intervals(())
        """Tells the innermost block at a position, as an index of `blocks`."""
        self.names: list[Name] = []
        self.globals: dict[str, Name] = {}
        self.targets: list[Target] = []
        self.bound: dict[int, Name] = {}
        """What the name at a position refers to, when it is a local (parameters and loop variables excepted)."""
        self.free: dict[int, str] = {}
        """Names that no declaration of the file explains, by where they are."""
        self.arguments: dict[int, Node] = {}
        """All argument lists by where they begin; `f{}` and `f""` have one too."""
        self.qualified: list[Node] = []
        """Types of the form `module.Name`."""
        self.type_bases: dict[int, Name] = {}
        """What the module part of such a type refers to, when it is a local."""

    def name_at(self, position: int) -> str:
        """The identifier that begins at a position."""
        match = _NAME.match(self.code, position)
        return match.group() if match else ""

    def string_at(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the content of the string literal is that fills start..end exactly; None when it is no literal."""
        match = _STRING.fullmatch(self.code, start, end)
        if match is None:
            return None
        level = match.group(1)
        width = 1 if level is None else len(level) + 2
        return start + width, end - width


@lru_cache(maxsize=1)
def _query() -> Query:
    return Query(language(), _QUERY)


def scan(tree: LuaTree) -> Scan:
    """Read the tree of a file. Never raises; of a broken file it knows what the tree still shows."""
    code = tree.source.decode("latin-1")
    result = Scan(code, tree.root)
    captures = QueryCursor(_query()).captures(tree.root)
    scopes: dict[str, list[tuple[int, int, Name | None]]] = {}
    blocks = _blocks(captures)
    result.blocks = blocks
    result.inside = inside = Intervals(blocks)
    roots = _functions(result, captures.get("function", ()), inside, scopes)
    _loops(code, captures.get("loop", ()), scopes)
    _types(captures.get("type", ()), blocks, inside, len(code), scopes)
    _locals(result, captures.get("local", ()), inside, scopes)
    _assignments(result, captures.get("assignment", ()), inside)
    result.arguments = {node.start_byte: node for node in captures.get("arguments", ())}
    result.qualified = sorted(captures.get("qualified", ()), key=_start)
    references = [node.byte_range for node in captures.get("name", ())]
    references += roots
    bases = [base.byte_range for node in result.qualified if (base := node.child_by_field_name("module")) is not None]
    references += bases
    references.sort()
    _resolve(result, references, scopes)
    _set_types_apart(result, [start for start, _ in bases])
    _attach(result)
    return result


def _start(node: Node) -> int:
    return node.start_byte


def _blocks(captures: dict[str, list[Node]]) -> list[tuple[int, int]]:
    ranges = sorted([node.byte_range for node in captures.get("block", ())])
    longer = {}
    for node in captures.get("repeat", ()):
        body = node.child_by_field_name("body")
        if body is not None:
            longer[body.start_byte] = node.end_byte  # the condition sees the locals of the body
    if longer:
        ranges = [(start, longer.get(start, end)) for start, end in ranges]
    return ranges


Scopes = dict[str, list[tuple[int, int, "Name | None"]]]


def _declare(scopes: Scopes, name: str, begin: int, end: int, local: Name | None) -> None:
    known = scopes.get(name)
    if known is None:
        scopes[name] = [(begin, end, local)]
    else:
        known.append((begin, end, local))


def _functions(result: Scan, nodes: Iterable[Node], inside: Intervals, scopes: Scopes) -> list[tuple[int, int]]:
    """Fill in the functions; gives the names that the declared ones begin with (`M` of `function M.f`)."""
    code = result.code
    ordered = sorted([(*node.byte_range, node) for node in nodes])
    bodies = result.bodies
    roots: list[tuple[int, int]] = []
    for start, end, node in ordered:
        body = Body(node, start, end)
        parameters = node.child_by_field_name("parameters")
        if parameters is not None:
            body.inner, body.result_end = parameters.byte_range
            _parameters(code, body, parameters, scopes)
            if code[body.result_end : body.result_end + 1] != "\n" and (
                returns := node.child_by_field_name("returns")
            ) is not None:
                body.result_end = returns.end_byte
        bodies.append(body)
    result.functions = functions = Intervals([(body.inner, body.end) for body in bodies])
    for index, body in enumerate(bodies):
        body.parent = functions.at(body.start)
        kind = body.node.type
        if kind == "function_expression":
            result.function_at[body.start] = index
            continue
        body.declared = True
        name = body.node.child_by_field_name("name")
        if name is None:
            continue
        start, end = name.byte_range
        body.name = code[start:end]
        body.name_start, body.name_end = start, end
        source = Expression(index, 0, FUNCTION)
        if kind == "local_function":
            block = inside.at(body.start)
            local = Name(body.name, start, body.parent, source)
            result.names.append(local)
            _declare(scopes, body.name, start, result.blocks[block][1] if block >= 0 else len(code) + 1, local)
            continue
        root = result.name_at(start)
        roots.append((start, start + len(root)))
        target = Target(start, "", -1, False, source)
        if name.type != "identifier":
            body.name = "".join(body.name.split())
            body.method = name.type == "method_name"
            last = name.child_by_field_name("method" if body.method else "field")
            if last is not None:
                body.name_start, body.name_end = last.byte_range
                target.member = code[body.name_start : body.name_end]
                target.member_start = body.name_start
            table = name.child_by_field_name("table")
            target.deep = table is None or table.type != "identifier"
            if body.method:
                receiver = Name("self", start, index, None)
                receiver.owner = -1 if target.deep else start
                result.names.append(receiver)
                _declare(scopes, "self", body.inner, body.end, receiver)
        target.function = body.parent
        target.block = inside.at(body.start)
        result.targets.append(target)
    return roots


def _parameters(code: str, body: Body, parameters: Node, scopes: Scopes) -> None:
    text = code[body.inner + 1 : body.result_end - 1]
    if not text:
        return
    if ":" in text or "-" in text or "(" in text:
        names = []
        for child in parameters.named_children:
            if child.type == "typed_name" and (name := child.child_by_field_name("name")) is not None:
                names.append(code[name.start_byte : name.end_byte])
            elif child.type == "vararg_param":
                names.append("...")
        body.params = tuple(names)
    else:
        body.params = tuple([name for part in text.split(",") if (name := part.strip())])
    for name in body.params:
        if name != "...":
            _declare(scopes, name, body.inner, body.end, None)


def _loops(code: str, nodes: Iterable[Node], scopes: Scopes) -> None:
    for node in nodes:
        body = node.child_by_field_name("body")
        if body is None:
            continue
        begin, end = body.byte_range
        name = node.child_by_field_name("name")
        if name is not None:
            _declare(scopes, code[name.start_byte : name.end_byte], begin, end, None)
        elif (names := node.child_by_field_name("names")) is not None:
            text = code[names.start_byte : names.end_byte]
            parts = text.split(",") if "-" not in text else [code[n.start_byte : n.end_byte] for n in names.named_children]
            for part in parts:
                _declare(scopes, part.strip(), begin, end, None)


def _types(
    nodes: Iterable[Node], blocks: list[tuple[int, int]], inside: Intervals, length: int, scopes: Scopes
) -> None:
    for node in nodes:
        name = node.child_by_field_name("name")
        if name is not None and name.text is not None:
            block = inside.at(node.start_byte)
            begin, end = blocks[block] if block >= 0 else (0, length + 1)
            _declare(scopes, name.text.decode("latin-1"), begin, end, None)


def _locals(result: Scan, nodes: Iterable[Node], inside: Intervals, scopes: Scopes) -> None:
    code = result.code
    blocks = result.blocks
    functions = result.functions
    names = result.names
    for start, end, node in sorted([(*node.byte_range, node) for node in nodes]):
        block = inside.at(start)
        scope_end = blocks[block][1] if block >= 0 else len(code) + 1
        function = functions.at(start)
        match = _LOCAL.match(code, start)
        if match is not None:
            name = match.group(1)
            if match.group(2) is None:
                if match.end(1) == end:
                    local = Name(name, match.start(1), function, None)
                    names.append(local)
                    _declare(scopes, name, end, scope_end, local)
                    continue
            elif code[match.end() : match.end() + 1] != "-":
                local = Name(name, match.start(1), function, Expression(match.end(), end, 1))
                names.append(local)
                _declare(scopes, name, end, scope_end, local)
                continue
        typed = node.child_by_field_name("names")
        found = [child.child_by_field_name("name") for child in typed.named_children] if typed is not None else []
        places = [child.byte_range for child in found if child is not None]
        for (first, last), source in zip(places, _sources(node, "values", len(places)), strict=True):
            name = code[first:last]
            local = Name(name, first, function, source)
            names.append(local)
            _declare(scopes, name, end, scope_end, local)


def _sources(node: Node, field: str, count: int) -> list[Expression | None]:
    """What each of `count` names on the left receives."""
    values = node.child_by_field_name(field)
    given = [child.byte_range for child in values.named_children if child.type != "comment"] if values is not None else []
    sources: list[Expression | None] = [Expression(start, end, 1) for start, end in given[:count]]
    if given:
        start, end = given[-1]
        while len(sources) < count:
            sources.append(Expression(start, end, len(sources) - len(given) + 2))
    else:
        sources = [None] * count
    return sources


def _assignments(result: Scan, nodes: Iterable[Node], inside: Intervals) -> None:
    code = result.code
    for start, end, node in sorted([(*node.byte_range, node) for node in nodes]):
        block = inside.at(start)
        function = result.functions.at(start)
        match = _ASSIGNMENT.match(code, start)
        if match is not None and code[match.end() : match.end() + 1] != "-":
            source = Expression(match.end(), end, 1)
            path = match.group(2)
            if not path:
                found = [Target(start, "", -1, False, source)]
            else:
                dots = path.count(".")
                member = path.rpartition(".")[2].lstrip()
                found = [Target(start, member, match.end(2) - len(member), dots > 1, source)]
        else:
            left = node.child_by_field_name("left")
            parts = [child for child in left.named_children if child.type != "comment"] if left is not None else []
            found = [
                _target(result, part, source)
                for part, source in zip(parts, _sources(node, "right", len(parts)), strict=True)
            ]
        for target in found:
            target.block = block
            target.function = function
        result.targets += found


def _target(result: Scan, node: Node, source: Expression | None) -> Target:
    """The target of an assignment that is more than names and dots."""
    start = node.start_byte
    if node.type == "identifier":
        return Target(start, "", -1, False, source)
    base = node.child_by_field_name("object")
    if base is not None and base.type == "identifier":
        key = node.child_by_field_name("field")
        if key is not None:
            return Target(start, result.code[key.start_byte : key.end_byte], key.start_byte, False, source)
        index = node.child_by_field_name("index")
        if index is not None and (content := result.string_at(*index.byte_range)) is not None:
            return Target(start, result.code[content[0] : content[1]], content[0], False, source)
        if index is not None and index.type == "number":
            return Target(start, "", index.start_byte, True, source)
        return Target(start, "", -1, True, source)
    while base is not None and base.type in ("field_expression", "index_expression"):
        base = base.child_by_field_name("object")
    named = base is not None and base.type == "identifier"
    return Target(start if named else -1, "", start, True, source)


def _resolve(result: Scan, references: list[tuple[int, int]], scopes: Scopes) -> None:
    """Decide for every mention of a name which declaration it means."""
    code = result.code
    free = result.free
    bound = result.bound
    for known in scopes.values():
        known.sort(key=_begin, reverse=True)  # the next one to begin is last
    active: dict[str, list[tuple[int, int, Name | None]]] = {name: [] for name in scopes}
    pending_of = scopes.get
    for start, end in references:
        name = code[start:end]
        pending = pending_of(name)
        if pending is None:
            free[start] = name
            continue
        stack = active[name]
        while pending and pending[-1][0] <= start:
            stack.append(pending.pop())
        while stack and stack[-1][1] <= start:
            stack.pop()
        if stack:
            local = stack[-1][2]
            if local is not None:
                local.reads.append(start)
                bound[start] = local
        else:
            free[start] = name


def _begin(scope: tuple[int, int, Name | None]) -> int:
    return scope[0]


def _set_types_apart(result: Scan, bases: list[int]) -> None:
    """Names in types are resolved as others are, but they are no reads."""
    apart = set(bases)
    for start in bases:
        result.free.pop(start, None)
        name = result.bound.get(start)
        if name is not None and start in apart:
            name.reads = [position for position in name.reads if position not in apart]
            result.type_bases[start] = name
    for start in bases:
        result.bound.pop(start, None)


def _attach(result: Scan) -> None:
    """Give every assignment to the name that it changes, and collect the globals that the file assigns."""
    for target in result.targets:
        if target.root < 0:
            continue
        name = result.bound.get(target.root)
        if name is None:
            label = result.free.get(target.root)
            if label is None:
                continue
            if target.member or target.deep:
                continue
            name = result.globals.get(label)
            if name is None:
                name = result.globals[label] = Name(label, target.root, CHUNK, None)
        if target.member or target.deep:
            name.members.append(target)
        else:
            name.writes.append(target)
    if result.globals:
        known = result.globals
        for target in result.targets:
            if (target.member or target.deep) and (label := result.free.get(target.root)) in known:
                known[label].members.append(target)
        for start, label in result.free.items():
            if label in known:
                known[label].reads.append(start)
