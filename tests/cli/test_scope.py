"""What a run analyses and what of it is reported, as functions of paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.cli.exits import UsageError
from lua_entries.cli.scope import Reported, analysis_directory, anchored_globs, named_paths
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import looked_in_key

MARKERS = ("wippy.lock", "lua-entries.toml")


def analysed(reported: Reported, cwd: str, *present: str) -> str:
    return analysis_directory(reported, cwd, MARKERS, present.__contains__)


def in_directory(path: str) -> Reported:
    return Reported((), (path,))


def test_the_nearest_repository_above_everything_reported() -> None:
    assert analysed(in_directory("/w/app/src"), "/w/app/src", "/w/app/.git", "/w/.git") == "/w/app"
    assert analysed(in_directory("/w/app"), "/w/app", "/w/app/.git") == "/w/app"
    assert analysed(Reported(("/w/app/a/x.lua",), ("/w/app/b",)), "/w", "/w/app/.git", "/w/app/a/.git") == "/w/app"
    assert analysed(in_directory("/other/p/src"), "/w", "/other/p/.git", "/w/.git") == "/other/p"


def test_outside_of_a_repository_the_working_directory() -> None:
    assert analysed(in_directory("/w/app"), "/w/app") == "/w/app"
    assert analysed(in_directory("/w/app/src"), "/w/app", "/w/app/src/wippy.lock") == "/w/app"
    assert analysed(in_directory("/w/app/src"), "/w/app/src", "/w/app/wippy.lock") == "/w/app"
    assert analysed(in_directory("/other/p"), "/w/app") == "/other/p"
    assert analysed(in_directory("/other/p/src"), "/w/app", "/other/p/lua-entries.toml") == "/other/p"


def test_a_home_directory_or_the_whole_disk_is_never_analysed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.setenv("USERPROFILE", "/home/me")
    assert analysed(in_directory("/home/me/p"), "/home/me/p", "/home/me/.git") == "/home/me/p"
    assert analysed(in_directory("/home/me/p"), "/home/me", "/home/me/wippy.lock") == "/home/me/p"
    assert analysed(in_directory("/w"), "/w", "/.git", "/wippy.lock") == "/w"
    for directory in ("/home/me", "/"):
        with pytest.raises(UsageError, match="never searched"):
            analysed(in_directory(directory), directory)
    with pytest.raises(UsageError, match="never searched"):
        analysed(Reported((), ("/a", "/b")), "/c")


def test_paths_are_files_or_directories_or_missing(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "a.lua").touch()
    reported = named_paths(["src", "a.lua"], str(tmp_path))
    assert reported == Reported((str(tmp_path / "a.lua"),), (str(tmp_path / "src"),))
    assert not reported.only_files
    assert named_paths(["a.lua"], str(tmp_path)).only_files
    assert named_paths([], str(tmp_path)) == Reported((), (str(tmp_path),))
    with pytest.raises(UsageError, match="no such file or directory: `b`, `c"):
        named_paths(["src", "b", "c.lua"], str(tmp_path))


def test_a_path_through_a_link_means_its_target_too(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert named_paths(["link"], str(tmp_path)).directories == (str(tmp_path / "link"), str(tmp_path / "real"))


def test_reported_are_named_places_and_what_was_looked_for_in_a_named_file() -> None:
    def at(path: str, *keys: str) -> Finding:
        return Finding("LE401", "unresolved-import", Severity.ERROR, "m", path, None, keys=frozenset(keys))

    reported = Reported(("/w/a.yaml",), ("/w/src",))
    assert reported.wants(at("/w/a.yaml"))
    assert reported.wants(at("/w/src/deep/b.lua"))
    assert not reported.wants(at("/w/srcs/b.lua"))
    assert not reported.wants(at("/w/b.yaml"))
    assert reported.wants(at("/w/b.yaml", looked_in_key("/w/a.yaml")))
    assert not reported.wants(at("/w/b.yaml", looked_in_key("/w/src/c.yaml")))


def test_globs_of_the_command_line_hold_below_the_working_directory() -> None:
    assert anchored_globs(["gen", "./a/*", "b/", "/c/d"], "/w", "/w") == ("gen", "a/*", "b/", "/c/d")
    assert anchored_globs(["gen", "./a/*", "b/", "/c/d"], "/w/app", "/w") == ("gen", "app/a/*", "b/", "app/c/d")
    assert anchored_globs(["a/*"], "/w/[x]", "/w") == ("[[]x]/a/*",)
    assert anchored_globs(["a/*"], "/elsewhere", "/w") == ("a/*",)
    with pytest.raises(UsageError, match="matches nothing"):
        anchored_globs(["../a"], "/w", "/w")
