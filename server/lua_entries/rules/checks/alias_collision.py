"""LE404: one name for two targets, which the runtime refuses (wippyai/runtime runtime/lua/code/memory_graph.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.imports import listed_modules
from lua_entries.project.units import Entry
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.text.span import Span

RULE = Rule("LE404", "alias-collision", Severity.ERROR, "one name that stands for two targets")

_Meaning = tuple[str, Span]


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Collisions inside the entry; for entries that run on their own also across everything they import, as a warning,
    since later runtimes give each chunk its own names."""
    own = _meanings(context, entry)
    collided = set()
    for alias, meanings in own.items():
        others = {target for target, _ in meanings}
        if len(others) > 1:
            collided.add(alias)
            (first, first_span), (second, second_span) = meanings[0], next(item for item in meanings if item != meanings[0])
            yield RULE.finding(
                f"`{alias}` stands for both `{first}` and `{second}`, so the runtime refuses `{entry.id}`",
                entry.path,
                second_span,
                entry=entry,
                help="give the import another alias",
                related=[Related(entry.path, first_span, f"`{alias}` is `{first}` here")],
            )
    if entry.has_role("runnable"):
        yield from _across(context, entry, collided)


def _meanings(context: Context, entry: Entry) -> dict[str, list[_Meaning]]:
    """Targets by name: listed modules first, then aliases."""
    found: dict[str, list[_Meaning]] = {}
    for item in listed_modules(entry):
        found.setdefault(item.text, []).append((item.text, item.inner))
    for link in context.snapshot.links(entry):
        if link.resolution.verdict != "malformed":
            found.setdefault(link.alias.text, []).append((link.resolution.id, link.alias.inner))
    return found


def _across(context: Context, entry: Entry, collided: set[str]) -> Iterator[Finding]:
    seen: dict[str, tuple[str, Entry, Span]] = {}
    for other, path in context.snapshot.closure(entry):
        for alias, meanings in _meanings(context, other).items():
            target, span = meanings[0]
            first = seen.setdefault(alias, (target, other, span))
            if first[0] == target or alias in collided or first[1] is other:
                continue
            collided.add(alias)
            link = next(link for link in context.snapshot.links(entry) if path[1] in link.entries)
            yield RULE.finding(
                f"`{alias}` stands for `{first[0]}` in `{first[1].id}` and for `{target}` in `{other.id}`, which "
                f"`{entry.id}` runs together",
                entry.path,
                link.alias.inner,
                entry=entry,
                severity=Severity.WARNING,
                help="use one alias for one target; a runtime that shares names between chunks refuses the entry",
                related=[
                    Related(first[1].path, first[2], f"`{alias}` is `{first[0]}` here"),
                    Related(other.path, span, f"`{alias}` is `{target}` here"),
                ],
            )


CHECK = EntryCheck(RULE, run)
