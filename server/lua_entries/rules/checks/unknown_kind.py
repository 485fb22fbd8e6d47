"""LE102: no listener takes the kind; the load waits 30 seconds and is rolled back
(wippyai/runtime system/registry/runner/bus_runner.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.resolver import one_slip_apart
from lua_entries.project.units import Entry
from lua_entries.rules.common import did_you_mean, offers
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import kind_key
from lua_entries.rules.rule import Context, EntryCheck, Rule

RULE = Rule("LE102", "unknown-kind", Severity.ERROR, "no such kind of entry", "safe")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """A kind that is not in the catalog, or that cannot be declared."""
    kind = entry.fact.kind
    catalog = context.view.catalog
    if kind is None or not kind.text.strip() or (entry.info is not None and entry.info.usable):
        return
    if context.snapshot.filled.covers(entry.id, (catalog.definition.kind,)):
        return
    keys = (kind_key(entry.id),)
    if entry.info is not None:
        message = f"kind `{kind.text}` of `{entry.id}` cannot be declared"
        yield RULE.finding(message, entry.path, kind.inner, entry=entry, help=entry.info.replacement, keys=keys)
        return
    near = catalog.near_kinds(kind.text)
    sure = [name for name in near if kind.text.lower() == name or one_slip_apart(kind.text.lower(), name)]
    others = [name for name in near if name not in sure]
    fixes = [*offers(entry.path, kind.inner, sure), *offers(entry.path, kind.inner, others, sure=False)]
    help = (
        did_you_mean(near) or f'a kind of a plugin can be declared in `lua-entries.toml` under `[kinds."{kind.text}"]`'
    )
    message = f"unknown kind `{kind.text}` of `{entry.id}`"
    yield RULE.finding(message, entry.path, kind.inner, entry=entry, help=help, fixes=fixes, keys=keys)


CHECK = EntryCheck(RULE, run)
