"""A disk that is against us: links that lead round or out, files without an end, files that nobody may read, files that
go or change while they are read, names in another case, and more files than anybody wants."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lua_entries.files import disk
from lua_entries.files.discover import MAX_FILES, walk
from lua_entries.files.disk import Item
from lua_entries.project.workspace import LoadRequest, load_workspace
from tests.support.project import lint_directory, make_project
from tests.support.work import calls

PROJECT = """
--- wippy.lock
directories: {src: .}
--- _index.yaml
namespace: app
entries:
  - {name: handler, kind: function.lua, source: file://handler.lua, method: main}
--- handler.lua
return { main = function() return 1 end }
--- more/_index.yaml
namespace: app.more
entries:
  - {name: other, kind: function.lua, source: file://other.lua, method: main}
--- more/other.lua
return { main = function() return 2 end }
"""
TIME = 60
"""How long a run may take that would otherwise wait for ever, in seconds."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A clean project."""
    return make_project(tmp_path, PROJECT)


def codes(root: Path) -> list[tuple[str, str]]:
    """File and code of each finding."""
    return [(Path(finding.path).relative_to(root).as_posix(), finding.code) for finding in lint_directory(root)]


def test_links_that_lead_round_or_nowhere(root: Path) -> None:
    (root / "more/up").symlink_to(root)
    (root / "more/self").symlink_to(root / "more/self")
    for name, target in (
        ("a.lua", "b.lua"),
        ("b.lua", "a.lua"),
        ("none.lua", "gone.lua"),
        ("_index.yml", "_index.yml"),
    ):
        (root / "more" / name).symlink_to(root / "more" / target)
    for name in ("a", "none"):
        with (root / "more/_index.yaml").open("a") as stream:
            stream.write(f"  - {{name: {name}, kind: function.lua, source: file://{name}.lua, method: main}}\n")
    found = codes(root)
    assert [code for path, code in found if path == "more/_index.yaml"] == ["LE201", "LE201"]
    assert not [path for path, _ in found if "up" in path or "self" in path]


def test_links_out_of_the_root(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.lua"
    outside.write_text("this is no Lua at all")
    (root / "handler.lua").unlink()
    (root / "handler.lua").symlink_to(outside)
    (root / "more/stray.lua").symlink_to(outside)
    assert codes(root) == [("_index.yaml", "LE202")]


def _make_pipe(path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes here")
    os.mkfifo(path)


NO_FILES: dict[str, Callable[[Path], object]] = {
    "a pipe": _make_pipe,
    "a device without an end": lambda path: path.symlink_to("/dev/zero"),
    "a directory": os.mkdir,
}


@pytest.mark.parametrize("make", NO_FILES.values(), ids=NO_FILES)
@pytest.mark.parametrize(
    "name",
    ["_index.yaml", "handler.lua", ".gitignore", "wippy.lock", ".wippy.yaml", "lua-entries.toml", "x/_index.yml"],
)
def test_what_is_no_file_is_not_waited_for(root: Path, name: str, make: Callable[[Path], object]) -> None:
    path = root / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    make(path)
    command = [sys.executable, "-m", "lua_entries", "lint", "--no-cache", "--format", "concise"]
    done = subprocess.run(command, cwd=root, capture_output=True, timeout=TIME, check=False)
    assert done.returncode in (0, 1, 2), done
    assert b"LE999" not in done.stdout and b"internal" not in done.stderr


@contextmanager
def refused(monkeypatch: pytest.MonkeyPatch, *paths: Path) -> Iterator[None]:
    """Nobody may read these; tests may run as somebody who may read everything."""
    opened, scanned = os.open, os.scandir
    names = {str(path) for path in paths}

    def allowed(path: str) -> str:
        if os.fspath(path) in names:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return path

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", lambda path, *rest, **more: opened(allowed(path), *rest, **more))
        patch.setattr(os, "scandir", lambda path: scanned(allowed(path)))
        yield


def test_files_that_nobody_may_read_are_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with refused(monkeypatch, root / "_index.yaml", root / "more/other.lua"):
        findings = lint_directory(root)
    told = {Path(finding.path).name: finding.message for finding in findings}
    assert set(told) == {"_index.yaml", "other.lua"}
    assert all(os.strerror(errno.EACCES) in message for message in told.values())


def test_a_directory_that_nobody_may_read_is_empty(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with refused(monkeypatch, root / "more"):
        assert codes(root) == []
        snapshot = load_workspace(LoadRequest(str(root)))
    assert [Path(path).name for path in snapshot.index_units] == ["_index.yaml"]


@pytest.mark.parametrize("name", ["_index.yaml", "handler.lua", "wippy.lock", "more/_index.yaml"])
@pytest.mark.parametrize("how", ["gone", "other", "a directory"])
def test_a_file_that_goes_or_changes_between_listing_and_reading(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str, how: str
) -> None:
    target = str(root / name)
    contents, asked = disk._contents, 0

    def read(path: str, limit: int) -> bytes | OSError:
        nonlocal asked
        if path == target:
            asked += 1
            if asked == 1:
                os.unlink(path)
                if how == "a directory":
                    os.mkdir(path)
            if how == "other":
                Path(path).write_text(f"# {asked}\nnamespace: x{asked}\nentries: [\n")
        return contents(path, limit)

    monkeypatch.setattr(disk, "_contents", read)
    findings = lint_directory(root)
    assert asked > 0
    assert not [finding for finding in findings if finding.code == "LE999"]
    for finding in findings:
        if finding.path == target and finding.span is not None and os.path.isfile(target):
            assert finding.span.end <= os.path.getsize(target)


def test_a_disk_that_takes_no_notice_of_case(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There, a source in another case is found and read; a hint says that nothing uses the name that the file has."""
    index = root / "_index.yaml"
    index.write_text(index.read_text().replace("file://handler.lua", "file://Handler.lua"))
    names = {str(path).lower(): str(path) for path in root.rglob("*")}

    def known(path: str) -> str:
        return names.get(os.fspath(path).lower(), path)

    contents, is_file = disk._contents, os.path.isfile
    monkeypatch.setattr(disk, "_contents", lambda path, limit: contents(known(path), limit))
    monkeypatch.setitem(disk._ASKED, "file", lambda path: is_file(known(path)))
    assert codes(root) == [("handler.lua", "LE204")]


def test_names_that_differ_in_case_alone(root: Path) -> None:
    if (root / "HANDLER.LUA").exists():
        pytest.skip("the disk takes no notice of case")
    (root / "Handler.lua").write_text("return {}\n")
    (root / "_Index.yaml").write_text("namespace: app\nentries: []\n")
    (root / "More").mkdir()
    (root / "More/_index.yaml").write_text("namespace: app.more\nentries: []\n")
    assert codes(root) == [("Handler.lua", "LE204")]


def test_a_hundred_thousand_files(monkeypatch: pytest.MonkeyPatch) -> None:
    top = os.path.join(os.sep, "nowhere")
    many = [Item(f"{n}.lua", f"{top}{os.sep}{n}.lua", False, False) for n in range(100_000)]
    monkeypatch.setattr(disk, "_items", lambda directory: many)
    found = walk(top, lambda name: name.endswith(".lua"))
    assert len(found.files) == MAX_FILES < len(many)
    assert not found.complete
    none = walk(top, lambda name: False)
    assert none.complete and not none.files
    few = calls(lambda: walk(top, lambda name: True, max_files=1_000))
    assert calls(lambda: walk(top, lambda name: True, max_files=10_000)) < 11 * few
