"""The YAML tree: immutable, positions in code points, independent of the parser that made it.

Aliases share the node of their anchor, so a tree is a directed graph without cycles: follow it, never expand it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from lua_entries.text.span import Problem, Span

ScalarType = Literal["str", "int", "float", "bool", "null"]


class Scalar(NamedTuple):
    """A scalar as written.

    `start`/`end` include quotes; `text` is the decoded text (escapes, folding and chomping applied); `type` is what the
    runtime's reader makes of it; `style` is `''` (plain), `'`, `"`, `|` or `>`.
    """

    start: int
    end: int
    text: str
    type: ScalarType
    style: str

    @property
    def span(self) -> Span:
        """The whole scalar, quotes included."""
        return Span(self.start, self.end)

    @property
    def inner(self) -> Span:
        """The scalar without its quotes."""
        return Span(self.start + 1, self.end - 1) if self.style in ("'", '"') else Span(self.start, self.end)


class Pair(NamedTuple):
    """One `key: value` of a mapping; `merged` when it came in through `<<`."""

    key: Scalar
    value: Node
    merged: bool = False


class Sequence(NamedTuple):
    """A list; `flow` for `[a, b]`."""

    start: int
    end: int
    items: tuple[Node, ...]
    flow: bool

    @property
    def span(self) -> Span:
        """From the first dash (or the bracket) to the end of the last item."""
        return Span(self.start, self.end)


class Mapping(NamedTuple):
    """A mapping; `flow` for `{a: b}`. Where a key is written twice, both pairs are kept, in order."""

    start: int
    end: int
    pairs: tuple[Pair, ...]
    flow: bool

    @property
    def span(self) -> Span:
        """From the first key (or the brace) to the end of the last value."""
        return Span(self.start, self.end)

    def get(self, key: str) -> Pair | None:
        """The first pair with exactly this key."""
        if len(self.pairs) > _FEW:
            return _tables(self.pairs)[0].get(key)
        for pair in self.pairs:
            if pair.key.text == key:
                return pair
        return None

    def find(self, key: str) -> Pair | None:
        """The pair with this key, compared without case where no exact one exists, as the runtime decodes fields."""
        exact = self.get(key)
        if exact is not None:
            return exact
        lowered = key.lower()
        if len(self.pairs) > _FEW:
            return _tables(self.pairs)[1].get(lowered)
        for pair in self.pairs:
            if pair.key.text.lower() == lowered:
                return pair
        return None


_FEW = 32
"""Up to so many pairs are looked through; tables are made for more, since somebody may ask for every key."""
_Table: TypeAlias = "dict[str, Pair]"
_recent: list[tuple[tuple[Pair, ...], _Table, _Table]] = []


def _tables(pairs: tuple[Pair, ...]) -> tuple[_Table, _Table]:
    """The first pairs by their keys, and by their keys in lower case; kept for the mappings asked last."""
    for held, exact, lowered in tuple(_recent):
        if held is pairs:
            return exact, lowered
    exact, lowered = {}, {}
    for pair in pairs:
        exact.setdefault(pair.key.text, pair)
        lowered.setdefault(pair.key.text.lower(), pair)
    _recent.insert(0, (pairs, exact, lowered))
    del _recent[4:]
    return exact, lowered


Node: TypeAlias = Scalar | Sequence | Mapping


class YamlFile(NamedTuple):
    """One parsed file.

    `root` is None for an empty text or one of which nothing could be kept. `complete` is False when the text is not
    YAML and `root` is what the tolerant path recovered; `broken` then holds the spans of the entries (or top-level
    keys) in which something may be lost, and of those that a merge conflict reaches into.
    """

    root: Node | None
    problems: tuple[Problem, ...]
    complete: bool = True
    broken: tuple[Span, ...] = ()
