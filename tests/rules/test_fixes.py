"""Fixes on the examples of all pages: what `--fix` applies removes its finding and makes no other.

Fixes for the editor may leave something to fill in, and unsafe ones may bring to light what the mistake hid.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lua_entries.rules.finding import Finding, Fix
from lua_entries.rules.registry import RULES
from lua_entries.text.edits import apply_edits
from tests.rules.test_pages import PAGES
from tests.support.pages import VIOLATING, Example, Page
from tests.support.project import lint_directory, write_fixture

ORDER = ("safe", "unsafe", "editor")
EXAMPLES = [
    pytest.param(page, example, id=f"{page.name}-{example.title or 'first'}".replace(" ", "_"))
    for page in PAGES
    for example in page.examples
    if example.section == VIOLATING
]


def apply(root: Path, fix: Fix) -> Path:
    """A copy of the project with the fix in it."""
    copy = root.with_name(f"{root.name}-fixed")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(root, copy, symlinks=True)
    for path in {edit.path for edit in fix.edits}:
        target = copy / Path(path).relative_to(root)
        text = target.read_bytes().decode()
        fixed = apply_edits(text, [edit.edit for edit in fix.edits if edit.path == path])
        assert fixed != text
        target.write_bytes(fixed.encode())
    return copy


def count(findings: list[Finding]) -> dict[str, int]:
    codes = [finding.code for finding in findings]
    return {code: codes.count(code) for code in codes}


@pytest.mark.parametrize(("page", "example"), EXAMPLES)
def test_a_fix_removes_its_finding_and_makes_no_other(page: Page, example: Example, tmp_path: Path) -> None:
    root = write_fixture(tmp_path, example.fixture)
    before = lint_directory(root)
    rules = {rule.name: rule for rule in RULES}
    for finding in before:
        for fix in finding.fixes:
            promised = rules[finding.rule].fix
            assert promised and ORDER.index(fix.safety) >= ORDER.index(promised), (
                f"{finding.rule} promises no {fix.safety} fix"
            )
            assert fix.title and not fix.title.endswith(".")
            after = count(lint_directory(apply(root, fix)))
            was = count(before)
            if fix.safety != "editor":
                assert after.get(finding.code, 0) == was[finding.code] - 1, f"{fix.title}: {finding.message}"
            if fix.safety == "safe":
                assert {code for code, number in after.items() if number > was.get(code, 0)} == set(), fix.title
