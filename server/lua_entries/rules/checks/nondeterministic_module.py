"""LE305: a workflow reaches a module that is not deterministic; it is refused
(wippyai/runtime runtime/lua/component/workflow/manager.go, runtime/lua/code/build_options.go)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lua_entries.project.imports import Link, listed_modules
from lua_entries.project.units import Entry
from lua_entries.rules.common import is_filled
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import looked_in_key, name_key
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.text.span import Span

RULE = Rule("LE305", "nondeterministic-module", Severity.ERROR, "a workflow reaches a module that is not deterministic")


class _Named(NamedTuple):
    """A module that an entry brings in and a workflow may not have."""

    module: str
    alias: str
    span: Span


class _Reached(NamedTuple):
    """The same, with the path of imports that leads to the entry."""

    named: _Named
    path: tuple[Entry, ...]


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Modules of the workflow itself, and of everything that it imports, with the path that leads there."""
    if not entry.has_role("deterministic") or is_filled(context, entry):
        return
    for named in _modules(context, entry):
        ambient = named.module in context.view.catalog.ambient(entry.kind)
        yield RULE.finding(
            f"workflow `{entry.id}` lists `{named.module}`, which is not deterministic, so the runtime refuses it",
            entry.path,
            named.span,
            entry=entry,
            help=f"remove `{named.module}`: it is there without being listed"
            if ambient
            else "do this work in a function that the workflow calls",
            keys=[name_key(entry.id, named.alias)],
        )
    reached: dict[Entry, list[_Reached]] = {}
    for other, path in context.snapshot.closure(entry):
        if len(path) > 1:
            reached.setdefault(path[1], []).extend(_Reached(named, path) for named in _modules(context, other))
    for link in context.snapshot.links(entry):
        found = reached.pop(link.entries[-1], None) if link.entries else None
        if found:
            yield _through(entry, link, found)


def _through(entry: Entry, link: Link, found: list[_Reached]) -> Finding:
    """Everything that one import brings in."""
    names = ", ".join(f"`{name}`" for name in dict.fromkeys(item.named.module for item in found))
    way = " → ".join(f"`{step.id}`" for step in found[0].path)
    related = [
        Related(item.path[-1].path, item.named.span, f"`{item.path[-1].id}` lists `{item.named.module}`")
        for item in found
    ]
    return RULE.finding(
        f"workflow `{entry.id}` reaches {names} through {way}; not deterministic, so the runtime refuses it",
        entry.path,
        link.reference.span if link.reference is not None else link.alias.inner,
        entry=entry,
        help="import a library without such modules, or do this work in a function that the workflow calls",
        related=related,
        keys=[name_key(entry.id, link.alias.text), *(looked_in_key(item.path[-1].path) for item in found)],
    )


def _modules(context: Context, entry: Entry) -> Iterator[_Named]:
    """Existing modules that the entry lists or imports and a workflow may not have."""
    named = [_Named(item.text, item.text, item.inner) for item in listed_modules(entry)]
    for link in context.snapshot.links(entry):
        if link.resolution.verdict == "module" and link.reference is not None:
            named.append(_Named(link.resolution.id, link.alias.text, link.reference.span))
    for item in named:
        module = context.view.catalog.module(item.module)
        if module is not None and not module.deterministic:
            yield item


CHECK = EntryCheck(RULE, run)
