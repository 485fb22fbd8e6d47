"""YAML that stands in one place and counts in several, through aliases: a change of it reaches further."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import IndexUnit
from lua_entries.rules.finding import Finding, Fix
from lua_entries.syntax.yaml.nodes import Mapping, Node, Scalar
from lua_entries.text.edits import Edit
from lua_entries.text.span import Span
from lua_entries.text.spanset import SpanSet

_ANCHOR = re.compile(r"&([^\s,\[\]{}]+)")
_ALIAS = re.compile(r"\*([^\s,\[\]{}]+)")


def with_care(snapshot: Snapshot, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings; without fixes that take an anchor away from its aliases, and with safe fixes made unsafe where they
    change what aliases use elsewhere."""
    known: dict[str, SpanSet | None] = {}

    def shared(path: str) -> SpanSet | None:
        if path not in known:
            known[path] = snapshot.index_units[path].once(shared_spans) if snapshot.has_aliases(path) else None
        return known[path]

    def judged(fix: Fix) -> Iterator[Fix]:
        touched = [(path, edit, spans) for path, edit in fix.edits if (spans := shared(path)) is not None]
        if any(_strands(snapshot.text(path), edit) for path, edit, _ in touched):
            return
        further = fix.safety == "safe" and any(_is_in(spans, edit.span) for _, edit, spans in touched)
        yield fix._replace(safety="unsafe") if further else fix

    for finding in findings:
        if not finding.fixes:
            yield finding
            continue
        fixes = tuple(other for fix in finding.fixes for other in judged(fix))
        yield finding if fixes == finding.fixes else finding._replace(fixes=fixes)


def _strands(text: str, edit: Edit) -> bool:
    """True when an alias would be left without its anchor."""
    start, end = edit.span
    left = text[:start] + edit.new_text + text[end:]
    gone = set(_ANCHOR.findall(text, start, end)) - set(_ANCHOR.findall(edit.new_text))
    return bool(gone & set(_ALIAS.findall(left)))


def _is_in(spans: SpanSet, span: Span) -> bool:
    found = spans.touching(span)
    return found is not None and (found.start < span.end or found.start == span.start == span.end)


def shared_spans(unit: IndexUnit) -> SpanSet:
    """Where the text stands that several places of the file use; linear in the text."""
    seen: set[int] = set()
    shared: list[Span] = []
    pending: list[Node] = [entry.fact.node for entry in unit.entries]
    while pending:
        node = pending.pop()
        if isinstance(node, Scalar):
            if id(node) in seen:
                shared.append(node.span)
            seen.add(id(node))
            continue
        if id(node) in seen:
            shared.append(node.span)
            continue
        seen.add(id(node))
        if isinstance(node, Mapping):
            for key, value, merged in node.pairs:
                if merged:
                    shared += (key.span, value.span, Span(key.start, max(key.end, value.end)))
                pending.append(value)
        else:
            pending += node.items
    return SpanSet(shared)
