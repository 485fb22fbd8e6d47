"""The configuration file: every key, every way to get one wrong, and what it says about a rule at a path."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from lua_entries.project.config import (
    Config,
    ConfigError,
    Limits,
    Override,
    RuleSetting,
    find_config,
    is_excluded,
    is_selected,
    line_of,
    load_config,
    option,
    rules_named,
    severity_for,
    with_settings,
)
from lua_entries.project.globs import glob_problem, namespace_matches, path_matches

KNOWN = {
    "yaml-syntax": "LE001",
    "missing-field": "LE101",
    "unknown-kind": "LE102",
    "unused-module": "LE303",
    "unused-import": "LE403",
}


def load(text: str) -> Config:
    return load_config("/srv/app/lua-entries.toml", text, KNOWN)


def error_of(text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load(text)
    assert caught.value.path == "/srv/app/lua-entries.toml"
    return caught.value


def test_an_empty_file_is_the_defaults() -> None:
    assert load("") == Config("/srv/app", "/srv/app/lua-entries.toml")


def test_every_key() -> None:
    config = load(
        """
        select = ["LE3", "missing-field"]
        ignore = ["LE403"]
        exclude = ["gen/**"]
        external-namespaces = ["wippy.*"]
        report-unknown = true
        baseline = "lint/baseline.json"

        [rules]
        unused-import = "off"
        [rules.missing-field]
        severity = "warning"
        library-method = "error"

        [[overrides]]
        paths = ["test/**"]
        rules = { unused-module = "hint" }

        [kinds."my.kind"]
        summary = "ours"
        [modules.mine]
        functions = ["f"]

        [limits]
        max-file-size = 1000
        max-nesting = 10
        max-files = 20
        max-entries = 30
        """
    )
    assert config == Config(
        directory="/srv/app",
        path="/srv/app/lua-entries.toml",
        select=("unused-module", "missing-field"),
        ignore=("unused-import",),
        exclude=("gen/**",),
        external_namespaces=("wippy.*",),
        report_unknown=True,
        baseline="/srv/app/lint/baseline.json",
        rules={
            "unused-import": RuleSetting("off"),
            "missing-field": RuleSetting("warning", {"library-method": "error"}),
        },
        overrides=(Override(("test/**",), {"unused-module": RuleSetting("hint")}),),
        kinds={"my.kind": {"summary": "ours"}},
        modules={"mine": {"functions": ["f"]}},
        limits=Limits(1000, 10, 20, 30),
    )


def test_a_rule_may_be_written_by_its_code() -> None:
    assert load('[rules]\nLE303 = "hint"').rules == {"unused-module": RuleSetting("hint")}


@pytest.mark.parametrize(
    ("text", "line", "message", "help"),
    [
        ("\nexcludes = []", 2, "unknown key `excludes`", "did you mean `exclude`?"),
        ("external_namespaces = []", 1, "unknown key `external_namespaces`", "did you mean `external-namespaces`?"),
        ('ignore = [\n"LE9"]', 1, "unknown rule `LE9` in `ignore`", "`lua-entries rules` lists all rules"),
        (
            'select = ["unused-modules"]',
            1,
            "unknown rule `unused-modules` in `select`",
            "did you mean `unused-module`?",
        ),
        ('[rules]\n\nunusd-module = "off"', 3, "unknown rule `rules.unusd-module`", "did you mean `unused-module`?"),
        (
            '[rules.unused-module]\nseverity = "warn"',
            2,
            "`rules.unused-module.severity` must be `off`, `hint`, `info`, `warning` or `error`, not `warn`",
            "did you mean `warning`?",
        ),
        (
            "[rules]\nunused-module = false",
            2,
            "`rules.unused-module` must be `off`, `hint`, `info`, `warning` or `error`",
            "",
        ),
        (
            '[rules.missing-field]\nlibary-method = "off"',
            2,
            "unknown option of rule `missing-field`: `rules.missing-field.libary-method`",
            "did you mean `library-method`?",
        ),
        (
            '[rules.missing-field]\nlibrary-method = "warning"',
            2,
            "`rules.missing-field.library-method` must be `off`, `hint` or `error`, not `warning`",
            "",
        ),
        (
            '[rules]\nunused-module = "off"\nLE303 = "off"',
            3,
            "rule `unused-module` is configured twice, by name and by code",
            "",
        ),
        ("[[overrides]]\npaths = []", 1, "`overrides[0]` has no `rules`", ""),
        (
            '[[overrides]]\npaths = ["a"]\nrules = {}\n[[overrides]]\npath = ["a"]\nrules = {}',
            5,
            "unknown key `overrides[1].path`",
            "did you mean `paths`?",
        ),
        ("[overrides]\npaths = []", 1, "`overrides` must be a list of tables (`[[overrides]]`), not a table", ""),
        ('report-unknown = "yes"', 1, "`report-unknown` must be true or false, not a string", ""),
        ('exclude = "gen"', 1, "`exclude` must be a list of strings, not a string", ""),
        ("exclude = [1]", 1, "`exclude` must be a list of strings, not a number", ""),
        ('exclude = ["../x"]', 1, "glob `../x` in `exclude` matches nothing: it leaves the directory with `..`", ""),
        ("baseline = 2020-01-01", 1, "`baseline` must be a string, not a date or time", ""),
        ("kinds = 1", 1, "`kinds` must be a table, not a number", ""),
        ("[modules]\nmine = []", 2, "`modules.mine` must be a table, not a list", ""),
        ("[limits]\nmax-file = 1", 2, "unknown key `limits.max-file`", "did you mean `max-files`?"),
        ("[limits]\nmax-files = true", 2, "`limits.max-files` must be a whole number, not true or false", ""),
        ("[limits]\nmax-files = 0", 2, "`limits.max-files` must be at least 1", ""),
        ("[limits]\nmax-nesting = 5000", 2, "`limits.max-nesting` must be at least 1 and at most 1000", ""),
    ],
)
def test_mistakes_name_the_key_the_line_and_the_way_out(text: str, line: int, message: str, help: str) -> None:
    error = error_of(text)
    assert (error.line, error.message, error.help) == (line, message, help)


@pytest.mark.parametrize(("text", "line"), [("\na = \n", 2), ('a = "\n', 1), ("\n\n[", 3)])
def test_broken_toml_has_a_line(text: str, line: int) -> None:
    error = error_of(text)
    assert error.message.startswith("not valid TOML: ")
    assert error.line == line


def test_toml_nested_too_deeply_is_an_error_like_any_other() -> None:
    assert error_of("exclude = " + "[" * 100_000).message.startswith("not valid TOML: ")


def test_an_unknown_key_without_a_near_one_lists_what_is_known() -> None:
    assert "`max-files`" in error_of("[limits]\nzzz = 1").help


def test_overrides_win_over_rules_and_the_last_one_over_the_first() -> None:
    config = load(
        """
        [rules]
        unused-module = "error"
        missing-field.library-method = "error"
        [[overrides]]
        paths = ["test/**"]
        rules = { unused-module = "hint", missing-field = { library-method = "off" } }
        [[overrides]]
        paths = ["test/deep/*"]
        rules = { unused-module = "off" }
        """
    )
    assert severity_for(config, "unused-module", "/srv/app/src/a.lua") == "error"
    assert severity_for(config, "unused-module", "/srv/app/test/a.lua") == "hint"
    assert severity_for(config, "unused-module", "/srv/app/test/deep/a.lua") == "off"
    assert severity_for(config, "unused-module", "/srv/other/test/a.lua") == "error"
    assert severity_for(config, "unused-import", "/srv/app/test/a.lua") is None
    assert option(config, "missing-field", "library-method", "/srv/app/src/a.lua") == "error"
    assert option(config, "missing-field", "library-method", "/srv/app/test/a.lua") == "off"


def test_an_override_that_sets_an_option_leaves_the_severity_alone() -> None:
    config = load(
        '[rules]\nmissing-field = "warning"\n'
        '[[overrides]]\npaths = ["a"]\nrules = { missing-field = { library-method = "off" } }'
    )
    assert severity_for(config, "missing-field", "/srv/app/a/b.yaml") == "warning"


def test_an_option_that_is_not_configured_has_its_default() -> None:
    assert option(load(""), "missing-field", "library-method", "/srv/app/a") == "hint"


def test_selection() -> None:
    config = load('select = ["LE3", "LE403"]\nignore = ["LE403"]')
    assert [name for name in KNOWN if is_selected(config, name)] == ["unused-module"]
    assert [name for name in KNOWN if is_selected(config, name, select=("unused-import",))] == ["unused-import"]
    assert [name for name in KNOWN if is_selected(config, name, ignore=("unused-module",))] == []
    assert all(is_selected(load(""), name) for name in KNOWN)


def test_rules_are_named_by_name_code_or_beginning_of_codes() -> None:
    assert rules_named("unused-module", KNOWN) == ("unused-module",)
    assert rules_named("le303", KNOWN) == ("unused-module",)
    assert rules_named("LE1", KNOWN) == ("missing-field", "unknown-kind")
    assert rules_named("LE", KNOWN) == tuple(KNOWN)
    for text in ("", "LE9", "LE3033", "unused"):
        assert rules_named(text, KNOWN) == ()


def test_editor_settings_replace_keys_and_merge_tables() -> None:
    file = load('ignore = ["LE001"]\nexclude = ["gen"]\n[rules]\nLE303 = "off"\nLE403 = "off"\n[limits]\nmax-files = 5')
    settings: dict[str, Any] = {
        "ignore": [],
        "exclude": None,
        "rules": {"unused-module": "error"},
        "limits": {"max-entries": 7},
    }
    config = with_settings(file, settings, KNOWN)
    assert config.ignore == ()
    assert config.exclude == ("gen",)
    assert config.rules == {"unused-module": RuleSetting("error"), "unused-import": RuleSetting("off")}
    assert (config.limits.max_files, config.limits.max_entries) == (5, 7)


def test_editor_settings_are_validated_like_the_file() -> None:
    with pytest.raises(ConfigError) as caught:
        with_settings(Config("/srv"), {"reportUnknown": True}, KNOWN)
    error = caught.value
    assert (error.path, error.line, error.message) == ("editor settings", None, "unknown key `reportUnknown`")
    assert error.help == "did you mean `report-unknown`?"


def test_the_nearest_file_upwards_is_found() -> None:
    present = {"/srv/lua-entries.toml", "/srv/app/lua-entries.toml"}
    assert find_config("/srv/app/src/deep", present.__contains__) == "/srv/app/lua-entries.toml"
    assert find_config("/srv/app", present.__contains__) == "/srv/app/lua-entries.toml"
    assert find_config("/srv/other", present.__contains__) == "/srv/lua-entries.toml"
    assert find_config("/elsewhere", present.__contains__) is None


def test_a_key_in_quotes_dots_or_headers_has_its_line() -> None:
    text = "a.b = 1\n[rules]\n'x' = 1\n[rules.\"y z\"]\nq = 1\n[[o]]\n[[o]]\np = { r = 1 }\n"
    assert line_of(text, ("a", "b")) == 1
    assert line_of(text, ("rules", "x")) == 3
    assert line_of(text, ("rules", "y z", "q")) == 5
    assert line_of(text, ("o", 1, "p", "r")) == 8
    assert line_of(text, ("o", 0)) == 6
    assert line_of(text, ("a",)) == 1
    assert line_of(text, ("missing",)) is None
    assert line_of("# \u2028 \x0c\r\na = 1\r\n", ("a",)) == 2


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("gen", "gen", True),
        ("gen", "src/gen/a.lua", True),
        ("gen", "src/generated", False),
        ("*.lua", "src/deep/a.lua", True),
        ("src/*.lua", "src/a.lua", True),
        ("src/*.lua", "src/deep/a.lua", False),
        ("src/*.lua", "other/src/a.lua", False),
        ("./src/", "src/a.lua", True),
        ("/src", "src/a.lua", True),
        ("/src", "x/src/a.lua", False),
        ("src/**", "src/deep/a.lua", True),
        ("src/**", "srcs/a.lua", False),
        ("**/test/*.lua", "test/a.lua", True),
        ("**/test/*.lua", "x/y/test/a.lua", True),
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/x/y/b/c", True),
        ("fil?.lua", "file.lua", True),
        ("fil?.lua", "fil/.lua", False),
        ("[a-c]*.lua", "b1.lua", True),
        ("[!a-c]*.lua", "b1.lua", False),
        ("a+b(1).lua", "a+b(1).lua", True),
        ("[x", "[x", True),
    ],
)
def test_path_globs(glob: str, path: str, matches: bool) -> None:
    assert path_matches((glob,), f"/srv/{path}", "/srv") is matches


def test_a_glob_never_matches_outside_of_its_directory() -> None:
    assert not path_matches(("**",), "/other/a", "/srv")
    assert not path_matches(("*",), "/workshop", "/srv")


def test_exclude_uses_the_directory_of_the_file() -> None:
    config = load('exclude = ["gen/*"]')
    assert is_excluded(config, "/srv/app/gen/a.lua")
    assert not is_excluded(config, "/srv/gen/a.lua")


@pytest.mark.parametrize("glob", ["", " ", "/", "!a", "a/../b"])
def test_globs_that_cannot_match_are_refused(glob: str) -> None:
    assert glob_problem(glob)


def test_namespace_globs_match_the_whole_name() -> None:
    assert namespace_matches(("wippy.*",), "wippy.a.b")
    assert not namespace_matches(("wippy.*",), "wippy")
    assert not namespace_matches(("app",), "app.sub")


def test_the_toml_reader_is_imported_only_when_there_is_a_file() -> None:
    code = "import sys, lua_entries.project.config; sys.exit('tomllib' in sys.modules or 'tomli' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
