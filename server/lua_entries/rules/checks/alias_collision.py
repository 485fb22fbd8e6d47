"""LE404: one name for two targets, which the runtime refuses (wippyai/runtime runtime/lua/code/memory_graph.go)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lua_entries.project.imports import listed_modules
from lua_entries.project.units import Entry
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import name_key
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.text.span import Span

RULE = Rule("LE404", "alias-collision", Severity.ERROR, "one name that stands for two targets")


class _Meaning(NamedTuple):
    """What a name stands for in an entry, and where that is said."""

    target: str
    entry: Entry
    span: Span


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Collisions inside the entry, and as a warning, since later runtimes give each chunk its own names, those across
    everything that it imports."""
    collided = set()
    for alias, meanings in _meanings(context, entry).items():
        first = meanings[0]
        second = next((meaning for meaning in meanings if meaning.target != first.target), None)
        if second is None:
            continue
        collided.add(alias)
        yield RULE.finding(
            f"`{alias}` stands for both `{first.target}` and `{second.target}`, so the runtime refuses `{entry.id}`",
            entry.path,
            second.span,
            entry=entry,
            help="give the import another alias",
            related=[Related(entry.path, first.span, f"`{alias}` is `{first.target}` here")],
            keys=[name_key(entry.id, alias)],
        )
    yield from _across(context, entry, collided)


def _meanings(context: Context, entry: Entry) -> dict[str, list[_Meaning]]:
    """Targets by name: listed modules first, then aliases. Names of nothing are findings of their own."""
    found: dict[str, list[_Meaning]] = {}
    for item in listed_modules(entry):
        if context.view.catalog.module(item.text) is not None:
            found.setdefault(item.text, []).append(_Meaning(item.text, entry, item.inner))
    for link in context.snapshot.links(entry):
        if link.resolution.verdict != "malformed":
            found.setdefault(link.alias.text, []).append(_Meaning(link.resolution.id, entry, link.alias.inner))
    return found


def _across(context: Context, entry: Entry, collided: set[str]) -> Iterator[Finding]:
    """Collisions between entries that run together, at the entry that brings them together: where one of its imports
    already runs with both, the finding is there."""
    snapshot = context.snapshot
    seen: dict[str, _Meaning] = {}
    below: list[set[Entry]] | None = None
    for other, path in snapshot.closure(entry):
        for alias, meanings in _meanings(context, other).items():
            second = meanings[0]
            first = seen.setdefault(alias, second)
            if first.target == second.target or alias in collided:
                continue
            if below is None:
                below = _below(context, entry)
            if any(held.issuperset((first.entry, other)) for held in below):
                continue
            collided.add(alias)
            link = next(link for link in snapshot.links(entry) if path[1] in link.entries)
            yield RULE.finding(
                f"`{alias}` stands for `{first.target}` in `{first.entry.id}` and for `{second.target}` in "
                f"`{other.id}`, which `{entry.id}` runs together",
                entry.path,
                link.alias.inner,
                entry=entry,
                severity=Severity.WARNING,
                help="use one alias for one target; a runtime that shares names between chunks refuses the entry",
                related=[
                    Related(first.entry.path, first.span, f"`{alias}` is `{first.target}` here"),
                    Related(other.path, second.span, f"`{alias}` is `{second.target}` here"),
                ],
            )


def _below(context: Context, entry: Entry) -> list[set[Entry]]:
    """What each import of the entry on which findings are reported runs with."""
    snapshot = context.snapshot
    return [
        {other for other, _ in snapshot.closure(target)}
        for target in snapshot.imported(entry)
        if snapshot.home(target) is not None
    ]


CHECK = EntryCheck(RULE, run)
