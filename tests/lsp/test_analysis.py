"""What is told of open files before everything has been read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lua_entries.lsp.analysis import LATER, Project, Result
from lua_entries.lsp.documents import Document, Documents
from lua_entries.lsp.names import ENTRIES
from lua_entries.lsp.publish import Board
from lua_entries.project import index_units
from lua_entries.project.snapshot import Snapshot
from tests.lsp.editor import Editor

NUMBER = 60


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Entries with a Lua file each, which all require a module that none of them lists."""
    entries = [
        f"  - name: f{number}\n    kind: function.lua\n    source: file://f{number}.lua\n    method: main\n"
        for number in range(NUMBER)
    ]
    (tmp_path / "_index.yaml").write_text("version: '1.0'\nnamespace: many\nentries:\n" + "".join(entries))
    for number in range(NUMBER):
        (tmp_path / f"f{number}.lua").write_text("local json = require('json')\nreturn { main = json.encode }\n")
    return Project(str(tmp_path))


def opened(project: Project, documents: Documents, path: Path, text: str | None = None) -> Document:
    """A document with the text of a file, or another, of which the project has been told."""
    document = documents.open(path.as_uri(), 1, path.read_text() if text is None else text)
    assert document is not None
    project.tell_documents(documents.all())
    return document


def whole(project: Project) -> Result:
    """The findings of everything."""
    result = project.check()
    while result is None or result.is_early:
        result = project.check()
    return result


def test_open_files_come_first(project: Project) -> None:
    documents, path = Documents(), Path(project.directory) / "f7.lua"
    opened(project, documents, path)
    early = project.check()
    assert early is not None
    assert early.is_early
    assert project.read == 0
    assert [finding.rule for finding in early.findings[str(path)]] == ["undeclared-require"]
    assert list(early.findings) == [str(path)]
    result = project.check()
    assert result is not None
    assert not result.is_early
    assert len(result.findings) == NUMBER
    assert result.findings[str(path)] == early.findings[str(path)]


def test_an_edit_while_everything_is_read_comes_first(project: Project) -> None:
    documents, path = Documents(), Path(project.directory) / "f7.lua"
    opened(project, documents, path)
    assert project.check() is not None
    rounds = iter([False, False, True])
    assert project.check(lambda: next(rounds)) is None
    assert 0 < project.read < NUMBER
    opened(project, documents, path, "return { main = function() end }\n")
    early = project.check()
    assert early is not None
    assert early.is_early
    assert early.findings == {}
    assert len(whole(project).findings) == NUMBER - 1


def test_what_was_read_is_not_read_again(project: Project) -> None:
    documents, path = Documents(), Path(project.directory) / "f7.lua"
    opened(project, documents, path)
    whole(project)
    read = project.read
    assert read == NUMBER - 1  # all but the one that was open, which came first
    opened(project, documents, path, "return { main = function() end }\n")
    result = project.check()
    assert result is not None
    assert not result.is_early
    assert project.read <= read + 1


def test_early_findings_leave_those_of_other_files_alone(project: Project) -> None:
    documents, path = Documents(), Path(project.directory) / "f7.lua"
    board = Board(documents)
    opened(project, documents, path)
    full = whole(project)
    board.put(project, full)
    assert len(board.to_push()) == NUMBER
    opened(project, documents, path, "return { main = function() end }\n")
    early = project.check()
    assert early is not None
    board.put(project, early._replace(is_early=True))
    told = board.to_push()
    assert [(params.uri, params.diagnostics) for params in told] == [(path.as_uri(), [])]
    board.put(project, whole(project))
    assert board.to_push() == []


def test_reading_ahead_finds_what_reading_does(project: Project) -> None:
    documents, path = Documents(), Path(project.directory) / "f7.lua"
    project.reads_ahead = True
    opened(project, documents, path)
    early = project.check()
    assert early is not None and early.is_early
    reading = project.reading
    assert reading is not None
    opened(project, documents, path, "return { main = function() end }\n")
    again = project.check()
    assert again is not None and again.is_early
    assert again.findings == {}
    assert project.reading is reading  # one at a time
    reading.run()
    read = project.read
    assert read == 0 or read >= NUMBER - 2  # without the cache this process makes most, since the files are small
    project.settle_reading()
    result = project.check()
    assert result is not None and not result.is_early
    assert len(result.findings) == NUMBER - 1
    assert project.read <= read + 2


