"""The facts of one Lua file: `lua_facts`.

The work is done in steps, each in a module of its own: `lua_scan` (scopes and declarations), `lua_values` (what names
hold), `lua_tables` (members and the returned value), `lua_uses` (which function uses which), `lua_names` (uses of
globals and modules, literals in calls). Here the results become the model, with positions in code points.
"""

from __future__ import annotations

import re
import string

from tree_sitter import QueryCursor

from lua_entries.facts.lua_model import CHUNK, Export, Function, LuaFacts, Require, Returned, TypeUse
from lua_entries.facts.lua_names import SpanOf, names_and_literals
from lua_entries.facts.lua_parts import FUNCTION, Body, Scan, readable
from lua_entries.facts.lua_scan import scan
from lua_entries.facts.lua_tables import ReturnedValue, Tables, returned
from lua_entries.facts.lua_uses import function_uses
from lua_entries.facts.lua_values import Values
from lua_entries.facts.suppression import KEYWORD, Suppression, find_suppressions
from lua_entries.syntax.lua import LuaTree, parse, query, syntax_problems
from lua_entries.syntax.lua.limits import MAX_BYTES, MAX_NESTING
from lua_entries.text.lines import LineIndex
from lua_entries.text.span import Span

_SPACE = re.compile(r"\s+", re.ASCII)
_COMMENT = re.compile(r"--\[(=*)\[.*?\]\1\]|--[^\n]*", re.DOTALL)
_BLOCK_COMMENT = re.compile(r"--\[(=*)\[(.*)\]\1\]\Z", re.DOTALL)
_LONG_COMMENT = re.compile(r"--\[=*\[")
_WORD = string.ascii_letters + string.digits + "_"
_BRACKETED_KEY = re.compile(r"\[\s*[\"']([^\"'\n]*)[\"']\s*\]\Z", re.ASCII)
_KEY_LENGTH = 120
# What may stand on its line before a function that the comment above belongs to.
_LEAD = re.compile(r"[ \t]*(?:[\w.:\[\]\"', \t]+=[ \t]*|return[ \t]+)?\Z", re.ASCII)


def lua_facts(text: str, *, max_size: int = MAX_BYTES, max_nesting: int = MAX_NESTING) -> LuaFacts:
    """Summarise the text of a Lua file. Never raises, whatever the text; a broken file keeps what can be read of it."""
    return tree_facts(parse(text, max_size=max_size, max_nesting=max_nesting))


def tree_facts(tree: LuaTree) -> LuaFacts:
    """The same for a file that is parsed already."""
    text = tree.text
    found = scan(tree)
    span = _span_of(tree)
    values = Values(found)
    tables = Tables(values)
    result = returned(tables)
    uses, chunk_uses = function_uses(tables)
    names, literals = names_and_literals(values, text, span)
    return LuaFacts(
        problems=tuple(syntax_problems(tree)),
        functions=_functions(found, text, span, uses),
        chunk_uses=chunk_uses,
        requires=_requires(values, span),
        names=tuple(names),
        types=_types(found, span),
        literals=tuple(literals),
        defined_globals=tuple(sorted(found.globals)),
        returned=_returned(tree, result, span),
        suppressions=_suppressions(tree),
    )


def _span_of(tree: LuaTree) -> SpanOf:
    """What turns positions of the tree into positions in code points."""
    if len(tree.source) == len(tree.text):
        return Span
    offset = tree.offset
    return lambda start, end: Span(offset(start), offset(end))


def _functions(found: Scan, text: str, span: SpanOf, uses: list[tuple[int, ...]]) -> tuple[Function, ...]:
    code = found.code
    names = _assigned_names(found)
    functions = []
    for index, body in enumerate(found.bodies):
        name, name_start, name_end = body.name, body.name_start, body.name_end
        if not body.declared:
            name, name_start, name_end = names.get(body.start) or _field_key(code, body.start)
        functions.append(
            Function(
                readable(name),
                span(body.start, body.end),
                span(name_start, name_end) if name else None,
                body.params,
                body.method,
                body.parent,
                uses[index],
                _doc(found, body.start),
                _signature(body, text, span),
            )
        )
    return tuple(functions)


def _assigned_names(found: Scan) -> dict[int, tuple[str, int, int]]:
    """Names of function expressions by where they begin: the local or the member that they are assigned to."""
    function_at = found.function_at
    names: dict[int, tuple[str, int, int]] = {}
    for local in found.names:
        source = local.source
        if source is not None and source.result == 1 and source.start in function_at:
            names[source.start] = (local.name, local.start, local.start + len(local.name))
    for target in found.targets:
        source = target.source
        if source is None or source.result == FUNCTION or source.start not in function_at:
            continue
        root = found.name_at(target.root)
        if target.kind == "member":
            end = target.member_start + len(target.member)
            names[source.start] = (f"{root}.{target.member}", target.member_start, end)
        elif target.kind == "name":
            names[source.start] = (root, target.root, target.root + len(root))
    return names


