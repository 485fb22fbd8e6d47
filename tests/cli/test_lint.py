"""`lint`: exit codes, options, and what goes where. In a test that takes `engine`, given findings replace the rules."""

from __future__ import annotations

import gc
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import lua_entries
from lua_entries.cli import checking
from lua_entries.project.snapshot import Snapshot
from lua_entries.rules.engine import CheckOptions, CheckResult
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import looked_in_key
from lua_entries.text.span import Span
from tests.cli.conftest import INDEX, Run
from tests.report.test_formats import SCHEMA


class Engine:
    """Stands for the rules: gives findings, and remembers what it was asked."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.crashed = False
        self.options = CheckOptions()
        self.snapshot: Snapshot | None = None

    def check(self, snapshot: Snapshot, options: CheckOptions) -> CheckResult:
        """Takes the place of `rules.engine.check`."""
        self.options, self.snapshot = options, snapshot
        return CheckResult(tuple(self.findings), self.crashed)

    def finds(
        self, path: Path, severity: str = "error", entry: str | None = None, *, keys: tuple[str, ...] = ()
    ) -> None:
        """Add a finding about the first three characters of a file."""
        made = Finding(
            "LE201",
            "source-not-found",
            Severity[severity.upper()],
            f"{severity} there",
            str(path),
            Span(0, 3),
            entry,
            keys=frozenset(keys),
        )
        self.findings.append(made)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The rules, replaced."""
    made = Engine()
    monkeypatch.setattr(checking, "check", made.check)
    monkeypatch.setenv(
        "LUA_ENTRIES_CACHE_DIR", os.path.join(__file__, "none")
    )  # a run here follows from more than files
    return made


def paths(report: str) -> list[str]:
    """The paths of a concise report."""
    return [line.partition(":")[0] for line in report.splitlines()]


# Exit codes


def test_a_clean_project(project: Path, run: Run) -> None:
    assert run("lint") == (0, "No problems found in 4 files (2 entries)\n", "")


def test_an_error_fails(project: Path, run: Run, engine: Engine) -> None:
    engine.finds(project / "src/_index.yaml")
    code, out, err = run("lint")
    assert (code, err) == (1, "")
    assert out.startswith("src/_index.yaml:1:1: error LE201[source-not-found] error there\n")
    assert out.endswith("\n1 error in 4 files (2 entries)\n")


def test_a_warning_is_shown_and_does_not_fail(project: Path, run: Run, engine: Engine) -> None:
    engine.finds(project / "src/_index.yaml", "warning")
    engine.finds(project / "src/_index.yaml", "info")
    code, out, _ = run("lint", "--format", "concise")
    assert code == 0
    assert out == "src/_index.yaml:1:1: warning LE201[source-not-found] warning there\n"


@pytest.mark.parametrize(
    ("fail_on", "found", "expected"),
    [
        ("error", "warning", (0, "shown")),
        ("warning", "warning", (1, "shown")),
        ("warning", "info", (0, "hidden")),
        ("hint", "hint", (1, "shown")),
    ],
)
def test_fail_on(project: Path, run: Run, engine: Engine, fail_on: str, found: str, expected: tuple[int, str]) -> None:
    engine.finds(project / "src/_index.yaml", found)
    code, out, _ = run("lint", "--format=concise", "--fail-on", fail_on)
    assert (code, "shown" if out else "hidden") == expected


def test_level(project: Path, run: Run, engine: Engine) -> None:
    for severity in ("hint", "info", "warning", "error"):
        engine.finds(project / "src/_index.yaml", severity)
    for level, count in (("hint", 4), ("info", 3), ("warning", 2), ("error", 1)):
        assert len(run("lint", "--format=concise", "--level", level)[1].splitlines()) == count
    assert len(run("lint", "--format=concise", "--level=error", "--fail-on=hint")[1].splitlines()) == 4


def test_exit_zero(project: Path, run: Run, engine: Engine) -> None:
    engine.finds(project / "src/_index.yaml")
    code, out, _ = run("lint", "--exit-zero")
    assert code == 0
    assert "1 error" in out


