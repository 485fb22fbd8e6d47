"""LE004: the fix, and files without content. The rest is on the page of the rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.fixing import after_fix, offered
from tests.support.project import lint_text


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("namespace: shop\nversion: 1.0\nentries: []\n", 'Change it to `"1.0"`', 'version: "1.0"\n'),
        ("namespace: 7\nentries: []\n", 'Change it to `"7"`', 'namespace: "7"\n'),
        (
            "namespace: shop\nentries:\n  - name: 404\n    kind: registry.entry\n",
            'Change it to `"404"`',
            '  - name: "404"\n',
        ),
        (
            "namespace: shop\nentries:\n  - name: a\n    kind: registry.entry\n    map: {true: 1}\n",
            'Change it to `"true"`',
            'map: {"true": 1}\n',
        ),
    ],
)
def test_quotes_are_put_around_what_must_be_a_string(tmp_path: Path, text: str, title: str, expected: str) -> None:
    changed, findings = after_fix(tmp_path, f"--- _index.yaml\n{text}", title)
    assert expected in changed
    assert findings == []


@pytest.mark.parametrize(
    "text",
    [
        "namespace: shop\nentries: 5\n",
        "namespace: shop\nentries: [5]\n",
        "namespace: shop\nentries: []\nmeta: 5\n",
        "namespace: shop\nentries:\n  - name: a\n    kind: 5\n",
        "namespace: shop\nentries: []\n---\na: b\n",
        "entries: []\n",
        "namespace:\nentries: []\n",
        "- namespace: shop\n",
        "shop\n",
    ],
)
def test_nothing_is_offered_where_quotes_do_not_help(tmp_path: Path, text: str) -> None:
    findings = lint_text(tmp_path, f"--- _index.yaml\n{text}")
    assert ([finding.code for finding in findings], offered(findings)) == (["LE004"], [])


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n", "---\n# nothing\n...\n", "\ufeff\n", "---\n"])
def test_a_file_without_content_is_no_mistake(tmp_path: Path, text: str) -> None:
    assert lint_text(tmp_path, f"--- _index.yaml\n{text}") == []
