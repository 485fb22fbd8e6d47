"""What the names of a file hold, as far as its text shows: required values, functions, tables, strings, results of calls.

A name is known when it gets exactly one value: with its declaration and never again, or later and only once. Values are
worked out in the order in which they are written, so an alias finds what it stands for already known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from tree_sitter import Node

from lua_entries.facts.lua_model import CHUNK
from lua_entries.facts.lua_scan import FUNCTION, Expression, Name, Scan

_PATH = re.compile(r"([A-Za-z_]\w*)((?:\s*\.\s*[A-Za-z_]\w*)*)", re.ASCII)
_STEPS = re.compile(r"(?:\s*\.\s*[A-Za-z_]\w*)*", re.ASCII)
_NUMBER = re.compile(r"-?\s*(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)", re.ASCII)
_CALLED = re.compile(r"((?:\s*\.\s*[A-Za-z_]\w*)*)((?:\s*:\s*[A-Za-z_]\w*)?)\s*(?=[({\"']|\[=*\[)", re.ASCII)
_REQUIRE = re.compile(
    r"require\s*(?:\(\s*(?:\"([^\"\\\n]*)\"|'([^'\\\n]*)')\s*\)|(?:\"([^\"\\\n]*)\"|'([^'\\\n]*)'))", re.ASCII
)
_PROTECTED_BODY = re.compile(r"(?<![\w.:])x?pcall\s*\(\s*\Z", re.ASCII)
_ESCAPE = re.compile(r"\\(?:(\d{1,3})|(\r\n|\n\r|.))", re.DOTALL | re.ASCII)
_ESCAPED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_TELLING = frozenset("ntf({[-.0123456789\"'#~")  # what an expression may begin with that tells more than a name
_WRAPPERS = frozenset(("parenthesized_expression", "cast_expression", "nonnil_expression"))
_BOOLEAN_OPERATORS = frozenset(("==", "~=", "<", ">", "<=", ">="))

Kind = Literal["required", "global", "result", "function", "table", "member", "string", "plain"]


class Value(NamedTuple):
    """Something that an expression is known to yield.

    `required` and `global`: `text` is the module's or global's name followed by the members taken from it (`json.encode`).
    `result`: `text` is the chain of calls that made it, as in `CallLiteral.callee`, with `()` at the end.
    `function`: `index`. `table`: `name` holds it. `member`: of the table of `name`, called `text`.
    `string`: the content is at `index`..`end`. `plain`: neither a function nor a table that could matter.
    """

    kind: Kind
    text: str = ""
    index: int = -1
    end: int = -1
    name: Name | None = None


PLAIN = Value("plain")


class RequireCall:
    """A call of `require`, or a mention of it that may become one."""

    __slots__ = ("bound", "content", "end", "function", "module", "position", "protected", "result", "start")

    def __init__(self, position: int, start: int, end: int, module: str | None, content: tuple[int, int]) -> None:
        self.position = position
        self.start = start
        self.end = end
        """The call, that of `pcall` where `require` is passed to it."""
        self.module = module
        self.content = content
        """The text between the quotes, or the argument."""
        self.protected = False
        self.result = 1
        """Which result of the call is the required value."""
        self.function = CHUNK
        self.bound = ""


class Values:
    """The values of all names of one file."""

    __slots__ = ("_require_at", "requires", "scan")

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.requires = _requires(scan)
        self._require_at = {call.start: call for call in self.requires}
        _evaluate_names(self)

    def of(self, source: Expression, holder: Name | None = None) -> Value | None:
        """What an expression yields; None when the text does not show it. A table is one only where a name holds it."""
        start, end, result = source
        if result == FUNCTION:
            return Value("function", "", start)
        code = self.scan.code
        metatables: list[Node | None] = []
        while True:
            first = code[start : start + 1]
            if first == "{":
                value = self._table(start, end, holder)
                break
            if first == "(":
                inner = self._unwrap(start, end)
                if inner is None:
                    return self._operation(start, end)
                start, end = inner
                continue
            if not (first.isalpha() or first == "_"):
                return self._literal(start, end, first)
            match = _PATH.match(code, start)
            if match is None:
                return None
            base = self.root(start, match.group(1))
            if base is None:
                return self._keyword(start, end, match)
            call = self._require_at.get(start)
            if call is not None and call.end <= end:
                found = self._required(call, end, result, holder)
                if found is not None:
                    return found
            elif match.end() == end:
                value = step(base, match.group(2))
                break
            node = self.node(start, end)
            if node is None:
                return None
            if node.type in _WRAPPERS:
                inner = self._unwrap(start, end)
                if inner is None:
                    return None
                start, end = inner
                continue
            if node.type != "call_expression":
                return self._operation(start, end)
            if match.group() == "setmetatable" and base.kind == "global" and result == 1:
                arguments = node.child_by_field_name("arguments")
                given = [child for child in arguments.named_children if child.type != "comment"] if arguments else []
                if not given:
                    return None
                metatables.append(given[1] if given[1:] else None)
                start, end = given[0].byte_range
                continue
            text = ""
            for text, _ in self.calls(start, match.end(1), base):
                pass
            return Value("result", text + "()") if text and result == 1 else None
        if value is not None and value.name is not None and not all(map(harmless_metatable, metatables)):
            value.name.open = True
        return value

    def _literal(self, start: int, end: int, first: str) -> Value | None:
        """What begins with neither a name nor a bracket around something."""
        if first in ('"', "'", "["):
            content = self.scan.string_at(start, end)
            return Value("string", "", *content) if content is not None else self._operation(start, end)
        if _NUMBER.fullmatch(self.scan.code, start, end):
            return PLAIN
        return self._operation(start, end)

    def _keyword(self, start: int, end: int, match: re.Match[str]) -> Value | None:
        """What begins with a word that is no known name: a function, a constant, `not`, or an unknown local."""
        index = self.scan.function_at.get(start)
        if index is not None:
            return Value("function", "", index) if self.scan.bodies[index].end == end else None
        if start in self.scan.bound or start in self.scan.free:
            return self._operation(start, end)
        word = match.group()
        if word in ("nil", "true", "false") and match.end() == end:
            return PLAIN
        return self._operation(start, end)

    def root(self, start: int, name: str) -> Value | None:
        """What the name at a position holds."""
        known = self.scan.bound.get(start)
        if known is not None:
            return known.value
        if start not in self.scan.free:
            return None
        own = self.scan.globals.get(name)
        return own.value if own is not None else Value("global", name)

    def calls(self, start: int, name_end: int, base: Value) -> Iterator[tuple[str, Node]]:
        """The calls in a chain that begins with a name (`a.b():c()`): callee and arguments of each, inner ones first."""
        if base.kind not in ("required", "global", "result"):
            return
        code = self.scan.code
        arguments = self.scan.arguments
        text = base.text
        position = name_end
        call = self._require_at.get(start)
        if call is not None and call.module is not None and call.result == 1:
            text = call.module
            position = call.end
        while (match := _CALLED.match(code, position)) is not None:
            node = arguments.get(match.end())
            if node is None:
                return
            text += without_space(match.group(1) + match.group(2))
            yield text, node
            text += "()"
            position = node.end_byte

    def node(self, start: int, end: int) -> Node | None:
        """The node that fills start..end exactly; the outermost but for lists."""
        node = self.scan.root.descendant_for_byte_range(start, end)
        if node is None or node.start_byte != start or node.end_byte != end:
            return None
        return node

    def _unwrap(self, start: int, end: int) -> tuple[int, int] | None:
        """The range of what parentheses, casts and `!` are around."""
        node = self.node(start, end)
        if node is None or node.type not in _WRAPPERS:
            return None
        while node is not None and node.type in _WRAPPERS:
            inner = node.child_by_field_name("value")
            if inner is None:
                inner = next((child for child in node.named_children if child.type != "comment"), None)
            node = inner
        return node.byte_range if node is not None else None

    def _operation(self, start: int, end: int) -> Value | None:
        """Comparisons and `not` yield a boolean; other operators may be overloaded, so nothing is known of them."""
        node = self.node(start, end)
        if node is None or node.type not in ("binary_expression", "unary_expression"):
            return None
        operator = node.child_by_field_name("operator")
        if operator is None:
            return None
        return PLAIN if operator.type in _BOOLEAN_OPERATORS or operator.type == "not" else None

    def _table(self, start: int, end: int, holder: Name | None) -> Value | None:
        if holder is None or holder.function != CHUNK:
            return PLAIN if self._is_table(start, end) else None
        if not self._is_table(start, end):
            return None
        holder.table = (start, end)
        return Value("table", name=holder)

    def _is_table(self, start: int, end: int) -> bool:
        if end - start == 2:
            return True
        node = self.node(start, end)
        return node is not None and node.type == "table"

    def _required(self, call: RequireCall, end: int, result: int, holder: Name | None) -> Value | None:
        """The value of a `require` that an expression begins with; None when the expression goes on otherwise."""
        if call.end == end:
            if result != call.result:
                return PLAIN if result < call.result else None
            if holder is not None:
                call.bound = holder.name
            return Value("required", call.module) if call.module is not None else Value("result", "require()")
        if call.module is not None and call.result == 1 and _STEPS.fullmatch(self.scan.code, call.end, end):
            return step(Value("required", call.module), self.scan.code[call.end : end])
        return None


def without_space(path: str) -> str:
    """Members as they are written (`. a : b`), closed up."""
    return path if path.isprintable() and " " not in path else "".join(path.split())


def step(base: Value, path: str) -> Value | None:
    """The value of `base` followed by members (`.a.b`)."""
    if not path:
        return base
    path = without_space(path)
    if base.kind in ("required", "global"):
        return Value(base.kind, base.text + path)
    if base.kind == "table" and path.count(".") == 1:
        return Value("member", path[1:], name=base.name)
    return None


def harmless_metatable(node: Node | None) -> bool:
    """True for a table literal that changes neither what is read from a table nor what is written to it."""
    if node is None or node.type != "table":
        return False
    for field in node.named_children:
        if field.type == "comment":
            continue
        key = field.child_by_field_name("key")
        if key is None or key.text in (b"__index", b"__newindex"):
            return False
    return True


def decode(text: str) -> str:
    """The value of a string literal's content: the escapes of the dialect; an unknown one yields its character."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_unescape, text)


