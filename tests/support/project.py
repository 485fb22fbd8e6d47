"""Write small projects to disk, lint them, and compare what is found with what is expected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lua_entries.project.workspace import LoadRequest, load_workspace
from lua_entries.rules.engine import CheckOptions, check
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.registry import RULE_CODES
from lua_entries.text.lines import LineIndex
from tests.support.fixtures import Expected, Fixture, parse_fixture


class Actual(NamedTuple):
    """A finding, placed as `Expected` is."""

    path: str
    line: int | None
    columns: tuple[int, int] | None
    """None also when the span goes over several lines."""
    finding: Finding
    source: str
    """The line of text that it starts on."""


def make_project(tmp_path: Path, text: str) -> Path:
    """Write the files of a fixture into a new directory below `tmp_path` and return that directory."""
    return write_fixture(tmp_path, parse_fixture(text))


def lint_text(tmp_path: Path, text: str, **options: Any) -> list[Finding]:
    """Write a fixture and lint it; what the fixture expects is not looked at.

    `options` are fields of `LoadRequest` or of `CheckOptions`. Findings come in the order of the engine.
    """
    return lint_directory(make_project(tmp_path, text), **options)


def check_project(tmp_path: Path, text: str, level: Severity = Severity.HINT, **options: Any) -> Path:
    """Lint a fixture and fail unless it gives exactly the findings that it expects at or above `level`.

    Returns:
        The directory of the project.
    """
    return check_fixture(tmp_path, parse_fixture(text), level, **options)


def check_fixture(tmp_path: Path, fixture: Fixture, level: Severity = Severity.HINT, **options: Any) -> Path:
    """As `check_project`, for a fixture that is already parsed."""
    root = write_fixture(tmp_path, fixture)
    findings = [finding for finding in lint_directory(root, **options) if finding.severity >= level]
    report = differences(fixture.expected, place(root, findings))
    if report:
        raise AssertionError(report)
    return root


def write_fixture(tmp_path: Path, fixture: Fixture) -> Path:
    """Write a fixture into a new directory below `tmp_path`, byte for byte in UTF-8."""
    root = tmp_path / f"project-{sum(1 for _ in tmp_path.glob('project-*')) + 1}"
    root.mkdir()
    for file in fixture.files:
        path = root / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if file.link is None:
            path.write_bytes(file.text.encode())
        else:
            path.symlink_to(file.link)
    return root


def lint_directory(directory: Path, **options: Any) -> list[Finding]:
    """Lint a directory; `options` are fields of `LoadRequest` or of `CheckOptions`."""
    load = {name: value for name, value in options.items() if name in LoadRequest._fields}
    rules = {name: value for name, value in options.items() if name not in load}
    request = LoadRequest(str(directory), known_rules=RULE_CODES, **load)
    return list(check(load_workspace(request), CheckOptions(**rules)).findings)


def place(root: Path, findings: Iterable[Finding]) -> list[Actual]:
    """The findings with paths relative to `root` (with `/`) and with lines and columns."""
    return [_placed(root, finding) for finding in findings]


def differences(expected: Sequence[Expected], actual: Sequence[Actual]) -> str:
    """What is missing and what is too much, one line each; empty when each finding is expected and the reverse."""
    # The most demanding expectations choose first, so that a vague one does not take their finding.
    left = list(actual)
    missing = []
    for wanted in sorted(expected, key=lambda item: (item.columns is None, -len(item.fragment))):
        found = next((item for item in left if _fits(wanted, item)), None)
        if found is None:
            missing.append(wanted)
        else:
            left.remove(found)
    lines = ["expected, but not found:", *(f"  {_describe_expected(item)}" for item in missing)] if missing else []
    if left:
        lines += ["found, but not expected:", *(f"  {_describe_actual(item)}" for item in left)]
    return "\n".join(lines)


def _placed(root: Path, finding: Finding) -> Actual:
    path = Path(finding.path)
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    if finding.span is None:
        return Actual(shown, None, None, finding, "")
    index = LineIndex(path.read_bytes().decode("utf-8", "replace"))
    start, end = index.position(finding.span.start), index.position(finding.span.end)
    columns = (start.column, end.column) if start.line == end.line else None
    return Actual(shown, start.line + 1, columns, finding, index.line_text(start.line).strip())


def _fits(wanted: Expected, actual: Actual) -> bool:
    return (
        (wanted.path, wanted.line, wanted.code) == (actual.path, actual.line, actual.finding.code)
        and (wanted.fragment in actual.finding.message or wanted.fragment in actual.finding.help)
        and wanted.columns in (None, actual.columns)
    )


def _describe_expected(item: Expected) -> str:
    columns = f" (columns {item.columns[0]} to {item.columns[1]})" if item.columns else ""
    return f"{_where(item.path, item.line)} {item.code} {item.fragment}".rstrip() + columns


def _describe_actual(item: Actual) -> str:
    columns = f" (columns {item.columns[0]} to {item.columns[1]})" if item.columns else ""
    finding = item.finding
    what = f"{finding.code} {finding.severity.label}: {finding.message}" + (
        f" ({finding.help})" if finding.help else ""
    )
    return f"{_where(item.path, item.line)} {what}{columns}" + (f"\n      {item.source}" if item.source else "")


def _where(path: str, line: int | None) -> str:
    return path if line is None else f"{path}:{line}"
