"""LE002: the fix. The rest is on the page of the rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.fixing import after_fix, offered
from tests.support.project import lint_text

FILE = "--- _index.yaml\nnamespace: shop\nentries:\n"


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("  - name: a\n    kind: registry.entry\n    x: 1\n    x: 2 # two\n", "    x: 1\n"),
        (
            "  - name: a\n    kind: registry.entry\n    x: 1\n    x:\n      y: |\n        text\n\n        more\n",
            "    x: 1\n",
        ),
        (
            "  - name: a\n    kind: registry.entry\n    x: &x {y: 1}\n    z: 1\n    z: *x\n",
            "    x: &x {y: 1}\n    z: 1\n",
        ),
        ("  - name: a\n    kind: registry.entry\n    x: 1\n    x:\n    z: 3\n", "    x: 1\n    z: 3\n"),
        (
            "  - name: a\n    kind: registry.entry\n    x: 1\n    x: 2\n\n  - name: b\n    kind: registry.entry\n",
            "    x: 1\n\n  - name: b\n    kind: registry.entry\n",
        ),
    ],
)
def test_the_second_is_removed_with_its_lines(tmp_path: Path, entry: str, expected: str) -> None:
    title = "Remove this `z`" if "z: 1\n" in entry else "Remove this `x`"
    assert offered(lint_text(tmp_path, FILE + entry)) == [("LE002", "unsafe", title)]
    text, findings = after_fix(tmp_path, FILE + entry, title)
    assert text == f"namespace: shop\nentries:\n  - name: a\n    kind: registry.entry\n{expected}"
    assert findings == []


def test_there_is_no_fix_at_the_top(tmp_path: Path) -> None:
    findings = lint_text(tmp_path, f"{FILE}  []\nentries: []\n")
    assert ([finding.code for finding in findings], offered(findings)) == (["LE002"], [])


def test_in_braces_the_comma_goes_too(tmp_path: Path) -> None:
    text = f"{FILE}  - {{name: a, kind: registry.entry, x: 1, x: 2}}\n"
    fixed, findings = after_fix(tmp_path, text, "Remove this `x`")
    assert fixed.endswith("  - {name: a, kind: registry.entry, x: 1}\n")
    assert findings == []
