"""JUnit XML, for CI servers that show test results: a suite for each file, a failed case for each finding.

The report has nothing that the schema of Jenkins' xUnit plugin (jenkinsci/xunit-plugin, junit-10.xsd) does not allow,
since that plugin refuses reports that do: cases have neither `file` nor `line`, so their names hold the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from lua_entries.report.context import Context, Places
from lua_entries.report.text import closing_line
from lua_entries.rules.finding import Finding

NAME = "lua-entries"

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold in any form."""


def render(findings: Sequence[Finding], context: Context) -> str:
    """One XML document, in ASCII. Without findings it holds one case that passed, as many readers take none for a
    failure."""
    seconds = f"{context.seconds:.3f}"
    top = Element("testsuites", _attributes(NAME, len(findings) or 1, len(findings)) | {"time": seconds})
    places = Places(context)
    for path, group in groupby(findings, lambda finding: finding.path):
        _suite(top, path, list(group), places)
    if not findings:
        suite = SubElement(top, "testsuite", _attributes(NAME, 1, 0) | {"time": seconds})
        SubElement(
            suite, "testcase", {"name": closing_line(findings, context._replace(colour=False)), "classname": NAME}
        )
    indent(top)
    text: str = tostring(top, encoding="us-ascii").decode("ascii")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _attributes(name: str, tests: int, failures: int) -> dict[str, str]:
    return {"name": name, "tests": str(tests), "failures": str(failures), "errors": "0"}


def _suite(top: Element, path: str, findings: Sequence[Finding], places: Places) -> None:
    name = _clean(places.shown(path))
    suite = SubElement(top, "testsuite", _attributes(name, len(findings), len(findings)) | {"file": name})
    for finding in findings:
        label = places.label(finding.path, finding.span)
        attributes = {"name": _clean(f"{finding.code} {finding.rule} at {label}"), "classname": name}
        case = SubElement(suite, "testcase", attributes)
        failure = SubElement(case, "failure", {"message": _clean(finding.message), "type": finding.severity.label})
        failure.text = _clean("\n".join(_details(finding, label, places)))


def _details(finding: Finding, label: str, places: Places) -> Iterable[str]:
    yield f"{label}: {finding.severity.label} {finding.code}[{finding.rule}] {finding.message}"
    if finding.help:
        yield f"help: {finding.help}"
    for related in finding.related:
        yield f"{places.label(related.path, related.span)}: {related.message}"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
