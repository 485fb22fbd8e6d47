"""Code Quality reports, by the fields of GitLab's documentation (docs.gitlab.com, ci/testing/code_quality)."""

from __future__ import annotations

import json
from typing import Any

import jsonschema

from lua_entries.report.formats import renderer
from lua_entries.rules.finding import Finding, Severity
from tests.report.sample import context, finding, where

TEXT = "名: 値\n\U0001f600 x: y\n"
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["type", "description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "type": {"const": "issue"},
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "additionalProperties": False,
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/)."},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "additionalProperties": False,
                        "properties": {side: {"type": "integer", "minimum": 1} for side in ("begin", "end")},
                    },
                },
            },
        },
    },
}


def issues(findings: list[Finding], text: str = TEXT) -> list[dict[str, Any]]:
    """The report, parsed and checked."""
    report = renderer("gitlab")(findings, context({"a.yaml": text}))
    assert report.isascii()  # GitLab refuses a byte order mark and anything but UTF-8
    found: list[dict[str, Any]] = json.loads(report)
    jsonschema.validate(found, SCHEMA)
    marks = [issue["fingerprint"] for issue in found]
    assert len(set(marks)) == len(marks)
    return found


def test_issues() -> None:
    found = issues(
        [
            finding("a.yaml", where(TEXT, "x: y"), "wrong 値", help="so"),
            finding("a.yaml", None, severity=Severity.WARNING),
            finding("a.yaml", None, severity=Severity.WARNING),
            finding("b.lua", None, severity=Severity.INFO),
            finding("b.lua", None, "other", severity=Severity.HINT),
        ]
    )
    assert found[0]["description"] == "wrong 値\nso"
    assert found[0]["check_name"] == "LE201 source-not-found"
    assert found[0]["location"] == {"path": "a.yaml", "lines": {"begin": 2, "end": 2}}
    assert found[1]["location"] == {"path": "a.yaml", "lines": {"begin": 1, "end": 1}}
    assert [issue["severity"] for issue in found] == ["major", "minor", "minor", "info", "info"]


def test_nothing_found() -> None:
    assert issues([]) == []


def test_fingerprints_follow_findings_that_move() -> None:
    def mark(text: str, path: str = "a.yaml", message: str = "wrong") -> str:
        return str(issues([finding(path, where(text, "x: y"), message)], text)[0]["fingerprint"])

    assert mark(TEXT) == mark(f"# a line more\n{TEXT}")
    assert len({mark(TEXT), mark(TEXT, "b.yaml"), mark(TEXT, message="wrong too")}) == 3
