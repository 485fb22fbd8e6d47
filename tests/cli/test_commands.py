"""Everything but `lint`: finding the command, help, `rules`, `explain`, `config`."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest

from lua_entries import __version__
from lua_entries.cli.main import COMMANDS, main
from lua_entries.report.pages import as_text
from lua_entries.rules.registry import RULES
from lua_entries.rules.rule import Rule
from tests.cli.conftest import INDEX, LUA, Run


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"lua-entries {__version__}\n", "")


def test_overview(run: Run) -> None:
    code, out, err = run("--help")
    assert (code, err) == (0, "")
    assert all(f"\n  {name} " in out for name in COMMANDS)
    assert run("-h")[1] == out


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits_80_columns_and_tells_exit_codes(run: Run, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    code, out, err = run(*filter(None, (command, "--help")))
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    assert f"usage: lua-entries {command}" in out
    assert "\n  130  interrupted\n" in out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_explained(command: str) -> None:
    for action in import_module(COMMANDS[command].module).parser()._actions:
        assert action.help, action.dest


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "lua-entries: a command is missing\n"),
        (["lnt"], "lua-entries: unknown command `lnt`\n  did you mean `lint`?\n"),
        (["tests"], "lua-entries: unknown command `tests`\n  did you mean `lua-entries lint tests`?\n"),
        (["--versoin"], "lua-entries: unknown option `--versoin`\n  did you mean `--version`?\n"),
        (["--format=json"], "lua-entries: unknown option `--format=json`\n  options follow the command"),
        (["explain"], "lua-entries explain: `RULE` is missing\n"),
        (["explain", "LE303", "x"], "lua-entries explain: unexpected argument `x`\n"),
        (
            ["explain", "unused-modul"],
            "lua-entries explain: unknown rule `unused-modul`\n  did you mean `unused-module`?",
        ),
        (["explain", "LE3"], "lua-entries explain: unknown rule `LE3`\n"),
        (["rules", "--fmt"], "lua-entries rules: unknown option `--fmt`\n"),
        (["config", "nope"], "lua-entries config: no such file or directory: `nope`\n"),
    ],
)
def test_wrong_usage(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tests").mkdir()
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith(message)


def test_rules_as_a_table(run: Run) -> None:
    code, out, err = run("rules")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].split() == ["CODE", "NAME", "SEVERITY", "FIX", "SUMMARY"]
    assert [line.split()[0] for line in lines[1:]] == [rule.code for rule in RULES]
    start = lines[0].index("SUMMARY")
    assert [line[start:] for line in lines[1:]] == [rule.summary for rule in RULES]


def test_rules_as_json(run: Run) -> None:
    listed = json.loads(run("rules", "--format", "json")[1])
    assert [item["code"] for item in listed] == [rule.code for rule in RULES]
    assert {item["fix"] for item in listed} <= {None, "safe", "unsafe", "editor"}
    assert list(listed[0]) == ["code", "name", "severity", "fix", "summary"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.code))
def test_every_rule_can_be_explained_by_name_and_code(run: Run, rule: Rule) -> None:
    code, out, err = run("explain", rule.name)
    assert (code, err) == (0, "")
    assert out.startswith(f"{rule.code} {rule.name} (")
    assert run("explain", rule.code.lower())[1] == out


def test_explain_as_markdown_is_the_page_itself(run: Run) -> None:
    assert run("explain", "unused-module", "--format=markdown")[1].startswith("# ")


def test_a_page_as_text() -> None:
    page = (
        "# Title\n\nSee [this](https://example.org/x) and [that](other.md).\n\n## Example\n\n"
        "```yaml\n# not a heading\n\n[a](b)\n```\n\n````md\n```\nx\n```\n````\n"
    )
    assert as_text(page) == (
        "Title\n=====\n\nSee this (https://example.org/x) and that.\n\nExample\n-------\n\n"
        "    # not a heading\n\n    [a](b)\n\n    ```\n    x\n    ```\n"
    )


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a root `app` that has a configuration, and another `plain` that has none."""
    for name in ("app", "plain"):
        (tmp_path / name / "src").mkdir(parents=True)
        (tmp_path / name / "wippy.lock").write_text("directories:\n  modules: .wippy\n  src: ./src\n", encoding="utf-8")
        (tmp_path / name / "src/_index.yaml").write_text(INDEX, encoding="utf-8")
        (tmp_path / name / "src/handler.lua").write_text(LUA, encoding="utf-8")
    (tmp_path / "app/lua-entries.toml").write_text(
        'exclude = ["gen/**"]\nignore = ["LE403"]\n[rules]\nunused-module = "off"\n'
        'missing-field.library-method = "off"\n'
        "[limits]\nmax-files = 7\n",
        encoding="utf-8",
    )
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _rows(text: str) -> dict[str, str]:
    rows = (line.strip().partition("  ") for line in text.splitlines() if "  " in line.strip())
    return {name: value.strip() for name, _, value in rows}


def test_config_says_which_file_and_why(workspace: Path, run: Run) -> None:
    code, out, err = run("config", "app/src/_index.yaml")
    assert (code, err) == (0, "")
    rows = _rows(out)
    assert rows["path"] == "app/src/_index.yaml"
    assert rows["config"] == "app/lua-entries.toml (the nearest above the path)"
    assert rows["root"] == "app"
    assert rows["workspace"] == "."
    assert rows["exclude"] == "gen/**"
    assert rows["limits.max-files"] == "7"
    assert rows["unused-module"] == "off (default: warning)"
    assert rows["unused-import"] == "off (ignored)"
    assert rows["missing-field.library-method"] == "off (default: hint)"


def test_config_beside_the_path_named_or_not_there(workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace / "app")
    assert _rows(run("config")[1])["config"] == "lua-entries.toml (beside the path)"
    monkeypatch.chdir(workspace)
    rows = _rows(run("config", "plain/src")[1])
    assert rows["config"] == "none: no `lua-entries.toml` beside or above the path, so the defaults hold"
    assert rows["root"] == "plain"
    out = run("config", "plain/src")[1]
    assert out.endswith("\nrules: all with their defaults\n")
    rows = _rows(run("config", "plain", "--config", "app/lua-entries.toml")[1])
    assert rows["config"] == "app/lua-entries.toml (named by `--config`)"


def test_config_above_all_roots_names_them(workspace: Path, run: Run) -> None:
    assert _rows(run("config")[1])["root"] == "none, but below: app, plain"
    (workspace / "empty").mkdir()
    assert _rows(run("config", "empty")[1])["root"] == "none"


def test_config_of_an_excluded_path(workspace: Path, run: Run) -> None:
    (workspace / "app/gen").mkdir()
    (workspace / "app/gen/a.lua").touch()
    assert _rows(run("config", "app/gen/a.lua")[1])["excluded"] == "yes, by `exclude`"
    assert "excluded" not in _rows(run("config", "app/src")[1])


def test_config_that_is_wrong(workspace: Path, run: Run) -> None:
    (workspace / "app/lua-entries.toml").write_text("exlude = []\n", encoding="utf-8")
    code, out, err = run("config", "app")
    assert (code, out) == (2, "")
    assert err == ("lua-entries config: app/lua-entries.toml:1: unknown key `exlude`\n  did you mean `exclude`?\n")


def test_main_reads_the_arguments_of_the_process(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["lua-entries", "--version"])
    assert main() == 0
    assert capfd.readouterr().out.startswith("lua-entries ")