def test_a_missing_path(project: Path, run: Run) -> None:
    code, out, err = run("lint", "src", "nope", "gone.lua")
    assert (code, out) == (2, "")
    assert err.startswith("lua-entries lint: no such file or directory: `nope`, `gone.lua`\n")


@pytest.mark.parametrize("format", ["text", "concise", "json"])
def test_no_index_file_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, format: str) -> None:
    (tmp_path / "a.lua").write_text("return 1\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code, out, err = run("lint", "--format", format)
    assert code == 3
    assert f"no index file found in `{tmp_path}`" in err
    assert "_index.yaml" in err
    if format == "json":
        jsonschema.validate(json.loads(out), SCHEMA)
    assert run("lint", "a.lua", "--format", format)[0] == 0


def test_a_crashed_rule_beats_findings(project: Path, run: Run, engine: Engine) -> None:
    engine.finds(project / "src/_index.yaml")
    engine.crashed = True
    code, out, err = run("lint", "--format", "concise")
    assert code == 70
    assert "error there" in out
    assert "please report" in err
    assert run("lint", "--exit-zero")[0] == 70


def _failing(error: BaseException) -> Callable[..., Any]:
    def fail(*_: Any) -> Any:
        raise error

    return fail


def test_an_internal_error(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LUA_ENTRIES_DEBUG", raising=False)
    monkeypatch.setattr(checking, "check", _failing(KeyError("oops")))
    code, out, err = run("lint")
    assert (code, out) == (70, "")
    assert err.startswith("lua-entries: internal error: KeyError: 'oops'\n")
    assert "please report it" in err
    assert "Traceback" not in err
    monkeypatch.setenv("LUA_ENTRIES_DEBUG", "1")
    assert "Traceback" in run("lint")[2]


def test_interrupted(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "check", _failing(KeyboardInterrupt()))
    assert run("lint") == (130, "", "lua-entries: interrupted\n")


def test_a_wrong_configuration(project: Path, run: Run) -> None:
    (project / "lua-entries.toml").write_text('[rules]\nunused-modul = "off"\n', encoding="utf-8")
    code, out, err = run("lint")
    assert (code, out) == (2, "")
    assert err == (
        "lua-entries lint: lua-entries.toml:2: unknown rule `rules.unused-modul`\n  did you mean `unused-module`?\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fromat", "json"], "unknown option `--fromat`\n  did you mean `--format`?"),
        (["--form=json"], "unknown option `--form`\n  did you mean `--format`?"),
        (
            ["--format", "jsn"],
            "`--format`: must be text, concise, json, sarif, github, junit or gitlab, not `jsn`; did you mean `json`?",
        ),
        (["--level", "warn"], "`--level`: must be hint, info, warning or error, not `warn`; did you mean `warning`?"),
        (["--fail-on", "never"], "`--fail-on`: must be hint, info, warning or error, not `never`"),
        (["--color", "alway"], "`--color`: must be auto, always or never, not `alway`; did you mean `always`?"),
        (["--select", "unused-modul"], "`--select`: unknown rule `unused-modul`\n  did you mean `unused-module`?"),
        (["--ignore", "LE303,LE9x"], "`--ignore`: unknown rule `LE9x`"),
        (["--select", "LE303,"], "`--select`: a name is empty"),
        (["--output"], "`--output`: expected one argument"),
        (["--config", "no.toml"], "`--config`: no such file: `no.toml`"),
        (["--exclude", "../x"], "glob `../x` matches nothing: it leaves the directory with `..`"),
        (["--namespace", "othr.deep"], "`--namespace`: no namespace matches `othr.deep`\n  did you mean `other.deep`?"),
        (["--stdin-filename", "x"], "`--stdin-filename` without `-`"),
        (["-"], "`-` needs `--stdin-filename FILE`"),
        (["-", "src", "--stdin-filename", "x"], "`-` stands alone"),
        (["-", "--stdin-filename", "src"], "`--stdin-filename`: `src` is a directory"),
    ],
)
def test_wrong_usage(project: Path, run: Run, arguments: list[str], message: str) -> None:
    code, out, err = run("lint", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"lua-entries lint: {message}")
    assert err.count("\n") == 2


