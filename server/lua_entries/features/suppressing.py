"""The edit that silences a finding with a comment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lua_entries.facts.suppression import Suppression
from lua_entries.features.lua_trees import parsed
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry, IndexUnit, LuaUnit
from lua_entries.rules.checks import (
    definition_file,
    internal_error,
    limit_exceeded,
    lua_syntax,
    unused_suppression,
    yaml_syntax,
)
from lua_entries.rules.common import entry_at
from lua_entries.rules.finding import FileEdit, Finding
from lua_entries.syntax.yaml.nodes import Mapping, Node, Scalar
from lua_entries.text.edits import Edit
from lua_entries.text.lines import LineIndex, line_end_of
from lua_entries.text.span import Span

_NEVER = frozenset(
    check.RULE.name
    for check in (definition_file, internal_error, limit_exceeded, lua_syntax, unused_suppression, yaml_syntax)
)
"""What cannot be read is not mended by silence, and a comment in it may not be read either."""


def suppression(snapshot: Snapshot, finding: Finding) -> FileEdit | None:
    """The edit that silences the finding, in the file of the finding.

    A comment that covers the line already gets the rule's name; else there is a new one above the line, with its
    indentation, or at the end of the line where one above would silence a whole entry or file. None where no comment
    can reach the finding.
    """
    span = finding.span
    if finding.rule in _NEVER or span is None:
        return None
    unit = snapshot.index_units.get(finding.path)
    if unit is not None:
        edit = _in_index(unit, finding, span)
    else:
        lua = snapshot.lua_units.get(finding.path)
        edit = _in_lua(lua, finding, span) if lua is not None and any(map(snapshot.home, lua.users)) else None
    return FileEdit(finding.path, edit) if edit is not None else None


def _in_index(unit: IndexUnit, finding: Finding, span: Span) -> Edit | None:
    lines = LineIndex(unit.text)
    line = lines.position(span.start).line
    known = _covering(
        [*unit.facts.suppressions, *(item for entry in unit.entries for item in entry.fact.suppressions)], line
    )
    if known is not None:
        return _merged(unit.text, known, finding.rule)
    entry = entry_at(unit, span)
    if _inside(unit, lines, line):
        if entry is None:
            return None
        known = next(iter(entry.fact.suppressions), None)
        if known is not None:
            return _merged(unit.text, known, finding.rule)
        return _above(lines, lines.position(entry.fact.span.start).line, f"# {_text(finding)}")
    heads = {lines.position(other.fact.span.start).line for other in unit.entries}
    heads |= {lines.position(pair.key.start).line for other in unit.entries for pair in other.fact.node.pairs[:1]}
    if line in heads or not _has_content_above(lines, line, "#"):
        if not _inside(unit, lines, line + 1):
            return _behind(lines, line, f"# {_text(finding)}")
        if line not in heads:
            return None
    return _above(lines, line, f"# {_text(finding)}")


def _in_lua(unit: LuaUnit, finding: Finding, span: Span) -> Edit | None:
    lines = LineIndex(unit.text)
    line = lines.position(span.start).line
    known = _covering(unit.facts.suppressions, line)
    if known is not None:
        return _merged(unit.text, known, finding.rule)
    if _has_content_above(lines, line, "--"):
        return None if _in_token(unit.text, lines.start(line)) else _above(lines, line, f"-- {_text(finding)}")
    end = lines.start(line) + len(lines.line_text(line))
    return None if _in_token(unit.text, end) else _behind(lines, line, f"-- {_text(finding)}")


def _text(finding: Finding) -> str:
    return f"lua-entries: ignore[{finding.rule}]"


def _covering(suppressions: Iterable[Suppression], line: int) -> Suppression | None:
    """The comment for the line, or for the entry that begins on it."""
    found = (item for item in suppressions if item.scope != "file" and item.first <= line <= item.last)
    return next(found, None)


def _merged(text: str, known: Suppression, rule: str) -> Edit:
    if known.rules:
        end = known.rules[-1].span.end
        return Edit(Span(end, end), f", {rule}")
    start = text.index("[", known.span.start) + 1
    return Edit(Span(start, start), rule)


def _above(lines: LineIndex, line: int, comment: str) -> Edit:
    start = lines.start(line)
    written = lines.line_text(line)
    indent = written[: len(written) - len(written.lstrip(" \t"))]
    return Edit(Span(start, start), f"{indent}{comment}{line_end_of(lines.text)}")


def _behind(lines: LineIndex, line: int, comment: str) -> Edit:
    end = lines.start(line) + len(lines.line_text(line))
    return Edit(Span(end, end), f"  {comment}")


def _has_content_above(lines: LineIndex, line: int, mark: str) -> bool:
    """True when a line above holds more than comments, so that a comment here does not cover the whole file."""
    return any(
        text and not text.startswith(mark) and text not in ("\ufeff", "---")
        for text in (lines.line_text(number).strip(" \t\f\v\ufeff") for number in range(line))
    )


def _inside(unit: IndexUnit, lines: LineIndex, line: int) -> bool:
    """True when the line goes on with a scalar that began above it."""
    start = lines.start(line)
    return any(scalar.start < start < scalar.end for entry in unit.entries for scalar in _scalars(entry))


def _scalars(entry: Entry) -> Iterator[Scalar]:
    pending: list[Node] = [entry.fact.node]
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if isinstance(node, Scalar):
            yield node
        elif id(node) not in seen:
            seen.add(id(node))
            pending += [pair.value for pair in node.pairs] if isinstance(node, Mapping) else node.items


def _in_token(text: str, offset: int) -> bool:
    """True when the offset is inside of a string or comment of the Lua text."""
    tree = parsed(text)
    byte = len(text[:offset].encode("utf-8", "surrogatepass"))
    node = tree.root.descendant_for_byte_range(max(byte - 1, 0), byte + 1)
    while node is not None:
        if node.type in ("string", "comment") and node.start_byte < byte < node.end_byte:
            return True
        node = node.parent
    return False
