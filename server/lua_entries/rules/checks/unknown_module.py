"""LE302: a listed module that the runtime does not have; the entry is refused
(wippyai/runtime runtime/lua/code/memory_graph.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.imports import listed_modules
from lua_entries.project.units import Entry
from lua_entries.rules.common import did_you_mean, replace
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import name_key
from lua_entries.rules.rule import Context, EntryCheck, Rule

RULE = Rule("LE302", "unknown-module", Severity.ERROR, "a listed module that does not exist", "safe")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Items of the list of modules that name no module."""
    catalog = context.view.catalog
    imports = entry.field("imports")
    for item in listed_modules(entry):
        name = item.text
        if catalog.module(name) is not None or catalog.global_only(name):
            continue
        near = catalog.near_modules(name)
        fixes = [replace(f"Change it to `{near[0]}`", entry.path, item.inner, near[0])] if len(near) == 1 else []
        if ":" in name and imports is not None:
            help = f"modules are builtin; an entry is named under `{imports.path}`"
        elif name in context.view.index.holders and imports is not None:
            holder = context.view.index.holders[name][0]
            help = f"`{holder}:{name}` is an entry: name it under `{imports.path}`"
        else:
            old = catalog.old_module(name)
            help = old.replacement if old is not None else did_you_mean(near)
            help = help or "`lua-entries.toml` can declare further modules"
        keys = [name_key(entry.id, other) for other in (name, *near)]
        message = f"there is no module `{name}`, so the runtime refuses `{entry.id}`"
        yield RULE.finding(message, entry.path, item.inner, entry=entry, help=help, fixes=fixes, keys=keys)


CHECK = EntryCheck(RULE, run)
