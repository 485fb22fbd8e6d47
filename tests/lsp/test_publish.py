"""Telling an editor of findings costs what has changed, however many folders there are."""

from __future__ import annotations

from pathlib import Path

from lua_entries.lsp.analysis import Inputs, Project, Result
from lua_entries.lsp.documents import Documents
from lua_entries.lsp.publish import Board
from lua_entries.rules.finding import Finding, Severity
from tests.support.work import calls


def result(project: Project, *messages: str) -> Result:
    path = str(Path(project.directory, "_index.yaml"))
    found = tuple(Finding("LE102", "unknown-kind", Severity.ERROR, message, path, None) for message in messages)
    return Result(Inputs(0, {}, {}), None, {path: found} if found else {})


def told_one_by_one(folders: int) -> int:
    """The work of many projects that are analysed one after the other, and told of each time."""
    board = Board(Documents())
    projects = [Project(str(Path(Path.cwd().anchor, "work", str(number)))) for number in range(folders)]

    def tell() -> None:
        for project in projects:
            board.put(project, result(project, "odd"))
            assert len(board.to_push()) == 1

    return calls(tell)


def test_work_grows_with_the_number_of_folders_alone() -> None:
    told_one_by_one(1)
    assert told_one_by_one(200) <= 4.4 * told_one_by_one(50)


def test_the_findings_of_a_folder_that_is_gone_are_taken_back() -> None:
    board, project = Board(Documents()), Project(str(Path(Path.cwd().anchor, "work")))
    board.put(project, result(project, "odd"))
    assert [len(item.diagnostics) for item in board.to_push()] == [1]
    board.put(project, result(project, "odd", "odder"))
    assert [len(item.diagnostics) for item in board.to_push()] == [2]
    assert board.to_push() == []
    board.drop(project)
    assert [len(item.diagnostics) for item in board.to_push()] == [0]
    assert board.to_push() == [] and board.paths() == frozenset()


def test_a_file_of_two_folders_keeps_what_the_other_finds() -> None:
    board = Board(Documents())
    one, other = (Project(str(Path(Path.cwd().anchor, "work"))) for _ in range(2))
    board.put(one, result(one, "odd"))
    board.put(other, result(other, "odd", "odder"))
    assert [len(item.diagnostics) for item in board.to_push()] == [2]
    board.drop(other)
    assert [len(item.diagnostics) for item in board.to_push()] == [1]
    board.put(one, result(one))
    assert [len(item.diagnostics) for item in board.to_push()] == [0]
