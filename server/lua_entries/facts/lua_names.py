"""Reads of globals and of required values, and the string literals that calls on them receive."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from sys import intern
from typing import Literal

from lua_entries.facts.lua_model import CallLiteral, NameUse
from lua_entries.facts.lua_parts import FUNCTION, Name, Scan, elements, readable
from lua_entries.facts.lua_values import CALLABLE, CALLED, Values, decode, without_space
from lua_entries.text.span import Span

MAX_LITERAL = 256
"""Longer texts name nothing and are not kept; nor are texts with white space in them."""

SpanOf = Callable[[int, int], Span]
Access = Literal["", ".", ":", "[]"]

_MEMBER = re.compile(r"[.:]([A-Za-z_]\w*)\s*", re.ASCII)
_STEP_MARKS: dict[str, Literal[".", ":"]] = {".": ".", ":": ":"}
# With anything else right behind a name, neither a call nor a member of it follows.
_MORE = frozenset(" \t\r\n\f\v.:([{\"'-")
_GOES_ON = re.compile(r"\s*[.:(\[{\"'-]", re.ASCII)
# After a name: members, a method, and what decides whether it is called.
_AFTER = re.compile(
    r"((?:\s*\.\s*[A-Za-z_]\w*)*)(\s*:\s*[A-Za-z_]\w*)?\s*(?:([({\"']|\[=*\[)|(\[|--|[.:](?![.:])))?", re.ASCII
)
_KEY = re.compile(r"\[\s*(?:\"(\w+)\"|'(\w+)')\s*\]\s*([({\"']|\[=*\[)?", re.ASCII)
_CALL = re.compile(r"[({\"']|\[=*\[")
_CALL_ENDS = frozenset(")\"']")
_SPACE_AND_COMMENTS = re.compile(r"(?:\s+|--\[(=*)\[.*?\]\1\]|--(?!\[=*\[)[^\n]*)*", re.ASCII | re.DOTALL)
_STEP = re.compile(r"\.(?!\.)|:(?!:)")
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_FIELD = re.compile(r"(?:([A-Za-z_]\w*)|\[\s*(?:\"([^\"\\\n]*)\"|'([^'\\\n]*)')\s*\])\s*=\s*(?=\S)", re.ASCII)
_ENDS = frozenset(",)")
_QUOTES = frozenset("\"'[")


def names_and_literals(values: Values, text: str, span: SpanOf) -> tuple[list[NameUse], list[CallLiteral]]:
    """The uses of names and the literals in calls, both in the order of the file.

    Calls of `require` are left out: they are facts of their own. So are literals in plain calls of a global
    (`print("x")`): only what belongs to a module can name an entry.
    """
    scan = values.scan
    code = scan.code
    own = scan.globals
    places = [(start, start + len(label), label, False) for start, label in scan.free.items() if label != "require"]
    direct = [call for call in values.requires if call.result == 1]
    places += [(call.start, call.end, call.module, True) for call in direct if call.module]
    for name in values.known:
        if (module := _module(name, own)) is not None:
            length = len(name.name)
            assigned = {target.root for target in name.writes}
            places += [(start, start + length, module, True) for start in name.reads if start not in assigned]
    places.sort()
    written = {target.root for target in scan.targets if target.kind in ("name", "member")}
    declared = {
        target.root for target in scan.targets if target.source is not None and target.source.result == FUNCTION
    }
    literals = _Literals(values, text, span)
    uses: list[NameUse] = []
    as_is = span is Span  # the text is ASCII
    new = tuple.__new__  # half the time of the constructor, which counts here
    positions, owners = scan.functions.positions, scan.functions.owners
    for start, end, label, required in places:
        access, member, member_start, callee, opening, called = _after(code, end)
        if not access and code[end - 1] in _CALL_ENDS:
            continue  # a `require("x")` of which no member is taken
        if start in declared:
            called, opening = False, -1  # the parentheses of `function x.y()`
        if as_is:
            first, last, inner = start, end, member_start if member else -1
        else:
            first, last = span(start, end)
            inner = span(member_start, member_start).start if member else -1
        function = owners[bisect_right(positions, start) - 1]
        fields = (label, required, first, last, member, inner, access, called, start in written, function)
        uses.append(new(NameUse, fields))
        if opening >= 0 and (required or (callee and label not in own)):
            literals.follow(start, label + callee, opening)
    for name in values.known:
        value = name.value
        if value is not None and value.kind in CALLABLE and _module(name, own) is None:
            length = len(name.name)
            for start in name.reads:
                if code[start + length : start + length + 1] not in _MORE:
                    continue
                match = CALLED.match(code, start + length)
                if match is not None:
                    literals.follow(start, value.text + without_space(match.group(1)), match.end())
    return uses, literals.sorted()


def _module(name: Name, own: dict[str, Name]) -> str | None:
    """What a local is known to have required, whole."""
    value = name.value
    if value is None or value.kind != "required" or own.get(name.name) is name:
        return None
    return value.text


def _after(code: str, end: int) -> tuple[Access, str, int, str, int, bool]:
    """What follows a name that ends at `end`.

    Returns the access, the first member and where it is (-1: none), all members up to a call as in
    `CallLiteral.callee`, where the arguments of that call begin (-1: none), and whether the first member, or without
    one the name itself, is called. The usual cases, `name.member(`, `name(` and `name` before punctuation, are told
    without the big pattern.
    """
    first = code[end : end + 1]
    if first in _STEP_MARKS:
        usual = _MEMBER.match(code, end)
        if usual is not None:
            stop = usual.end(1)
            following = code[usual.end() : usual.end() + 1]
            if following == "(":
                return _STEP_MARKS[first], intern(usual.group(1)), end + 1, code[end:stop], usual.end(), True
            if following not in _MORE:
                return _STEP_MARKS[first], intern(usual.group(1)), end + 1, "", -1, False
    elif first == "(":
        return "", "", -1, "", end, True
    elif first not in _MORE:
        return "", "", -1, "", -1, False
    match = _AFTER.match(code, end)
    if match is None:
        return "", "", -1, "", -1, False
    path, method, brackets, other = match.groups()
    opening = match.start(3)
    called = brackets is not None
    if path:
        name = _NAME.search(path)
        member = intern(name.group()) if name is not None else ""
        member_start = match.start(1) + name.start() if name is not None else -1
        called = called and method is None and path.rfind(".") == path.find(".")
        return ".", member, member_start, without_space(path + (method or "")), opening, called
    if method:
        member = without_space(method)[1:]
        return ":", intern(member), match.end(2) - len(member), ":" + member, opening, called
    if other is not None:
        access, member, member_start, opening = _unusual_access(code, match.start(4))
        callee = access + member if access in _STEP_MARKS else ""
        return access, intern(member), member_start, callee, opening if access != "[]" else -1, opening >= 0
    return "", "", -1, "", opening, called


def _unusual_access(code: str, position: int) -> tuple[Access, str, int, int]:
    """An access by index, or one with comments in between: how, the member, where it is, where arguments begin."""
    position = _skip(code, position)
    if code[position : position + 1] == "[":
        key = _KEY.match(code, position)
        if key is None:
            return "[]", "", -1, -1
        group = 1 if key.group(1) is not None else 2
        return "[]", key.group(group), key.start(group), key.start(3)
    step = _STEP.match(code, position)
    if step is None:
        return "", "", -1, _opening(code, position)
    access: Access = "." if step.group() == "." else ":"
    name = _NAME.match(code, _skip(code, step.end()))
    if name is None:
        return access, "", -1, -1
    return access, name.group(), name.start(), _opening(code, _skip(code, name.end()))


def _opening(code: str, position: int) -> int:
    """The position if arguments begin there, else -1."""
    return position if _CALL.match(code, position) else -1


def _skip(code: str, position: int) -> int:
    match = _SPACE_AND_COMMENTS.match(code, position)
    return match.end() if match is not None else position


class _Literals:
    """Collects the literals of calls."""

    __slots__ = ("_constants", "_places", "_result", "_scan", "_span", "_text", "_texts")

    def __init__(self, values: Values, text: str, span: SpanOf) -> None:
        self._scan = values.scan
        self._text = text
        self._span = span
        self._result: list[CallLiteral] = []
        self._constants = _constants(values)
        code = values.scan.code
        self._texts = {start: end for start, end in values.scan.texts if _is_naming(code, start, end)}
        """The contents of literals that are worth keeping."""
        self._places = sorted([*self._texts, *self._constants])

    def sorted(self) -> list[CallLiteral]:
        """All literals in the order of their places in the file."""
        self._result.sort(key=_place)
        return self._result

    def follow(self, start: int, callee: str, opening: int) -> None:
        """Take the literals of a call whose arguments begin at `opening`, and of the calls on its result."""
        code = self._scan.code
        places = self._places
        arguments = self._scan.arguments
        while (node := arguments.get(opening)) is not None:
            end = node.end_byte
            index = bisect_left(places, opening)
            if index < len(places) and places[index] < end:
                self._take(start, callee, opening, end, index)
            if code[end : end + 1] not in _MORE or _GOES_ON.match(code, end) is None:
                return
            _, _, _, more, opening, _ = _after(code, end)
            callee = f"{callee}(){more}"

    def _take(self, start: int, callee: str, opening: int, end: int, index: int) -> None:
        """Take the literals of one call; the first text or constant in its arguments is that of `index`."""
        places = self._places
        first = places[index]
        alone = index + 1 == len(places) or places[index + 1] >= end
        last = self._texts.get(first)
        if alone and first == opening + 2 and last is not None and self._scan.code[last + 1 : last + 2] in _ENDS:
            found: Iterable[Found] = ((1, "", first, last),)
        else:
            found = _literals(self._scan, opening, self._constants)
        function = self._scan.functions.at(start)
        for argument, option, begin, finish in found:
            place = self._span(begin, finish)
            text = decode(self._text[place.start : place.end])
            self._result.append(CallLiteral(intern(callee), argument, option, text, place, function))


def _place(literal: CallLiteral) -> Span:
    return literal.span


def _constants(values: Values) -> dict[int, tuple[int, int]]:
    """Mentions of names that hold a string literal, with the place of its content."""
    found = {}
    code = values.scan.code
    for name in values.known:
        value = name.value
        if value is not None and value.kind == "string" and _is_naming(code, value.start, value.end):
            for start in name.reads:
                found[start] = (value.start, value.end)
    return found


def _is_naming(code: str, start: int, end: int) -> bool:
    """Whether a text may be the name of something: short and in one piece."""
    if not 0 < end - start <= MAX_LITERAL:
        return False
    text = code[start:end]
    return " " not in text and "\n" not in text and "\t" not in text


Found = tuple[int, str, int, int]
"""Argument number, option and place of the content of a literal."""


def _literals(scan: Scan, opening: int, constants: dict[int, tuple[int, int]]) -> Iterator[Found]:
    """The literals of any argument list."""
    code = scan.code
    for number, child in enumerate(elements(scan.arguments.get(opening)), 1):
        start, end = child.byte_range
        if code[start : start + 1] == "{" and child.type == "table":
            for field in child.named_children:
                match = _FIELD.match(code, *field.byte_range)
                if match is not None and (content := _content(scan, match.end(), field.end_byte, constants)):
                    yield number, intern(readable(match.group(match.lastindex or 0))), *content
        elif content := _content(scan, start, end, constants):
            yield number, "", *content


def _content(scan: Scan, start: int, end: int, constants: dict[int, tuple[int, int]]) -> tuple[int, int] | None:
    """Where the content is of the literal, or of the constant, that fills start..end."""
    if start in constants:
        return constants[start] if _NAME.fullmatch(scan.code, start, end) else None
    content = scan.string_at(start, end) if scan.code[start : start + 1] in _QUOTES else None
    return content if content is not None and _is_naming(scan.code, *content) else None
