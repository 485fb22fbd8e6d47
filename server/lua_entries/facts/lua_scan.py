"""One pass over the tree of a Lua file: blocks, functions, declarations, assignments, and what each name refers to.

Scopes are intervals: a declaration of `x` is visible from `begin` to `end`, and of all that contain a position the one
that begins last is meant. Every step is linear in the size of the file (times a logarithm for look-ups), also on
nesting that no person would write. What most files have thousands of is read with patterns on the text where it has the
usual form, since a look at a node costs more; anything else goes the way of the nodes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from tree_sitter import Node, QueryCursor

from lua_entries.facts.lua_model import CHUNK
from lua_entries.facts.lua_parts import FUNCTION, Body, Expression, Intervals, Name, Scan, Target, elements
from lua_entries.syntax.lua import LuaTree, query

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
(string_content) @text
"""

_LOCAL = re.compile(r"local\s+([A-Za-z_]\w*)\s*(=\s*|,[\w\s,]+=)?", re.ASCII)
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)((?:\s*\.\s*[A-Za-z_]\w*)*)\s*=(?!=)\s*", re.ASCII)
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
# What the value of a local in a function may begin with when it surely is data that nothing is asked about.
_DATA = frozenset("{#0123456789")

Captures = dict[str, list[Node]]
Scopes = dict[str, list[tuple[int, int, Name | None]]]
"""By name: where the declarations of it are visible; None stands for parameters and the like."""


def scan(tree: LuaTree) -> Scan:
    """Read the tree of a file. Never raises; of a broken file it knows what the tree still shows."""
    result = Scan(tree.source.decode("latin-1"), tree.root)
    captures = QueryCursor(query(_QUERY)).captures(tree.root)
    scopes: Scopes = {}
    result.blocks = _blocks(captures)
    result.inside = Intervals(result.blocks)
    roots = _functions(result, captures.get("function", []), scopes)
    _loops(result, captures.get("loop", []), scopes)
    _types(result, captures.get("type", []), scopes)
    _locals(result, captures.get("local", []), scopes)
    _assignments(result, captures.get("assignment", []))
    result.arguments = {node.start_byte: node for node in captures.get("arguments", [])}
    result.texts = [node.byte_range for node in captures.get("text", [])]
    result.qualified = sorted(captures.get("qualified", []), key=_start)
    bases = [base.byte_range for node in result.qualified if (base := node.child_by_field_name("module")) is not None]
    references = [node.byte_range for node in captures.get("name", [])]
    references += roots
    references += bases
    references.sort()
    _resolve(result, references, scopes)
    _set_types_apart(result, [start for start, _ in bases])
    _attach(result)
    return result


def _start(node: Node) -> int:
    return node.start_byte


def _blocks(captures: Captures) -> list[tuple[int, int]]:
    ranges = sorted([node.byte_range for node in captures.get("block", [])])
    longer = {}
    for node in captures.get("repeat", []):
        body = node.child_by_field_name("body")
        if body is not None:
            longer[body.start_byte] = node.end_byte  # the condition sees the locals of the body
    if longer:
        ranges = [(start, longer.get(start, end)) for start, end in ranges]
    return ranges


def _scope_end(result: Scan, block: int) -> int:
    return result.blocks[block][1] if block >= 0 else len(result.code) + 1


def _declare(scopes: Scopes, name: str, begin: int, end: int, local: Name | None) -> None:
    known = scopes.get(name)
    if known is None:
        scopes[name] = [(begin, end, local)]
    else:
        known.append((begin, end, local))


def _functions(result: Scan, nodes: Iterable[Node], scopes: Scopes) -> list[tuple[int, int]]:
    """Fill in the functions; gives the names that the declared ones begin with (`M` of `function M.f`)."""
    code = result.code
    bodies = result.bodies
    for start, end, node in sorted([(*node.byte_range, node) for node in nodes]):
        body = Body(node, start, end)
        parameters = node.child_by_field_name("parameters")
        if parameters is not None:
            body.inner, body.result_end = parameters.byte_range
            _parameters(code, body, parameters, scopes)
            if code[body.result_end : body.result_end + 1] != "\n":
                returns = node.child_by_field_name("returns")
                if returns is not None:
                    body.result_end = returns.end_byte
        bodies.append(body)
    result.functions = functions = Intervals([(body.inner, body.end) for body in bodies])
    roots: list[tuple[int, int]] = []
    for index, body in enumerate(bodies):
        body.parent = functions.at(body.start)
        if body.node.type == "function_expression":
            result.function_at[body.start] = index
            continue
        body.declared = True
        name = body.node.child_by_field_name("name")
        if name is None:
            continue
        body.name_start, body.name_end = name.byte_range
        body.name = code[body.name_start : body.name_end]
        if body.node.type == "local_function":
            local = Name(body.name, body.name_start, body.parent, Expression(index, 0, FUNCTION))
            result.names.append(local)
            _declare(scopes, body.name, body.name_start, _scope_end(result, result.inside.at(body.start)), local)
        else:
            roots.append(_declared_function(result, index, name, scopes))
    return roots


