"""LE104: a key that the kind does not read; the runtime ignores it in silence (wippyai/runtime internal/entry/decode.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.units import Entry
from lua_entries.project.walk import injected
from lua_entries.rules.common import replace
from lua_entries.rules.fields import UnknownKey, meant, plain_path, unknown_keys
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import field_key, uses_key
from lua_entries.rules.rule import Context, EntryCheck, Rule

RULE = Rule("LE104", "unknown-field", Severity.WARNING, "a key that the kind does not read", "safe")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Unknown keys: a warning where a field was probably meant or the key is known to have no effect, else a hint."""
    if entry.info is None:
        return
    for unknown in unknown_keys(entry, context.view.catalog.definition):
        plain = plain_path(unknown.path)
        if _is_known_elsewhere(entry, plain):
            continue
        if context.snapshot.filled.covers(entry.id, injected(unknown.path, context.view.catalog.definition)):
            continue
        yield _finding(entry, unknown, plain)


def _is_known_elsewhere(entry: Entry, path: str) -> bool:
    """True for keys that Lua frameworks or later runtimes read."""
    info = entry.info
    return info is not None and (path in info.user_data or path in info.newer)


def _finding(entry: Entry, unknown: UnknownKey, path: str) -> Finding:
    assert entry.info is not None
    key = unknown.pair.key
    message = f"`{path}` is not a field of {entry.kind}, so the runtime ignores it"
    ignored = entry.info.ignored.get(path)
    if ignored is not None:
        return RULE.finding(message, entry.path, key.span, entry=entry, help=ignored)
    better = meant(entry, unknown.known, unknown.path)
    if better is None:
        return RULE.finding(message, entry.path, key.span, entry=entry, severity=Severity.HINT)
    shared = [field_key(entry.id, better)]
    field = entry.info.field(better)
    if field is not None and field.role in ("imports", "modules"):
        shared.append(uses_key(entry.id))
    parent, _, name = better.rpartition(".")
    siblings = ".".join(unknown.path[:-1]) == parent
    fixes = [replace(f"Rename the key to `{name}`", entry.path, key.inner, name)] if siblings else []
    help = f"did you mean `{name if siblings else better}`?"
    return RULE.finding(message, entry.path, key.span, entry=entry, help=help, fixes=fixes, keys=shared)


CHECK = EntryCheck(RULE, run)
