"""Streams: colour, encodings, readers that went away, progress."""

from __future__ import annotations

import io
import os
import sys
import time
from pathlib import Path

import pytest

from lua_entries.cli import terminal
from lua_entries.cli.exits import UsageError


class Terminal(io.StringIO):
    """A stream that says that a person reads it."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("choice", "stream", "environment", "coloured"),
    [
        ("auto", Terminal(), {}, True),
        ("auto", Terminal(), {"NO_COLOR": "1"}, False),
        ("auto", Terminal(), {"NO_COLOR": ""}, True),
        ("auto", Terminal(), {"TERM": "dumb"}, False),
        ("auto", io.StringIO(), {}, False),
        ("auto", io.StringIO(), {"FORCE_COLOR": "1"}, True),
        ("auto", Terminal(), {"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        ("auto", io.StringIO(), {"FORCE_COLOR": ""}, False),
        ("auto", Terminal(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("auto", None, {"FORCE_COLOR": "1"}, False),
        ("never", Terminal(), {"FORCE_COLOR": "1"}, False),
        ("auto", None, {}, False),
        ("always", io.StringIO(), {"NO_COLOR": "1"}, True),
        ("never", Terminal(), {}, False),
    ],
)
def test_colour(choice: str, stream: io.StringIO | None, environment: dict[str, str], coloured: bool) -> None:
    assert terminal.use_colour(choice, stream, environment) is coloured


def test_what_the_encoding_lacks_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    terminal.put("a値\ud800\n")
    assert raw.getvalue() == b"a\\u5024\\ud800\n"


def test_streams_that_were_closed_before_the_start_are_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    terminal.put("x")
    terminal.complain("x")


def test_a_reader_that_went_away_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        terminal.put("x")
        stream.write("what comes later goes nowhere")
        stream.flush()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the platform has no /dev/full")
def test_a_full_disk_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with open("/dev/full", "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        with pytest.raises(UsageError, match="cannot write to stdout: No space left on device"):
            terminal.put("x")


def test_files_are_utf8_with_lf(tmp_path: Path) -> None:
    path = tmp_path / "report"
    terminal.put_file(str(path), "a値\ud800\n")
    assert path.read_bytes() == "a値\\ud800\n".encode()


def test_progress_appears_after_a_while_and_goes_away() -> None:
    stream = Terminal()
    line = terminal.Progress(stream, patience=0.02)
    line.start()
    line.say("reading")
    assert stream.getvalue() == ""
    deadline = time.monotonic() + 5
    while not stream.getvalue() and time.monotonic() < deadline:
        time.sleep(0.005)
    line.say("checking")
    line.stop()
    assert stream.getvalue() == "\rreading\x1b[K\rchecking\x1b[K\r\x1b[K"


def test_a_short_run_shows_no_progress() -> None:
    stream = Terminal()
    with terminal.progress(stream) as line:
        line.say("reading")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("stream", [None, io.StringIO()])
def test_progress_is_for_terminals_only(stream: io.StringIO | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "PATIENCE", 0.0)
    with terminal.progress(stream) as line:
        line.say("reading")
        time.sleep(0.02)
    assert stream is None or stream.getvalue() == ""