def _field_key(code: str, start: int) -> tuple[str, int, int]:
    """The key of the table field, or the end of the path, that a function expression is the value of."""
    offset = max(0, start - _KEY_LENGTH)
    before = code[offset:start].rstrip()
    if not before.endswith("="):
        return "", -1, -1
    before = before[:-1].rstrip()
    if before.endswith("]"):
        match = _BRACKETED_KEY.search(before)
        return (match.group(1), offset + match.start(1), offset + match.end(1)) if match else ("", -1, -1)
    begin = len(before.rstrip(_WORD))
    name = before[begin:]
    return ("", -1, -1) if not name or name[0].isdigit() else (name, offset + begin, offset + len(before))


def _signature(body: Body, text: str, span: SpanOf) -> str:
    start, end = span(body.inner, body.result_end)
    written = text[start:end]
    if "\n" in written or "--" in written:
        written = _SPACE.sub(" ", _COMMENT.sub("", written))
    return written


def _doc(found: Scan, start: int) -> str:
    """The comment that ends on the line above the one where a definition begins."""
    code = found.code
    line_start = code.rfind("\n", 0, start) + 1
    end = line_start - 1
    above = code[code.rfind("\n", 0, max(end, 0)) + 1 : end].strip() if end > 0 else ""
    if not (above.startswith("--") or above.endswith("]")) or not _LEAD.match(code, line_start, start):
        return ""
    comment = found.root.descendant_for_byte_range(end - 2, end - 1)
    if comment is None or comment.type != "comment":
        return ""
    if _LONG_COMMENT.match(code, comment.start_byte):
        return _block_doc(code[comment.start_byte : comment.end_byte])
    lines: list[str] = []
    while end > 0:
        begin = code.rfind("\n", 0, end) + 1
        line = code[begin:end].strip()
        if not line.startswith("--") or _LONG_COMMENT.match(line):
            break
        lines.append(line.lstrip("-").strip())
        end = begin - 1
    return readable("\n".join(reversed(lines)).strip())


def _block_doc(comment: str) -> str:
    """The text of a long comment."""
    match = _BLOCK_COMMENT.match(comment)
    return readable("\n".join(line.strip() for line in match.group(2).strip().splitlines())) if match else ""


def _requires(values: Values, span: SpanOf) -> tuple[Require, ...]:
    return tuple(
        Require(
            name=call.module,
            span=span(*call.content),
            call=span(call.start, call.end),
            protected=call.protected,
            function=call.function,
            bound=call.bound,
        )
        for call in values.requires
    )


def _types(found: Scan, span: SpanOf) -> tuple[TypeUse, ...]:
    uses = []
    for node in found.qualified:
        module = node.child_by_field_name("module")
        name = node.child_by_field_name("name")
        if module is None or name is None:
            continue
        known = found.type_bases.get(module.start_byte)
        value = known.value if known is not None else None
        if value is not None and value.kind == "required":
            base = value.text
        else:
            base = found.code[module.start_byte : module.end_byte]
        uses.append(TypeUse(base, found.code[name.start_byte : name.end_byte], span(*node.byte_range)))
    return tuple(uses)


def _returned(tree: LuaTree, result: ReturnedValue, span: SpanOf) -> Returned:
    """The returned value; where the text is broken or was not read, what is missing from it is unknown."""
    table = result.table
    broken = tree.limit is not None or tree.root.has_error
    shape = "unknown" if broken and result.shape == "nothing" else result.shape
    exports = (
        tuple(
            Export(
                readable(member.name),
                span(member.start, member.start + len(member.name)),
                member.kind,
                member.function,
            )
            for member in table.members.values()
        )
        if table is not None
        else ()
    )
    return Returned(
        shape=shape,
        exports=exports,
        complete=not broken and (table.complete if table is not None else shape != "unknown"),
        span=span(result.start, result.end) if result.start >= 0 else None,
        function=result.function if shape == "function" else CHUNK,
    )


def _suppressions(tree: LuaTree) -> tuple[Suppression, ...]:
    if KEYWORD not in tree.text:
        return ()
    comments = QueryCursor(query("(comment) @comment")).captures(tree.root).get("comment", [])
    return tuple(find_suppressions(LineIndex(tree.text), sorted(tree.span(node) for node in comments)))
