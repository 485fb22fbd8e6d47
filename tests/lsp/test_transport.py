"""Messages out of a stream of bytes."""

from __future__ import annotations

import io
import json
import os
import threading
from functools import partial
from typing import Any

import pytest

from lua_entries.lsp import transport
from lua_entries.lsp.transport import Broken, Writer, frames
from tests.lsp.editor import PATIENCE
from tests.support.work import calls


def framed(body: bytes, header: bytes = b"Content-Length: %d\r\n\r\n") -> bytes:
    return header % len(body) + body


def read(data: bytes) -> list[Any]:
    return list(frames(io.BytesIO(data)))


def test_messages_in_a_row_with_other_headers_and_letters_in_either_case() -> None:
    other = b"Content-Type: application/vscode-jsonrpc\r\ncontent-length:%d\r\n\r\n"
    assert read(framed(b'{"a": 1}') + framed(b"[2]", other)) == [{"a": 1}, [2]]


def test_text_between_messages_is_skipped() -> None:
    assert read(b"hello\r\n\r\n\n" + framed(b"1") + b"\r\nContent-Length: x\r\n\r\n" + framed(b"2")) == [1, 2]


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"", b"[" * 100_000])
def test_a_message_that_is_not_json_does_not_stop_the_next(body: bytes) -> None:
    broken, after = read(framed(body) + framed(b'"next"'))
    assert isinstance(broken, Broken)
    assert after == "next"


def test_messages_after_a_wrong_length_are_heard_again() -> None:
    broken, *after = read(b"Content-Length: 20\r\n\r\n{}" + framed(b'"lost"') + framed(b'"next"') + framed(b'"more"'))
    assert isinstance(broken, Broken)
    assert after == ["next", "more"]
    assert read(b"Content-Length: 1\r\n\r\n12345" + framed(b'"next"')) == [1, "next"]


def test_the_stream_may_end_anywhere() -> None:
    whole = framed(json.dumps({"method": "x" * 50}).encode())
    for end in range(len(whole)):
        assert all(isinstance(item, Broken) for item in read(whole[:end]))


def test_a_message_that_is_too_large_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "MAX_MESSAGE", 10)
    broken, after = read(framed(b'"' + b"x" * 50 + b'"') + framed(b"1"))
    assert isinstance(broken, Broken)
    assert "larger" in broken.reason
    assert after == 1


def test_what_is_written_comes_out_in_order_until_nobody_reads() -> None:
    gone, caught_up = threading.Event(), threading.Event()
    stream = io.BytesIO()
    writer = Writer(stream)
    writer.watch(gone.set, caught_up.set)
    writer.write(b"one, ")
    writer.write(b"two")
    writer.flush(PATIENCE)
    assert (stream.getvalue(), caught_up.wait(PATIENCE), gone.is_set()) == (b"one, two", True, False)
    stream.close()
    writer.write(b"three")
    assert gone.wait(PATIENCE)
    writer.flush(PATIENCE)  # what cannot be read is not waited for
    told_later = threading.Event()
    writer.watch(told_later.set, caught_up.set)
    assert told_later.is_set()


def test_a_reader_that_lags_holds_up_nobody_and_is_left_at_a_limit(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(transport, "MAX_UNREAD", 2_000_000)
    ours, theirs = os.pipe()
    gone = threading.Event()
    with os.fdopen(ours, "rb") as reader, os.fdopen(theirs, "wb", buffering=0) as stream:
        writer = Writer(stream)
        writer.watch(gone.set, lambda: None)
        writer.write(b"x" * 1_500_000)  # no pipe holds as much
        assert writer.is_behind and not gone.is_set()
        assert reader.read(1_500_000) == b"x" * 1_500_000
        writer.flush(PATIENCE)
        assert not writer.is_behind
        for _ in range(3):
            writer.write(b"y" * 1_500_000)
        assert gone.is_set()
        assert "unread" in caplog.text
        reader.close()  # lets go of the thread that writes


@pytest.mark.parametrize(
    "unit",
    [
        b"\n",
        b"x",
        b"x\r\n",
        b"Content-Length: 1\r\n",
        b"Content-Length: x\r\n\r\n",
        b"Content-Length:" + b" " * 9,
        b"\r",
    ],
)
def test_work_grows_with_what_is_sent(unit: bytes) -> None:
    small, large = (calls(partial(read, unit * count)) for count in (5_000, 20_000))
    assert large <= 4.2 * small + 100
