"""LE104: a key that the kind does not read; the runtime ignores it in silence
(wippyai/runtime internal/entry/decode.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.catalog import Definition
from lua_entries.project.units import Entry
from lua_entries.project.walk import injected
from lua_entries.rules.common import replace
from lua_entries.rules.fields import UnknownKey, meant, misfit, plain_path, unknown_keys
from lua_entries.rules.finding import Finding, Fix, Severity
from lua_entries.rules.followers import field_key, uses_key
from lua_entries.rules.rule import Context, EntryCheck, Rule

RULE = Rule("LE104", "unknown-field", Severity.WARNING, "a key that the kind does not read", "safe")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Unknown keys: a warning where a field was probably meant or the key is known to have no effect, else a hint."""
    if entry.info is None:
        return
    keys = context.view.catalog.definition
    for unknown in unknown_keys(entry, keys):
        plain = plain_path(unknown.path)
        if unknown.beside_data:
            yield _beside_data(entry, unknown, keys)
        elif plain in entry.info.user_data or plain in entry.info.newer:
            continue  # Lua frameworks or later runtimes read it
        elif not context.snapshot.filled.covers(entry.id, injected(unknown.path, keys)):
            yield from _check(entry, unknown, plain, keys)


def _beside_data(entry: Entry, unknown: UnknownKey, keys: Definition) -> Finding:
    name = unknown.pair.key.text
    return RULE.finding(
        f"`{name}` stands beside `{keys.data}`, so the runtime ignores it",
        entry.path,
        unknown.pair.key.span,
        entry=entry,
        help=f"move it into `{keys.data}`, which stands for all fields of the entry",
        keys=[field_key(entry.id, name)],
    )


def _check(entry: Entry, unknown: UnknownKey, path: str, keys: Definition) -> Iterator[Finding]:
    assert entry.info is not None
    key = unknown.pair.key
    message = f"`{path}` is not a field of {entry.kind}, so the runtime ignores it"
    ignored = entry.info.ignored.get(path)
    if ignored is not None:
        yield RULE.finding(message, entry.path, key.span, entry=entry, help=ignored)
        return
    free = unknown.path[0] == keys.meta and path not in entry.info.misspellings
    better = meant(entry, unknown, keys)
    if better is None:
        if not free:  # projects keep data of their own under `meta`
            yield RULE.finding(message, entry.path, key.span, entry=entry, severity=Severity.HINT)
        return
    shared = [field_key(entry.id, better)]
    field = entry.info.field(better)
    if field is not None and field.role in ("imports", "modules"):
        shared.append(uses_key(entry.id))
    parent, _, name = better.rpartition(".")
    siblings = ".".join(unknown.path[:-1]) == parent
    yield RULE.finding(
        message,
        entry.path,
        key.span,
        entry=entry,
        severity=Severity.HINT if free else None,
        help=f"did you mean `{name if siblings else better}`?",
        fixes=_renaming(entry, unknown, name, better, keys) if siblings else (),
        keys=shared,
    )


def _renaming(entry: Entry, unknown: UnknownKey, name: str, better: str, keys: Definition) -> list[Fix]:
    """The fix that renames the key, where nothing else is wrong then: no second key of the name, a fitting value."""
    if unknown.holder.find(name) not in (None, unknown.pair):
        return []
    field = entry.info.field(better) if entry.info is not None else None
    if field is not None and misfit(unknown.pair.value, field.type, keys) is not None:
        return []
    return [replace(f"Rename the key to `{name}`", entry.path, unknown.pair.key.inner, name)]


CHECK = EntryCheck(RULE, run)
