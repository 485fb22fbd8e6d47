"""What one file contributes to a project: its entries, or its Lua."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar, cast

from lua_entries.catalog import Field, Kind
from lua_entries.facts.index_model import EntryFact, IndexFacts
from lua_entries.facts.lua_model import LuaFacts
from lua_entries.project.inline import InlineMap
from lua_entries.project.lua_text import LuaText
from lua_entries.syntax.yaml.nodes import Mapping, Node, Pair
from lua_entries.text.span import Span

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One entry of an index file, valid or not. Compared by identity: two entries may claim one id.

    An entry stays the same while edits around it only move it: its places are then those of the newest load.
    """

    id: str
    namespace: str
    name: str
    kind: str
    """The kind as written; empty when absent."""
    path: str
    """Absolute path of the index file."""
    fact: EntryFact
    own_meta: Mapping | None
    """The entry's own meta, when it is a mapping."""
    file_meta: Mapping | None
    """The meta of the file's header, merged under the entry's own."""
    info: Kind | None
    """What the catalog knows of the kind; None for unknown kinds."""

    def move_to(self, other: Entry) -> None:
        """Stand where another entry stands, which says the same."""
        for name in ("fact", "own_meta", "file_meta"):
            object.__setattr__(self, name, getattr(other, name))

    def has_role(self, role: str) -> bool:
        """True when the entry's kind plays the role."""
        return self.info is not None and role in self.info.roles

    def field(self, role: str) -> Field | None:
        """The field of the entry's kind that plays the role."""
        return self.info.field_with_role(role) if self.info is not None else None

    def pair(self, role: str) -> Pair | None:
        """The key and value of the (top-level) field that plays the role, where the entry has it."""
        known = self.field(role)
        if known is None or self.fact.data is None:
            return None
        return self.fact.data.find(known.path)

    def meta(self, path: tuple[str, ...]) -> Node | None:
        """The value at a path below `meta`: the entry's own, else the file header's, merged at the first level only
        (wippyai/runtime boot/loader/entry_loader.go)."""
        return descend(self.own_meta, path) if self._own_has(path) else descend(self.file_meta, path)

    def _own_has(self, path: tuple[str, ...]) -> bool:
        return self.own_meta is not None and bool(path) and self.own_meta.get(path[0]) is not None


def descend(node: Node | None, path: tuple[str, ...]) -> Node | None:
    """The value under nested mapping keys; keys compare without case."""
    for key in path:
        if not isinstance(node, Mapping):
            return None
        pair = node.find(key)
        if pair is None:
            return None
        node = pair.value
    return node


@dataclass(frozen=True, slots=True, eq=False)
class IndexUnit:
    """One index file with its entries, in the order of the file."""

    path: str
    text: str
    facts: IndexFacts
    entries: tuple[Entry, ...]
    namespace: str
    readable: bool = True
    """False when the file could not be read at all."""
    mark: object = field(default_factory=object)
    """What the file is known by when it has changed."""
    origin: object = None
    """The mark of the file from which the entries that only moved were kept."""
    _made: dict[object, object] = field(default_factory=dict)

    def once(self, make: Callable[[IndexUnit], T]) -> T:
        """What `make` gives for this file: made when first asked for, and kept as long as the file stays as it is."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("T", self._made[make])


class Changed(NamedTuple):
    """An index file as it was and as it is."""

    before: IndexUnit
    after: IndexUnit


@dataclass(frozen=True, slots=True, eq=False)
class LuaUnit:
    """Lua text: a file, or the inline source of one entry inside an index file.

    Facts count offsets in the Lua text; `place` turns them into offsets in the file at `path`.
    """

    path: str
    content: LuaText
    inline: InlineMap | None
    users: tuple[Entry, ...]
    """Entries that run this text, in order of their ids."""

    @property
    def text(self) -> str:
        """The text; empty where it cannot be read. It is read when first asked for."""
        return self.content.text

    @property
    def facts(self) -> LuaFacts:
        """What the text says. It is summarised when first asked for."""
        return self.content.facts

    @property
    def is_exact(self) -> bool:
        """True when `place` gives exactly the characters that were asked for, so that they can be edited."""
        return self.inline is None or bool(self.inline.starts)

    def place(self, span: Span) -> Span:
        """The span in the file that holds the text."""
        return span if self.inline is None else self.inline.place(span)

    def find(self, offset: int) -> int | None:
        """The offset in the text that stands at an offset in the file: the inverse of `place`; None where none does."""
        return offset if self.inline is None else self.inline.find(offset)
