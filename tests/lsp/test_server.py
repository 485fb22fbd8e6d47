"""The server from the outside, as editors see it: a process, its streams, and the capabilities of real editors."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

import pytest
from lsprotocol.converters import get_converter
from pygls.exceptions import JsonRpcServerNotInitialized
from pytest_lsp import client_capabilities

from lua_entries.lsp import server as server_module
from lua_entries.lsp.client import Notices
from lua_entries.lsp.documents import Change
from tests.lsp.editor import PATIENCE, Editor
from tests.lsp.test_documents import edited
from tests.support.project import lint_directory, make_project

PROJECT = """
--- app/_index.yaml
namespace: app
entries:
  - name: handler
    kind: function.lua
    source: file://handler.lua
    method: run
    modules: [json]
    imports:
      helpers: app.lib:helpers
--- app/handler.lua
local json = require("json")
local helpers = require("helpers")
return { run = function() return json.encode(helpers.list()) end }
--- app/lib/_index.yaml
namespace: app.lib
entries:
  - name: helpers
    kind: library.lua
    source: file://helpers.lua
--- app/lib/helpers.lua
local M = {}
function M.list() return {} end
return M
--- wippy.lock
directories:
  src: .
"""
PROFILES = ("visual_studio_code", "neovim", "emacs")
PUSH: dict[str, Any] = {
    "textDocument": {"publishDiagnostics": {"relatedInformation": True}},
    "workspace": {"configuration": True, "didChangeWatchedFiles": {"dynamicRegistration": True}},
    "window": {"workDoneProgress": True},
}
PULL: dict[str, Any] = {
    "textDocument": {"diagnostic": {}},
    "workspace": {"diagnostics": {"refreshSupport": True}},
}
NO_IDS: tuple[object, ...] = ([], {}, None, 1.5)
"""What is the id of no request."""


@pytest.fixture
def editors() -> Iterator[list[Editor]]:
    held: list[Editor] = []
    yield held
    for editor in held:
        editor.kill()


@pytest.fixture
def editor(editors: list[Editor]) -> Editor:
    editors.append(Editor())
    return editors[-1]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path, PROJECT)


@pytest.mark.parametrize("profile", PROFILES)
def test_editors_see_findings_come_and_go(profile: str, editor: Editor, project: Path) -> None:
    capabilities = get_converter().unstructure(client_capabilities(profile))
    served = editor.start(capabilities, project)
    offered = capabilities.get("general", {}).get("positionEncodings") or ["utf-16"]
    assert served["positionEncoding"] == offered[0]
    index, handler = project / "app/_index.yaml", project / "app/handler.lua"
    editor.open(handler)
    editor.open(index)
    editor.until_codes(index)
    editor.until_codes(handler)

    good = index.read_text()
    editor.replace(index, 2, good.replace("modules: [json]", "modules: [json, 😀, htpp]"))
    if editor.pulls:
        editor.pull(index)
    else:
        editor.until(lambda: editor.versions.get(index.as_uri()) == 2)
    units = {"utf-8": 4, "utf-16": 2, "utf-32": 1}[served["positionEncoding"]]
    found = next(item for item in editor.diagnostics[index.as_uri()] if "htpp" in item["message"])
    column = len("    modules: [json, ") + units + len(", ")
    assert found["range"] == {"start": {"line": 6, "character": column}, "end": {"line": 6, "character": column + 4}}
    assert (found["code"], found["severity"], found["source"]) == ("LE302", 1, "lua-entries")

    editor.replace(index, 3, good.replace("json", "time"))
    editor.until_codes(index, "LE303")
    assert editor.diagnostics[index.as_uri()][0]["tags"] == [1]
    editor.until_codes(handler, "LE301")  # another file that the edit affects

    editor.replace(index, 4, good)
    editor.until_codes(index)
    editor.until_codes(handler)
    symbols = editor.ask("textDocument/documentSymbol", {"textDocument": {"uri": handler.as_uri()}})
    assert [symbol["name"] for symbol in symbols] == ["run"]
    assert editor.leave() == 0
    assert not [message for message in editor.seen if message["method"] == "window/showMessage"]


def test_what_a_finding_says(editor: Editor, project: Path) -> None:
    editor.start(PUSH, project)
    index = project / "app/_index.yaml"
    editor.open(index, index.read_text() + "  - name: handler\n    kind: store.memory\n")
    editor.until(lambda: editor.codes(index) == ["LE106"])
    found = editor.diagnostics[index.as_uri()][0]
    assert found["codeDescription"]["href"].endswith("/duplicate-entry.md")
    assert found["relatedInformation"][0]["location"]["uri"] == index.as_uri()
    assert found["relatedInformation"][0]["location"]["range"]["start"] == {"line": 2, "character": 10}


def test_nothing_is_proposed_unasked_where_a_line_may_end(editor: Editor, project: Path) -> None:
    triggers = editor.start({"textDocument": {"completion": {}}}, project)["completionProvider"]["triggerCharacters"]
    assert set(".:\"' ") <= set(triggers)
    assert not set("[{-") & set(triggers)
    index = project / "app/_index.yaml"
    editor.open(index, "namespace: app\nentries:\n  - name: a\n    kind:")
    asked = {"textDocument": {"uri": index.as_uri()}, "position": {"line": 3, "character": 9}}
    for context, is_offered in ({"triggerKind": 1}, True), ({"triggerKind": 2, "triggerCharacter": ":"}, False):
        found = editor.ask("textDocument/completion", {**asked, "context": context})
        assert bool(found["items"]) is is_offered


@pytest.mark.parametrize("profile", [PUSH, {**PULL, "textDocument": {"diagnostic": {"relatedInformation": True}}}])
def test_a_finding_leads_to_its_place_in_a_closed_file_without_findings(
    profile: dict[str, Any], editor: Editor, project: Path
) -> None:
    editor.start(profile, project)
    handler = project / "app/handler.lua"
    editor.open(handler, 'local time = require("time")\n' + handler.read_text())
    editor.until_codes(handler, "LE301")
    index = project / "app/_index.yaml"
    assert editor.codes(index) == []
    (related,) = editor.diagnostics[handler.as_uri()][0]["relatedInformation"]
    assert related["location"]["uri"] == index.as_uri()
    assert related["location"]["range"]["start"] == {"line": 2, "character": 10}


def test_files_that_change_on_disk(editor: Editor, project: Path) -> None:
    editor.start(PUSH, project)
    index, library = project / "app/_index.yaml", project / "app/lib/_index.yaml"
    editor.open(index)
    editor.until_codes(index)
    assert {"**/*.lua", "**/*.yaml", "**/wippy.lock", "**/lua-entries.toml"} <= set(editor.globs)
    assert "**/*" not in editor.globs

    was = library.read_text()
    library.unlink()
    editor.changed_on_disk(library)
    editor.until(lambda: "LE401" in editor.codes(index) or editor.codes(index) == [])
    library.write_text(was.replace("name: helpers", "name: others"))
    editor.changed_on_disk(library)
    editor.until_codes(index, "LE401")
    library.write_text(was)
    editor.changed_on_disk(library)
    editor.until_codes(index)

    other = project / "app/more.yaml"  # any YAML with a namespace is an index file
    other.write_text("namespace: app\nentries:\n  - {name: x, kind: no.such}\n")
    editor.changed_on_disk(other)
    editor.until_codes(other, "LE102")
    other.unlink()
    editor.changed_on_disk(other)
    editor.until_codes(other)

    orphan = project / "app/orphan.lua"
    orphan.write_text("return {}\n")
    editor.changed_on_disk(orphan)
    editor.until_codes(orphan, "LE204")
    orphan.unlink()
    editor.changed_on_disk(orphan)
    editor.until_codes(orphan)


def test_saving_makes_the_disk_be_looked_at(editor: Editor, project: Path) -> None:
    editor.start({}, project)
    index, library = project / "app/_index.yaml", project / "app/lib/_index.yaml"
    editor.open(index)
    editor.until_codes(index)
    library.write_text(library.read_text().replace("name: helpers", "name: other"))
    editor.tell("textDocument/didSave", {"textDocument": {"uri": index.as_uri()}})
    editor.until_codes(index, "LE401")


def test_unsaved_text_counts_until_it_is_closed(editor: Editor, project: Path) -> None:
    editor.start(PUSH, project)
    index, library = project / "app/_index.yaml", project / "app/lib/_index.yaml"
    editor.open(library, library.read_text().replace("name: helpers", "name: other"))
    editor.until_codes(index, "LE401")
    editor.close(library)
    editor.until_codes(index)

    new = project / "app/new/_index.yaml"  # never saved
    editor.open(new, "namespace: app.new\nentries:\n  - name: x\n    kind: no.such\n")
    editor.until_codes(new, "LE102")
    editor.close(new)
    editor.until_codes(new)


def test_settings_and_configuration_files_apply_live(editor: Editor, project: Path) -> None:
    index = project / "app/_index.yaml"
    editor.settings = {"rules": {"unused-module": "error"}, "trace": {"server": "off"}}
    editor.start(PUSH, project)
    editor.open(index, index.read_text().replace("[json]", "[json, time]"))
    editor.until_codes(index, "LE303")
    assert editor.diagnostics[index.as_uri()][0]["severity"] == 1
    editor.settings = {"rules": {"unused-module": "off"}}
    editor.tell("workspace/didChangeConfiguration", {"settings": None})
    editor.until_codes(index)
    editor.settings = {"rulse": {}}
    editor.tell("workspace/didChangeConfiguration", {"settings": None})
    editor.until_codes(index, "LE303")
    shown = [message["params"]["message"] for message in editor.seen if message["method"] == "window/showMessage"]
    assert len(shown) == 1 and "rulse" in shown[0] and "rules" in shown[0]

    config = project / "lua-entries.toml"
    config.write_text('[rules]\nunused-module = "hint"\n')
    editor.changed_on_disk(config)
    editor.until(lambda: [item["severity"] for item in editor.diagnostics[index.as_uri()]] == [4])
    config.write_text('[rules]\nunused-modul = "hint"\n')
    editor.changed_on_disk(config)
    editor.until_codes(config, "config")
    assert editor.diagnostics[config.as_uri()][0]["range"]["start"]["line"] == 1
    assert editor.codes(index) == ["LE303"]
    config.unlink()
    editor.changed_on_disk(config)
    editor.until_codes(config)


def test_folders_come_and_go(editor: Editor, tmp_path: Path) -> None:
    one, two = (make_project(tmp_path, PROJECT) for _ in range(2))
    for root in (one, two):
        (root / "app/orphan.lua").write_text("return {}\n")
    editor.start(PUSH, one)
    editor.until_codes(one / "app/orphan.lua", "LE204")
    assert (two / "app/orphan.lua").as_uri() not in editor.diagnostics
    folder = {"uri": two.as_uri(), "name": "two"}
    nested = {"uri": (two / "app").as_uri(), "name": "inside"}
    editor.tell("workspace/didChangeWorkspaceFolders", {"event": {"added": [folder, nested], "removed": []}})
    editor.until_codes(two / "app/orphan.lua", "LE204")
    assert editor.codes(two / "app/_index.yaml") == []  # two folders with the same namespaces stay apart
    editor.tell("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [folder, nested]}})
    editor.until_codes(two / "app/orphan.lua")
    assert editor.codes(one / "app/orphan.lua") == ["LE204"]


def test_a_file_without_a_folder(editor: Editor, project: Path) -> None:
    editor.start(PUSH)
    index = project / "app/_index.yaml"
    editor.open(index, index.read_text().replace("app.lib:helpers", "app.lib:helper"))
    editor.until_codes(index, "LE401")
    editor.close(index)
    editor.until_codes(index)


def test_pulled_findings(editor: Editor, project: Path) -> None:
    served = editor.start(PULL, project)
    assert (
        served["diagnosticProvider"]["interFileDependencies"] and served["diagnosticProvider"]["workspaceDiagnostics"]
    )
    index, handler = project / "app/_index.yaml", project / "app/handler.lua"
    editor.open(handler)
    editor.open(index)
    asked = {"textDocument": {"uri": handler.as_uri()}}
    first = editor.ask("textDocument/diagnostic", asked)
    assert (first["kind"], first["items"]) == ("full", [])
    again = editor.ask("textDocument/diagnostic", {**asked, "previousResultId": first["resultId"]})
    assert again == {"kind": "unchanged", "resultId": first["resultId"]}

    editor.replace(index, 2, index.read_text().replace("json", "time"))
    found = editor.ask("textDocument/diagnostic", {**asked, "previousResultId": first["resultId"]})
    assert [item["code"] for item in found["items"]] == ["LE301"]
    everything = editor.ask("workspace/diagnostic", {"previousResultIds": []})["items"]
    held = {item["uri"]: [each["code"] for each in item["items"]] for item in everything}
    assert held[index.as_uri()] == ["LE303"] and held[handler.as_uri()] == ["LE301"]

    editor.replace(index, 3, index.read_text())
    editor.until(lambda: any(message["method"] == "workspace/diagnostic/refresh" for message in editor.seen))
    previous = [{"uri": item["uri"], "value": item["resultId"]} for item in everything]
    now = editor.ask("workspace/diagnostic", {"previousResultIds": previous})["items"]
    assert {item["uri"]: item.get("items") for item in now}[handler.as_uri()] == []
    assert not editor.diagnostics


def test_what_was_said_of_everything_is_not_said_of_open_files(editor: Editor, project: Path) -> None:
    """VS Code drops what an answer about the workspace says of files that are open."""
    editor.start(PULL, project)
    index, handler = project / "app/_index.yaml", project / "app/handler.lua"
    editor.open(handler)
    editor.open(index)
    for path in (handler, index):
        editor.ask("textDocument/diagnostic", {"textDocument": {"uri": path.as_uri()}})
    editor.replace(index, 2, index.read_text().replace("json", "time"))
    everything = editor.ask("workspace/diagnostic", {"previousResultIds": []})["items"]
    assert "LE301" in [item["code"] for each in everything if each["uri"] == handler.as_uri() for item in each["items"]]
    editor.until(lambda: any(message["method"] == "workspace/diagnostic/refresh" for message in editor.seen))
    editor.pull(handler)
    assert editor.codes(handler) == ["LE301"]


def test_what_an_editor_may_have_dropped_is_said_again(editor: Editor, project: Path) -> None:
    """VS Code drops what it asked about a file when its tab is gone by then, and before that what all files have."""
    editor.start(PULL, project)
    index = project / "app/_index.yaml"
    editor.open(index, index.read_text().replace("app.lib:helpers", "app.lib:helper"))

    def about_everything(previous: str | None) -> Any:
        held = [] if previous is None else [{"uri": index.as_uri(), "value": previous}]
        items = editor.ask("workspace/diagnostic", {"previousResultIds": held})["items"]
        return next(item for item in items if item["uri"] == index.as_uri())

    first = about_everything(None)
    dropped = editor.ask("textDocument/diagnostic", {"textDocument": {"uri": index.as_uri()}})
    again = about_everything(first["resultId"])
    for report in (first, dropped, again):
        assert [item["code"] for item in report["items"]] == ["LE401"]
    assert about_everything(again["resultId"])["kind"] == "unchanged"
    assert about_everything(dropped["resultId"])["kind"] == "unchanged"

    def about_it(number: int, name: str, previous: str) -> Any:
        editor.replace(index, number, index.read_text().replace("app.lib:helpers", name))
        asked = {"textDocument": {"uri": index.as_uri()}, "previousResultId": previous}
        return editor.ask("textDocument/diagnostic", asked)

    shown = about_it(2, "app.lib:helpers", dropped["resultId"])
    about_it(3, "app.lib:helper", shown["resultId"])
    editor.replace(index, 4, index.read_text())
    assert about_everything(shown["resultId"]) | {"resultId": ""} == {
        "uri": index.as_uri(),
        "kind": "full",
        "version": 4,
        "items": [],
        "resultId": "",
    }


def test_messages_that_make_no_sense(editor: Editor, project: Path) -> None:
    assert editor.refused("textDocument/documentSymbol", {}) == -32002
    editor.tell("textDocument/didOpen", {"nonsense": 1})
    for data in (b"Content-Length: 5\r\n\r\n{{{{{", b"Content-Length: 2\r\n\r\n[]", b"GET / HTTP/1.1\r\n\r\n"):
        editor.say(data)
    editor.send({"jsonrpc": "2.0", "id": {}, "method": "shutdown"})
    editor.send({"jsonrpc": "2.0", "id": "unasked", "result": {"x": [1]}})
    editor.start(PUSH, project)
    assert editor.refused("initialize", {"capabilities": {}}) == -32600
    assert editor.refused("no/such/method") == -32601
    assert editor.refused("textDocument/documentSymbol", {"textDocument": 7}) == -32602
    assert editor.refused("telemetry/event", 1) == -32600
    assert editor.refused("initialized", {}) == -32600
    asked = editor.begin("workspace/symbol", {"query": ""})
    for identifier in (asked, *NO_IDS):  # answers to what was never asked, one with the id of a request
        editor.send({"jsonrpc": "2.0", "id": identifier, "result": [1]})
    assert "result" in editor.answer(asked)
    both = {"jsonrpc": "2.0", "id": "both", "method": "workspace/symbol", "params": {"query": ""}, "error": 1}
    editor.send(both)
    assert "result" in editor.answer("both")
    editor.tell("no/such/notification")
    editor.tell("textDocument/didChange", {"textDocument": {"uri": "file:///x", "version": "one"}})
    editor.tell("$/cancelRequest", {"id": 12345})
    index = project / "app/_index.yaml"
    for uri in ("file:///", "untitled:x", "file://[", "http://x/_index.yaml", "file:///a%00b/_index.yaml"):
        item = {"uri": uri, "languageId": "yaml", "version": 1, "text": "namespace: x\n"}
        editor.tell("textDocument/didOpen", {"textDocument": item})
    editor.open(index)
    editor.until_codes(index)
    assert editor.ask("textDocument/documentSymbol", {"textDocument": {"uri": "untitled:x"}}) is None
    editor.ask("shutdown")
    assert editor.refused("textDocument/documentSymbol", {"textDocument": {"uri": index.as_uri()}}) == -32600
    editor.tell("exit")
    assert editor.ended() == 0


def test_requests_about_text_that_is_edited_or_cancelled_are_answered_at_once(editor: Editor, tmp_path: Path) -> None:
    root = make_project(tmp_path, PROJECT)
    many = "".join(f"  - name: e{n}\n    kind: function.lua\n    source: file://e{n}.lua\n" for n in range(400))
    (root / "app/many").mkdir()
    (root / "app/many/_index.yaml").write_text(f"namespace: app.many\nentries:\n{many}")
    for number in range(400):
        (root / f"app/many/e{number}.lua").write_text("local x = {}\nfunction x.y() return 1 end\n" * 40 + "return x\n")
    editor.start({}, root)
    handler = root / "app/handler.lua"
    editor.open(handler)
    asked = {"textDocument": {"uri": handler.as_uri()}, "position": {"line": 0, "character": 7}}
    modified = editor.begin("textDocument/hover", asked)
    editor.replace(handler, 2, "return {}\n")
    assert editor.answer(modified)["error"]["code"] == -32801
    cancelled = editor.begin("textDocument/hover", asked)
    editor.tell("$/cancelRequest", {"id": cancelled})
    assert editor.answer(cancelled)["error"]["code"] == -32800
    assert not editor.diagnostics  # the index is still being made
    editor.until(lambda: editor.versions.get(handler.as_uri()) == 2)


def test_answers_that_nobody_waits_for(editor: Editor, project: Path) -> None:
    editor.start(PUSH, project)
    handler = project / "app/handler.lua"
    editor.open(handler)
    held = editor.begin("textDocument/documentSymbol", {"textDocument": {"uri": handler.as_uri()}})
    for identifier in (held, "unasked", *NO_IDS, True):
        for answer in ({"result": {"x": [1]}}, {"error": {"code": 1, "message": "no"}}, {"error": 7}, {}):
            editor.send({"jsonrpc": "2.0", "id": identifier, **answer})
    assert [symbol["name"] for symbol in editor.answer(held)["result"]] == ["run"]
    assert editor.leave() == 0
    assert b"".join(editor.log) == b""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("name", ["_index.yaml", "edited.lua"])
def test_a_thousand_edits_over_the_wire_leave_the_text_of_the_editor(
    name: str, encoding: str, editor: Editor, tmp_path: Path
) -> None:
    """Told the whole text as the editor has it, the server finds a report unchanged if it had that text already."""
    can = {**PULL, "workspace": {**PULL["workspace"], "configuration": True}}
    editor.settings = {"ignore": ["LE"]}
    served = editor.start({**can, "general": {"positionEncodings": [encoding]}}, tmp_path)
    assert served["positionEncoding"] == encoding
    chosen, path, versions = random.Random(5), tmp_path / name, iter(range(2, 10_000))
    text = "namespace: app\r\n\f# \u2028 😀\nentries:\r  - name: é\x85\n"
    editor.open(path, text)

    def report(previous: str | None = None) -> Any:
        held = {} if previous is None else {"previousResultId": previous}
        return editor.ask("textDocument/diagnostic", {"textDocument": {"uri": path.as_uri()}, **held})

    def kind_after(whole: str) -> str:
        before = report()
        assert before["items"] == []
        editor.replace(path, next(versions), whole)
        return str(report(before["resultId"])["kind"])

    for number in range(1, 1001):
        text, change = edited(text, chosen, encoding)
        item = {"uri": path.as_uri(), "version": next(versions)}
        told = {"range": span(change), "text": change.text}
        editor.tell("textDocument/didChange", {"textDocument": item, "contentChanges": [told]})
        if len(text) > 2000:
            text = text[:1000].removesuffix("\r")
            editor.replace(path, next(versions), text)
        if number % 100 == 0:
            assert {"\f", "\u2028", "\r\n", "😀"} <= set(re.findall(r"\r\n|.", text, re.DOTALL))
            assert kind_after(text) == "unchanged"
            assert kind_after(text[:-1]) == "full"
            assert kind_after(text) == "full"


def span(change: Change) -> dict[str, dict[str, int]]:
    """The range of a change as the protocol writes it."""
    assert change.start is not None and change.end is not None
    ends = (("start", change.start), ("end", change.end))
    return {side: {"line": place.line, "character": place.units} for side, place in ends}


@pytest.mark.parametrize("how", ["exit", "end of input", "parent gone"])
def test_the_server_ends_with_its_editor(how: str, editor: Editor, project: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert parent.stdin is not None
    editor.start(PUSH, project, processId=parent.pid)
    if how == "exit":
        editor.tell("exit")
    elif how == "end of input":
        assert editor.process.stdin is not None
        editor.process.stdin.close()
    parent.stdin.close()
    parent.wait()
    assert editor.ended() == 1


def test_the_server_ends_with_an_editor_that_asked_much_and_reads_nothing(project: Path) -> None:
    command = [sys.executable, "-m", "lua_entries", "serve"]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert server.stdin is not None and server.stdout is not None
    index = {"uri": (project / "app/_index.yaml").as_uri()}
    params: dict[str, Any] = {"processId": None, "rootUri": project.as_uri(), "capabilities": {}}
    ask = {"jsonrpc": "2.0", "id": 1, "method": "textDocument/documentSymbol", "params": {"textDocument": index}}
    messages: list[dict[str, Any]] = [
        {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params},
        {"jsonrpc": "2.0", "method": "initialized", "params": {}},
        *[ask] * 300,
    ]
    written = b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(body), body) for body in map(encoded, messages))
    writer = threading.Thread(target=say, args=(server.stdin, written), daemon=True)
    writer.start()
    assert server.stdout.read(1)  # it has begun to answer
    server.stdout.close()
    try:
        assert server.wait(PATIENCE) == 1
        writer.join(PATIENCE)
    finally:
        server.kill()
        server.wait()
        with contextlib.suppress(OSError):
            server.stdin.close()


def encoded(message: dict[str, Any]) -> bytes:
    return json.dumps(message).encode()


def say(stream: IO[bytes], data: bytes) -> None:
    with contextlib.suppress(OSError):  # nobody listens any more
        stream.write(data)
        stream.flush()


def test_an_editor_that_is_never_ready_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "_PATIENCE", 0.01)

    async def ask() -> None:
        with pytest.raises(JsonRpcServerNotInitialized):
            await server_module.Server().ready()

    asyncio.run(ask())


def test_a_failure_is_shown_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    shown: list[str] = []
    server = SimpleNamespace(window_show_message=lambda params: shown.append(params.message))
    notices = Notices(server)  # type: ignore[arg-type]  # a stand-in with all that is called
    for _ in range(3):
        notices.failed("a thing", ValueError("x"))
    assert len(shown) == len(caplog.records) == 1


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the platform has no SIGKILL")
def test_a_port_of_this_machine(editors: list[Editor]) -> None:
    editor = Editor("--tcp", "0")
    editors.append(editor)
    end = time.monotonic() + PATIENCE
    while not editor.log and time.monotonic() < end:
        time.sleep(0.02)
    host, _, port = editor.log[0].decode().strip().rpartition(" ")[2].partition(":")
    assert host == "127.0.0.1"
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        body = b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"capabilities":{}}}'
        connection.sendall(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        assert connection.recv(100).startswith(b"Content-Length: ")
        with pytest.raises(ConnectionError):  # one editor, and nobody else
            socket.create_connection((host, int(port)), timeout=PATIENCE).recv(1)
    assert editor.ended() == 1


def test_a_port_that_is_taken_is_no_fault_of_the_program() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        command = [sys.executable, "-m", "lua_entries", "serve", "--tcp", where]
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith(f"lua-entries: cannot listen on {where}: ")


@pytest.mark.parametrize("value", ["0.0.0.0:1", "example.org:1", "x", "70000", "127.0.0.1:"])
def test_no_other_machine_and_no_nonsense(value: str) -> None:
    command = [sys.executable, "-m", "lua_entries", "serve", "--tcp", value]
    done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False, env=dict(os.environ))
    assert done.returncode == 2
    assert b"--tcp" in done.stderr


def test_the_server_agrees_with_the_command_line(editor: Editor, project: Path) -> None:
    (project / "app/lib/helpers.lua").write_text("local M = {}\nfunction M.lst() retrun {} end\nreturn M\n")
    editor.start(PUSH, project)
    wanted = sorted((Path(finding.path).as_uri(), finding.code) for finding in lint_directory(project))
    assert wanted
    editor.until(
        lambda: sorted((uri, item["code"]) for uri, held in editor.diagnostics.items() for item in held) == wanted
    )


@pytest.mark.parametrize("seed", range(2))
def test_after_random_edits_the_server_agrees_with_a_fresh_look(seed: int, editor: Editor, tmp_path: Path) -> None:
    root = tmp_path / "shop"
    shutil.copytree(Path(__file__).parents[2] / "examples/shop", root)
    chosen = random.Random(seed)
    paths = chosen.sample(sorted(path for path in root.rglob("*") if path.suffix in (".yaml", ".lua")), 4)
    texts = {path: path.read_bytes().decode() for path in paths}
    editor.start(PUSH, root)
    for path in paths:
        editor.open(path)
    for version in range(2, 40):
        path = chosen.choice(paths)
        texts[path], change = edited(texts[path], chosen, "utf-16")
        item = {"uri": path.as_uri(), "version": version}
        changes = [{"range": span(change), "text": change.text}]
        editor.tell("textDocument/didChange", {"textDocument": item, "contentChanges": changes})
    overlay = {str(path): text for path, text in texts.items()}
    fresh = lint_directory(root, overlay=overlay)
    wanted = sorted((Path(finding.path).as_uri(), finding.code, finding.message) for finding in fresh)
    assert wanted
    editor.until(
        lambda: (
            sorted(
                (uri, item["code"], item["message"].partition("\n")[0])
                for uri, held in editor.diagnostics.items()
                for item in held
            )
            == wanted
        )
    )
