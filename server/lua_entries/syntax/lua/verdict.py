"""The place of an error and what can be said about it from the tree alone."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from tree_sitter import Node

from lua_entries.syntax.lua.grammar import language
from lua_entries.syntax.lua.leaves import leaf_after, leaf_before, leaves
from lua_entries.syntax.lua.tree import LuaTree
from lua_entries.syntax.lua.words import RULE
from lua_entries.text.span import Problem, Span

# What type syntax consists of, and what ends the search for it.
_TYPE_PARTS = frozenset(
    [
        "type_declaration",
        "interface_declaration",
        "interface_method",
        "type_params",
        "type_param",
        "return_types",
        "vararg_param",
        "type_ref",
        "generic_type",
        "literal_type",
        "union_type",
        "intersection_type",
        "optional_type",
        "suffix_array_type",
        "array_type",
        "readonly_type",
        "parenthesized_type",
        "index_type",
        "map_type",
        "record_type",
        "record_field",
        "interface_type",
        "conditional_type",
        "annotated_type",
        "annotation",
        "function_type",
        "fun_type",
        "function_type_param",
        "function_type_vararg",
        "type_tuple",
        "asserts_type",
        "typeof_type",
        "keyof_type",
    ]
)
_SCOPES = frozenset({"chunk", "block", "parameters", "typed_name_list"})


class Verdict(NamedTuple):
    """A problem; `certain` is False when the mistake may be anywhere before, as with an `end` too many or too few."""

    problem: Problem
    certain: bool = True


class Token(NamedTuple):
    """A token and where it is."""

    span: Span
    text: str


class ErrorPlace:
    """The first error of a part of the file.

    `plain` is the text without types and escapes; `error` the ERROR or MISSING node.
    """

    __slots__ = ("error", "plain", "tree")

    def __init__(self, tree: LuaTree, plain: str, error: Node) -> None:
        self.tree = tree
        self.plain = plain
        self.error = error

    @property
    def start(self) -> int:
        """Where the error begins, in code points."""
        return self.tree.offset(self.error.start_byte)

    @property
    def in_types(self) -> bool:
        """True when the error lies inside of type syntax, which Lua's compiler cannot read."""
        node: Node | None = self.error
        if any(child.type in _TYPE_PARTS for child in self.error.named_children):
            return True
        while node is not None and node.type not in _SCOPES:
            if node.type in _TYPE_PARTS:
                return True
            node = node.parent
        return False

    def token(self, node: Node) -> Token:
        """A leaf of the tree as a token."""
        return Token(self.tree.span(node), self.tree.text_of(node))

    def unexpected(self) -> Node | None:
        """The first token that the parser could not accept; None when the file ends too early."""
        if not self.error.is_missing:
            for leaf in leaves(self.error):
                if leaf.grammar_id not in _valid_symbols(leaf.parse_state):
                    return leaf
        return leaf_after(self.tree.root, self.error.end_byte)

    def before(self, offset: int) -> Token | None:
        """The last token that ends at or before an offset in code points."""
        byte = len(self.tree.text[:offset].encode("utf-8", "surrogatepass"))
        leaf = leaf_before(self.tree.root, byte)
        return None if leaf is None else self.token(leaf)

    def expected(self, what: str, at: Token | None, help_: str = "") -> Problem:
        """The problem that something is missing before a token, or before the end of the file.

        When a new line begins there, the place to look at is the token before it.
        """
        before = self.before(len(self.tree.text) if at is None else at.span.start)
        if at is not None and (before is None or not self.line_between(before, at)):
            return Problem(RULE, at.span, f"{what} expected before `{at.text}`", help_)
        if before is None:
            return Problem(RULE, Span(0, 0), f"{what} expected", help_)
        return Problem(RULE, before.span, f"{what} expected after `{before.text}`", help_)

    def ends_early(self) -> Problem:
        """The problem that the file ends where something must follow."""
        before = self.before(len(self.tree.text))
        if before is None:
            return Problem(RULE, Span(0, 0), "unexpected end of the file")
        return Problem(RULE, before.span, f"unexpected end of the file after `{before.text}`")

    def line_between(self, before: Token, after: Token) -> bool:
        """True when a line ends between two tokens."""
        gap = self.tree.text[before.span.end : after.span.start]
        return "\n" in gap or "\r" in gap


@lru_cache(maxsize=1024)
def _valid_symbols(state: int) -> frozenset[int]:
    """The tokens that the parser accepts in a state; state 0 is that of skipped text."""
    if state == 0:
        return frozenset()
    iterator = language().lookahead_iterator(state)
    if iterator is None:
        return frozenset()
    return frozenset(symbol for symbol, _ in iterator)


def fallback_verdict(place: ErrorPlace) -> Verdict:
    """What the tree alone says: the token that is missing or does not fit."""
    node = place.unexpected()
    token = None if node is None else place.token(node)
    if place.error.is_missing:
        kind = place.error.type
        parent = place.error.parent
        what = "type" if parent is not None and parent.type == "type_ref" else "name"
        return Verdict(place.expected(what if kind == "identifier" else f"`{kind}`", token))
    if token is None:
        return Verdict(place.ends_early())
    return Verdict(Problem(RULE, token.span, f"unexpected `{token.text}`"))
