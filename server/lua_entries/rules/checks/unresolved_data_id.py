"""LE506: a text in free data that looks like an id of this project and names no entry."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lua_entries.catalog import Definition
from lua_entries.project.resolver import Resolution, split_id
from lua_entries.project.units import Entry
from lua_entries.project.walk import injected, meta_pairs
from lua_entries.rules.common import did_you_mean
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.rules.targets import missing_keys, suggestions
from lua_entries.syntax.yaml.nodes import Mapping, Node, Scalar, Sequence

RULE = Rule(
    "LE506",
    "unresolved-data-id",
    Severity.HINT,
    "a text in free data that looks like an id and names no entry",
    "editor",
)


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Plain texts of the form `namespace:name` in an owned namespace, in data and meta that no kind declares; not the
    groups that other entries name, which look the same and are declared nowhere."""
    if not entry.has_role("free-data") or entry.fact.data is None:
        return
    keys = context.view.catalog.definition
    for path, value in _free(entry, keys):
        if context.snapshot.filled.covers(entry.id, injected(path, keys)):
            continue
        for scalar in _texts(value):
            namespace, name = split_id(scalar.text)
            if namespace not in context.view.index.namespaces or not re.fullmatch(keys.usual_name, name):
                continue
            target = context.view.resolve(scalar.text, "full", entry)
            if target.verdict == "missing" and target.id not in context.snapshot.groups:
                yield _finding(context, entry, scalar, target)


def _free(entry: Entry, keys: Definition) -> Iterator[tuple[tuple[str, ...], Node]]:
    """Top-level values of the data, and meta keys that are no reference by themselves."""
    data = entry.fact.data
    frame = keys.structural_keys if data is entry.fact.node else frozenset()
    for pair in data.pairs if data is not None else ():
        if pair.key.text not in frame:
            yield (pair.key.text,), pair.value
    declared = entry.info.tree.child(keys.meta) if entry.info is not None else None
    for pair in meta_pairs(entry):
        known = declared.child(pair.key.text) if declared is not None else None
        if known is None or known.field is None or not known.field.is_reference:
            yield (keys.meta, pair.key.text), pair.value


def _finding(context: Context, entry: Entry, scalar: Scalar, target: Resolution) -> Finding:
    namespace, _ = split_id(target.id)
    return RULE.finding(
        f"`{scalar.text}` looks like an id, but there is no such entry in `{namespace}`",
        entry.path,
        scalar.inner,
        entry=entry,
        help=did_you_mean(target.near),
        fixes=suggestions(entry.path, scalar.inner, target.near),
        keys=missing_keys(context, target.id),
    )


def _texts(node: Node) -> Iterator[Scalar]:
    pending = [node]
    while pending:
        value = pending.pop()
        if isinstance(value, Scalar):
            if value.type == "str":
                yield value
        elif isinstance(value, Sequence):
            pending += reversed(value.items)
        elif isinstance(value, Mapping):
            pending += (pair.value for pair in reversed(value.pairs))


CHECK = EntryCheck(RULE, run)