def _declared_function(result: Scan, index: int, name: Node, scopes: Scopes) -> tuple[int, int]:
    """Note `function a.b.c()` as the assignment that it is; gives the place of the first name."""
    code = result.code
    body = result.bodies[index]
    root = name.start_byte
    source = Expression(index, 0, FUNCTION)
    if name.type == "identifier":
        target = Target("name", root, source)
    else:
        body.name = "".join(body.name.split())
        body.method = name.type == "method_name"
        table = name.child_by_field_name("table")
        last = name.child_by_field_name("method" if body.method else "field")
        target = Target("other", root, source)
        if last is not None:
            body.name_start, body.name_end = last.byte_range
            if table is not None and table.type == "identifier":
                member = code[body.name_start : body.name_end]
                target = Target("member", root, source, member, body.name_start)
        if body.method:
            receiver = Name("self", root, index, None)
            receiver.owner = root if target.kind == "member" else -1
            result.names.append(receiver)
            _declare(scopes, "self", body.inner, body.end, receiver)
    target.function = body.parent
    target.block = result.inside.at(body.start)
    result.targets.append(target)
    return root, root + len(result.name_at(root))


def _parameters(code: str, body: Body, parameters: Node, scopes: Scopes) -> None:
    text = code[body.inner + 1 : body.result_end - 1]
    if not text:
        return
    if ":" in text or "-" in text or "(" in text:
        names = []
        for child in parameters.named_children:
            if child.type == "typed_name" and (typed := child.child_by_field_name("name")) is not None:
                names.append(code[typed.start_byte : typed.end_byte])
            elif child.type == "vararg_param":
                names.append("...")
        body.params = tuple(names)
    else:
        body.params = tuple([name for part in text.split(",") if (name := part.strip())])
    for name in body.params:
        if name != "...":
            _declare(scopes, name, body.inner, body.end, None)


def _loops(result: Scan, nodes: Iterable[Node], scopes: Scopes) -> None:
    code = result.code
    for node in nodes:
        body = node.child_by_field_name("body")
        if body is None:
            continue
        begin, end = body.byte_range
        name = node.child_by_field_name("name")
        names = [name] if name is not None else elements(node.child_by_field_name("names"))
        for name in names:
            _declare(scopes, code[name.start_byte : name.end_byte], begin, end, None)


def _types(result: Scan, nodes: Iterable[Node], scopes: Scopes) -> None:
    """A declared type is a value of that name in the whole block."""
    for node in nodes:
        name = node.child_by_field_name("name")
        if name is not None:
            block = result.inside.at(node.start_byte)
            begin = result.blocks[block][0] if block >= 0 else 0
            _declare(scopes, result.code[name.start_byte : name.end_byte], begin, _scope_end(result, block), None)


