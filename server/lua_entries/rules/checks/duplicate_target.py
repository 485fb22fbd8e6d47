"""LE405: the same target twice in one entry, which the runtime refuses
(wippyai/runtime runtime/lua/code/memory_graph.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.imports import listed_modules
from lua_entries.project.units import Entry
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import name_key
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.text.span import Span

RULE = Rule("LE405", "duplicate-target", Severity.ERROR, "the same module or entry twice in one entry", "safe")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Modules listed twice, two aliases of one entry, and modules that are both listed and imported.

    Names of nothing are left out: what they were meant to be is not known.
    """
    first: dict[str, tuple[str, Span]] = {}
    for target, name, span in _named(context, entry):
        known_name, known_span = first.setdefault(target, (name, span))
        if known_span == span:
            continue
        also = "" if known_name == name == target else f", first as `{known_name}`"
        help = f"remove one of them and use `{known_name}` alone" if known_name != name else "remove one of them"
        yield RULE.finding(
            f"`{target}` is named twice in `{entry.id}`{also}; the runtime refuses the second",
            entry.path,
            span,
            entry=entry,
            help=help,
            related=[Related(entry.path, known_span, "named here first")],
            keys=[name_key(entry.id, name), name_key(entry.id, known_name)],
        )


def _named(context: Context, entry: Entry) -> Iterator[tuple[str, str, Span]]:
    """Target, name and place of everything that the entry declares to require: listed modules first, then imports."""
    catalog = context.view.catalog
    for item in listed_modules(entry):
        if catalog.module(item.text) is not None:
            yield item.text, item.text, item.inner
    for link in context.snapshot.links(entry):
        target = link.resolution
        known = catalog.module(target.id) is not None if target.verdict == "module" else target.verdict != "missing"
        if known and target.verdict != "malformed":
            yield target.id, link.alias.text, link.alias.inner


CHECK = EntryCheck(RULE, run)
