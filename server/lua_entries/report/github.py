"""Workflow commands of GitHub Actions, which become annotations of the files in a pull request.

The format is that of the runner (actions/toolkit packages/core/src/command.ts). GitHub shows ten errors, ten warnings
and ten notices of a step at most; the log has them all, so each message repeats its place.
"""

from __future__ import annotations

from collections.abc import Sequence

from lua_entries.report.context import Context, Places, counts, printable
from lua_entries.report.text import closing_line
from lua_entries.rules.finding import Finding, Severity

SHOWN = 10
"""Annotations of one kind that GitHub shows for a step."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice", Severity.HINT: "notice"}


def render(findings: Sequence[Finding], context: Context) -> str:
    """One command for each finding, then the closing line unless `context.quiet`."""
    places = Places(context)
    lines = [_command(finding, places) for finding in findings]
    if not context.quiet:
        lines.append(closing_line(findings, context._replace(colour=False)))
        if any(count > SHOWN for count in counts(findings).values()):
            lines.append(f"GitHub shows the first {SHOWN} annotations of each kind; this log has all of them")
    return "".join(f"{line}\n" for line in lines)


def _command(finding: Finding, places: Places) -> str:
    properties = [("title", f"{finding.code} {finding.rule}"), ("file", places.shown(finding.path))]
    place = places.range(finding.path, finding.span)
    if place is not None:
        start, end = place
        properties += [("line", str(start.line + 1)), ("endLine", str(end.line + 1))]
        if start.line == end.line:  # columns of different lines are refused
            properties += [("col", str(start.column + 1)), ("endColumn", str(end.column + 1))]
    written = ",".join(f"{key}={_property(value)}" for key, value in properties)
    message = f"{places.label(finding.path, finding.span)}: {printable(finding.message)}"
    if finding.help:
        message += "\n" + "\n".join(map(printable, finding.help.split("\n")))
    return f"::{_COMMANDS[finding.severity]} {written}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
