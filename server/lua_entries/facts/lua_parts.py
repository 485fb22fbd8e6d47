"""What the steps of the analysis of a Lua file hand to each other: names, functions, assignments, values.

Positions are those of the tree (bytes of UTF-8); `Scan.code` is the source with one character for each of them, so that
plain string operations work on them. `lua_file` turns them into code points at the very end.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal, NamedTuple

from tree_sitter import Node

from lua_entries.facts.lua_model import CHUNK

_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|\[(=*)\[.*?\]\1\]", re.ASCII | re.DOTALL)

FUNCTION = 0
"""In place of the result number of an `Expression`: its `start` is then the index of a function."""


class Expression(NamedTuple):
    """Where a value is written, and which result of it is meant (1 is the first; only calls have more)."""

    start: int
    end: int
    result: int


class Value(NamedTuple):
    """Something that an expression is known to yield.

    `required`, `global`: `text` is its name. `path`: a member of one, with all names in `text` (`json.encode`).
    `result`: `text` is the chain of calls that made it, as in `CallLiteral.callee`, with `()` at the end.
    `function`: that index. `table`: the one that `name` holds. `member`: that of the table of `name` called `text`.
    `string`: a literal with its content at `start`..`end`. `plain`: neither a function nor a table to look into.
    """

    kind: Literal["required", "global", "path", "result", "function", "table", "member", "string", "plain"]
    text: str = ""
    function: int = CHUNK
    start: int = -1
    end: int = -1
    name: Name | None = None


class Target:
    """The left side of one assignment, with what it receives.

    `name`: the name itself (`x = …`). `member`: of a name (`x.y = …`, `x["y"] = …`). `computed`: `x[k] = …`.
    `other`: something inside a member (`x.y.z = …`), an element (`x[1] = …`), or not based on a name at all.
    """

    __slots__ = ("block", "function", "kind", "member", "member_start", "root", "source")

    def __init__(
        self,
        kind: Literal["name", "member", "computed", "other"],
        root: int,
        source: Expression | None,
        member: str = "",
        member_start: int = -1,
    ) -> None:
        self.kind = kind
        self.root = root
        """Where the name is that the target begins with; -1 when it begins with something else."""
        self.source = source
        self.member = member
        self.member_start = member_start
        self.block = -1
        self.function = CHUNK


class Name:
    """A local, or a global that the file itself assigns, with all its uses."""

    # Values that most names keep stand here and not in the instance, of which a file has hundreds.
    owner = -1
    """For the `self` of `function M:f`: where `M` is written there."""
    writes: Sequence[Target] = ()
    members: Sequence[Target] = ()
    value: Value | None = None
    """What it is known to hold; filled in by `lua_values`."""
    table: tuple[int, int] | None = None
    """The table constructor that it holds."""
    open = False
    """The table has a metatable that may show or take further members."""

    def __init__(self, name: str, start: int, function: int, source: Expression | None) -> None:
        self.name = name
        self.start = start
        self.function = function
        self.source = source
        """What it is declared with."""
        self.reads: list[int] = []
        """Where it is mentioned, assignments to it and to its members included."""

    def add(self, target: Target) -> None:
        """Note an assignment to the name, to a member of it or to something inside."""
        known = self.writes if target.kind == "name" else self.members
        if isinstance(known, list):
            known.append(target)
        elif target.kind == "name":
            self.writes = [target]
        else:
            self.members = [target]


class Body:
    """A function as it stands in the file."""

    __slots__ = (
        "declared",
        "end",
        "inner",
        "method",
        "name",
        "name_end",
        "name_start",
        "node",
        "params",
        "parent",
        "result_end",
        "start",
    )

    def __init__(self, node: Node, start: int, end: int) -> None:
        self.node = node
        self.start = start
        self.end = end
        self.inner = start
        """Where the parameters begin: from here on names belong to the function."""
        self.result_end = start
        """Where the parameters, or the types of the results, end."""
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

    __slots__ = ("owners", "positions")

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
        self.positions = positions
        """Where the answer changes."""
        self.owners = owners
        """The answer from that position on."""

    def at(self, position: int) -> int:
        """Index of the innermost interval, -1 for none."""
        return self.owners[bisect_right(self.positions, position) - 1]


class Scan:
    """What the file says, name by name. Made by `lua_scan.scan`."""

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
        "texts",
        "type_bases",
    )

    def __init__(self, code: str, root: Node) -> None:
        self.code = code
        self.root = root
        self.bodies: list[Body] = []
        self.functions = Intervals(())
        """Tells the innermost function at a position, as an index of `bodies`."""
        self.function_at: dict[int, int] = {}
        """Function expressions by where they begin."""
        self.blocks: list[tuple[int, int]] = []
        self.inside = Intervals(())
        """Tells the innermost block at a position, as an index of `blocks`."""
        self.names: list[Name] = []
        self.globals: dict[str, Name] = {}
        """Globals that the file assigns."""
        self.targets: list[Target] = []
        self.bound: dict[int, Name] = {}
        """What the name at a position refers to, when it is a local (parameters, loop variables and data excepted)."""
        self.free: dict[int, str] = {}
        """Names that no declaration of the file explains, by where they are."""
        self.arguments: dict[int, Node] = {}
        """All argument lists by where they begin; `f{}` and `f""` have one too."""
        self.texts: list[tuple[int, int]] = []
        """The contents of the string literals, in no order."""
        self.qualified: list[Node] = []
        """Types of the form `module.Name`."""
        self.type_bases: dict[int, Name] = {}
        """What the module part of such a type refers to, when it is a local."""

    def name_at(self, position: int) -> str:
        """The identifier that begins at a position; empty when there is none."""
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

    def node(self, start: int, end: int) -> Node | None:
        """The innermost node that fills start..end exactly; None when there is none."""
        node = self.root.descendant_for_byte_range(start, end)
        if node is None or node.start_byte != start or node.end_byte != end:
            return None
        return node


def readable(raw: str) -> str:
    """A piece of `Scan.code` as a person wrote it."""
    return raw if raw.isascii() else raw.encode("latin-1").decode("utf-8", "replace")


def elements(node: Node | None) -> list[Node]:
    """The named children of a list without the comments in it."""
    return [child for child in node.named_children if child.type != "comment"] if node is not None else []
