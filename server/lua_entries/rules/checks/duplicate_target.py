"""LE405: the same target twice in one entry, which the runtime refuses (wippyai/runtime runtime/lua/code/memory_graph.go)."""

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
    """Modules listed twice, two aliases of one entry, and modules that are both listed and imported."""
    named: list[tuple[str, str, Span]] = [(item.text, item.text, item.inner) for item in listed_modules(entry)]
    for link in context.snapshot.links(entry):
        if link.resolution.verdict != "malformed":
            named.append((link.resolution.id, link.alias.text, link.alias.inner))
    first: dict[str, tuple[str, Span]] = {}
    for target, name, span in named:
        known = first.setdefault(target, (name, span))
        if known[1] == span:
            continue
        also = "" if known[0] == name == target else f", already as `{known[0]}`"
        yield RULE.finding(
            f"`{target}` is named twice in `{entry.id}`{also}; the runtime refuses the second",
            entry.path,
            span,
            entry=entry,
            help="keep one of the two",
            related=[Related(entry.path, known[1], "named here first")],
            keys=[name_key(entry.id, name), name_key(entry.id, known[0])],
        )


CHECK = EntryCheck(RULE, run)
