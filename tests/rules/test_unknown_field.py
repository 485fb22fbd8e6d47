"""LE104: when a key may be renamed by itself. The rest is on the page of the rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.rules.finding import Severity
from tests.rules.fixing import after_fix, offered
from tests.support.project import lint_text

FILE = "--- _index.yaml\nnamespace: shop\nentries:\n"


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        ("  - name: cache\n    kind: store.memory\n    max_sise: 5\n", "Rename the key to `max_size`"),
        ("  - {name: cache, kind: store.memory, 'max_sise': 5}\n", "Rename the key to `max_size`"),
        (
            "  - name: cache\n    kind: store.memory\n    lifecycle:\n      restart_policy: {max_attempts: 3}\n",
            "Rename the key to `restart`",
        ),
        ("  - name: greeting\n    kind: registry.entry\n    Meta: {type: text}\n", None),
        ("  - name: cache\n    kind: store.memory\n    Meta: {type: text}\n", "Rename the key to `meta`"),
    ],
)
def test_a_renamed_key_leaves_nothing_to_find(tmp_path: Path, entry: str, title: str | None) -> None:
    findings = lint_text(tmp_path, FILE + entry)
    assert offered(findings) == ([("LE104", "safe", title)] if title else [])
    if title:
        assert after_fix(tmp_path, FILE + entry, title)[1] == []


@pytest.mark.parametrize(
    "entry",
    [
        "  - {name: cache, kind: store.memory, max_sise: 5, max_size: 6}\n",
        "  - {name: cache, kind: store.memory, max_sise: large}\n",
        "  - {name: cache, kind: store.memory, lifecycle: {restart_policy: {}, restart: {}}}\n",
        "  - {name: cache, kind: store.memory, lifecycle: {restart_policy: always}}\n",
    ],
)
def test_a_key_is_not_renamed_where_that_would_be_wrong_too(tmp_path: Path, entry: str) -> None:
    findings = lint_text(tmp_path, FILE + entry)
    assert ([finding.code for finding in findings], offered(findings)) == (["LE104"], [])


def test_a_field_that_is_there_already_is_not_meant(tmp_path: Path) -> None:
    (finding,) = lint_text(tmp_path, f"{FILE}  - {{name: cache, kind: store.memory, max_size: 6, max_sizes: [6]}}\n")
    assert (finding.severity, finding.help) == (Severity.HINT, "")


def test_hints_stay_hints_where_the_rule_is_made_an_error(tmp_path: Path) -> None:
    text = f"{FILE}  - {{name: cache, kind: store.memory, max_sise: 5, colour: red}}\n"
    findings = lint_text(tmp_path, f'--- lua-entries.toml\n[rules]\nunknown-field = "error"\n{text}')
    assert [(finding.message.split("`")[1], finding.severity) for finding in findings] == [
        ("max_sise", Severity.ERROR),
        ("colour", Severity.HINT),
    ]
