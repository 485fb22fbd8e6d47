"""Work grows with the number of roots as it does with the number of files: each root is dealt with once."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from lua_entries.project.memory import Memory
from lua_entries.project.roots import Homes, Root, below
from lua_entries.project.workspace import LoadRequest, load_workspace
from lua_entries.rules.engine import check
from lua_entries.rules.incremental import Checker
from lua_entries.rules.registry import RULE_CODES
from tests.support.work import calls

ENTRIES = """namespace: app.{0}
entries:
  - name: f
    kind: function.lua
    source: file://f.lua
    method: m
    imports: {{lib: app.{0}:lib}}
  - name: lib
    kind: library.lua
    source: file://lib.lua
"""


def made(directory: Path, roots: int) -> Path:
    """A workspace of small projects, as a collection of examples or of services has them."""
    for number in range(roots):
        source = directory / f"project{number:04}" / "src"
        source.mkdir(parents=True)
        (source.parent / "wippy.lock").write_text("directories: {modules: .wippy, src: ./src}\n")
        (source / "_index.yaml").write_text(ENTRIES.format(f"p{number}"))
        (source / "f.lua").write_text("local lib = require('lib')\nreturn {m = function() return lib end}\n")
        (source / "lib.lua").write_text("return {}\n")
    return directory


class Session:
    """What an editor has the program do with a workspace."""

    def __init__(self, directory: Path) -> None:
        self.request = LoadRequest(str(directory), known_rules=RULE_CODES, memory=Memory())
        self.checker = Checker()
        self.index = next(directory.rglob("_index.yaml"))

    def look(self, overlay: dict[str, str]) -> None:
        snapshot = load_workspace(self.request._replace(overlay=overlay))
        self.checker.follow(snapshot)
        assert self.checker.check(snapshot) is not None

    def edit(self, more: str) -> None:
        self.look({str(self.index): self.index.read_text() + more})


def checked(directory: Path) -> None:
    check(load_workspace(LoadRequest(str(directory), known_rules=RULE_CODES)))


def test_a_run_and_an_edit_in_many_roots(tmp_path: Path) -> None:
    work: dict[int, tuple[int, ...]] = {}
    for roots in (40, 160):
        directory = made(tmp_path / str(roots), roots)
        session = Session(directory)
        run = calls(partial(checked, directory))
        opened = calls(partial(session.look, {}))
        session.edit("# warm\n")
        work[roots] = (run, opened, calls(partial(session.edit, "# more\n")))
    for few, many in zip(work[40], work[160], strict=True):
        assert many <= 4.2 * few, work


@pytest.mark.parametrize(
    ("path", "home"),
    [
        ("/w/a/x.yaml", "/w/a"),
        ("/w/a/inner/x.yaml", "/w/a/inner"),
        ("/w/a/innermost/x.yaml", "/w/a"),
        ("/lib/x.yaml", "/w/b"),
        ("/lib/deep/x.yaml", "/w/a/inner"),
        ("/w/x.yaml", None),
        ("/w/ab/x.yaml", None),
    ],
)
def test_the_home_of_a_file(path: str, home: str | None) -> None:
    roots = (
        Root("/w/a", ("/w/a",)),
        Root("/w/a/inner", ("/w/a/inner", "/lib/deep")),
        Root("/w/b", ("/w/b/src", "/lib")),
    )
    found = Homes(roots).of(path)
    assert (found.directory if found is not None else None) == home


def test_what_lies_below_a_directory() -> None:
    paths = ("/a", "/a-b/x", "/a/b", "/a/b/c", "/a0", "/b")
    assert below(paths, "/a") == ("/a", "/a/b", "/a/b/c")
    assert below(paths, "/a/b") == ("/a/b", "/a/b/c")
    assert below(paths, "/c") == ()
    assert below(paths, "/") == paths
