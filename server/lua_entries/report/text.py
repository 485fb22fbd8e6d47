"""The report for people: each finding with its source line, help and related places, and a closing line."""

from __future__ import annotations

from collections.abc import Sequence

from lua_entries.report.context import Context, Places, counts, plural, printable
from lua_entries.report.excerpt import excerpt
from lua_entries.rules.finding import Finding, Severity

_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_DIM = "\x1b[2m"
_SEVERITY = {
    Severity.ERROR: "\x1b[1;31m",
    Severity.WARNING: "\x1b[1;33m",
    Severity.INFO: "\x1b[1;36m",
    Severity.HINT: "\x1b[1;34m",
}
_GREEN = "\x1b[1;32m"


def render(findings: Sequence[Finding], context: Context) -> str:
    """Findings separated by blank lines, then the closing line unless `context.quiet`."""
    places = Places(context)
    blocks = [_block(finding, places, context.colour) for finding in findings]
    if not context.quiet:
        blocks.append(closing_line(findings, context) + "\n")
    return "\n".join(blocks)


def closing_line(findings: Sequence[Finding], context: Context) -> str:
    """`2 errors, 1 warning in 31 files (45 entries)`, or that there are no problems."""
    analysed = f"in {plural(context.files, 'file')} ({plural(context.entries, 'entry', 'entries')})"
    if not findings:
        none = "No new problems found" if context.known else "No problems found"
        return f"{_paint(none, _GREEN, context.colour)} {analysed}"
    parts = [
        _paint(plural(count, severity.label), _SEVERITY[severity], context.colour)
        for severity, count in counts(findings).items()
        if count
    ]
    return f"{', '.join(parts)} {analysed}"


def _block(finding: Finding, places: Places, colour: bool) -> str:
    paint = _SEVERITY[finding.severity]
    label = _paint(places.label(finding.path, finding.span), _BOLD, colour)
    severity = _paint(f"{finding.severity.label} {finding.code}", paint, colour)
    lines = [f"{label}: {severity}[{finding.rule}] {printable(finding.message)}"]
    margin = "  "
    place = places.range(finding.path, finding.span)
    if place is not None and places.lines(finding.path).text:
        source = excerpt(places.lines(finding.path).line_text(place.start.line), place)
        row = str(place.start.line + 1)
        margin = " " * len(row)
        lines += [
            _paint(f"{margin} |", _DIM, colour),
            f"{_paint(f'{row} |', _DIM, colour)} {source.source}".rstrip(),
            f"{_paint(f'{margin} |', _DIM, colour)} {_paint(source.carets, paint, colour)}",
        ]
    bullet = f"{margin} {_paint('=', _DIM, colour)} "
    for number, line in enumerate(finding.help.split("\n") if finding.help else ()):
        lines.append(f"{margin}         {printable(line)}" if number else f"{bullet}help: {printable(line)}")
    for related in finding.related:
        lines.append(f"{bullet}{places.label(related.path, related.span)}: {printable(related.message)}")
    return "\n".join(lines) + "\n"


def _paint(text: str, code: str, colour: bool) -> str:
    return f"{code}{text}{_RESET}" if colour else text
