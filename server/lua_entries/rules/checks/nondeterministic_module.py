"""LE305: a workflow reaches a module that is not deterministic; it is refused
(wippyai/runtime runtime/lua/component/workflow/manager.go, runtime/lua/code/build_options.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.imports import listed_modules, reference_of
from lua_entries.project.units import Entry
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.text.span import Span

RULE = Rule("LE305", "nondeterministic-module", Severity.ERROR, "a workflow reaches a module that is not deterministic")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Modules of the workflow itself, and of everything that it imports, with the path that leads there."""
    if not entry.has_role("deterministic"):
        return
    for name, span in _modules(context, entry):
        message = f"workflow `{entry.id}` lists `{name}`, which is not deterministic, so the runtime refuses it"
        help = "do this work in a function that the workflow calls"
        yield RULE.finding(message, entry.path, span, entry=entry, help=help)
    reached: dict[Entry, list[tuple[str, Entry, tuple[Entry, ...], Span]]] = {}
    for other, path in context.snapshot.closure(entry):
        if len(path) > 1:
            for name, span in _modules(context, other):
                reached.setdefault(path[1], []).append((name, other, path, span))
    for link in context.snapshot.links(entry):
        found = reached.pop(link.entries[-1], None) if link.entries else None
        if not found:
            continue
        names = ", ".join(f"`{name}`" for name in dict.fromkeys(name for name, *_ in found))
        way = " → ".join(f"`{step.id}`" for step in found[0][2])
        related = [Related(other.path, span, f"`{other.id}` lists `{name}`") for name, other, _, span in found]
        reference = reference_of(link.value)
        yield RULE.finding(
            f"workflow `{entry.id}` reaches {names} through {way}; not deterministic, so the runtime refuses it",
            entry.path,
            reference.span if reference is not None else link.alias.span,
            entry=entry,
            help="import a library without such modules, or do this work in a function that the workflow calls",
            related=related,
        )


def _modules(context: Context, entry: Entry) -> Iterator[tuple[str, Span]]:
    """Names of existing modules that the entry brings in and a workflow may not have, with their places."""
    named = [(item.text, item.inner) for item in listed_modules(entry)]
    for link in context.snapshot.links(entry):
        if link.resolution.verdict == "module" and link.reference is not None:
            named.append((link.resolution.id, link.reference.span))
    for name, span in named:
        module = context.view.catalog.module(name)
        if module is not None and not module.deterministic:
            yield name, span


CHECK = EntryCheck(RULE, run)
