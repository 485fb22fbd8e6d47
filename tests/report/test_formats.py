"""The concise and JSON reports, and what all formats share."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from lua_entries.report.context import in_order, printable
from lua_entries.report.formats import FORMATS, renderer
from lua_entries.rules.finding import FileEdit, Fix, Related, Severity
from lua_entries.text.edits import Edit
from lua_entries.text.span import Span
from tests.report.sample import HOME, context, finding, where

TEXT = "名: 値\r\n\U0001f600 x: y\r\n"

_RANGE = {
    "type": ["object", "null"],
    "required": ["start", "end"],
    "additionalProperties": False,
    "properties": {
        side: {
            "type": "object",
            "required": ["line", "column"],
            "additionalProperties": False,
            "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
        }
        for side in ("start", "end")
    },
}


def _closed(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
SCHEMA = _closed(
    version={"const": 1},
    tool=_closed(name={"const": "lua-entries"}, version=_TEXT, catalog=_TEXT),
    summary=_closed(
        files=_COUNT,
        entries=_COUNT,
        errors=_COUNT,
        warnings=_COUNT,
        infos=_COUNT,
        hints=_COUNT,
        seconds={"type": "number", "minimum": 0},
    ),
    findings={
        "type": "array",
        "items": _closed(
            code={"type": "string", "pattern": r"^LE\d{3}$"},
            rule=_TEXT,
            severity={"enum": ["hint", "info", "warning", "error"]},
            message=_TEXT,
            path=_TEXT,
            range=_RANGE,
            entry={"type": ["string", "null"]},
            help=_TEXT,
            related={"type": "array", "items": _closed(path=_TEXT, range=_RANGE, message=_TEXT)},
            fixes={
                "type": "array",
                "items": _closed(
                    title=_TEXT,
                    safety={"enum": ["safe", "unsafe", "editor"]},
                    edits={"type": "array", "items": _closed(path=_TEXT, range=_RANGE, new_text=_TEXT)},
                ),
            },
        ),
    },
)
"""The JSON report, version 1, written out a second time."""


def findings() -> list[Any]:
    fix = Fix("say z", "safe", (FileEdit(f"{HOME}/a.yaml", Edit(where(TEXT, "y"), "z")),))
    return [
        finding("a.yaml", where(TEXT, "値"), entry="app:one", help="so", severity=Severity.WARNING),
        finding("a.yaml", where(TEXT, "x: y"), fixes=[fix], related=[Related("/srv/b.yaml", None, "there")]),
        finding("lock\ud800.yaml", None, severity=Severity.INFO),
    ]


def test_concise_is_one_line_for_each_finding() -> None:
    report = renderer("concise")(findings(), context({"a.yaml": TEXT}))
    assert report == (
        "a.yaml:1:4: warning LE201[source-not-found] wrong\n"
        "a.yaml:2:3: error LE201[source-not-found] wrong\n"
        "lock\\ud800.yaml:1:1: info LE201[source-not-found] wrong\n"
    )
    assert renderer("concise")([], context({})) == ""


def test_concise_keeps_a_message_of_several_lines_on_one() -> None:
    assert renderer("concise")([finding("a", None, "b\nc")], context({})).count("\n") == 1


def test_json_golden() -> None:
    report = json.loads(renderer("json")(findings(), context({"a.yaml": TEXT})))
    jsonschema.validate(report, SCHEMA)
    assert report == {
        "version": 1,
        "tool": {"name": "lua-entries", "version": "1.2.3", "catalog": "7"},
        "summary": {"files": 1, "entries": 45, "errors": 1, "warnings": 1, "infos": 1, "hints": 0, "seconds": 0.123},
        "findings": [
            {
                "code": "LE201",
                "rule": "source-not-found",
                "severity": "warning",
                "message": "wrong",
                "path": "a.yaml",
                "range": {"start": {"line": 1, "column": 4}, "end": {"line": 1, "column": 5}},
                "entry": "app:one",
                "help": "so",
                "related": [],
                "fixes": [],
            },
            {
                "code": "LE201",
                "rule": "source-not-found",
                "severity": "error",
                "message": "wrong",
                "path": "a.yaml",
                "range": {"start": {"line": 2, "column": 3}, "end": {"line": 2, "column": 7}},
                "entry": None,
                "help": "",
                "related": [{"path": "../b.yaml", "range": None, "message": "there"}],
                "fixes": [
                    {
                        "title": "say z",
                        "safety": "safe",
                        "edits": [
                            {
                                "path": "a.yaml",
                                "range": {"start": {"line": 2, "column": 6}, "end": {"line": 2, "column": 7}},
                                "new_text": "z",
                            }
                        ],
                    }
                ],
            },
            {
                "code": "LE201",
                "rule": "source-not-found",
                "severity": "info",
                "message": "wrong",
                "path": "lock\ud800.yaml",
                "range": None,
                "entry": None,
                "help": "",
                "related": [],
                "fixes": [],
            },
        ],
    }


def test_json_keys_come_in_the_documented_order() -> None:
    report = json.loads(renderer("json")(findings(), context({"a.yaml": TEXT})))
    assert list(report) == ["version", "tool", "summary", "findings"]
    assert list(report["findings"][0]) == [
        "code",
        "rule",
        "severity",
        "message",
        "path",
        "range",
        "entry",
        "help",
        "related",
        "fixes",
    ]


def test_json_is_ascii_and_ends_with_a_line_end() -> None:
    report = renderer("json")([finding("値", None, "\U0001f600")], context({}))
    assert report.isascii()
    assert report.endswith("}\n")


def test_an_empty_json_report_is_valid() -> None:
    report = json.loads(renderer("json")([], context({})))
    jsonschema.validate(report, SCHEMA)
    assert report["findings"] == []


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_depends_on_the_findings_being_there(name: str) -> None:
    assert isinstance(renderer(name)([], context({})), str)


def test_an_unknown_format_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        renderer("xml")


def test_order_is_path_as_shown_then_place_then_code() -> None:
    given = [
        finding("b", Span(0, 1), code="LE202"),
        finding("b", Span(0, 1), code="LE201"),
        finding("b", Span(9, 10), code="LE001"),
        finding("b", None, code="LE999"),
        finding("a", Span(50, 51), code="LE999"),
    ]
    assert in_order(given, HOME) == [given[4], given[3], given[1], given[0], given[2]]


def test_printable_keeps_ordinary_text_of_every_script() -> None:
    for text in ("plain", "値 é", "\U0001f468\u200d\U0001f469", "e\u0301", "a\u00a0b"):
        assert printable(text) == text
    assert printable("a\tb\r\n\x7f\u200f\ufeff") == "a\\tb\\r\\n\\x7f\\u200f\\ufeff"
