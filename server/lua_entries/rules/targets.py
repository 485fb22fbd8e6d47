"""What rules about references share: other ids that would do, whether a kind fits, what a missing target hangs on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lua_entries.project.resolver import split_id
from lua_entries.project.units import Entry
from lua_entries.rules.common import replace
from lua_entries.rules.finding import Fix
from lua_entries.rules.followers import looked_in_key, namespace_key
from lua_entries.rules.rule import Context
from lua_entries.text.span import Span


def is_wrong_kind(context: Context, kinds: tuple[str, ...], target: Entry) -> bool:
    """True for a target that surely cannot be used where these kinds are asked for.

    Nothing is sure about kinds that are not known, that something else fills in, or that the project itself declares:
    what its plugin serves only the project knows.
    """
    catalog = context.view.catalog
    if target.fact.broken or (target.kind and (target.info is None or not target.info.family)):
        return False
    return not catalog.accepts(kinds, target.kind) and not context.snapshot.filled.covers(
        target.id, (catalog.definition.kind,)
    )


def fitting(context: Context, entry: Entry, kinds: tuple[str, ...], ids: Iterable[str]) -> tuple[str, ...]:
    """Those of the ids that `entry` could name where these kinds are asked for."""
    entries = context.view.index.entries
    return tuple(
        identifier
        for identifier in ids
        if identifier != entry.id
        and any(context.view.catalog.accepts(kinds, target.kind) for target in entries.get(identifier, ()))
    )


def shortened(entry: Entry, written: str, ids: Iterable[str]) -> list[str]:
    """The ids as one writes them in place of `written`: what has no namespace gets none."""
    own = f"{entry.namespace}:"
    return [identifier if split_id(written)[0] else identifier.removeprefix(own) for identifier in ids]


def not_there(context: Context, identifier: str) -> str:
    """Says of a missing id what is not there: the entry, or the namespace as a whole."""
    namespace, _ = split_id(identifier)
    if namespace in context.view.index.namespaces:
        return f"there is no such entry in `{namespace}`"
    return f"there is no namespace `{namespace}` here"


def missing_keys(context: Context, identifier: str) -> list[str]:
    """What a finding about a missing id hangs on: its namespace, and the files that declare it."""
    namespace, _ = split_id(identifier)
    return [namespace_key(namespace), *(looked_in_key(path) for path in context.snapshot.files_of(namespace))]


def suggestions(path: str, span: Span, texts: Sequence[str]) -> list[Fix]:
    """Fixes that put one of the texts in one place, for a person to choose."""
    return [replace(f"Change it to `{text}`", path, span, text, "editor") for text in texts]
