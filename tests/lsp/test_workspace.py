"""Which directories are analysed for what is open."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lua_entries.lsp.documents import Documents
from lua_entries.lsp.workspace import Workspace, home_directory


def started(*paths: Path) -> list[str]:
    """The directories of the projects that are begun for open files outside of all folders."""
    found: list[str] = []
    documents = Documents()
    workspace = Workspace(lambda project: found.append(project.directory), lambda project: None)
    for path in paths:
        documents.open(path.as_uri(), 1, "")
    workspace.set_documents(documents.all())
    return found


def test_a_loose_file_gets_its_repository_or_its_own_directory(tmp_path: Path) -> None:
    (tmp_path / "repository/.git").mkdir(parents=True)
    (tmp_path / "repository/src/deep").mkdir(parents=True)
    (tmp_path / "plain").mkdir()
    inside, beside = tmp_path / "repository/src/deep/a.lua", tmp_path / "plain/b.lua"
    assert started(inside, beside) == [str(tmp_path / "plain"), str(tmp_path / "repository")]


def test_a_home_directory_and_the_whole_disk_are_never_analysed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    root = Path(tmp_path.anchor)
    assert started(tmp_path / "notes.lua", tmp_path / "_index.yaml", root / "x.lua") == []
    assert home_directory(str(root / "x.lua")) is None
    assert home_directory(str(tmp_path / "below" / "x.lua")) == os.path.join(str(tmp_path), "below")


def test_files_that_are_none_of_ours_begin_nothing(tmp_path: Path) -> None:
    assert started(tmp_path / "notes.txt", tmp_path / "main.py") == []
