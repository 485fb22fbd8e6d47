"""The JSON report, version 1. Lines and columns start at 1, columns count code points, ends are exclusive."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from lua_entries.report.context import Context, Places, counts
from lua_entries.rules.finding import FileEdit, Finding, Fix, Related, Severity
from lua_entries.text.span import Span

VERSION = 1


def render(findings: Sequence[Finding], context: Context) -> str:
    """One JSON object, in ASCII so that no terminal's or pipe's encoding can damage it."""
    places = Places(context)
    counted = counts(findings)
    report = {
        "version": VERSION,
        "tool": {"name": "lua-entries", "version": context.version, "catalog": context.catalog},
        "summary": {
            "files": context.files,
            "entries": context.entries,
            "errors": counted[Severity.ERROR],
            "warnings": counted[Severity.WARNING],
            "infos": counted[Severity.INFO],
            "hints": counted[Severity.HINT],
            "seconds": round(context.seconds, 3),
        },
        "findings": [_finding(finding, places) for finding in findings],
    }
    return json.dumps(report, indent=2) + "\n"


def _finding(finding: Finding, places: Places) -> dict[str, Any]:
    return {
        "code": finding.code,
        "rule": finding.rule,
        "severity": finding.severity.label,
        "message": finding.message,
        "path": places.shown(finding.path),
        "range": _range(finding.path, finding.span, places),
        "entry": finding.entry,
        "help": finding.help,
        "related": [_related(related, places) for related in finding.related],
        "fixes": [_fix(fix, places) for fix in finding.fixes],
    }


def _range(path: str, span: Span | None, places: Places) -> dict[str, Any] | None:
    found = places.range(path, span)
    if found is None:
        return None
    start, end = ({"line": position.line + 1, "column": position.column + 1} for position in found)
    return {"start": start, "end": end}


def _related(related: Related, places: Places) -> dict[str, Any]:
    return {
        "path": places.shown(related.path),
        "range": _range(related.path, related.span, places),
        "message": related.message,
    }


def _fix(fix: Fix, places: Places) -> dict[str, Any]:
    return {"title": fix.title, "safety": fix.safety, "edits": [_edit(edit, places) for edit in fix.edits]}


def _edit(edit: FileEdit, places: Places) -> dict[str, Any]:
    return {
        "path": places.shown(edit.path),
        "range": _range(edit.path, edit.edit.span, places),
        "new_text": edit.edit.new_text,
    }
