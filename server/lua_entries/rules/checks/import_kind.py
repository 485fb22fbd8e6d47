"""LE402: an import of an entry that has no Lua; the load fails (wippyai/runtime runtime/lua/code/memory_graph.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.units import Entry
from lua_entries.project.walk import injected
from lua_entries.rules.common import is_filled
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import kind_key, looked_in_key, name_key
from lua_entries.rules.rule import Context, EntryCheck, Rule

RULE = Rule("LE402", "import-kind", Severity.ERROR, "an import of an entry that has no Lua")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Targets that exist but are not Lua entries; any Lua kind may be imported."""
    imports = entry.field("imports")
    for link in context.snapshot.links(entry):
        targets = link.entries
        if (
            imports is None
            or link.reference is None
            or not targets
            or any(target.has_role("lua") for target in targets)
        ):
            continue
        if any(target.fact.broken or _is_foreign(context, target) for target in targets):
            continue
        path = injected((imports.path, link.alias.text), context.view.catalog.definition)
        target = targets[-1]
        if context.snapshot.filled.covers(entry.id, path) or is_filled(context, target):
            continue
        kind = f"a `{target.kind}`" if target.kind else "an entry without a kind"
        yield RULE.finding(
            f"`{entry.id}` imports `{target.id}`, which is {kind} and has no Lua",
            entry.path,
            link.reference.span,
            entry=entry,
            help="import a Lua entry: " + ", ".join(f"`{name}`" for name in _importable(context)),
            related=[Related(target.path, target.fact.place, f"`{target.id}` is declared here")],
            keys=[kind_key(target.id), name_key(entry.id, link.alias.text), looked_in_key(target.path)],
        )


def _is_foreign(context: Context, target: Entry) -> bool:
    """True for a kind that nothing here knows, of an entry of an unpacked module: what it has cannot be told."""
    return bool(target.kind) and target.info is None and context.snapshot.home(target) is None


def _importable(context: Context) -> list[str]:
    catalog = context.view.catalog
    return sorted(catalog.kinds_with("lua") & catalog.kinds_with("lua-source"))


CHECK = EntryCheck(RULE, run)