def test_what_changes_while_it_is_read_ahead_is_read_again(project: Project) -> None:
    documents, path = Documents(), Path(project.directory) / "f7.lua"
    project.reads_ahead = True
    opened(project, documents, path)
    project.check()
    reading = project.reading
    assert reading is not None
    reading.run()
    changed, gone, shown = (Path(project.directory) / name for name in ("f1.lua", "f2.lua", "f3.lua"))
    changed.write_text("return { main = function() end }\n")
    gone.unlink()
    opened(project, documents, shown, "return { main = function() end }\n")
    project.tell_files([str(changed), str(gone)])
    assert project.check() is not None
    project.settle_reading()
    result = whole(project)
    assert str(changed) not in result.findings
    assert str(shown) not in result.findings
    assert len(result.findings) == NUMBER - 2  # the index file of what is gone, and all but three Lua files


def test_all_at_once_does_not_wait_for_a_reading(project: Project) -> None:
    documents, path = Documents(), Path(project.directory) / "f7.lua"
    project.reads_ahead = True
    opened(project, documents, path)
    project.check()
    assert project.reading is not None
    assert len(project.state().findings) == NUMBER


def test_a_question_that_takes_all_lua_waits_for_the_reading(project: Project) -> None:
    def about_everything() -> int:
        snapshot = project.snapshot()
        assert snapshot is not None
        return sum(len(unit.facts.requires) for unit in snapshot.lua_units.values())

    opened(project, Documents(), Path(project.directory) / "f7.lua")
    project.reads_ahead = True
    early = project.check()
    assert early is not None and early.is_early
    assert project.sparing(about_everything) is LATER
    assert project.sparing(lambda: 1) == 1
    assert project.reading is not None
    project.reading.run()
    project.settle_reading()
    assert project.sparing(about_everything) == NUMBER


def test_where_nobody_reads_ahead_a_question_reads(project: Project) -> None:
    assert project.sparing(lambda: len(project.state().findings)) == NUMBER


def test_nobody_waits_for_a_question_that_takes_all_lua(project: Project) -> None:
    directory = Path(project.directory)
    editor = Editor()
    editor.start({"textDocument": {"publishDiagnostics": {}}}, directory)
    editor.open(directory / "f7.lua")
    known = set(editor.answered)
    asked = {"textDocument": {"uri": (directory / "_index.yaml").as_uri()}, "position": {"line": 3, "character": 12}}
    everything = editor.begin("textDocument/references", {**asked, "context": {"includeDeclaration": True}})
    one = editor.begin("textDocument/documentSymbol", {"textDocument": {"uri": (directory / "f7.lua").as_uri()}})
    editor.until(lambda: set(editor.answered) > known)
    assert set(editor.answered) - known == {one}
    assert editor.answer(one)["result"] == []
    assert len(editor.answer(everything)["result"]) == 1
    assert editor.leave() == 0


