"""LE401: an import whose target does not exist; the load fails (wippyai/runtime runtime/lua/code/memory_graph.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.imports import Link
from lua_entries.project.resolver import split_id
from lua_entries.project.units import Entry
from lua_entries.project.walk import injected
from lua_entries.rules.common import did_you_mean, replace
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
        if context.snapshot.filled.covers(entry.id, injected(path, context.view.catalog.definition)):
            continue
        yield from _check(context, entry, link)


def _check(context: Context, entry: Entry, link: Link) -> Iterator[Finding]:
    catalog, target = context.view.catalog, link.resolution
    assert link.reference is not None
    severity = None
    if target.verdict == "missing":
        namespace, name = split_id(target.id)
        message = f"`{entry.id}` imports `{target.id}`, but "
        message += f"there is no such entry in `{namespace}`" if namespace in context.view.index.namespaces else (
            f"there is no namespace `{namespace}` here"
        )
        near = target.near
    elif target.verdict == "module" and catalog.module(target.id) is None:
        near = tuple(f"{holder}:{target.id}" for holder in context.view.index.holders.get(target.id, ()))
        near = tuple(sorted(near, key=lambda identifier: split_id(identifier)[0] != entry.namespace))
        near = near or catalog.near_modules(target.id)
        message = f"`{link.reference.text}` names a builtin module, since it has no namespace, and there is none of that name"
        name = target.id
        namespace = entry.namespace
    elif target.verdict == "unknown" and context.report_unknown:
        namespace, name = split_id(target.id)
        message = f"nothing in this workspace provides `{target.id}`"
        near, severity = (), Severity.INFO
    else:
        return
    span = link.reference.span
    fixes = [replace(f"Change it to `{near[0]}`", entry.path, span, near[0])] if near else []
    help = did_you_mean(near) or ("" if severity else f"declare `{name}` in `{namespace}` or correct the id")
    looked_in = (looked_in_key(path) for path in context.snapshot.files_of(namespace))
    keys = [name_key(entry.id, link.alias.text), namespace_key(namespace), *looked_in]
    yield RULE.finding(
        message, entry.path, span, entry=entry, severity=severity, help=help, fixes=fixes, keys=keys
    )


CHECK = EntryCheck(RULE, run)