def _unescape(match: re.Match[str]) -> str:
    if match.group(1):
        return chr(min(int(match.group(1)), 255))
    return _ESCAPED.get(match.group(2), match.group(2))


def _evaluate_names(values: Values) -> None:
    scan = values.scan
    jobs: list[tuple[int, int, Name, Expression]] = []
    for order, name in enumerate((*scan.names, *scan.globals.values())):
        writes = name.writes
        source = name.source
        if source is None:
            if len(writes) == 1:
                source = writes[0].source
        elif writes:
            if source.start in values._require_at:
                values.of(source, name)
            continue
        if source is None:
            continue
        if source.result == FUNCTION:
            name.value = Value("function", "", source.start)
        else:
            jobs.append((source.start, order, name, source))
    jobs.sort()
    bound = scan.bound
    code = scan.code
    for start, _, name, source in jobs:
        known = bound.get(start)
        if known is not None:
            if known.value is None:
                continue
        elif start not in scan.free and code[start] not in _TELLING and start not in scan.function_at:
            continue  # a parameter or loop variable
        name.value = values.of(source, name)
    for name in scan.names:
        if name.owner >= 0 and (known := scan.bound.get(name.owner) or scan.globals.get(scan.name_at(name.owner))):
            name.value = known.value


def _requires(scan: Scan) -> list[RequireCall]:
    calls = []
    for position, label in scan.free.items():
        if label != "require":
            continue
        match = _REQUIRE.match(scan.code, position)
        if match is not None:
            group = match.lastindex or 0
            call: RequireCall | None = RequireCall(
                position, position, match.end(), match.group(group), match.span(group)
            )
        else:
            call = _unusual_require(scan, position)
        if call is None:
            continue
        call.function = index = scan.functions.at(position)
        if index >= 0 and not call.protected:
            body = scan.bodies[index].start
            before = _PROTECTED_BODY.search(scan.code, max(0, body - 60), body)
            call.protected = before is not None and before.start() in scan.free
        calls.append(call)
    return calls