def test_a_change_of_something_else_hides_no_findings(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    load = project.snapshot
    changes = iter([True, True, False])

    def loads() -> Snapshot | None:
        found = load()
        if next(changes, False):
            project.tell_anything()
        return found

    monkeypatch.setattr(project, "snapshot", loads)
    assert len(project.state().findings) == NUMBER


def test_a_question_about_an_older_text_changes_nothing_else(project: Project) -> None:
    documents, path = Documents(), Path(project.directory) / "f7.lua"
    old = opened(project, documents, path)
    before = whole(project)
    new = opened(project, documents, path, "return { main = function() end }\n")
    for asked in (old, new, old, old):
        snapshot = project.snapshot(asked)
        assert snapshot is not None
        assert snapshot.text(str(path)) == project.text(str(path)) == asked.text
    result = whole(project)
    assert str(path) in before.findings
    assert len(result.findings) == NUMBER - 1 and str(path) not in result.findings
    snapshot = project.snapshot()
    assert snapshot is not None and snapshot.text(str(path)) == new.text


@pytest.fixture
def large(tmp_path: Path) -> Project:
    """Index files, the first of which has an unknown kind, a missing field and an import of what another declares."""
    (tmp_path / "wippy.lock").write_text("directories: {modules: .wippy, src: .}\n")
    for number in range(NUMBER):
        (tmp_path / f"part{number}").mkdir()
        entry = "  - name: lib\n    kind: library.lua\n    source: file://lib.lua\n    method: m\n"
        text = f"namespace: many.part{number}\nentries:\n{entry}"
        (tmp_path / f"part{number}/_index.yaml").write_text(text)
        (tmp_path / f"part{number}/lib.lua").write_text("return {m = function() end}\n")
    index = tmp_path / "part0/_index.yaml"
    index.write_text(
        f"{index.read_text()}    imports: {{other: many.part{NUMBER - 1}:lib}}\n  - name: odd\n    kind: library.lau\n"
    )
    return Project(str(tmp_path))


def test_open_files_come_before_the_index_of_others(large: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    summarise = index_units._read_index

    def noted(path: str, *rest: Any) -> Any:
        read.append(path)
        return summarise(path, *rest)

    monkeypatch.setattr(index_units, "_read_index", noted)
    index = Path(large.directory) / "part0/_index.yaml"
    opened(large, Documents(), index)
    large.reads_ahead = True
    first = large.check()
    assert first is not None and first.is_alone and first.is_early
    assert {path: [item.rule for item in held] for path, held in first.findings.items()} == {
        str(index): ["unknown-kind"]  # and nothing about the import, or that it is used nowhere
    }
    assert read == [str(index)]
    assert large.sparing(lambda: "answer") is LATER
    assert large.check(lambda: len(read) > NUMBER // 2) is None
    assert len(read) < NUMBER and large.sparing(lambda: "answer") is LATER
    full = large.state().findings
    assert sorted(read) == sorted(str(path) for path in Path(large.directory).rglob("_index.yaml"))  # each of them once
    assert large.sparing(lambda: "answer") == "answer"
    assert [item.rule for item in full if item.path == str(index)] == ["unused-import", "unknown-kind"]


def test_an_edit_while_the_index_is_read_comes_first(large: Project) -> None:
    documents, index = Documents(), Path(large.directory) / "part0/_index.yaml"
    opened(large, documents, index)
    assert large.check() is not None
    assert large.check(lambda: True) is None
    opened(large, documents, index, index.read_text().replace("library.lau", "function.lua"))
    first = large.check()
    assert first is not None and first.is_alone
    assert [item.rule for item in first.findings[str(index)]] == ["missing-field"]


def test_requests_meanwhile_wait_and_are_answered_in_the_end(large: Project) -> None:
    editor = Editor()
    editor.start({"workspace": {"fileOperations": {"willRename": True}}}, Path(large.directory))
    index = Path(large.directory) / "part0/_index.yaml"
    document = {"textDocument": {"uri": index.as_uri()}}
    text = index.read_text()
    before = text[: text.index("many.part59")]
    place = {"line": before.count("\n"), "character": len(before.rpartition("\n")[2]) + 12}
    editor.open(index)
    asked = editor.begin("textDocument/definition", {**document, "position": place})
    moved = editor.begin(
        "workspace/willRenameFiles", {"files": [{"oldUri": "file:///x.lua", "newUri": "file:///y.lua"}]}
    )
    listed = editor.begin("workspace/executeCommand", {"command": ENTRIES})
    assert editor.answer(asked)["result"]
    assert editor.answer(moved)["result"] is None
    assert len(editor.answer(listed)["result"]) == NUMBER + 1
    editor.until_codes(index, "LE403", "LE102")
    assert editor.leave() == 0
