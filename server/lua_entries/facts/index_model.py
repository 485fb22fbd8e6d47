"""The summary of one index file (`_index.yaml` and its like)."""

from __future__ import annotations

from typing import NamedTuple

from lua_entries.facts.suppression import Suppression
from lua_entries.syntax.yaml.nodes import Mapping, Scalar
from lua_entries.text.span import Problem, Span


class FileValue(NamedTuple):
    """A string value that starts with the file scheme (`file://`), anywhere in the file (facts/loading.md 5.1)."""

    value: Scalar
    entry: int
    """Index into `entries`, -1 outside of them."""
    path: str
    """Dotted path inside the entry, list items as `[0]`; informative only."""


class EntryFact(NamedTuple):
    """One entry as written, valid or not."""

    name: Scalar | None
    """None when absent or not a string."""
    kind: Scalar | None
    node: Mapping
    data: Mapping | None
    """The mapping that holds the kind's own fields: `node` itself, or the value of its `data` key where there is one
    (None when that is not a mapping)."""
    span: Span
    """From the dash (or first key) of the entry to the end of its last value."""
    broken: bool
    """True when the entry could not be composed and only its scalars were scanned."""
    suppressions: tuple[Suppression, ...]
    """Suppressions at the head of the entry, which hold for the whole of it."""

    @property
    def place(self) -> Span:
        """Where findings about an absent field go: the name, else the first key, else the whole entry."""
        if self.name is not None:
            return self.name.span
        if self.node.pairs:
            return self.node.pairs[0].key.span
        return self.span


class IndexFacts(NamedTuple):
    """Everything the project needs to know of one index file."""

    definition: bool
    """False for YAML that declares no entries as far as the runtime is concerned (no namespace)."""
    namespace: Scalar | None
    meta: Mapping | None
    """File-level meta, merged under each entry's own."""
    entries: tuple[EntryFact, ...]
    problems: tuple[Problem, ...]
    file_values: tuple[FileValue, ...]
    suppressions: tuple[Suppression, ...]
    """Suppressions for a line, the next line, or the whole file."""
    readable: bool = True
    """False when the text is not YAML, so that all of this is only what could be recovered."""
