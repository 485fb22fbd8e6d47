"""YAML that stands in one place and counts in several, through aliases: a change of it reaches further than it seems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import IndexUnit
from lua_entries.rules.finding import Finding, Fix
from lua_entries.syntax.yaml.nodes import Mapping, Node, Scalar
from lua_entries.text.span import Span
from lua_entries.text.spanset import SpanSet


def with_care(snapshot: Snapshot, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings; their safe fixes are unsafe where they change what aliases use elsewhere."""
    known: dict[str, SpanSet | None] = {}

    def shared(path: str) -> SpanSet | None:
        if path not in known:
            unit = snapshot.index_units.get(path)
            known[path] = shared_spans(unit) if unit is not None and "*" in unit.text and "&" in unit.text else None
        return known[path]

    def reaches_further(fix: Fix) -> bool:
        return any((spans := shared(path)) is not None and _is_in(spans, edit.span) for path, edit in fix.edits)

    for finding in findings:
        if any(fix.safety == "safe" and reaches_further(fix) for fix in finding.fixes):
            fixes = (
                fix._replace(safety="unsafe") if fix.safety == "safe" and reaches_further(fix) else fix
                for fix in finding.fixes
            )
            finding = finding._replace(fixes=tuple(fixes))
        yield finding


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
