"""One line for each finding, for editors and for `grep`."""

from __future__ import annotations

from collections.abc import Sequence

from lua_entries.report.context import Context, Places, printable
from lua_entries.rules.finding import Finding
from lua_entries.text.span import Span


def render(findings: Sequence[Finding], context: Context) -> str:
    """`path:line:column: severity CODE[rule-name] message`, a finding about a whole file at 1:1."""
    places = Places(context)
    return "".join(_line(finding, places) for finding in findings)


def _line(finding: Finding, places: Places) -> str:
    label = places.label(finding.path, finding.span or Span(0, 0))
    message = printable(finding.message)
    return f"{label}: {finding.severity.label} {finding.code}[{finding.rule}] {message}\n"
