"""What the names of a file hold, as far as its text shows: required values, functions, tables, strings, call results.

A name is known when it gets exactly one value: with its declaration and never again, or later and only once. Values are
worked out in the order in which they are written, so an alias finds what it stands for already known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from lua_entries.facts.lua_model import CHUNK
from lua_entries.facts.lua_parts import FUNCTION, Expression, Name, Scan, Value, elements, readable

_PATH = re.compile(r"([A-Za-z_]\w*)((?:\s*\.\s*[A-Za-z_]\w*)*)", re.ASCII)
_STEPS = re.compile(r"(?:\s*\.\s*[A-Za-z_]\w*)*", re.ASCII)
_NUMBER = re.compile(r"-?\s*(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)", re.ASCII)
CALLED = re.compile(r"((?:\s*\.\s*[A-Za-z_]\w*)*(?:\s*:\s*[A-Za-z_]\w*)?)\s*(?=[({\"']|\[=*\[)", re.ASCII)
"""What a call is made of behind a name: members, a method, and there the arguments begin."""
_REQUIRE = re.compile(
    r"require\s*(?:\(\s*(?:\"([^\"\\\n]*)\"|'([^'\\\n]*)')\s*\)|(?:\"([^\"\\\n]*)\"|'([^'\\\n]*)'))", re.ASCII
)
_PROTECTED_BODY = re.compile(r"(?<![\w.:])x?pcall\s*\(\s*\Z", re.ASCII)
_ESCAPE = re.compile(r"\\(?:(\d{1,3})|(\r\n|\n\r|.))", re.DOTALL | re.ASCII)
_ESCAPED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_TELLING = frozenset("ntf({[-.0123456789\"'#~")  # what an expression may begin with that tells more than a name
_METHOD_CALL = re.compile(r"\s*:(?!:)", re.ASCII)
_CALL_MARKS = frozenset("({\"'[:")
_WRAPPERS = frozenset(("parenthesized_expression", "cast_expression", "nonnil_expression"))
_NOT_TAKEN = frozenset(
    ("variable_list", "function_declaration", "field_expression", "method_access", "index_expression")
)
_BOOLEAN_OPERATORS = frozenset(("==", "~=", "<", ">", "<=", ">="))

CALLABLE = frozenset(("required", "global", "path", "result"))
"""Kinds of values whose calls can be told by a name."""

PLAIN = Value("plain")


class RequireCall:
    """A call of `require`, or a mention of it that may become one."""

    __slots__ = ("bound", "content", "end", "function", "module", "protected", "result", "start")

    def __init__(self, start: int, end: int, module: str | None, content: tuple[int, int]) -> None:
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

    __slots__ = ("_require_at", "known", "requires", "scan")

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.requires = _requires(scan)
        self._require_at = {call.start: call for call in self.requires}
        self.known = self._evaluate_names()
        """All names whose value is known."""

    def of(self, source: Expression, holder: Name | None = None) -> Value | None:
        """What an expression yields; None when the text does not show it. A table is one only where a name holds it."""
        start, end, result = source
        if result == FUNCTION:
            return Value("function", "", start)
        code = self.scan.code
        metatables: list[Node | None] = []
        value: Value | None = None
        while value is None:
            first = code[start : start + 1]
            if first.isalpha() or first == "_":
                match = _PATH.match(code, start)
                base = self.root(start, match.group(1)) if match is not None else None
                if match is None or base is None:
                    value = self._keyword(start, end)
                elif (call := self._require_at.get(start)) is not None:
                    value = self._required(call, end, result, holder)
                elif match.end() == end:
                    return step(base, match.group(2))
                elif base.kind == "global" and base.text + match.group(2) == "setmetatable":
                    given = self._arguments(start, end) if result == 1 else []
                    if given:
                        metatables.append(given[1] if given[1:] else None)
                        start, end = given[0].byte_range
                        continue
                elif _goes_on(code, match.end()) and (holder is None or not _has_methods_called(code, holder)):
                    return None  # the result of a call that nobody asks for
                elif result == 1:
                    value = self._result(start, match.end(1), base, end)
            elif first == "{":
                value = self._table(start, end, holder)
            else:
                value = self._literal(start, end)
            if value is None:
                inner = self._unwrap(start, end)
                if inner is None:
                    return self._operation(start, end)
                start, end = inner
        if value.name is not None and not all(map(harmless_metatable, metatables)):
            value.name.open = True
        return value

    def _literal(self, start: int, end: int) -> Value | None:
        """A string or a number."""
        content = self.scan.string_at(start, end)
        if content is not None:
            return Value("string", "", CHUNK, *content)
        return PLAIN if _NUMBER.fullmatch(self.scan.code, start, end) else None

    def _keyword(self, start: int, end: int) -> Value | None:
        """What begins with a word that is no known name: a function or a constant."""
        index = self.scan.function_at.get(start)
        if index is not None:
            return Value("function", "", index) if self.scan.bodies[index].end == end else None
        return PLAIN if self.scan.code[start:end] in ("nil", "true", "false") else None

    def _result(self, start: int, name_end: int, base: Value, end: int) -> Value | None:
        """The result of a chain of calls that fills start..end."""
        found = None
        for callee, arguments in self.calls(start, name_end, base):
            found = Value("result", callee + "()") if arguments.end_byte == end else None
        return found

    def _arguments(self, start: int, end: int) -> list[Node]:
        """The arguments of the call that fills start..end."""
        node = self.scan.node(start, end)
        return elements(node.child_by_field_name("arguments")) if node is not None else []

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
        """The calls in a chain that begins with a name (`a.b():c()`): callee and arguments of each."""
        if base.kind not in CALLABLE:
            return
        code = self.scan.code
        arguments = self.scan.arguments
        text = base.text
        position = name_end
        call = self._require_at.get(start)
        if call is not None and call.module is not None and call.result == 1:
            text = call.module
            position = call.end
        while (match := CALLED.match(code, position)) is not None:
            node = arguments.get(match.end())
            if node is None:
                return
            text += without_space(match.group(1))
            yield text, node
            text += "()"
            position = node.end_byte

    def _unwrap(self, start: int, end: int) -> tuple[int, int] | None:
        """The range of what parentheses, casts and `!` are around."""
        node = self.scan.node(start, end)
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
        node = self.scan.node(start, end)
        if node is None or node.type not in ("binary_expression", "unary_expression"):
            return None
        operator = node.child_by_field_name("operator")
        if operator is None:
            return None
        return PLAIN if operator.type in _BOOLEAN_OPERATORS or operator.type == "not" else None

    def _table(self, start: int, end: int, holder: Name | None) -> Value | None:
        """A table; only those of the chunk itself are looked into."""
        if end - start != len("{}"):
            node = self.scan.node(start, end)
            if node is None or node.type != "table":
                return None
        if holder is None or holder.function != CHUNK:
            return PLAIN
        holder.table = (start, end)
        return Value("table", name=holder)

    def _required(self, call: RequireCall, end: int, result: int, holder: Name | None) -> Value | None:
        """The value of an expression that begins with a `require`."""
        if call.end == end:
            if result != call.result:
                return PLAIN if result < call.result else None
            if holder is not None:
                call.bound = holder.name
            return Value("required", call.module) if call.module is not None else Value("result", "require()")
        if call.module is not None and call.result == 1 and _STEPS.fullmatch(self.scan.code, call.end, end):
            return step(Value("required", call.module), self.scan.code[call.end : end])
        return self._result(call.start, call.end, Value("required", call.module or ""), end) if call.module else None

    def _evaluate_names(self) -> list[Name]:
        """Work out what each name holds; gives those that are known then."""
        scan = self.scan
        bound, free, code = scan.bound, scan.free, scan.code
        known: list[Name] = []
        jobs: list[tuple[int, int, Name, Expression]] = []
        for order, name in enumerate((*scan.names, *scan.globals.values())):
            source = name.source
            if name.writes:
                if source is not None:
                    if source.start in self._require_at:
                        self.of(source, name)  # it is bound there, though not for long
                    continue
                source = name.writes[0].source if len(name.writes) == 1 else None
            if source is None:
                continue
            start = source.start
            # What begins with a parameter or loop variable is not known.
            if source.result == FUNCTION:
                name.value = Value("function", "", start)
                known.append(name)
            elif start in bound or start in free or code[start : start + 1] in _TELLING:
                jobs.append((start, order, name, source))
        jobs.sort()
        for start, _, name, source in jobs:
            root = bound.get(start)
            if root is None or root.value is not None:
                name.value = self.of(source, name)
                if name.value is not None:
                    known.append(name)
        for name in scan.names:
            if name.owner >= 0:
                table = bound.get(name.owner) or scan.globals.get(scan.name_at(name.owner))
                name.value = table.value if table is not None else None
                if name.value is not None:
                    known.append(name)
        return known


def _has_methods_called(code: str, name: Name) -> bool:
    """Whether what a name holds matters if it is the result of a call: then its methods are called."""
    length = len(name.name)
    return any(_METHOD_CALL.match(code, start + length) for start in name.reads)


def _goes_on(code: str, end: int) -> bool:
    """Whether a call or a method follows a path that ends at `end`."""
    return code[end : end + 1] in _CALL_MARKS and not code.startswith("::", end)


def without_space(path: str) -> str:
    """Members as they are written (`. a : b`), closed up."""
    return path if path.isprintable() and " " not in path else "".join(path.split())


def step(base: Value, path: str) -> Value | None:
    """The value of `base` followed by members (`.a.b`)."""
    if not path:
        return base
    path = without_space(path)
    if base.kind in ("required", "global", "path"):
        return Value("path", base.text + path)
    if base.kind == "table" and path.count(".") == 1:
        return Value("member", path[1:], name=base.name)
    return None


def harmless_metatable(node: Node | None) -> bool:
    """True for a table literal that changes neither what is read from a table nor what is written to it."""
    if node is None or node.type != "table":
        return False
    for field in elements(node):
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


def _requires(scan: Scan) -> list[RequireCall]:
    calls = []
    positions = {position for position, label in scan.free.items() if label == "require"}
    for name in scan.names:
        if name.name == "require" and name.source is not None and name.source.start in positions and not name.writes:
            positions.discard(name.source.start)  # `local require = require`
            positions.update(name.reads)
    for position in sorted(positions):
        match = _REQUIRE.match(scan.code, position)
        if match is not None:
            group = match.lastindex or 0
            call: RequireCall | None = RequireCall(
                position, match.end(), readable(match.group(group)), match.span(group)
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
    if parent.type in _NOT_TAKEN:
        return None
    if parent.type == "call_expression":
        return _call(scan, parent, 0)
    outer = parent.parent
    if parent.type == "arguments" and outer is not None:
        function = outer.child_by_field_name("function")
        name = scan.free.get(function.start_byte) if function is not None and function.type == "identifier" else None
        given = elements(parent)
        if name in ("pcall", "xpcall") and given and given[0].start_byte == position:
            call = _call(scan, outer, 1 if name == "pcall" else 2)
            if call is not None:
                call.protected = True
                call.result = 2
            return call
    return RequireCall(position, node.end_byte, None, node.byte_range)


def _call(scan: Scan, node: Node, index: int) -> RequireCall | None:
    """The call of `require` in a call expression; the name is the argument of that index."""
    arguments = node.child_by_field_name("arguments")
    if arguments is None:
        return None
    given = elements(arguments)
    start, end = node.byte_range
    if len(given) <= index:
        return RequireCall(start, end, None, arguments.byte_range)
    argument = given[index]
    while argument.type == "parenthesized_expression" and argument.named_child_count == 1:
        argument = argument.named_children[0]
    content = scan.string_at(*argument.byte_range) if argument.type == "string" else None
    if content is None:
        return RequireCall(start, end, None, argument.byte_range)
    return RequireCall(start, end, decode(readable(scan.code[content[0] : content[1]])), content)