# What is checked and reported


def test_select_ignore_and_report_unknown_reach_the_rules(project: Path, run: Run, engine: Engine) -> None:
    run("lint")
    assert engine.options == CheckOptions(None, (), False)
    run("lint", "--select", "LE303,source-not-found", "--select=LE303", "--ignore", "LE201", "--report-unknown")
    assert engine.options == CheckOptions(("unused-module", "source-not-found"), ("source-not-found",), True)


def test_selecting_rules_below_the_level_is_said(project: Path, run: Run, engine: Engine) -> None:
    engine.finds(project / "src/_index.yaml", "hint")
    code, out, err = run("lint", "--select", "LE201")
    assert (code, out) == (0, "No problems found in 4 files (2 entries)\n")
    assert err == "lua-entries: 1 finding below `--level warning` not shown\n"
    assert run("lint", "--select", "LE201", "--quiet")[2] == ""


def test_a_path_chooses_what_is_reported(project: Path, run: Run, engine: Engine) -> None:
    for path in ("src/_index.yaml", "src/handler.lua", "src/deep/_index.yaml"):
        engine.finds(project / path)

    def report(*arguments: str) -> list[str]:
        return paths(run("lint", "--format=concise", *arguments)[1])

    assert report() == ["src/_index.yaml", "src/deep/_index.yaml", "src/handler.lua"]
    assert report("src/deep") == ["src/deep/_index.yaml"]
    assert report("src/handler.lua", "src/deep/_index.yaml") == ["src/deep/_index.yaml", "src/handler.lua"]
    code, out, _ = run("lint", "src/deep/second.lua")
    assert (code, out) == (0, "No problems found in 4 files (2 entries)\n")


