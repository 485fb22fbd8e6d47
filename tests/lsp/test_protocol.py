"""Answers to what the server asked."""

from __future__ import annotations

import io

import pytest
from lsprotocol import types
from pygls.io_ import StdoutWriter

from lua_entries.lsp.server import Server

METHOD = types.WORKSPACE_DIAGNOSTIC_REFRESH


@pytest.fixture
def server() -> Server:
    made = Server()
    made.protocol.set_writer(StdoutWriter(io.BytesIO()))
    return made


@pytest.mark.parametrize("answer", [{"result": None}, {"error": {"code": 1, "message": "no"}}, {}])
def test_an_answer_that_comes_too_late_is_no_mistake(
    answer: dict[str, object], server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    future = server.protocol.send_request(METHOD, None, msg_id="late")
    future.cancel()
    for _ in range(2):
        server.protocol.receive({"jsonrpc": "2.0", "id": "late", **answer})
    assert caplog.records == []


def test_an_answer_that_cannot_be_read_is_a_failure(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    future = server.protocol.send_request(METHOD, None, msg_id="asked")
    for _ in range(3):
        server.protocol.receive({"jsonrpc": "2.0", "id": "asked", "error": 7})
    assert future.done() and future.exception() is not None
    own = [record.getMessage() for record in caplog.records if record.name.startswith("lua_entries")]
    assert own == ["unreadable answer to request asked"]


def test_a_failure_is_handed_on_once(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    future = server.protocol.send_request(METHOD, None, msg_id="asked")
    for _ in range(3):
        server.protocol.receive({"jsonrpc": "2.0", "id": "asked", "error": {"code": 1, "message": "no"}})
    assert "no" in str(future.exception())
    assert caplog.records == []
