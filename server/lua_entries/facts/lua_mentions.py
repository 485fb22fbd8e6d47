"""Every place in a Lua file that names one member of what the chunk returns: worked out when it is asked for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from lua_entries.facts.lua_model import CHUNK
from lua_entries.facts.lua_parts import FUNCTION, Expression, Name, elements, readable
from lua_entries.facts.lua_scan import scan
from lua_entries.facts.lua_tables import ReturnedValue, Tables, returned
from lua_entries.facts.lua_values import Values
from lua_entries.syntax.lua import LuaTree, parse
from lua_entries.text.span import Span

_IDENTIFIER = re.compile(r"[A-Za-z_]\w*", re.ASCII)


class Mentions(NamedTuple):
    """Where a member of the returned table is named, in the order of the file."""

    members: tuple[Span, ...] = ()
    """As a member or key: `format` in `M.format(…)`, `function M.format`, `{ format = … }`, `M["format"]`."""
    holder: str = ""
    """The local or global function that the member is set to (`{ format = format_it }`); empty where there is none."""
    holder_spans: tuple[Span, ...] = ()
    """Every place that names it."""
    on_objects: bool = False
    """The function may be called as a method of objects, whose calls cannot be found."""

    @property
    def all(self) -> tuple[Span, ...]:
        """Every place that names the function, by whatever name."""
        return (*self.members, *self.holder_spans)


class _Analysis(NamedTuple):
    tree: LuaTree
    tables: Tables
    result: ReturnedValue


def returned_mentions(text: str, name: str) -> Mentions:
    """Where the text names the member `name` of the table that it returns; nothing where it returns no known table.

    The table by its names in the chunk and as `self` in its methods; not what gets it through calls and other tables.
    """
    tree, tables, result = _analysis(text)
    if result.holder is None or result.table is None:
        return Mentions()
    member = result.table.members.get(name.encode("utf-8", "surrogatepass").decode("latin-1"))
    if member is None:
        return Mentions()
    found = _Mentions(tables, result.holder, member.name)
    members = sorted(set(found.in_constructor()) | set(found.by_name()))
    holders = found.holders()
    holder = holders[0] if len(holders) == 1 else None
    places = sorted({holder.start, *holder.reads}) if holder is not None else []
    length = len(holder.name) if holder is not None else 0
    return Mentions(
        members=tuple(_span(tree, start, end) for start, end in members),
        holder=readable(holder.name) if holder is not None else "",
        holder_spans=tuple(_span(tree, start, start + length) for start in places),
        on_objects=tables.makes_objects(result.holder) and _takes_self(tables, member.function),
    )


def string_literals(text: str) -> Iterator[tuple[str, Span]]:
    """The contents of all string literals as they are written, and where they stand."""
    tree, tables, _ = _analysis(text)
    for start, end in sorted(tables.values.scan.texts):
        span = _span(tree, start, end)
        yield text[span.start : span.end], span


def has_variable(text: str, name: str) -> bool:
    """Whether something in the text may be a variable of this name: the word outside of strings and comments, unless
    it is right behind a dot or a colon."""
    tree, tables, _ = _analysis(text)
    comments = [comment.byte_range for comment in tree.captures("(comment) @comment").get("comment", [])]
    apart = sorted([*comments, *tables.values.scan.texts])
    starts = [start for start, _ in apart]
    for match in re.finditer(rf"(?<![\w.:]){re.escape(name)}(?!\w)", tables.values.scan.code, re.ASCII):
        place = bisect_right(starts, match.start()) - 1
        if place < 0 or match.start() >= apart[place][1]:
            return True
    return False


def is_identifier(text: str) -> bool:
    """Whether the text can be the name of a local: no reserved word of the dialect."""
    return _IDENTIFIER.fullmatch(text) is not None and not parse(f"local {text}").root.has_error


def _span(tree: LuaTree, start: int, end: int) -> Span:
    """A range of the tree in code points."""
    return Span(tree.offset(start), tree.offset(end))


@lru_cache(maxsize=4)  # one file is asked about again and again while it is edited
def _analysis(text: str) -> _Analysis:
    tree = parse(text)
    tables = Tables(Values(scan(tree)))
    return _Analysis(tree, tables, returned(tables))


def _takes_self(tables: Tables, function: int) -> bool:
    """Whether a function is written as a method; one that is not known may be."""
    if function == CHUNK:
        return True
    body = tables.values.scan.bodies[function]
    return body.method or body.params[:1] == ("self",)


class _Mentions:
    """One member of one table."""

    def __init__(self, tables: Tables, holder: Name, member: str) -> None:
        self._tables = tables
        self._scan = tables.values.scan
        self._holder = holder
        self._member = member
        word = re.escape(member)
        self._access = re.compile(rf"\s*(?:[.:]\s*({word})(?!\w)|\[\s*(?:\"({word})\"|'({word})')\s*\])", re.ASCII)

    def by_name(self) -> Iterator[tuple[int, int]]:
        """Behind a name that holds the table."""
        for alias in self._tables.aliases(self._holder):
            for position in alias.reads:
                match = self._access.match(self._scan.code, position + len(alias.name))
                if match is not None:
                    yield match.span(match.lastindex or 0)

    def in_constructor(self) -> Iterator[tuple[int, int]]:
        """As a key where the table is written."""
        for place, _ in self._keys():
            yield place

    def holders(self) -> list[Name]:
        """The names of functions that the member is set to."""
        sources = [source for _, source in self._keys()]
        for alias in self._tables.aliases(self._holder):
            sources += [target.source for target in alias.members if target.member == self._member]
        names = []
        for source in sources:
            name = self._name(source)
            if name is not None and name.value is not None and name.value.kind == "function" and name not in names:
                names.append(name)
        return names

    def _name(self, source: Expression | None) -> Name | None:
        if source is None or source.result == FUNCTION:
            return None
        written = self._scan.name_at(source.start)
        if not written or source.start + len(written) != source.end:
            return None
        known = self._scan.bound.get(source.start)
        if known is None and source.start in self._scan.free:
            known = self._scan.globals.get(written)
        return known

    def _keys(self) -> Iterator[tuple[tuple[int, int], Expression | None]]:
        """The fields of that key in the constructor: where the key is, and the value."""
        node = self._scan.node(*self._holder.table) if self._holder.table is not None else None
        for field in elements(node):
            key, value = field.child_by_field_name("key"), field.child_by_field_name("value")
            index = field.child_by_field_name("index")
            place: tuple[int, int] | None = None
            if key is not None:
                place = key.byte_range
            elif index is not None:
                place = self._scan.string_at(*index.byte_range)
            if place is not None and self._scan.code[place[0] : place[1]] == self._member:
                yield place, Expression(*value.byte_range, 1) if value is not None else None
