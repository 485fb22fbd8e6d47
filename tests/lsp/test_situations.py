"""What happens around an editor: branches, roots inside of roots, configuration that is typed, links, odd spellings."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from lua_entries.lsp.uris import to_path
from tests.lsp.editor import Editor
from tests.lsp.test_server import PROJECT, PUSH
from tests.support.project import lint_directory, make_project


@pytest.fixture
def editor() -> Iterator[Editor]:
    held = Editor()
    yield held
    held.kill()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = make_project(tmp_path, PROJECT)
    (root / ".git").mkdir()
    return root


def begin(editor: Editor, *folders: Path) -> None:
    """Start with some folders, and wait until the server has asked to be told of files."""
    editor.start(PUSH, *folders)
    editor.until(lambda: bool(editor.globs))


def until_as_linted(editor: Editor, root: Path) -> list[tuple[str, str]]:
    """Hear until everything that was published is what the linter finds on disk; paths and codes."""
    wanted = sorted((os.path.relpath(finding.path, root), finding.code) for finding in lint_directory(root))

    def told() -> list[tuple[str, str]]:
        return sorted(
            (os.path.relpath(to_path(uri) or uri, root), item["code"])
            for uri, held in editor.diagnostics.items()
            for item in held
        )

    editor.until(lambda: told() == wanted)
    return wanted


def files(root: Path) -> set[Path]:
    return {path for path in root.rglob("*") if path.is_file()}


def test_another_branch_is_one_change(editor: Editor, project: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(project, other)
    (other / "app/lib/helpers.lua").unlink()
    for number in range(30):
        (other / f"app/more{number}.lua").write_text("return {}\n")
    (other / "app/lib/_index.yaml").write_text("namespace: app.lib\nentries:\n  - {name: x, kind: no.such}\n")
    begin(editor, project)
    editor.open(project / "app/handler.lua")
    first = until_as_linted(editor, project)
    branches = {project: tmp_path / "kept", other: other}
    shutil.copytree(project, branches[project])
    for branch in (other, branches[project], other):
        heard = len(editor.seen)
        before = files(project)
        shutil.copytree(branch, project, dirs_exist_ok=True)
        wanted = {project / path.relative_to(branch) for path in files(branch)}
        for path in before - wanted:
            path.unlink()
        editor.changed_on_disk(*sorted(before | wanted))
        now = until_as_linted(editor, project)
        assert (now == first) == (branch != other)
        published = [item["params"]["uri"] for item in editor.seen[heard:] if "publish" in item["method"]]
        assert len(published) == len(set(published))  # no file is told of twice
    assert editor.leave() == 0 and editor.log == []


def test_roots_inside_of_roots_come_and_go(editor: Editor, project: Path) -> None:
    inner = project / "modules/inner"
    shutil.copytree(project / "app", inner / "app")
    (inner / "app/orphan.lua").write_text("return {}\n")
    begin(editor, project)
    editor.open(project / "app/_index.yaml")
    assert "LE106" in [code for _, code in until_as_linted(editor, project)]  # one root: everything is there twice
    lock = inner / "wippy.lock"
    for text in ("directories: {src: .}\n", "directories: {src: app}\n", None, "directories: {src: .}\n"):
        if text is None:
            lock.unlink()
        else:
            lock.write_text(text)
        editor.changed_on_disk(lock)
        found = [code for _, code in until_as_linted(editor, project)]
        assert ("LE106" in found) == (text is None)
    assert editor.leave() == 0 and editor.log == []


def test_configuration_counts_while_it_is_typed(editor: Editor, project: Path) -> None:
    index, config = project / "app/_index.yaml", project / "lua-entries.toml"
    begin(editor, project)
    editor.open(index, index.read_text().replace("[json]", "[json, time]"))
    editor.until_codes(index, "LE303")
    editor.open(config, "")  # not on disk

    def told(numbers: list[int]) -> bool:
        return [item["severity"] for item in editor.diagnostics[index.as_uri()]] == numbers

    for version, severity in ((2, "off"), (3, "hint"), (4, "error")):
        editor.replace(config, version, f'[rules]\nunused-module = "{severity}"\n')
        editor.until(partial(told, {"off": [], "hint": [4], "error": [1]}[severity]))
    editor.replace(config, 5, '[rules]\nunused-modul = "off"\n')
    editor.until_codes(config, "config")
    assert editor.codes(index) == ["LE303"]
    editor.close(config)
    editor.until_codes(config)
    editor.until(lambda: [item["severity"] for item in editor.diagnostics[index.as_uri()]] == [2])
    assert editor.leave() == 0 and editor.log == []


def test_everything_may_arrive_late(editor: Editor, project: Path, tmp_path: Path) -> None:
    late = tmp_path / "late"
    begin(editor, late)
    shutil.copytree(project, late)
    (late / "app/handler.lua").unlink()
    editor.changed_on_disk(*files(late))
    editor.until_codes(late / "app/_index.yaml", "LE201")
    shutil.copy(project / "app/handler.lua", late / "app/handler.lua")
    editor.changed_on_disk(late / "app/handler.lua")
    editor.until_codes(late / "app/_index.yaml")
    until_as_linted(editor, late)
    assert editor.leave() == 0 and editor.log == []


def test_a_folder_that_is_a_link_keeps_its_name(editor: Editor, project: Path, tmp_path: Path) -> None:
    link = tmp_path / "a link"
    link.symlink_to(project, target_is_directory=True)
    (project / "app/orphan.lua").write_text("return {}\n")
    begin(editor, link)
    index = link / "app/_index.yaml"
    editor.open(index)
    editor.until_codes(link / "app/orphan.lua", "LE204")
    place = {"line": 8, "character": 20}
    found = editor.ask("textDocument/definition", {"textDocument": {"uri": index.as_uri()}, "position": place})
    assert found and all((item.get("uri") or item["targetUri"]).startswith(link.as_uri()) for item in found)
    assert all(uri.startswith(link.as_uri()) for uri in editor.diagnostics)
    assert editor.leave() == 0 and editor.log == []


def test_the_editor_s_own_spelling_of_a_uri_is_kept(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "a b%20é😀#").mkdir()
    root = make_project(tmp_path / "a b%20é😀#", PROJECT)
    index = root / "app/_index.yaml"
    begin(editor, root)
    spelt = index.as_uri().replace("%C3%A9", "%c3%a9").replace("file:///", "file://localhost/")
    assert spelt != index.as_uri()
    item = {"uri": spelt, "languageId": "yaml", "version": 1, "text": index.read_text().replace("[json]", "[time]")}
    editor.tell("textDocument/didOpen", {"textDocument": item})
    editor.until(lambda: [item["code"] for item in editor.diagnostics.get(spelt, [])] == ["LE303"])
    assert not editor.diagnostics.get(index.as_uri())
    handler = root / "app/handler.lua"
    editor.until_codes(handler, "LE301")
    assert editor.leave() == 0 and editor.log == []


def test_documents_that_are_no_files_change_nothing(editor: Editor, project: Path) -> None:
    begin(editor, project)
    text = "namespace: app\nentries:\n  - {name: handler, kind: no.such}\n"
    place = {"position": {"line": 2, "character": 12}, "newName": "x", "context": {"includeDeclaration": True}}
    for uri in ("untitled:Untitled-1", f"git:{project}/app/_index.yaml?%7B%7D", "jar:file:///a!/_index.yaml"):
        item = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        editor.tell("textDocument/didOpen", {"textDocument": item})
        for method in ("hover", "definition", "references", "rename", "documentSymbol"):
            assert not editor.ask(f"textDocument/{method}", {"textDocument": {"uri": uri}, **place})
        editor.tell("textDocument/didChange", {"textDocument": {"uri": uri, "version": 2}, "contentChanges": []})
        editor.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    until_as_linted(editor, project)
    assert editor.leave() == 0 and editor.log == []


def test_a_folder_that_is_renamed_while_its_marker_is_open(editor: Editor, project: Path) -> None:
    """What only the editor still holds is a root without a directory, which is no mistake in a file that is gone."""
    inner = project / "inner"
    (inner / "src").mkdir(parents=True)
    (inner / "wippy.yaml").write_text("organization: o\nmodule: m\n")
    (inner / "wippy.lock").write_text("directories:\n  src: ./gone\n")
    (inner / "src/_index.yaml").write_text('version: "1.0"\nnamespace: inner\nentries: []\n')
    begin(editor, project)
    editor.open(inner / "wippy.yaml")
    assert ("inner/wippy.lock", "LE006") in until_as_linted(editor, project)
    before = files(inner)
    inner.rename(project / "moved")
    editor.changed_on_disk(*before, *files(project / "moved"))
    assert ("moved/wippy.lock", "LE006") in until_as_linted(editor, project)


def test_a_selection_in_deep_nesting_grows_so_often_and_no_more(editor: Editor, tmp_path: Path) -> None:
    path = tmp_path / "_index.yaml"
    text = f"namespace: app\nentries:\n  - name: deep\n    kind: x\n    a: {'[' * 200}x{']' * 200}\n"
    path.write_text(text)
    begin(editor, tmp_path)
    editor.open(path)
    asked = {"textDocument": {"uri": path.as_uri()}, "positions": [{"line": 4, "character": 207}]}
    (selected,) = editor.ask("textDocument/selectionRange", asked)
    levels = 0
    while selected is not None:
        levels, selected = levels + 1, selected.get("parent")
    assert levels == 100
