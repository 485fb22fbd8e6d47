"""Reads of globals and of required values, and the string literals that calls on them receive."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from sys import intern
from typing import Literal

from tree_sitter import Node

from lua_entries.facts.lua_model import CallLiteral, NameUse
from lua_entries.facts.lua_scan import Scan
from lua_entries.facts.lua_values import Values, decode, without_space
from lua_entries.text.span import Span

MAX_LITERAL = 256
"""Longer texts name nothing and are not kept; nor are texts with white space in them."""

SpanOf = Callable[[int, int], Span]
Access = Literal["", ".", ":", "[]"]

# After a name: members, a method, and what decides whether it is called.
_AFTER = re.compile(
    r"((?:\s*\.\s*[A-Za-z_]\w*)*)(\s*:\s*[A-Za-z_]\w*)?\s*(?:([({\"']|\[=*\[)|(\[|--|[.:](?![.:])))?", re.ASCII
)
_KEY = re.compile(r"\[\s*(?:\"(\w+)\"|'(\w+)')\s*\]\s*([({\"']|\[=*\[)?", re.ASCII)
_CALL = re.compile(r"[({\"']|\[=*\[")
_SPACE_AND_COMMENTS = re.compile(r"(?:\s+|--\[(=*)\[.*?\]\1\]|--(?!\[=*\[)[^\n]*)*", re.ASCII | re.DOTALL)
_STEP = re.compile(r"\.(?!\.)|:(?!:)")
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
# An argument list up to its first bracket or quote: one that ends there has no literal in it.
_NO_LITERAL = re.compile(r"\([^()\"'{\[]*\)")
_NO_CHAIN = frozenset(",);}=]+*/%<>~&|^")  # right after a call these end the chain


def names_and_literals(values: Values, text: str, span: SpanOf) -> tuple[list[NameUse], list[CallLiteral]]:
    """The uses of names and the literals in calls, both in the order of the file.

    Calls of `require` are left out: they are facts of their own. So are literals in plain calls of a global
    (`print("x")`): only what belongs to a module can name an entry.
    """
    scan = values.scan
    code = scan.code
    free = scan.free
    places = [(start, label, label, False) for start, label in free.items() if label != "require"]
    for name in scan.names:
        value = name.value
        if value is not None and value.kind == "required" and "." not in value.text:
            places += [(start, name.name, value.text, True) for start in name.reads]
    places.sort()
    plainly_written = {target.root for target in scan.targets if not target.member and not target.deep}
    written = plainly_written | {target.root for target in scan.targets if target.member and not target.deep}
    literals = _Literals(values, text, span)
    uses: list[NameUse] = []
    function_at = scan.functions.at
    own = scan.globals
    after = _AFTER.match
    for start, written_as, label, required in places:
        end = start + len(written_as)
        match = after(code, end)
        if match is None:
            continue
        path, method, opening, other = match.groups()
        access: Access = ""
        member = ""
        member_start = -1
        called = opening is not None
        if path:
            access = "."
            member, member_start = _first_step(path, match.start(1))
            called = called and method is None and path.rfind(".") == path.find(".")
        elif method:
            access = ":"
            member = without_space(method)[1:]
            member_start = match.end(2) - len(member)
        elif other is not None:
            access, member, member_start, called = _unusual_access(code, match.start(4))
        uses.append(
            NameUse(
                label,
                required,
                span(start, end),
                intern(member),
                span(member_start, member_start + len(member)) if member else None,
                access,
                called,
                start in written,
                function_at(start),
            )
        )
        if opening is not None and (required or path or method) and (required or label not in own):
            literals.follow(start, label + _joined(path, method), match.start(3))
    for name in (*scan.names, *own.values()):
        value = name.value
        if value is None or value.kind not in ("required", "global", "result"):
            continue
        if name.name not in own and value.kind == "required" and "." not in value.text:
            continue
        length = len(name.name)
        for start in name.reads:
            match = _AFTER.match(code, start + length)
            if match is not None and match.group(3) is not None:
                literals.follow(start, value.text + _joined(match.group(1), match.group(2)), match.start(3))
    return uses, literals.sorted()


def _joined(path: str, method: str | None) -> str:
    return without_space(path + method if method else path)


def _first_step(path: str, start: int) -> tuple[str, int]:
    """The first name in `.a.b`, and where it is."""
    match = _NAME.search(path)
    return (match.group(), start + match.start()) if match is not None else ("", -1)


def _unusual_access(code: str, position: int) -> tuple[Access, str, int, bool]:
    """An access by index, or one with comments in between: how, the member, where it is, whether it is called."""
    position = _skip(code, position)
    if code[position : position + 1] == "[":
        key = _KEY.match(code, position)
        if key is None:
            return "[]", "", -1, False
        group = 1 if key.group(1) is not None else 2
        return "[]", key.group(group), key.start(group), key.group(3) is not None
    step = _STEP.match(code, position)
    if step is None:
        return "", "", -1, _CALL.match(code, position) is not None
    access: Access = "." if step.group() == "." else ":"
    name = _NAME.match(code, _skip(code, step.end()))
    if name is None:
        return access, "", -1, False
    called = _CALL.match(code, _skip(code, name.end())) is not None
    return access, name.group(), name.start(), called


def _skip(code: str, position: int) -> int:
    match = _SPACE_AND_COMMENTS.match(code, position)
    return match.end() if match is not None else position


class _Literals:
    """Collects the literals of calls."""

    __slots__ = ("_constants", "_places", "_result", "_span", "_text", "_values")

    def __init__(self, values: Values, text: str, span: SpanOf) -> None:
        self._values = values
        self._text = text
        self._span = span
        self._result: list[CallLiteral] = []
        self._constants = _constants(values.scan)
        self._places = sorted(self._constants)

    def sorted(self) -> list[CallLiteral]:
        """All literals in the order of the file."""
        self._result.sort(key=_place)
        return self._result

    def follow(self, start: int, callee: str, opening: int) -> None:
        """Take the literals of a call whose arguments begin at `opening`, and of the calls on its result."""
        scan = self._values.scan
        code = scan.code
        arguments = scan.arguments
        while (node := arguments.get(opening)) is not None:
            end = node.end_byte
            if not self._is_without(opening, end):
                self._take(start, callee, node)
            if code[end : end + 1] in _NO_CHAIN:
                return
            match = _AFTER.match(code, end)
            if match is None or match.group(3) is None:
                return
            callee = f"{callee}(){_joined(match.group(1), match.group(2))}"
            opening = match.start(3)

    def _is_without(self, start: int, end: int) -> bool:
        """A quick answer: surely no literal, and no name of one."""
        scan = self._values.scan
        if _NO_LITERAL.match(scan.code, start) is None:
            return False
        index = bisect_left(self._places, start)
        return index == len(self._places) or self._places[index] >= end

    def _take(self, start: int, callee: str, arguments: Node) -> None:
        function = self._values.scan.functions.at(start)
        for argument, option, begin, end in _literals(self._values.scan, arguments, self._constants):
            place = self._span(begin, end)
            text = decode(self._text[place.start : place.end])
            self._result.append(CallLiteral(intern(callee), argument, option, text, place, function))


def _place(literal: CallLiteral) -> Span:
    return literal.span


def _constants(scan: Scan) -> dict[int, tuple[int, int]]:
    """Mentions of names that hold a string literal, with the place of its content."""
    found = {}
    for name in scan.names:
        value = name.value
        if value is not None and value.kind == "string" and _is_naming(scan.code, value.index, value.end):
            for start in name.reads:
                found[start] = (value.index, value.end)
    return found


def _is_naming(code: str, start: int, end: int) -> bool:
    """Whether a text may be the name of something: short and in one piece."""
    if not 0 < end - start <= MAX_LITERAL:
        return False
    text = code[start:end]
    return " " not in text and "\n" not in text and "\t" not in text


def _literals(
    scan: Scan, arguments: Node, constants: dict[int, tuple[int, int]]
) -> Iterator[tuple[int, str, int, int]]:
    """Argument number, option and place of the content of the literals in an argument list."""
    number = 0
    for child in arguments.named_children:
        kind = child.type
        if kind == "comment":
            continue
        number += 1
        if kind == "string" or kind == "identifier":
            content = _content(scan, child, constants)
            if content is not None:
                yield number, "", *content
        elif kind == "table":
            for field in child.named_children:
                value = field.child_by_field_name("value")
                if value is None or value.type not in ("string", "identifier"):
                    continue
                content = _content(scan, value, constants)
                if content is not None and (option := _option(scan, field)):
                    yield number, option, *content


def _content(scan: Scan, node: Node, constants: dict[int, tuple[int, int]]) -> tuple[int, int] | None:
    start, end = node.byte_range
    code = scan.code
    if code[start] not in "\"'[":
        return constants.get(start)
    content = (start + 1, end - 1) if code[start] != "[" else scan.string_at(start, end)
    return content if content is not None and _is_naming(code, *content) else None


def _option(scan: Scan, field: Node) -> str:
    """The key of a field when it is written out."""
    key = field.child_by_field_name("key")
    if key is not None:
        return intern(scan.code[key.start_byte : key.end_byte])
    index = field.child_by_field_name("index")
    content = scan.string_at(*index.byte_range) if index is not None else None
    return intern(scan.code[content[0] : content[1]]) if content is not None else ""
