"""Editors that send and do not read: the server goes on, and leaves when told, when it is too much, or with them."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lua_entries.lsp.server import Server
from lua_entries.lsp.transport import Broken, framed, frames
from tests.lsp.editor import PATIENCE

ENTRIES = "namespace: app\nentries:\n" + "".join(f"  - {{name: e{number}, kind: lau}}\n" for number in range(500))
PROGRAM = """
from lua_entries.lsp import transport
from lua_entries.__main__ import main
transport.MAX_UNREAD = {limit}
main()
"""


class Deaf:
    """A server with much to say, and pipes that nobody reads yet."""

    def __init__(self, limit: int, project: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM.format(limit=limit), "serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdin and self.process.stdout and self.process.stderr
        self._stdin, self.stdout, self._stderr = self.process.stdin, self.process.stdout, self.process.stderr
        self.log: list[bytes] = []
        self._listening = threading.Thread(target=self.log.extend, args=(self._stderr,), daemon=True)
        self._listening.start()
        params: dict[str, Any] = {"processId": None, "rootUri": project.as_uri(), "capabilities": {}}
        self.say("initialize", params, 0)
        self.say("initialized", {})
        self.uri = (project / "_index.yaml").as_uri()
        self.ask_much()

    def ask_much(self) -> None:
        """Ask for more than pipes hold."""
        for number in range(1, 21):
            self.say("textDocument/documentSymbol", {"textDocument": {"uri": self.uri}}, number)

    def say(self, method: str, params: Any, number: int | None = None) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        self._stdin.write(framed(message if number is None else {**message, "id": number}))
        self._stdin.flush()

    def ended(self) -> int:
        code = self.process.wait(PATIENCE)
        self._listening.join(PATIENCE)
        return code

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self._listening.join(PATIENCE)
        for stream in (self._stdin, self.stdout, self._stderr):
            stream.close()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "_index.yaml").write_text(ENTRIES)
    return tmp_path


@pytest.fixture
def deaf(project: Path, request: pytest.FixtureRequest) -> Iterator[Deaf]:
    made = Deaf(getattr(request, "param", 1_000_000_000), project)
    yield made
    made.kill()


def test_who_reads_nothing_is_still_heard(deaf: Deaf) -> None:
    deaf.say("exit", None)
    assert deaf.ended() == 1
    assert deaf.log == []


@pytest.mark.parametrize("deaf", [100_000], indirect=True)
def test_too_much_unread_ends_the_server_with_a_message(deaf: Deaf) -> None:
    assert deaf.ended() == 1
    assert b"100,000 bytes unread" in b"".join(deaf.log)


def test_who_reads_late_gets_every_answer_and_the_newest_findings(deaf: Deaf) -> None:
    item = {"uri": deaf.uri, "languageId": "yaml", "version": 1, "text": ENTRIES}
    deaf.say("textDocument/didOpen", {"textDocument": item})
    for version in range(2, 30):
        text = ENTRIES + f"  - {{name: new{version}, kind: lau}}\n"
        item = {"uri": deaf.uri, "version": version}
        deaf.say("textDocument/didChange", {"textDocument": item, "contentChanges": [{"text": text}]})
    answered, versions = [], []
    for message in frames(deaf.stdout):
        assert not isinstance(message, Broken)
        if "id" in message and "method" not in message:
            answered.append(message["id"])
        elif message["method"] == "textDocument/publishDiagnostics":
            versions.append(message["params"].get("version"))
        if len(answered) == 21 and versions and versions[-1] == 29:
            break
    assert sorted(answered) == list(range(21))
    assert versions == sorted(versions, key=lambda version: version or 0)


def test_findings_wait_for_an_editor_that_is_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server()
    said: list[object] = []
    monkeypatch.setattr(server.board, "to_push", lambda: ["newest"])
    monkeypatch.setattr(server, "text_document_publish_diagnostics", said.append)
    server.is_behind = lambda: True
    for _ in range(3):
        server.publish()
    assert said == []
    server.is_behind = lambda: False
    server.caught_up()
    server.caught_up()
    assert said == ["newest"]
    server.close()
