"""`lint --fix`, `--unsafe-fixes` and `--diff`: what is mended, and what is left alone."""

from __future__ import annotations

import io
import os
import stat
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run

INDEX = """\
version: 1.0
namespace: app
entries:
  - name: handler  # keeps its comment
    kind: function.luaa
    source: file://handler.lua
    method: main
    modules: [jsn]
"""
MENDED = INDEX.replace("1.0", '"1.0"').replace("luaa", "lua").replace("jsn", "json")
LUA = 'local json = require("json")\nreturn { main = function() return json.encode({}) end }\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "_index.yaml").write_bytes(INDEX.encode())
    (tmp_path / "handler.lua").write_bytes(LUA.encode())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_fixes_are_written_until_nothing_is_left(project: Path, run: Run) -> None:
    code, out, err = run("lint", "--fix")
    assert (code, (project / "_index.yaml").read_text()) == (0, MENDED)
    assert "mended 3 findings in 1 file" in err
    assert "No problems found" in out
    assert run("lint", "--fix")[2] == ""


def test_without_the_option_nothing_is_written(project: Path, run: Run) -> None:
    assert run("lint")[0] == 1
    assert (project / "_index.yaml").read_text() == INDEX


def test_a_diff_is_printed_and_nothing_is_written(project: Path, run: Run) -> None:
    code, out, _ = run("lint", "--diff")
    assert code == 1
    assert "--- a/_index.yaml\n+++ b/_index.yaml\n" in out
    assert "-    modules: [jsn]\n+    modules: [json]\n" in out
    assert (project / "_index.yaml").read_text() == INDEX
    (project / "_index.yaml").write_text(MENDED)
    assert run("lint", "--diff") == (0, "", "")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_diff_can_be_applied(end: str, project: Path, run: Run) -> None:
    paths = [project / "_index.yaml", project / "größe 😀/_index.yaml"]
    for path, text in zip(paths, (INDEX, INDEX.replace(": app", ": app.deep").rstrip("\n")), strict=True):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.replace("\n", end).encode())
    (project / "größe 😀/handler.lua").write_text(LUA)
    before = [path.read_bytes() for path in paths]
    patch = run("lint", "--diff")[1]
    assert run("lint", "--fix")[0] == 0
    mended = [path.read_bytes() for path in paths]
    for path, data in zip(paths, before, strict=True):
        path.write_bytes(data)
    command = ["git", "apply", "--whitespace=nowarn", "-"]
    done = subprocess.run(command, cwd=project, input=patch.encode(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert [path.read_bytes() for path in paths] == mended != before


def test_line_ends_a_byte_order_mark_and_permissions_stay(project: Path, run: Run) -> None:
    path = project / "_index.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + INDEX.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    assert run("lint", "--fix")[0] == 0
    assert path.read_bytes() == b"\xef\xbb\xbf" + MENDED.replace("\n", "\r\n").encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(os.listdir(project)) == ["_index.yaml", "handler.lua"]


def test_only_what_is_reported_is_mended(project: Path, run: Run) -> None:
    assert run("lint", "--fix", "--select", "unknown-kind")[0] == 0
    assert (project / "_index.yaml").read_text() == INDEX.replace("luaa", "lua")


def test_unsafe_fixes_are_asked_for(project: Path, run: Run) -> None:
    doubled = MENDED + "    method: main\n"
    (project / "_index.yaml").write_text(doubled)
    assert run("lint", "--fix")[0] == 1
    assert (project / "_index.yaml").read_text() == doubled
    assert run("lint", "--fix", "--unsafe-fixes")[0] == 0
    assert (project / "_index.yaml").read_text() == MENDED


def test_a_fix_cannot_go_to_stdin(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(INDEX.encode())))
    code, _, err = run("lint", "-", "--stdin-filename", "_index.yaml", "--fix")
    assert code == 2 and "cannot write to stdin" in err


def test_a_file_that_cannot_be_written_is_named(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: str, target: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    code, _, err = run("lint", "--fix")
    assert code == 2 and "cannot fix `_index.yaml`: Permission denied" in err
    assert (project / "_index.yaml").read_text() == INDEX
    assert sorted(os.listdir(project)) == ["_index.yaml", "handler.lua"]


def test_a_change_by_somebody_else_is_not_overwritten(project: Path) -> None:
    from lua_entries.files.write import WriteError, replace_text

    path = project / "_index.yaml"
    path.write_text("other: true\n")
    with pytest.raises(WriteError, match="changed"):
        replace_text(str(path), INDEX, MENDED)
    assert path.read_text() == "other: true\n"
