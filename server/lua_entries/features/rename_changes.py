"""What all kinds of renaming share: the edits, and the reasons not to make them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from lua_entries.catalog import load_catalog
from lua_entries.facts.lua_mentions import string_literals
from lua_entries.files.paths import is_under, shown
from lua_entries.project.resolver import split_id
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry
from lua_entries.rules.finding import FileEdit
from lua_entries.syntax.yaml.nodes import Mapping as YamlMapping
from lua_entries.syntax.yaml.nodes import Node, Scalar, Sequence
from lua_entries.syntax.yaml.scalars import is_timestamp, plain_type
from lua_entries.text.edits import Edit
from lua_entries.text.span import Span


class NotSafe(Exception):
    """The renaming would break something, or is not meant here; the text says why."""


class Rename(NamedTuple):
    """A renaming in all files at once."""

    edits: tuple[FileEdit, ...]
    """What surely belongs to it, in the order of paths and offsets."""
    unsure: tuple[FileEdit, ...] = ()
    """Texts that are the old id, in places that are not known to hold ids: to be shown before they are changed."""
    notes: tuple[str, ...] = ()
    """What else changes with it."""


class Plan(NamedTuple):
    """A renaming that waits for the new name."""

    old: str
    span: Span
    """The part of the file at the cursor that is the name."""
    make: Callable[[str], Rename]
    """Gives the edits; raises NotSafe. The old name given again passes all checks that do not depend on the new one."""


class Changes:
    """Collects edits, each checked against the text."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._edits: dict[tuple[str, Span], str] = {}
        self._unsure: dict[tuple[str, Span], str] = {}

    def put(self, path: str, span: Span, old: str, new: str) -> None:
        """Write `new` over `old`, which must be the text at the span.

        Raises:
            NotSafe: other text stands there, or the file is not to be edited.
        """
        where = shown(path, self._snapshot.directory)
        if is_vendored(self._snapshot, path):
            raise NotSafe(f"`{where}` names `{old}`, and it belongs to an installed module")
        if self._snapshot.text(path)[span.start : span.end] != old:
            raise NotSafe(f"`{where}` writes `{old}` in a form that cannot be changed in place")
        self._edits[path, span] = new

    def offer(self, path: str, span: Span, new: str) -> None:
        """Note an edit that may be meant."""
        if not is_vendored(self._snapshot, path):
            self._unsure[path, span] = new

    def result(self, notes: tuple[str, ...] = ()) -> Rename:
        """All edits; what is sure is not offered as well."""
        places = sorted(self._edits)
        unsure = [
            (path, span)
            for path, span in sorted(self._unsure)
            if not any(path == other and span.start < sure.end and sure.start < span.end for other, sure in places)
        ]
        return Rename(
            tuple(FileEdit(path, Edit(span, self._edits[path, span])) for path, span in places),
            tuple(FileEdit(path, Edit(span, self._unsure[path, span])) for path, span in unsure),
            notes,
        )


def is_vendored(snapshot: Snapshot, path: str) -> bool:
    """True for files of unpacked modules."""
    return any(is_under(path, directory) for view in snapshot.roots for directory in view.root.vendored)


def require_own(snapshot: Snapshot, path: str, what: str) -> None:
    """Make sure that a thing is the project's own.

    Raises:
        NotSafe: it belongs to an installed module.
    """
    if is_vendored(snapshot, path):
        raise NotSafe(f"`{what}` belongs to an installed module")


def require_readable(snapshot: Snapshot, word: str, lua_word: str) -> None:
    """Make sure that no broken file mentions a word: what it refers to cannot be told.

    Raises:
        NotSafe: one does.
    """
    pattern, lua_pattern = (re.compile(rf"(?<![\w.-]){re.escape(text)}(?![\w-])") for text in (word, lua_word))
    for unit in snapshot.index_units.values():
        broken = not unit.facts.readable or any(entry.fact.broken for entry in unit.entries)
        if broken and pattern.search(unit.text):
            raise NotSafe(
                f"`{shown(unit.path, snapshot.directory)}` mentions `{word}` and is no YAML: correct it first"
            )
    for lua in snapshot.lua_units.values():
        if lua.facts.problems and lua_pattern.search(lua.text):
            where = shown(lua.path, snapshot.directory)
            raise NotSafe(f"`{where}` mentions `{lua_word}` and does not compile: correct it first")


