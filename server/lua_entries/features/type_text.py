"""The text of a type, in the schema or in Lua, as a tree: what is needed to know the members of such a value."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

_TOKEN = re.compile(r"\s*(\"[^\"]*\"|'[^']*'|->|\.\.\.|[A-Za-z_]\w*|[-+]?\d[\w.]*|\S)", re.ASCII)
_NAME = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)

MAX_LENGTH = 2_000
"""Longer texts are not looked into."""

_MAX_DEPTH = 40


class TypeNode(NamedTuple):
    """A type. `other` is one that says nothing of members: a function, a number, `nil`."""

    kind: Literal["name", "literal", "record", "list", "union", "both", "other"]
    text: str = ""
    module: str = ""
    name: str = ""
    parts: tuple[TypeNode, ...] = ()
    """Of a union (`|`), and of what is of several types at once (`&`), these types; of a list (or of a mapping) what
    its elements are; of a name its arguments."""
    fields: tuple[tuple[str, TypeNode, bool], ...] = ()
    """Of a record: name, type, whether it may be absent."""


@lru_cache(maxsize=1024)
def parse_type_text(text: str) -> TypeNode | None:
    """The tree of a type; None for what is none."""
    if len(text) > MAX_LENGTH:
        return None
    reader = _Reader([match.group(1) for match in _TOKEN.finditer(text)])
    try:
        found = reader.union(0)
    except _NoType:
        return None
    return found._replace(text=" ".join(text.split())) if reader.at_end else None


class _NoType(Exception):
    """The text is no type that is understood here."""


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.position = 0

    @property
    def at_end(self) -> bool:
        return self.position >= len(self.tokens)

    def _peek(self) -> str:
        return "" if self.at_end else self.tokens[self.position]

    def _take(self, wanted: str = "") -> str:
        token = self._peek()
        if not token or (wanted and token != wanted):
            raise _NoType
        self.position += 1
        return token

    def _skip(self, token: str) -> bool:
        if self._peek() != token:
            return False
        self.position += 1
        return True

    def union(self, depth: int) -> TypeNode:
        """`A | B`."""
        if depth > _MAX_DEPTH:
            raise _NoType
        start = self.position
        self._skip("|")
        parts = [self._both(depth)]
        while self._skip("|"):
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else TypeNode("union", self._text(start), parts=tuple(parts))

    def _both(self, depth: int) -> TypeNode:
        """`A & B`."""
        start = self.position
        parts = [self._suffixed(depth)]
        while self._skip("&"):
            parts.append(self._suffixed(depth))
        return parts[0] if len(parts) == 1 else TypeNode("both", self._text(start), parts=tuple(parts))

    def _text(self, start: int) -> str:
        return "".join(f" {token} " if token in ("|", "&") else token for token in self.tokens[start : self.position])

    def _suffixed(self, depth: int) -> TypeNode:
        start = self.position
        found = self._simple(depth)
        while True:
            if self._skip("?"):
                found = found._replace(text=self._text(start))
            elif self._peek() == "[" and self.tokens[self.position + 1 : self.position + 2] == ["]"]:
                self.position += 2
                found = TypeNode("list", self._text(start), parts=(found,))
            else:
                return found

    def _simple(self, depth: int) -> TypeNode:
        start = self.position
        token = self._take()
        if token == "{":
            return self._braces(start, depth)
        if token == "(":
            return self._parentheses(start, depth)
        if token[0] in "\"'":
            return TypeNode("literal", token)
        if token == "fun" and self._peek() == "(":
            self._take()
            return self._parentheses(start, depth)
        if not _NAME.match(token):
            if token[0].isdigit() or token[0] in "+-":
                return TypeNode("other", token)
            raise _NoType
        if token in ("readonly", "interface") and self._peek() == "{":
            self._take()
            return self._braces(start, depth)
        module, name = "", token
        if self._skip("."):
            module, name = token, self._take()
        arguments: list[TypeNode] = []
        if self._skip("<"):
            arguments.append(self.union(depth + 1))
            while self._skip(","):
                arguments.append(self.union(depth + 1))
            self._take(">")
        if module == "" and name == "Array" and arguments:
            return TypeNode("list", self._text(start), parts=tuple(arguments))
        return TypeNode("name", self._text(start), module, name, tuple(arguments))

    def _parentheses(self, start: int, depth: int) -> TypeNode:
        """A type in parentheses, or the parameters of a function type."""
        inner: list[TypeNode] = []
        named = False
        while not self._skip(")"):
            if self._skip("..."):
                self._skip(":")
                named = True
            elif self.tokens[self.position + 1 : self.position + 2] in ([":"], ["?"]) and _NAME.match(self._peek()):
                following = self.tokens[self.position + 1 : self.position + 3]
                if following[0] == ":" or following == ["?", ":"]:
                    self.position += 1 + len(following[:1]) if following[0] == ":" else 3
                    named = True
            inner.append(self.union(depth + 1))
            if not self._skip(",") and self._peek() != ")":
                raise _NoType
        if self._skip("->") or (named and self._skip(":")):
            self.union(depth + 1)
            return TypeNode("other", self._text(start))
        if len(inner) == 1 and not named:
            return inner[0]
        return TypeNode("other", self._text(start))

    def _braces(self, start: int, depth: int) -> TypeNode:
        """A record, a mapping or a list."""
        fields: list[tuple[str, TypeNode, bool]] = []
        element: TypeNode | None = None
        while not self._skip("}"):
            token = self._peek()
            following = self.tokens[self.position + 1 : self.position + 3]
            if self._skip("["):
                self.union(depth + 1)
                self._take("]")
                self._take(":")
                element = self.union(depth + 1)
            elif following[:1] == [":"] or following == ["?", ":"]:
                optional = following[0] == "?"
                self.position += 3 if optional else 2
                fields.append((token, self.union(depth + 1), optional))
                while self._skip("@"):
                    self._annotation()
            else:
                element = self.union(depth + 1)
            if not (self._skip(",") or self._skip(";")) and self._peek() != "}":
                raise _NoType
        if fields:
            return TypeNode("record", self._text(start), fields=tuple(fields))
        if element is not None:
            return TypeNode("list", self._text(start), parts=(element,))
        return TypeNode("record", self._text(start))

    def _annotation(self) -> None:
        """Pass over `@name` and what it has in parentheses."""
        self._take()
        if self._skip("("):
            while not self._skip(")"):
                self._take()
