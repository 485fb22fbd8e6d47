"""LE405: the same target twice in one entry, which the runtime refuses
(wippyai/runtime runtime/lua/code/memory_graph.go)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lua_entries.project.imports import listed_modules
from lua_entries.project.units import Entry
from lua_entries.rules.common import is_opaque, leaning, supplies, used_names
from lua_entries.rules.declarations import removed_import, removed_module
from lua_entries.rules.finding import Finding, Fix, Related, Severity
from lua_entries.rules.followers import name_key
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.syntax.yaml.nodes import Scalar

RULE = Rule("LE405", "duplicate-target", Severity.ERROR, "the same module or entry twice in one entry", "safe")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Modules listed twice, two aliases of one entry, and modules that are both listed and imported.

    Names of nothing are left out: what they were meant to be is not known.
    """
    first: dict[str, _Named] = {}
    for named in _named(context, entry):
        known = first.setdefault(named.target, named)
        if known is named:
            continue
        alone = known.name == named.name == named.target
        also = "" if alone else f", first as `{known.name}`"
        help = "remove one of them" if alone else f"remove one of them and use `{known.name}` alone"
        yield RULE.finding(
            f"`{named.target}` is named twice in `{entry.id}`{also}; the runtime refuses the second",
            entry.path,
            named.written.inner,
            entry=entry,
            help=help,
            related=[Related(entry.path, known.written.inner, "named here first")],
            fixes=_fixes(context, entry, known, named),
            keys=[name_key(entry.id, named.name), name_key(entry.id, known.name)],
        )


class _Named(NamedTuple):
    """Something that the entry declares to require: its target, the name in Lua, and where that is written."""

    target: str
    name: str
    written: Scalar
    imported: bool


def _named(context: Context, entry: Entry) -> Iterator[_Named]:
    """Listed modules first, then imports."""
    catalog = context.view.catalog
    for item in listed_modules(entry):
        if catalog.module(item.text) is not None:
            yield _Named(item.text, item.text, item, imported=False)
    for link in context.snapshot.links(entry):
        target = link.resolution
        known = catalog.module(target.id) is not None if target.verdict == "module" else target.verdict != "missing"
        if known and target.verdict != "malformed":
            yield _Named(target.id, link.alias.text, link.alias, imported=True)


def _fixes(context: Context, entry: Entry, first: _Named, second: _Named) -> list[Fix]:
    """Remove the second where the Lua cannot tell the two apart: both have one name, or the second is not used."""
    lua = context.snapshot.lua_of(entry)
    if first.name != second.name:
        if lua is None or lua.facts.problems or is_opaque(lua.facts) or second.name in used_names(lua.facts):
            return []
        if supplies(context.snapshot, entry, second.name) or leaning(context.snapshot, entry, second.name):
            return []
    remove = removed_import if second.imported else removed_module
    return remove(context.snapshot, entry, second.written)


CHECK = EntryCheck(RULE, run)