def _unusual_require(scan: Scan, position: int) -> RequireCall | None:
    """`require` called with something else than a plain literal, passed to `pcall`, or taken as a value."""
    node = scan.root.descendant_for_byte_range(position, position + len("require"))
    parent = node.parent if node is not None else None
    if node is None or parent is None:
        return None
    if parent.type in ("variable_list", "function_declaration", "field_expression", "method_access", "index_expression"):
        return None
    if parent.type == "call_expression":
        return _call(scan, position, parent, 0)
    outer = parent.parent
    if parent.type == "arguments" and outer is not None:
        function = outer.child_by_field_name("function")
        name = scan.free.get(function.start_byte) if function is not None and function.type == "identifier" else None
        given = [child for child in parent.named_children if child.type != "comment"]
        if name in ("pcall", "xpcall") and given and given[0].start_byte == position:
            call = _call(scan, position, outer, 1 if name == "pcall" else 2)
            if call is not None:
                call.protected = True
                call.result = 2
            return call
    return RequireCall(position, position, node.end_byte, None, node.byte_range)


def _call(scan: Scan, position: int, node: Node, index: int) -> RequireCall | None:
    """The call of `require` in a call expression; the name is the argument of that index."""
    arguments = node.child_by_field_name("arguments")
    if arguments is None:
        return None
    given = [child for child in arguments.named_children if child.type != "comment"]
    start, end = node.byte_range
    if len(given) <= index:
        return RequireCall(position, start, end, None, arguments.byte_range)
    argument = given[index]
    while argument.type == "parenthesized_expression" and argument.named_child_count == 1:
        argument = argument.named_children[0]
    content = scan.string_at(*argument.byte_range) if argument.type == "string" else None
    if content is None:
        return RequireCall(position, start, end, None, argument.byte_range)
    return RequireCall(position, start, end, decode(scan.code[content[0] : content[1]]), content)
