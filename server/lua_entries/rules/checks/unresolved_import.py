"""LE401: an import whose target does not exist; the load fails (wippyai/runtime runtime/lua/code/memory_graph.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.imports import Link
from lua_entries.project.resolver import one_slip_apart, split_id
from lua_entries.project.units import Entry
from lua_entries.project.walk import injected
from lua_entries.rules.common import can_take, did_you_mean, offers
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import looked_in_key, name_key, namespace_key
from lua_entries.rules.rule import Context, EntryCheck, Rule

RULE = Rule("LE401", "unresolved-import", Severity.ERROR, "an import of an entry or module that does not exist", "safe")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Targets that are surely missing; with `--report-unknown` also those that nobody here owns."""
    imports = entry.field("imports")
    for link in context.snapshot.links(entry):
        if imports is None or link.reference is None:
            continue
        path = (imports.path, link.alias.text)
        if not context.snapshot.filled.covers(entry.id, injected(path, context.view.catalog.definition)):
            yield from _check(context, entry, link)


def _check(context: Context, entry: Entry, link: Link) -> Iterator[Finding]:
    catalog, target = context.view.catalog, link.resolution
    assert link.reference is not None
    severity, help = None, ""
    namespace, name = split_id(target.id)
    near: tuple[str, ...] = ()
    sure = False
    if target.verdict == "missing":
        owned = namespace in context.view.index.namespaces
        where = f"there is no such entry in `{namespace}`" if owned else f"there is no namespace `{namespace}` here"
        message = f"`{entry.id}` imports `{target.id}`, but {where}"
        near = _importable(context, entry, target.near)
        sure = any(one_slip_apart(target.id, identifier) for identifier in near)
        help = f"declare `{name}` in `{namespace}` or correct the id"
    elif target.verdict == "module" and catalog.module(target.id) is None:
        namespace, name = entry.namespace, target.id
        message = (
            f"`{link.reference.text}` has no namespace, so it names a builtin module, and there is none of that name"
        )
        if catalog.global_only(name):
            help = f"remove it: `{name}` is a global, there without being imported"
        else:
            named = _entries_named(context, entry, name)
            near, sure = _importable(context, entry, named), True
            if not named:
                near = tuple(module for module in catalog.near_modules(name) if can_take(context, entry, module))
                sure = any(one_slip_apart(name.lower(), module) for module in near)
            help = f"write the whole id: `<namespace>:{name}`"
    elif target.verdict == "unknown" and context.report_unknown:
        message, severity = f"nothing in this workspace provides `{target.id}`", Severity.INFO
    else:
        return
    looked_in = (looked_in_key(path) for path in context.snapshot.files_of(namespace))
    yield RULE.finding(
        message,
        entry.path,
        link.reference.span,
        entry=entry,
        severity=severity,
        help=did_you_mean(near) or help,
        fixes=offers(entry.path, link.reference.span, near, sure),
        keys=[name_key(entry.id, link.alias.text), namespace_key(namespace), *looked_in],
    )


def _entries_named(context: Context, entry: Entry, name: str) -> tuple[str, ...]:
    """Ids of entries of this name; those of the entry's own namespace stand for all."""
    holders = context.view.index.holders.get(name, ())
    return tuple(f"{holder}:{name}" for holder in ([entry.namespace] if entry.namespace in holders else holders))


def _importable(context: Context, entry: Entry, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the ids that the entry could import: Lua, not itself, not imported yet."""
    imported = {link.resolution.id for link in context.snapshot.links(entry)}
    entries = context.view.index.entries
    return tuple(
        identifier
        for identifier in ids
        if identifier not in imported
        and identifier != entry.id
        and any(target.has_role("lua") for target in entries.get(identifier, ()))
    )


CHECK = EntryCheck(RULE, run)
