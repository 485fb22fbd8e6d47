"""LE304: a global listed as a module; the entry is refused (wippyai/runtime boot/components/runtime/lua/engine.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.imports import listed_modules
from lua_entries.project.units import Entry
from lua_entries.rules.declarations import removed_module
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import name_key
from lua_entries.rules.rule import Context, EntryCheck, Rule

RULE = Rule("LE304", "global-listed", Severity.ERROR, "a global listed as a module", "safe")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Items of the list of modules that are globals only."""
    for item in listed_modules(entry):
        if context.view.catalog.global_only(item.text):
            message = f"`{item.text}` is a global, not a module, so the runtime refuses `{entry.id}`"
            help = f"remove `{item.text}`: it is there without being listed"
            keys = [name_key(entry.id, item.text)]
            fixes = removed_module(context.snapshot, entry, item)
            yield RULE.finding(message, entry.path, item.inner, entry=entry, help=help, fixes=fixes, keys=keys)


CHECK = EntryCheck(RULE, run)
