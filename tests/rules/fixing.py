"""Apply the fixes of findings to small projects."""

from __future__ import annotations

from pathlib import Path

from lua_entries.rules.finding import Finding, Fix
from lua_entries.text.edits import apply_edits
from tests.support.project import lint_directory, make_project


def offered(findings: list[Finding]) -> list[tuple[str, str, str]]:
    """Code, safety and title of each fix, in order."""
    return [(finding.code, fix.safety, fix.title) for finding in findings for fix in finding.fixes]


def fix_named(findings: list[Finding], title: str) -> Fix:
    """The only fix of this title."""
    (found,) = [fix for finding in findings for fix in finding.fixes if fix.title == title]
    return found


def apply(fix: Fix) -> None:
    """Change the files on disk as the fix says."""
    for path in {edit.path for edit in fix.edits}:
        text = Path(path).read_bytes().decode()
        changed = apply_edits(text, [edit.edit for edit in fix.edits if edit.path == path])
        Path(path).write_bytes(changed.encode())


def after_fix(tmp_path: Path, text: str, title: str, path: str = "_index.yaml") -> tuple[str, list[Finding]]:
    """The text of a file after the fix with this title, and what is found in the project then."""
    root = make_project(tmp_path, text)
    apply(fix_named(lint_directory(root), title))
    return (root / path).read_bytes().decode(), lint_directory(root)
