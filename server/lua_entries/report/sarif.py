"""SARIF 2.1.0 (OASIS), for code scanning on GitHub and other viewers. Columns count code points."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import quote

from lua_entries.catalog.resources import rule_page
from lua_entries.report.context import Context, Places
from lua_entries.report.identity import fingerprints
from lua_entries.report.pages import as_text, section
from lua_entries.rules.checks import internal_error
from lua_entries.rules.finding import Finding, Fix, Severity
from lua_entries.rules.registry import RULES
from lua_entries.rules.rule import Rule
from lua_entries.text.span import Span

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
BASE = "%SRCROOT%"
"""The name that SARIF viewers know for the directory that paths are relative to."""

FINGERPRINT = "luaEntries/v1"

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note", Severity.HINT: "note"}
_GITHUB = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "recommendation",
    Severity.HINT: "recommendation",
}


def render(findings: Sequence[Finding], context: Context) -> str:
    """One SARIF log with one run, in ASCII; its rules are those that found something."""
    places = Places(context)
    used = {finding.rule for finding in findings}
    rules = [rule for rule in RULES if rule.name in used]
    numbers = {rule.name: number for number, rule in enumerate(rules)}
    marks = fingerprints(findings, places.shown)
    run = {
        "tool": {
            "driver": {
                "name": "lua-entries",
                "version": context.version,
                "properties": {"catalog": context.catalog},
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "invocations": [{"executionSuccessful": internal_error.RULE.name not in used}],
        "originalUriBaseIds": {BASE: {"description": {"text": "The working directory of the run"}}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": [
            _result(finding, numbers[finding.rule], mark, places) for finding, mark in zip(findings, marks, strict=True)
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    page = rule_page(rule.name) or ""
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": section(page, "What it does") or rule.summary},
        "help": {"text": as_text(page), "markdown": page} if page else {"text": rule.summary},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"problem.severity": _GITHUB[rule.severity], "tags": ["wippy"]},
    }


def _result(finding: Finding, number: int, mark: str, places: Places) -> dict[str, Any]:
    result = {
        "ruleId": finding.code,
        "ruleIndex": number,
        "level": _LEVELS[finding.severity],
        "message": {"text": _clean(f"{finding.message}\n{finding.help}" if finding.help else finding.message)},
        "locations": [_location(finding, places)],
        "partialFingerprints": {FINGERPRINT: mark},
    }
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": identifier,
                "physicalLocation": _place(related.path, related.span, places),
                "message": {"text": _clean(related.message)},
            }
            for identifier, related in enumerate(dict.fromkeys(finding.related), start=1)
        ]
    if fixes := [fix for fix in finding.fixes if fix.edits]:
        result["fixes"] = [_fix(fix, places) for fix in fixes]
    return result


def _location(finding: Finding, places: Places) -> dict[str, Any]:
    location: dict[str, Any] = {"physicalLocation": _place(finding.path, finding.span, places)}
    if finding.entry is not None:
        location["logicalLocations"] = [{"fullyQualifiedName": _clean(finding.entry), "kind": "resource"}]
    return location


def _place(path: str, span: Span | None, places: Places) -> dict[str, Any]:
    region = _region(path, span, places)
    return {"artifactLocation": _artifact(path, places), **({"region": region} if region else {})}


def _region(path: str, span: Span | None, places: Places) -> dict[str, int] | None:
    found = places.range(path, span)
    if found is None:
        return None
    start, end = found
    return {
        "startLine": start.line + 1,
        "startColumn": start.column + 1,
        "endLine": end.line + 1,
        "endColumn": end.column + 1,
    }


def _artifact(path: str, places: Places) -> dict[str, str]:
    # A byte of a name that is no UTF-8 (a surrogate from U+DC80 on) is written as that byte.
    name = re.sub("[\ud800-\udc7f\udd00-\udfff]", "\N{REPLACEMENT CHARACTER}", places.shown(path))
    return {"uri": quote(name.encode("utf-8", "surrogateescape")), "uriBaseId": BASE}


def _fix(fix: Fix, places: Places) -> dict[str, Any]:
    changes = [
        {
            "artifactLocation": _artifact(path, places),
            "replacements": [
                {
                    "deletedRegion": _region(path, item.edit.span, places),
                    "insertedContent": {"text": _clean(item.edit.new_text)},
                }
                for item in edits
            ],
        }
        for path, edits in groupby(sorted(fix.edits), lambda item: item.path)
    ]
    return {
        "description": {"text": _clean(fix.title)},
        "artifactChanges": changes,
        "properties": {"safety": fix.safety},
    }


def _clean(text: str) -> str:
    """Lone surrogates are no text to readers of JSON."""
    return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)