def require_name(text: str, pattern: str, what: str) -> None:
    """Make sure that a text can be written as a name in YAML, with and without quotes.

    Raises:
        NotSafe: it cannot.
    """
    if not re.search(pattern, text):
        raise NotSafe(f"`{text}` cannot be {what}: use letters, digits, `_`, `-` and `.`")
    if plain_type(text) != "str" or is_timestamp(text) or text[0] in "-.":
        raise NotSafe(f"`{text}` cannot be {what}: YAML would not read it as a name")


def name_part(snapshot: Snapshot, path: str, span: Span, node: Node | None, name: str) -> Span | None:
    """Where a reference names its entry, without the namespace; None for forms that cannot be changed in place."""
    if isinstance(node, YamlMapping):
        return _value(node, load_catalog().definition.id_name, snapshot.text(path), name)
    text = snapshot.text(path)[span.start : span.end]
    if text == name or text.endswith(f":{name}"):
        return Span(span.end - len(name), span.end)
    return None


def namespace_part(snapshot: Snapshot, path: str, span: Span, node: Node | None, namespace: str) -> Span | None:
    """Where a reference names its namespace; None where it does not."""
    text = snapshot.text(path)
    if isinstance(node, YamlMapping):
        return _value(node, load_catalog().definition.id_namespace, text, namespace)
    if text.startswith(f"{namespace}:", span.start):
        return Span(span.start, span.start + len(namespace))
    return None


def _value(node: YamlMapping, key: str, text: str, value: str) -> Span | None:
    pair = node.find(key)
    if pair is None or not isinstance(pair.value, Scalar) or pair.value.text != value:
        return None
    span = pair.value.inner
    return span if text[span.start : span.end] == value else None


def offer_texts(snapshot: Snapshot, changes: Changes, renamed: Mapping[str, str], entries: frozenset[Entry]) -> None:
    """Offer to change texts that are an old id as a whole, where an id of that text means one of the entries.

    `renamed` gives the new ids by the old ones.
    """
    marks = {f"{split_id(identifier)[0]}:" for identifier in renamed}
    for unit in snapshot.index_units.values():
        if not any(mark in unit.text for mark in marks):
            continue
        for entry in unit.entries:
            for scalar in scalars(entry.fact.node):
                span = scalar.inner
                plain = scalar.text in renamed and unit.text[span.start : span.end] == scalar.text
                if plain and _means(snapshot, entry, scalar.text, entries):
                    changes.offer(unit.path, span, renamed[scalar.text])
    for lua in snapshot.lua_units.values():
        if not lua.is_exact or not any(mark in lua.text for mark in marks):
            continue
        for text, span in string_literals(lua.text):
            if text in renamed and any(_means(snapshot, user, text, entries) for user in lua.users):
                changes.offer(lua.path, lua.place(span), renamed[text])


def _means(snapshot: Snapshot, holder: Entry, identifier: str, entries: frozenset[Entry]) -> bool:
    view = snapshot.view_of(holder)
    return view is not None and not entries.isdisjoint(view.find(identifier).entries)


def scalars(node: Node) -> Iterator[Scalar]:
    """The strings among the values below a node, each node once."""
    seen: set[int] = set()
    pending: list[Node] = [node]
    while pending:
        value = pending.pop()
        if isinstance(value, Scalar):
            if value.type == "str":
                yield value
        elif id(value) not in seen:
            seen.add(id(value))
            pending += value.items if isinstance(value, Sequence) else [pair.value for pair in value.pairs]
