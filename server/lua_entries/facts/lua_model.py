"""The summary of one Lua file. Facts are per file; verdicts are per entry, since several entries may share a file."""

from __future__ import annotations

from typing import Literal, NamedTuple

from lua_entries.facts.suppression import Suppression
from lua_entries.text.span import Problem, Span

CHUNK = -1
"""The index that stands for the chunk itself where a function index is expected."""


class Function(NamedTuple):
    """A function body in the file; its index in `LuaFacts.functions` identifies it."""

    name: str
    """As written (`run`, `M.run`, `M:run`), or the local or field it is assigned to; empty when anonymous."""
    span: Span
    """From `function` (or `local`) to `end`."""
    name_span: Span | None
    """The last part of the name: `run` in `M.run`."""
    params: tuple[str, ...]
    """Names, with `...` for the rest; the `self` of a method is not one of them."""
    method: bool
    parent: int
    """Index of the enclosing function, or CHUNK."""
    uses: tuple[int, ...]
    """Functions that it mentions, itself or through a table that holds them: called or passed on, so possibly run when
    this one runs; functions without a name in its body too."""
    doc: str
    """The comment directly above it, without the comment marks."""
    signature: str
    """Parameters and results as written, types included, on one line: `(a: string, ...): boolean`."""


class Require(NamedTuple):
    """A call of `require`; where it is taken as a value (`load_with(require)`) one with a computed argument."""

    name: str | None
    """The literal; None when the argument is computed."""
    span: Span
    """The text between the quotes, or the argument expression."""
    call: Span
    protected: bool
    """Under `pcall` or `xpcall`: `pcall(require, "x")` or a require directly inside a function passed to it."""
    function: int
    bound: str
    """The local that the value is bound to, or empty."""


class NameUse(NamedTuple):
    """A read of a name that no local, parameter or loop variable of the file defines, or of a local bound to a require.

    A member taken right from the call (`require("x").y`) counts as a read of what is required, a local that is known to
    be the same as another one too. Assignments are here as well, with `written`. `require` itself is not.
    """

    name: str
    """The global's name, or, for a local bound to `require("x")`, the name `x`."""
    required: bool
    """True when the value came from `require(name)`, False for a global read."""
    start: int
    """Of `span`; plain numbers, since these are most of the facts and would take twice the memory with spans."""
    end: int
    member: str
    """First member accessed (`encode` in `json.encode`), or empty."""
    member_start: int
    """Where the member is named; -1 without one."""
    access: Literal["", ".", ":", "[]"]
    called: bool
    """The member (or, without one, the value) is called."""
    written: bool
    """The member is assigned (`http.foo = 1`), or the global itself is."""
    function: int

    @property
    def span(self) -> Span:
        """The name as it stands there, or the whole call of `require`."""
        return Span(self.start, self.end)

    @property
    def member_span(self) -> Span | None:
        """The name of the member, which is ASCII however it is written; None without one."""
        return Span(self.member_start, self.member_start + len(self.member)) if self.member_start >= 0 else None


class TypeUse(NamedTuple):
    """A qualified name in a type: `mod.Name`."""

    base: str
    """The module's or alias' name when the base is bound to a require, else the base as written."""
    name: str
    span: Span


class CallLiteral(NamedTuple):
    """A string literal that is an argument of a call on a required value, a global, or a value made by one.

    A local that holds nothing but a literal stands for it. Texts with white space or of more than 256 characters, and
    arguments of plain global functions (`print("x")`), name nothing and are left out.
    """

    callee: str
    """`module.function` with the module's own name, whatever the local is called; for the methods of what a call
    returns the calls that lead there: `module.function():method`."""
    argument: int
    """1 is the first argument; for methods the object is not counted."""
    option: str
    """Key of a table argument that holds the literal, or empty."""
    text: str
    """The value of the literal, escapes resolved."""
    span: Span
    """The text between the quotes, where the literal is written."""
    function: int


class Export(NamedTuple):
    """A member of the table that the chunk returns."""

    name: str
    span: Span
    """Where the member is defined (its name)."""
    kind: Literal["function", "value", "unknown"]
    function: int
    """Index into `functions` where known, else CHUNK."""


class Returned(NamedTuple):
    """What the chunk returns (its first return value)."""

    shape: Literal["nothing", "function", "table", "value", "unknown"]
    """`value`: surely neither a function nor a table; `unknown`: cannot be told from the text."""
    exports: tuple[Export, ...]
    complete: bool
    """False when the shape is unknown, the file is broken, or members may exist that are not in `exports` (computed
    keys, the table passed to a function, a metatable with `__index`, and so on)."""
    span: Span | None
    """The returned expression."""
    function: int
    """Index of the returned function for shape `function`, else CHUNK."""


class LuaFacts(NamedTuple):
    """Everything the project needs to know of one Lua file."""

    problems: tuple[Problem, ...]
    functions: tuple[Function, ...]
    chunk_uses: tuple[int, ...]
    """Functions that the chunk itself mentions outside of definitions and of the returned table: may run at load."""
    requires: tuple[Require, ...]
    names: tuple[NameUse, ...]
    types: tuple[TypeUse, ...]
    literals: tuple[CallLiteral, ...]
    defined_globals: tuple[str, ...]
    """Globals that the file itself assigns or declares as functions."""
    returned: Returned
    suppressions: tuple[Suppression, ...]

    def reachable(self, function: int) -> frozenset[int]:
        """Function indexes that may run when `function` runs (CHUNK: when the chunk is loaded), itself included."""
        seen: set[int] = set()
        pending = [function]
        while pending:
            index = pending.pop()
            if index in seen:
                continue
            seen.add(index)
            pending.extend(self.chunk_uses if index == CHUNK else self.functions[index].uses)
        return frozenset(seen)