def _locals(result: Scan, nodes: Iterable[Node], scopes: Scopes) -> None:
    code = result.code
    blocks = result.blocks
    names = result.names
    block_positions, block_owners = result.inside.positions, result.inside.owners
    function_positions, function_owners = result.functions.positions, result.functions.owners
    for start, end, node in sorted([(*node.byte_range, node) for node in nodes]):
        block = block_owners[bisect_right(block_positions, start) - 1]
        scope = (end, blocks[block][1] if block >= 0 else len(code) + 1)
        function = function_owners[bisect_right(function_positions, start) - 1]
        match = _LOCAL.match(code, start, end)
        places: list[tuple[int, int]] | None = None
        if match is not None:
            name, rest = match.groups()
            source: Expression | None = None
            if rest is None:
                usual = match.end(1) == end
            elif rest[0] == ",":
                usual = False
                places = [found.span() for found in _NAME.finditer(code, match.start(1), match.end(2))]
            else:
                first = code[match.end() : match.end() + 1]
                usual = first != "-"  # a comment, perhaps
                if function != CHUNK and first in _DATA:
                    _declare(scopes, name, *scope, None)
                    continue
                source = Expression(match.end(), end, 1)
            if usual:
                local = Name(name, match.start(1), function, source)
                names.append(local)
                _declare(scopes, name, *scope, local)
                continue
        if places is None:
            typed = [child.child_by_field_name("name") for child in elements(node.child_by_field_name("names"))]
            places = [name.byte_range for name in typed if name is not None]
        sources = _sources(node.child_by_field_name("values"), len(places))
        for (first_byte, last_byte), source in zip(places, sources, strict=True):
            local = Name(code[first_byte:last_byte], first_byte, function, source)
            names.append(local)
            _declare(scopes, local.name, *scope, local)


def _sources(values: Node | None, count: int) -> list[Expression | None]:
    """What each of `count` names on the left of a list of values receives."""
    given = [child.byte_range for child in elements(values)]
    sources: list[Expression | None] = [Expression(start, end, 1) for start, end in given[:count]]
    while len(sources) < count:
        sources.append(Expression(*given[-1], len(sources) - len(given) + 2) if given else None)
    return sources


def _assignments(result: Scan, nodes: Iterable[Node]) -> None:
    code = result.code
    for start, end, node in sorted([(*node.byte_range, node) for node in nodes]):
        match = _ASSIGNMENT.match(code, start, end)
        if match is not None and code[match.end() : match.end() + 1] != "-":
            source = Expression(match.end(), end, 1)
            path = match.group(2)
            if not path:
                found = [Target("name", start, source)]
            elif path.count(".") == 1:
                member = path.rpartition(".")[2].lstrip()
                found = [Target("member", start, source, member, match.end(2) - len(member))]
            else:
                found = [Target("other", start, source)]
        else:
            left = elements(node.child_by_field_name("left"))
            sources = _sources(node.child_by_field_name("right"), len(left))
            found = [_target(result, part, source) for part, source in zip(left, sources, strict=True)]
        block = result.inside.at(start)
        function = result.functions.at(start)
        for target in found:
            target.block = block
            target.function = function
        result.targets += found


def _target(result: Scan, node: Node, source: Expression | None) -> Target:
    """The target of an assignment that is more than names and dots."""
    start = node.start_byte
    if node.type == "identifier":
        return Target("name", start, source)
    base = node.child_by_field_name("object")
    if base is not None and base.type == "identifier":
        key = node.child_by_field_name("field")
        if key is not None:
            return Target("member", start, source, result.code[key.start_byte : key.end_byte], key.start_byte)
        index = node.child_by_field_name("index")
        content = result.string_at(*index.byte_range) if index is not None else None
        if content is not None:
            return Target("member", start, source, result.code[content[0] : content[1]], content[0])
        return Target("other" if index is not None and index.type == "number" else "computed", start, source)
    while base is not None and base.type in ("field_expression", "index_expression"):
        base = base.child_by_field_name("object")
    return Target("other", start if base is not None and base.type == "identifier" else -1, source)


def _resolve(result: Scan, references: list[tuple[int, int]], scopes: Scopes) -> None:
    """Decide for every mention of a name which declaration it means."""
    code = result.code
    free = result.free
    bound = result.bound
    for known in scopes.values():
        known.sort(key=_begin, reverse=True)  # the next one to begin is last
    active: Scopes = {name: [] for name in scopes}
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
        name = result.bound.pop(start, None)
        if name is not None:
            result.type_bases[start] = name
    for name in set(result.type_bases.values()):
        name.reads = [position for position in name.reads if position not in apart]


def _attach(result: Scan) -> None:
    """Give every assignment to the name that it changes, and collect the globals that the file assigns."""
    own = result.globals
    rest = []
    for target in result.targets:
        name = result.bound.get(target.root)
        if name is not None:
            name.add(target)
        elif (label := result.free.get(target.root)) is not None:
            if target.kind == "name":
                own.setdefault(label, Name(label, target.root, CHUNK, None)).add(target)
            else:
                rest.append((label, target))
    if own:
        for label, target in rest:
            if label in own:
                own[label].add(target)
        for start, label in result.free.items():
            if label in own:
                own[label].reads.append(start)
