"""A rule that fails: one finding about it, everything else is complete, and the exit code says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lua_entries.cli.main import main
from lua_entries.project.units import Entry
from lua_entries.rules import engine
from lua_entries.rules.checks import unknown_kind
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.registry import CHECKS
from lua_entries.rules.rule import Check, Context, EntryCheck, IndexCheck, RootCheck, Rule
from tests.support.project import lint_directory, make_project, place

PROJECT = """
--- src/_index.yaml
namespace: shop
entries:
  - name: bad
    kind: no.such.kind
  - name: good
    kind: library.lua
    source: file://good.lua
    method: run
    colour: red
--- src/good.lua
return { run = function() end }
"""
FAILING = Rule("LE998", "always-failing", Severity.ERROR, "a rule for this test")


def fails_on_bad(context: Context, entry: Entry) -> Iterator[Finding]:
    """Fails at one entry, after a finding there, and reports the other."""
    yield FAILING.finding(f"looked at {entry.name}", entry.path, entry.fact.place, entry=entry)
    if entry.name == "bad":
        raise KeyError("pool")


def install(monkeypatch: pytest.MonkeyPatch, *checks: Check) -> None:
    monkeypatch.setattr(engine, "CHECKS", (*CHECKS, *checks))


def test_one_finding_says_what_failed_and_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, EntryCheck(FAILING, fails_on_bad))
    root = make_project(tmp_path, PROJECT)
    (failure,) = [item for item in place(root, lint_directory(root)) if item.finding.code == "LE999"]
    assert (failure.path, failure.line, failure.finding.entry) == ("src/_index.yaml", 3, "shop:bad")
    assert failure.finding.message == "rule `always-failing` failed: KeyError: 'pool'"
    assert "`--ignore always-failing`" in failure.finding.help
    assert failure.finding.severity is Severity.ERROR


def test_the_rest_of_the_run_is_complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_project(tmp_path, PROJECT)
    before = lint_directory(root)
    assert {finding.code for finding in before} == {"LE102", "LE104"}
    install(monkeypatch, EntryCheck(FAILING, fails_on_bad))
    after = [finding for finding in lint_directory(root) if finding.code not in ("LE998", "LE999")]
    assert after == before
    assert "looked at good" in [finding.message for finding in lint_directory(root)]


def test_a_rule_of_the_program_that_fails_takes_no_other_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(context: Context, entry: Entry) -> Iterator[Finding]:
        raise RecursionError

    broken = [EntryCheck(check.rule, fail) if check.rule is unknown_kind.RULE else check for check in CHECKS]
    monkeypatch.setattr(engine, "CHECKS", tuple(broken))
    codes = [finding.code for finding in lint_directory(make_project(tmp_path, PROJECT))]
    assert codes == ["LE999", "LE999", "LE104"]  # once for each entry


def test_two_rules_that_fail_at_one_place_are_both_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    second = Rule("LE997", "failing-too", Severity.ERROR, "another one")
    install(monkeypatch, EntryCheck(FAILING, fails_on_bad), EntryCheck(second, fails_on_bad))
    findings = lint_directory(make_project(tmp_path, PROJECT))
    assert [finding.message.split("`")[1] for finding in findings if finding.code == "LE999"] == [
        "always-failing",
        "failing-too",
    ]


def test_a_failure_about_a_file_or_a_project_has_no_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(context: Context, *subject: object) -> Iterator[Finding]:
        raise ValueError("too hard")

    install(monkeypatch, IndexCheck(FAILING, fail), RootCheck(FAILING, fail))
    root = make_project(tmp_path, PROJECT)
    failures = [item for item in place(root, lint_directory(root)) if item.finding.code == "LE999"]
    assert {(item.path, item.line) for item in failures} == {("src/_index.yaml", None), (".", None)}


def test_it_can_be_neither_ignored_nor_suppressed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, EntryCheck(FAILING, fails_on_bad))
    text = PROJECT.replace("namespace", "# lua-entries: ignore[internal-error]\nnamespace")
    root = make_project(tmp_path, '--- lua-entries.toml\nignore = ["internal-error"]\n' + text)
    codes = [finding.code for finding in lint_directory(root, ignore=("internal-error",))]
    assert codes.count("LE999") == 1


def test_ignoring_the_rule_that_fails_works_around_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, EntryCheck(FAILING, fails_on_bad))
    findings = lint_directory(make_project(tmp_path, PROJECT), ignore=("always-failing",))
    assert {finding.code for finding in findings} == {"LE102", "LE104"}


def test_the_command_ends_with_70(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install(monkeypatch, EntryCheck(FAILING, fails_on_bad))
    monkeypatch.chdir(make_project(tmp_path, PROJECT))
    assert main(["lint", "--exit-zero"]) == 70
    assert "LE102" in capsys.readouterr().out
