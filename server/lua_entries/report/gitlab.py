"""A Code Quality report of GitLab: a list of the fields that its documentation names, and no others."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from lua_entries.report.context import Context, Places
from lua_entries.report.identity import fingerprints
from lua_entries.rules.finding import Finding, Severity

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info", Severity.HINT: "info"}


def render(findings: Sequence[Finding], context: Context) -> str:
    """One JSON array, in ASCII. A finding about a whole file is put on its first line: GitLab demands one."""
    places = Places(context)
    marks = fingerprints(findings, places.shown)
    issues = [_issue(finding, mark, places) for finding, mark in zip(findings, marks, strict=True)]
    return json.dumps(issues, indent=2) + "\n"


def _issue(finding: Finding, mark: str, places: Places) -> dict[str, Any]:
    place = places.range(finding.path, finding.span)
    first, last = (place.start.line + 1, place.end.line + 1) if place is not None else (1, 1)
    return {
        "type": "issue",
        "description": f"{finding.message}\n{finding.help}" if finding.help else finding.message,
        "check_name": f"{finding.code} {finding.rule}",
        "fingerprint": mark,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": places.shown(finding.path), "lines": {"begin": first, "end": last}},
    }
