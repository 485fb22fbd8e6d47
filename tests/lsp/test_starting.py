"""An editor is answered while the server is still being loaded, and everything that it says meanwhile counts."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from lua_entries.lsp.announcing import announced
from tests.lsp.editor import PATIENCE, Editor

PUSH: dict[str, Any] = {"textDocument": {"publishDiagnostics": {}}}
ENTRIES = "namespace: app\nentries:\n  - name: f\n    kind: function.lua\n    method: m\n    source: file://f.lua\n"

PROGRAM = """
import json, socket, sys

class Gate:
    "The first import of the event loop or of a library tells what is there so far, and waits."
    def __init__(self, port):
        self.port = port
    def find_spec(self, name, path=None, target=None):
        light = name.startswith("lua_entries") or name.partition(".")[0] in sys.stdlib_module_names
        if light and name != "asyncio":
            return None
        sys.meta_path.remove(self)
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(json.dumps(sorted(sys.modules)).encode() + b"\\n")
            if connection.recv(1) == b"x":
                raise ImportError("the library is spoilt")

from lua_entries.__main__ import main
sys.meta_path.insert(0, Gate(%d))
main()
"""


class Loading:
    """A server whose loading is held up until it is told to go on."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(PATIENCE)
            self.editor = Editor(program=("-c", PROGRAM % listener.getsockname()[1]))
            self.gate = listener.accept()[0]
        self.gate.settimeout(PATIENCE)
        with self.gate.makefile("rb") as stream:
            self.modules: list[str] = json.loads(stream.readline())
        """What had been imported until then."""

    def go_on(self, how: bytes = b".") -> None:
        """Let the loading go on, or with `x` fail."""
        self.gate.sendall(how)
        self.gate.close()


@pytest.fixture
def loading() -> Iterator[Loading]:
    made = Loading()
    yield made
    with suppress(OSError):
        made.gate.close()
    made.editor.kill()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "wippy.lock").write_text("directories: {modules: .wippy, src: .}\n")
    (tmp_path / "_index.yaml").write_text(ENTRIES)
    (tmp_path / "f.lua").write_text("return {m = function() end}\n")
    return tmp_path


def asked(project: Path) -> dict[str, Any]:
    return {"processId": None, "rootUri": project.as_uri(), "capabilities": PUSH}


def test_the_answer_to_initialize_waits_for_nothing(loading: Loading, project: Path) -> None:
    editor, index = loading.editor, project / "_index.yaml"
    heavy = {"lua_entries.project", "lua_entries.syntax", "lua_entries.catalog", "lua_entries.facts", "ssl"}
    assert heavy.isdisjoint(loading.modules)
    assert editor.start(PUSH, project) == announced(PUSH)  # nothing else has been imported by then
    editor.open(index)
    outline = editor.begin("textDocument/documentSymbol", {"textDocument": {"uri": index.as_uri()}})
    editor.replace(index, 2, ENTRIES.replace("kind: function.lua", "kind: function.lau"))
    assert not editor.answered[outline] and not editor.diagnostics
    loading.go_on()
    editor.answer(outline)
    editor.until_codes(index, "LE102")
    assert editor.versions[index.as_uri()] == 2
    assert editor.leave() == 0


@pytest.mark.parametrize("greeted", [True, False])
def test_an_editor_that_leaves_before_the_server_is_loaded(greeted: bool, loading: Loading, project: Path) -> None:
    editor = loading.editor
    if greeted:
        editor.ask("initialize", asked(project))
    farewell = editor.begin("shutdown") if greeted else None
    editor.tell("exit")
    loading.go_on()
    if farewell is not None:
        assert editor.answer(farewell)["result"] is None
    assert editor.ended() == (0 if greeted else 1)


def test_an_editor_that_dies_before_the_server_is_loaded(loading: Loading, project: Path) -> None:
    loading.editor.ask("initialize", asked(project))
    assert loading.editor.process.stdin is not None
    loading.editor.process.stdin.close()
    loading.go_on()
    assert loading.editor.ended() == 1


def test_a_server_that_cannot_be_loaded_says_so_and_ends(loading: Loading, project: Path) -> None:
    editor = loading.editor
    editor.ask("initialize", asked(project))
    loading.go_on(b"x")
    editor.until(lambda: bool(editor.told("window/showMessage")))
    (shown,) = editor.told("window/showMessage")
    assert shown["type"] == 1 and "the library is spoilt" in shown["message"]
    assert editor.ended() == 70
    assert b"Traceback" in b"".join(editor.log)


def test_capabilities_that_make_no_sense_are_answered_and_complained_of(project: Path) -> None:
    editor = Editor()
    try:
        answered = editor.ask("initialize", {**asked(project), "workspaceFolders": [7]})
        assert answered["capabilities"]["hoverProvider"]
        editor.until(lambda: bool(editor.told("window/showMessage")))
        assert "initialize" in editor.told("window/showMessage")[0]["message"]
        assert editor.refused("shutdown") == -32002
        editor.start(PUSH, project)
        assert editor.leave() == 0
    finally:
        editor.kill()
