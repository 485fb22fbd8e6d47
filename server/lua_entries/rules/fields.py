"""What rules about the fields of an entry share: keys that its kind does not read, values that do not fit, new keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from lua_entries.catalog import Definition, FieldNode, FieldType
from lua_entries.project.units import Entry
from lua_entries.project.values import is_duration, is_placeholder, is_whole
from lua_entries.project.walk import is_null, places
from lua_entries.rules.finding import FileEdit, Fix
from lua_entries.syntax.yaml.nodes import Mapping, Node, Pair, Scalar, Sequence
from lua_entries.text.edits import Edit
from lua_entries.text.lines import LineIndex, line_end_of
from lua_entries.text.span import Span


class UnknownKey(NamedTuple):
    """A key below an entry that the runtime does not read."""

    pair: Pair
    path: tuple[str, ...]
    holder: Mapping
    known: FieldNode
    """The position that holds the key."""
    beside_data: bool = False
    """True for keys that are out of force because the entry has its fields under `data`."""


def plain_path(path: tuple[str, ...]) -> str:
    """A path as the catalog writes it in its lists of keys: without list indices."""
    return ".".join(segment for segment in path if not segment.startswith("["))


def has_no_effect(entry: Entry, path: tuple[str, ...]) -> bool:
    """True for keys that are known to be written in vain, also where any key may stand."""
    info = entry.info
    return info is not None and (plain_path(path) in info.ignored or plain_path(path) in info.misspellings)


def unknown_keys(entry: Entry, keys: Definition) -> Iterator[UnknownKey]:
    """Keys that are not declared where all keys are, and those known to have no effect.

    Nothing below them is looked at. A key that names the variable for a field beside it is known (`addr_env` for
    `addr`).
    """
    if entry.info is None or not entry.info.usable:
        return
    tree = entry.info.tree
    node = entry.fact.node
    if node.get(keys.data) is not None:
        for pair in node.pairs:
            if pair.key.text not in keys.structural_keys:
                yield UnknownKey(pair, (pair.key.text,), node, tree, beside_data=True)
    if entry.info.free_data or entry.fact.data is None:
        return
    at_top = entry.fact.data is node
    for pair in entry.fact.data.pairs:
        name = pair.key.text
        if at_top and name.lower() in keys.structural_keys:
            if name not in keys.structural_keys:
                yield UnknownKey(pair, (name,), entry.fact.data, tree)
        elif not _is_declared(tree, name, keys):
            yield UnknownKey(pair, (name,), entry.fact.data, tree)
    for place in places(entry, keys):
        if isinstance(place.value, Mapping):
            for pair in place.value.pairs:
                path = (*place.path, pair.key.text)
                undeclared = place.node.closed and not _is_declared(place.node, pair.key.text, keys)
                if undeclared or has_no_effect(entry, path):
                    yield UnknownKey(pair, path, place.value, place.node)


def _is_declared(known: FieldNode, key: str, keys: Definition) -> bool:
    return known.child(key) is not None or (
        key.endswith(keys.sibling_suffix) and known.child(key.removesuffix(keys.sibling_suffix)) is not None
    )


def meant(entry: Entry, unknown: UnknownKey, keys: Definition) -> str | None:
    """The path of the field that an unknown key was probably meant to be, if any. Never one that is there already."""
    if entry.info is None:
        return None
    listed = entry.info.misspellings.get(plain_path(unknown.path))
    if listed is not None:
        return listed
    wanted = {
        name: known.field is not None and known.field.required == "yes" for name, known in unknown.known.children()
    }
    if unknown.holder is entry.fact.node:
        wanted |= {keys.meta: False, keys.data: False, keys.name: True, keys.kind: True}
    # A key that must be there and is not is the likelier guess.
    written = unknown.path[-1].lower()
    near = [
        (SequenceMatcher(None, written, name.lower()).ratio() + (_BONUS if required else 0), name)
        for name, required in wanted.items()
        if unknown.holder.find(name) in (None, unknown.pair)
    ]
    likeness, name = max(near, default=(0.0, ""))
    return ".".join((*unknown.path[:-1], name)) if likeness >= _ENOUGH else None


_ENOUGH = 0.8
_BONUS = 0.1


# Values


class Misfit(NamedTuple):
    """A part of a value that does not fit its type."""

    path: tuple[str, ...]
    """Where it is below the value; empty for the value itself."""
    value: Node
    wanted: FieldType


def misfit(value: Node, wanted: FieldType, keys: Definition) -> Misfit | None:
    """The first part of a value that does not fit the type; items of lists and mappings are looked into."""
    pending = [Misfit((), value, wanted)]
    while pending:
        part = pending.pop()
        path, node, kind = part
        if isinstance(node, Scalar):
            if not _scalar_fits(node, kind, keys):
                return part
        elif isinstance(node, Sequence):
            if kind.item is None:
                return part
            if not _is_any(kind.item):
                items = [Misfit((*path, f"[{number}]"), item, kind.item) for number, item in enumerate(node.items)]
                pending += reversed(items)
        elif not kind.mapping:
            return part
        elif kind.value is not None and not _is_any(kind.value):
            pending += (Misfit((*path, pair.key.text), pair.value, kind.value) for pair in reversed(node.pairs))
    return None


def _is_any(kind: FieldType) -> bool:
    return kind.name == "any"


def _scalar_fits(node: Scalar, kind: FieldType, keys: Definition) -> bool:
    if is_null(node):
        return True  # the runtime's decoder leaves the field at its zero value
    if is_placeholder(node, keys):
        return bool(kind.scalars)
    if node.type == "float" and "int" in kind.scalars:
        return "float" in kind.scalars or is_whole(node)  # `2.0` is `2` once it is passed on as JSON
    if node.type not in kind.scalars:
        return False
    return not (kind.format == "duration" and node.text and not is_duration(node.text))


# Changes


def insertion(text: str, holder: Mapping, after: Pair | None, line: str) -> Edit | None:
    """The edit that adds the line `key: value` to a mapping: below the pair `after`, else above the first key.

    None for mappings in braces or without keys of their own.
    """
    first = holder.pairs[0] if holder.pairs else None
    if first is None or holder.flow or first.merged:
        return None
    lines = LineIndex(text)
    if after is None:
        place = lines.position(first.key.start)
        return Edit(Span(first.key.start, first.key.start), f"{line}{line_end_of(text)}{' ' * place.column}")
    place = lines.position(after.key.start)
    last = lines.position(_end(after)).line
    end = lines.start(last) + len(lines.line_text(last))
    return Edit(Span(end, end), f"{line_end_of(text)}{' ' * place.column}{line}")


def _end(pair: Pair) -> int:
    """Where a pair ends; the value of an alias stands elsewhere."""
    return max(pair.value.end, pair.key.end) if pair.value.start >= pair.key.start else pair.key.end


def as_help(summary: str) -> str:
    """A summary of the catalog as a part of a sentence."""
    return summary if summary[1:2].isupper() else summary[:1].lower() + summary[1:]


def editor_fix(title: str, path: str, edits: Iterable[Edit]) -> Fix:
    """A fix of one file that needs a person."""
    return Fix(title, "editor", tuple(FileEdit(path, edit) for edit in edits))
