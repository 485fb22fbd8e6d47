"""LE302: a listed module that the runtime does not have; the entry is refused
(wippyai/runtime runtime/lua/code/memory_graph.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.imports import listed_modules
from lua_entries.project.resolver import one_slip_apart
from lua_entries.project.units import Entry
from lua_entries.project.values import has_placeholder
from lua_entries.rules.common import can_take, did_you_mean, offers
from lua_entries.rules.finding import FileEdit, Finding, Fix, Severity
from lua_entries.rules.followers import name_key
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.syntax.yaml.nodes import Scalar, Sequence
from lua_entries.text.edits import Edit

RULE = Rule("LE302", "unknown-module", Severity.ERROR, "a listed module that does not exist", "safe")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Items of the list of modules that name no module."""
    catalog = context.view.catalog
    for blank in _blank(entry):
        message = f"a module of `{entry.id}` has no name, so the runtime refuses `{entry.id}`"
        yield RULE.finding(message, entry.path, blank.span, entry=entry, help="name a module or remove the item")
    items = listed_modules(entry)
    listed = {item.text for item in items}
    aliases = {link.alias.text for link in context.snapshot.links(entry)}
    for item in items:
        name = item.text
        if catalog.module(name) is not None or catalog.global_only(name) or has_placeholder(item, catalog.definition):
            continue
        likely = () if name in aliases else _likely(context, name)
        near = [other for other in likely if other not in aliases and can_take(context, entry, other)]
        bare = _bare(context, name)
        sure = len(likely) == 1 and (bare == likely[0] or one_slip_apart(bare, likely[0]))
        fixes = _with_requires(context, entry, name, offers(entry.path, item.inner, near, sure))
        message = f"there is no module `{name}`, so the runtime refuses `{entry.id}`"
        help = _elsewhere(context, entry, name, name in aliases) or did_you_mean(near)
        if not help and likely:
            taken = likely[0] in listed | aliases
            help = f"`{likely[0]}` is declared already" if taken else f"`{likely[0]}` is not deterministic"
            help = f"remove `{name}`; {help}"
        help = help or "a module of a plugin can be declared in `lua-entries.toml`"
        keys = [name_key(entry.id, other) for other in (name, *likely)]
        yield RULE.finding(message, entry.path, item.inner, entry=entry, help=help, fixes=fixes, keys=keys)


def _with_requires(context: Context, entry: Entry, name: str, fixes: list[Fix]) -> list[Fix]:
    """The fixes with the same change in what the Lua requires; for the editor where that cannot be changed alone."""
    unit = context.snapshot.lua_of(entry)
    spans = [require.span for require in unit.facts.requires if require.name == name] if unit is not None else []
    if unit is None or not spans:
        return fixes
    if len(unit.users) > 1 or not unit.is_exact:
        return [fix._replace(safety="editor") for fix in fixes]
    return [
        fix._replace(
            edits=(
                *fix.edits,
                *(FileEdit(unit.path, Edit(unit.place(span), fix.edits[0].edit.new_text)) for span in spans),
            )
        )
        for fix in fixes
    ]


def _blank(entry: Entry) -> Iterator[Scalar]:
    pair = entry.pair("modules")
    if pair is not None and isinstance(pair.value, Sequence):
        for item in pair.value.items:
            if isinstance(item, Scalar) and (item.type == "null" or not item.text.strip()):
                yield item


def _likely(context: Context, name: str) -> tuple[str, ...]:
    """Modules that were probably meant; none for an old module, since what took its place has another interface."""
    catalog = context.view.catalog
    bare = _bare(context, name)
    if catalog.module(bare) is not None:
        return (bare,)
    return () if catalog.old_module(name) is not None else catalog.near_modules(bare)


def _bare(context: Context, name: str) -> str:
    """The name as modules are written: lower case, nothing around it."""
    return name.strip().removeprefix(context.view.catalog.definition.id_separator).lower()


def _elsewhere(context: Context, entry: Entry, name: str, imported: bool) -> str:
    """What a name that is no module stands for, and where it belongs; empty when nothing is known of it."""
    if imported:
        return f"remove `{name}`: it is imported, and modules are built in"
    old = context.view.catalog.old_module(name)
    if old is not None:
        return f"it is gone from the runtime; use {old.replacement}"
    imports, index = entry.field("imports"), context.view.index
    if imports is None:
        return ""
    if context.view.catalog.definition.id_separator in name.strip().lstrip(":"):
        return f"modules are built in; an entry is named under `{imports.path}`"
    for holder in index.holders.get(name, ()):
        if any(target.has_role("lua") for target in index.entries.get(f"{holder}:{name}", ())):
            return f"`{holder}:{name}` is an entry: name it under `{imports.path}`"
    return ""


CHECK = EntryCheck(RULE, run)