def test_paths_are_relative_to_the_working_directory(
    project: Path, run: Run, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.finds(project / "src/_index.yaml")
    engine.finds(project / "src/deep/_index.yaml")
    monkeypatch.chdir(project / "src/deep")
    assert paths(run("lint", "--format=concise")[1]) == ["_index.yaml"]
    assert paths(run("lint", "..", "--format=concise")[1]) == ["../_index.yaml", "_index.yaml"]
    assert [item["path"] for item in json.loads(run("lint", "..", "--format=json")[1])["findings"]] == [
        "../_index.yaml",
        "_index.yaml",
    ]


def test_a_finding_that_misses_something_in_a_named_file_is_reported_elsewhere(
    project: Path, run: Run, engine: Engine
) -> None:
    engine.finds(project / "src/_index.yaml", keys=(looked_in_key(str(project / "src/deep/_index.yaml")),))
    assert paths(run("lint", "--format=concise", "src/deep/_index.yaml")[1]) == ["src/_index.yaml"]
    assert run("lint", "--format=concise", "src/deep/second.lua")[1] == ""


def test_namespace(project: Path, run: Run, engine: Engine) -> None:
    engine.finds(project / "src/_index.yaml", entry="app:handler")
    engine.finds(project / "src/deep/_index.yaml", entry="other.deep:second")
    engine.finds(project / "src/deep/_index.yaml")
    engine.finds(project / "src/deep/second.lua")
    engine.finds(project / "wippy.lock")

    def report(*globs: str) -> list[str]:
        return paths(run("lint", "--format=concise", *(f"--namespace={glob}" for glob in globs))[1])

    assert report("app") == ["src/_index.yaml"]
    assert report("other.*") == ["src/deep/_index.yaml", "src/deep/_index.yaml", "src/deep/second.lua"]
    assert len(report("app", "other.*")) == 4


def test_a_named_file_that_is_not_read_is_said(project: Path, run: Run) -> None:
    for name in ("README.md", "src/gen.lua"):
        (project / name).write_text("return 1\n", encoding="utf-8")
    left_out = "`{}` was not read: excluded, ignored, or neither entries nor Lua\n"
    code, _, err = run("lint", "README.md", "src/handler.lua", "src/_index.yaml")
    assert (code, err) == (0, f"lua-entries: {left_out.format('README.md')}")
    assert run("lint", "src/gen.lua")[2] == ""
    assert run("lint", "src/gen.lua", "--exclude=gen.*")[2].endswith(left_out.format("src/gen.lua"))


def test_exclude(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("lint", "--exclude", "src/deep/*")[1] == "No problems found in 2 files (1 entry)\n"
    monkeypatch.chdir(project / "src")
    assert run("lint", "--exclude", "deep/_index.yaml", "--exclude", "deep/*.lua")[1] == (
        "No problems found in 2 files (1 entry)\n"
    )


def test_config_names_the_file_for_everything(project: Path, run: Run, engine: Engine) -> None:
    (project / "strict.toml").write_text("report-unknown = true\n", encoding="utf-8")
    (project / "lua-entries.toml").write_text("report-unknown = false\n", encoding="utf-8")
    run("lint", "--config", "strict.toml")
    assert engine.snapshot is not None
    assert engine.snapshot.config_for(str(project / "src/_index.yaml")).path == str(project / "strict.toml")


def test_configured_severities_decide_how_it_ends(project: Path, run: Run) -> None:
    index = project / "src/_index.yaml"
    index.write_text(INDEX.replace("function.lua", "function.lau"), encoding="utf-8")
    assert run("lint")[0] == 1
    config = project / "lua-entries.toml"
    config.write_text('[rules]\nunknown-kind = "warning"\n', encoding="utf-8")
    code, out, _ = run("lint")
    assert code == 0
    assert "\n1 warning in " in out
    config.write_text('[[overrides]]\npaths = ["src/*"]\nrules = { unknown-kind = "off" }\n', encoding="utf-8")
    code, out, _ = run("lint")
    assert code == 0
    assert out.startswith("No problems found")


# stdin


def _give_stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_stdin_takes_the_place_of_its_file(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    _give_stdin(monkeypatch, b"\xef\xbb\xbf" + INDEX.replace("function.lua", "function.lau").encode())
    code, out, _ = run("lint", "-", "--stdin-filename", "src/_index.yaml", "--format=concise")
    assert code == 1
    assert out.startswith("src/_index.yaml:5:11: error LE102[unknown-kind] ")
    assert out.count("\n") == 1


def test_stdin_may_stand_for_a_new_file(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    _give_stdin(monkeypatch, INDEX.replace("app", "fresh").replace("handler.lua", "../handler.lua").encode())
    code, out, _ = run("lint", "-", "--stdin-filename", "src/fresh/_index.yaml")
    assert (code, out) == (0, "No problems found in 5 files (3 entries)\n")


def test_stdin_that_is_not_utf8(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    _give_stdin(monkeypatch, b"a: \xff")
    code, _, err = run("lint", "-", "--stdin-filename", "src/_index.yaml")
    assert code == 2
    assert "stdin is not UTF-8 (byte 3)" in err


# What is shown, and where


def test_json(project: Path, run: Run, engine: Engine) -> None:
    engine.finds(project / "src/_index.yaml", entry="app:handler")
    code, out, err = run("lint", "--format", "json")
    report = json.loads(out)
    jsonschema.validate(report, SCHEMA)
    assert (code, err) == (1, "")
    assert report["summary"].pop("seconds") >= 0
    assert report["summary"] == {"files": 4, "entries": 2, "errors": 1, "warnings": 0, "infos": 0, "hints": 0}
    assert report["findings"][0]["path"] == "src/_index.yaml"
    assert report["tool"]["catalog"]


def test_two_runs_differ_in_seconds_only(project: Path, run: Run, engine: Engine) -> None:
    engine.finds(project / "src/deep/_index.yaml")
    engine.finds(project / "src/_index.yaml")
    first, second = (json.loads(run("lint", "--format", "json")[1]) for _ in range(2))
    first["summary"].pop("seconds"), second["summary"].pop("seconds")
    assert first == second


def test_output(project: Path, run: Run, engine: Engine) -> None:
    engine.finds(project / "src/_index.yaml")
    expected = run("lint")[1]
    assert run("lint", "--output", "report.txt") == (1, "", "")
    assert (project / "report.txt").read_text(encoding="utf-8") == expected
    assert run("lint", "--output", "-")[1] == expected


def test_output_that_cannot_be_written(project: Path, run: Run) -> None:
    code, out, err = run("lint", "--output", "no/such/report.txt")
    assert (code, out) == (2, "")
    assert "cannot write" in err
    assert "no/such/report.txt" in err


def test_statistics_go_to_stderr(project: Path, run: Run, engine: Engine) -> None:
    engine.finds(project / "src/_index.yaml")
    engine.finds(project / "src/handler.lua")
    engine.finds(project / "src/handler.lua", "hint")
    code, out, err = run("lint", "--statistics", "--format=json")
    assert code == 1
    json.loads(out)
    assert err == "     2  LE201  source-not-found\n     2  in total\n"


def test_quiet(project: Path, run: Run, engine: Engine) -> None:
    assert run("lint", "--quiet") == (0, "", "")
    engine.finds(project / "src/_index.yaml")
    assert "in 4 files" not in run("lint", "-q")[1]


def test_colour(project: Path, run: Run, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.finds(project / "src/_index.yaml")
    assert "\x1b[" not in run("lint")[1]
    assert "\x1b[" in run("lint", "--color=always")[1]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[" in run("lint")[1]
    assert "\x1b[" not in run("lint", "--color=never")[1]
    assert run("lint", "--output=report.txt")[0] == 1
    assert "\x1b[" not in (project / "report.txt").read_text(encoding="utf-8")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run("lint")[1]


def test_options_and_paths_mix_in_any_order(project: Path, run: Run, engine: Engine) -> None:
    engine.finds(project / "src/_index.yaml")
    engine.finds(project / "src/handler.lua")
    _, out, _ = run("lint", "src/_index.yaml", "--format", "concise", "src/handler.lua")
    assert paths(out) == ["src/_index.yaml", "src/handler.lua"]


def test_the_collector_rests_during_the_work_only(
    project: Path, run: Run, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []

    def check(snapshot: Snapshot, options: CheckOptions) -> CheckResult:
        seen.append(gc.isenabled())
        return engine.check(snapshot, options)

    monkeypatch.setattr(checking, "check", check)
    run("lint")
    assert (seen, gc.isenabled()) == ([False], True)


# As a process of its own


def _process(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    source = str(Path(lua_entries.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": source}
    return subprocess.run(arguments, capture_output=True, check=False, encoding="utf-8", env=environment)


def test_lint_imports_no_server_code(project: Path) -> None:
    code = (
        "import sys; from lua_entries.cli.main import main; code = main(['lint', '-q']);"
        "print([name for name in sys.modules if name.split('.')[0] in ('pygls', 'lsprotocol', 'asyncio', 'rich')]);"
        "sys.exit(code)"
    )
    done = _process([sys.executable, "-c", code])
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")


def test_as_a_module(project: Path) -> None:
    done = _process([sys.executable, "-m", "lua_entries", "lint"])
    assert (done.returncode, done.stdout, done.stderr) == (0, "No problems found in 4 files (2 entries)\n", "")


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
def test_a_reader_that_leaves_early_changes_neither_code_nor_stderr(project: Path) -> None:
    (project / "src/handler.lua").unlink()
    command = f'"{sys.executable}" -m lua_entries lint --format=json; echo $? >&2'
    done = _process(["sh", "-c", f"( {command} ) | true"])
    assert done.stderr == "1\n"
