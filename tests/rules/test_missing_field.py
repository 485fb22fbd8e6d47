"""LE101: what the editor offers, and the setting for libraries. The rest is on the page of the rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.rules.finding import Severity
from tests.rules.fixing import after_fix, offered
from tests.support.project import lint_text

FILE = "--- _index.yaml\nnamespace: shop\nentries:\n"
LIBRARY = f"{FILE}  - name: money\n    kind: library.lua\n    source: file://money.lua\n--- money.lua\nreturn {{}}\n"


@pytest.mark.parametrize(
    ("entry", "title", "expected"),
    [
        (
            "  - name: job\n    kind: process.lua # runs\n    source: file://job.lua\n",
            "Add `method: main`",
            "  - name: job\n    kind: process.lua # runs\n    method: main\n    source: file://job.lua\n",
        ),
        (
            "  - kind: process.lua\n    name: job\n    method: main\n",
            "Add `source: file://job.lua`",
            "  - kind: process.lua\n    source: file://job.lua\n    name: job\n    method: main\n",
        ),
        (
            "  - name: job\n    kind: process.lua\n    data:\n      source: file://job.lua\n",
            "Add `method: main`",
            "  - name: job\n    kind: process.lua\n    data:\n      method: main\n      source: file://job.lua\n",
        ),
        (
            "  - name: api\n    kind: http.router\n    prefix: /api\n",
            "Add `server:`",
            "  - name: api\n    kind: http.router\n    meta:\n      server:\n    prefix: /api\n",
        ),
        (
            "  - name: api\n    kind: http.router\n    meta:\n        comment: all\n",
            "Add `server:`",
            "  - name: api\n    kind: http.router\n    meta:\n        server:\n        comment: all\n",
        ),
        (
            "  - name: job\n    kind: process.lua\n    sorce: file://job.lua\n    method: main\n",
            "Rename `sorce` to `source`",
            "  - name: job\n    kind: process.lua\n    source: file://job.lua\n    method: main\n",
        ),
        (
            "  - Name: job\n    kind: registry.entry\n",
            "Rename `Name` to `name`",
            "  - name: job\n    kind: registry.entry\n",
        ),
    ],
)
def test_what_the_editor_offers(tmp_path: Path, entry: str, title: str, expected: str) -> None:
    text, _ = after_fix(tmp_path, f"{FILE}{entry}--- job.lua\nreturn {{ main = function() end }}\n", title)
    assert text == f"namespace: shop\nentries:\n{expected}"


def test_the_line_ends_of_the_file_are_kept(tmp_path: Path) -> None:
    entry = "  - name: job\r\n    kind: process.lua\r\n    source: file://job.lua\r\n"
    text, found = after_fix(
        tmp_path,
        f"--- _index.yaml\nnamespace: shop\r\nentries:\r\n{entry}--- job.lua\nreturn {{ main = function() end }}\n",
        "Add `method: main`",
    )
    assert "kind: process.lua\r\n    method: main\r\n    source" in text
    assert found == []


@pytest.mark.parametrize(
    "entry",
    [
        "  - {name: job, kind: process.lua, source: file://job.lua}\n",
        "  - name: job\n    kind: process.lua\n    source: file://job.lua\n    method:\n",
    ],
)
def test_nothing_is_inserted_in_braces_or_beside_the_key_itself(tmp_path: Path, entry: str) -> None:
    findings = lint_text(tmp_path, f"{FILE}{entry}--- job.lua\nreturn {{ main = function() end }}\n")
    assert ([finding.code for finding in findings], offered(findings)) == (["LE101"], [])


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("", [Severity.HINT]),
        ('[rules.missing-field]\nlibrary-method = "off"', []),
        ('[rules.missing-field]\nlibrary-method = "hint"', [Severity.HINT]),
        ('[rules.missing-field]\nlibrary-method = "error"', [Severity.ERROR]),
        ('[rules]\nmissing-field = "error"', [Severity.HINT]),
        ('[rules.missing-field]\nseverity = "warning"\nlibrary-method = "error"', [Severity.WARNING]),
        ('[rules]\nmissing-field = "off"', []),
    ],
)
def test_a_library_without_method(tmp_path: Path, setting: str, expected: list[Severity]) -> None:
    findings = lint_text(tmp_path, f"--- lua-entries.toml\n{setting}\n{LIBRARY}")
    assert [finding.severity for finding in findings] == expected


def test_a_library_with_method_is_never_a_finding(tmp_path: Path) -> None:
    text = LIBRARY.replace("file://money.lua\n", "file://money.lua\n    method: anything\n", 1)
    assert lint_text(tmp_path, f'--- lua-entries.toml\n[rules.missing-field]\nlibrary-method = "error"\n{text}') == []


def test_two_absent_fields_are_two_findings(tmp_path: Path) -> None:
    findings = lint_text(tmp_path, f"{FILE}  - name: quote\n    kind: function.lua\n")
    assert [finding.message for finding in findings] == [
        "`quote` (function.lua) has no `method`",
        "`quote` (function.lua) has no `source`",
    ]


@pytest.mark.parametrize(
    ("pool", "missing"),
    [
        ("{workers: 2}", True),
        ("{workers: 2, size: 4}", False),
        ("{workers: 0}", False),
        ("{type: lazy}", False),
        ("{workers: '${env:WORKERS}'}", False),
    ],
)
def test_a_field_that_is_required_under_a_condition(tmp_path: Path, pool: str, missing: bool) -> None:
    text = (
        f"{FILE}  - {{name: quote, kind: function.lua, source: file://quote.lua, method: main, pool: {pool}}}\n"
        "--- quote.lua\nreturn { main = function() end }\n"
    )
    assert [finding.code for finding in lint_text(tmp_path, text)] == ["LE101"] * missing
