"""JUnit XML, read by a strict reader: elements, attributes and counts as in Jenkins' schema (junit-10.xsd)."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from lua_entries.report.formats import renderer
from lua_entries.rules.finding import Finding, Related, Severity
from tests.report.sample import HOME, context, finding, where

TEXT = "名: 値\n\U0001f600 x: y\n"

# What each element may hold: attributes that it must have, attributes that it may have, elements inside.
_FORM: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": ({"name", "tests", "failures", "errors"}, {"time"}, {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors"}, {"time", "file"}, {"testcase"}),
    "testcase": ({"name", "classname"}, {"time"}, {"failure"}),
    "failure": ({"message", "type"}, set(), set()),
}


def read(findings: list[Finding]) -> ElementTree.Element:
    """The report, parsed and checked."""
    report = renderer("junit")(findings, context({"a.yaml": TEXT}, colour=True))
    assert report.isascii()
    top = ElementTree.fromstring(report)
    assert top.tag == "testsuites"
    for element in top.iter():
        needed, possible, inside = _FORM[element.tag]
        assert needed <= set(element.keys()) <= needed | possible, element.tag
        assert {child.tag for child in element} <= inside
        if element.tag != "failure":
            assert not (element.text or "").strip()
    for element in (top, *top.findall("testsuite")):
        assert int(element.attrib["tests"]) == len(element.findall(".//testcase"))
        assert int(element.attrib["failures"]) == len(element.findall(".//failure"))
    return top


def test_findings_are_failed_cases() -> None:
    top = read(
        [
            finding(
                "a.yaml",
                where(TEXT, "x: y"),
                "a < b & 'c' \"d\" 値",
                help="so",
                related=[Related(f"{HOME}/a.yaml", where(TEXT, "値"), "there")],
            ),
            finding("a.yaml", None, severity=Severity.WARNING),
            finding("b.lua", None, severity=Severity.HINT),
        ]
    )
    assert [(suite.attrib["name"], suite.attrib["tests"]) for suite in top] == [("a.yaml", "2"), ("b.lua", "1")]
    first, second = top[0]
    assert first.attrib == {
        "name": "LE201 source-not-found at a.yaml:2:3",
        "classname": "a.yaml",
    }
    assert [suite.attrib["file"] for suite in top] == ["a.yaml", "b.lua"]
    assert first[0].attrib == {"message": "a < b & 'c' \"d\" 値", "type": "error"}
    assert first[0].text == (
        "a.yaml:2:3: error LE201[source-not-found] a < b & 'c' \"d\" 値\nhelp: so\na.yaml:1:4: there"
    )
    assert second.attrib["name"] == "LE201 source-not-found at a.yaml"


def test_nothing_found_is_a_case_that_passed() -> None:
    top = read([])
    (case,) = top.iter("testcase")
    assert (case.attrib["name"], list(case)) == ("No problems found in 1 file (45 entries)", [])


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x0b", "\ufffe", "\ud800", "\x7f", "\x85"])
def test_what_xml_cannot_hold_is_replaced(character: str) -> None:
    top = read([finding(f"a{character}.yaml", None, f"b{character}", help=character)])
    kept = character if character in "\x7f\x85" else "\ufffd"
    assert top.findall(".//failure")[0].attrib["message"] == f"b{kept}"
