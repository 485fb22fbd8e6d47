"""Colour, progress and clearing on a real terminal (a pseudo-terminal), and their absence elsewhere."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import lua_entries
from lua_entries.cli.watch import CLEAR
from tests.cli.conftest import INDEX

pty = pytest.importorskip("pty", reason="the platform has no pseudo-terminals")

PATIENCE = 30
RED = "\x1b[1;31merror LE302"
ERASED = "\r\x1b[K"

SLOW = (
    "import sys; from lua_entries.cli import terminal; terminal.PATIENCE = 0.05\n"
    "from lua_entries.cli import lint\n"
    "import time; load = lint.load\n"
    "lint.load = lambda request: (time.sleep(0.4), load(request))[1]\n"
    "from lua_entries.cli.main import main; sys.exit(main(sys.argv[1:]))\n"
)
"""The program, less patient before it shows progress, in a run that takes a while."""


class Screen:
    """A terminal with a process in it."""

    def __init__(self, command: list[str], cwd: Path, redirect: dict[str, Any], **environment: str) -> None:
        self._ours, theirs = pty.openpty()
        inherited = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
        path = str(Path(lua_entries.__file__).parents[1])
        streams = {"stdin": theirs, "stdout": theirs, "stderr": theirs, **redirect}
        self.process = subprocess.Popen(
            [sys.executable, *command],
            cwd=cwd,
            env={**inherited, "TERM": "xterm-256color", "PYTHONPATH": path, **environment},
            **streams,
        )
        os.close(theirs)
        self.text = ""

    def wait_for(self, text: str) -> None:
        """Read until a text is on the screen."""
        while text not in self.text:
            part = self._read()
            assert part, f"{text!r} is not in {self.text!r}"
            self.text += part

    def end(self) -> int:
        """Read what is left; gives the exit code."""
        while part := self._read():
            self.text += part
        os.close(self._ours)
        return self.process.wait(PATIENCE)

    def _read(self) -> str:
        if not select.select([self._ours], [], [], PATIENCE)[0]:
            self.process.kill()
            pytest.fail(f"the process neither goes on nor ends: {self.text!r}")
        with contextlib.suppress(OSError):  # the other side was closed
            return os.read(self._ours, 4096).decode("utf-8", "replace")
        return ""


@pytest.fixture
def flawed(project: Path) -> Path:
    (project / "src/_index.yaml").write_text(INDEX + "    modules: [jsn]\n", encoding="utf-8")
    return project


def lint(cwd: Path, *arguments: str, **environment: str) -> str:
    """What a terminal shows of a run, which ends with 1."""
    screen = Screen(["-m", "lua_entries", "lint", *arguments], cwd, {}, **environment)
    assert screen.end() == 1
    return screen.text


def test_colours_on_a_terminal(flawed: Path) -> None:
    text = lint(flawed)
    assert RED in text
    assert ERASED not in text  # a short run shows no progress


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        ([], {"NO_COLOR": "1"}),
        ([], {"TERM": "dumb"}),
        (["--color=never"], {}),
        (["--format=concise"], {}),
        (["--format=github"], {}),
    ],
)
def test_no_colours_where_they_are_not_wanted(flawed: Path, arguments: list[str], environment: dict[str, str]) -> None:
    text = lint(flawed, *arguments, **environment)
    assert "LE302" in text
    assert "\x1b" not in text


def test_colours_are_for_the_stream_that_is_a_terminal(flawed: Path, tmp_path: Path) -> None:
    for arguments, expected in (([], b""), (["--color=always"], b"\x1b")):
        with open(tmp_path / "out", "w+b") as out:
            screen = Screen(["-m", "lua_entries", "lint", *arguments], flawed, {"stdout": out})
            assert (screen.end(), screen.text) == (1, "")
            out.seek(0)
            report = out.read()
        assert b"LE302" in report
        assert (b"\x1b" in report) == (expected != b"")
    lint(flawed, "--output=report.txt")
    assert b"\x1b" not in (flawed / "report.txt").read_bytes()


def test_progress_on_stderr_is_gone_in_the_end(flawed: Path, tmp_path: Path) -> None:
    with open(tmp_path / "out", "w+b") as out:
        screen = Screen(["-c", SLOW, "lint"], flawed, {"stdout": out})
        assert screen.end() == 1
        out.seek(0)
        assert b"\x1b[K" not in out.read()
    assert "\rreading .\x1b[K" in screen.text
    assert screen.text.endswith(ERASED)


@pytest.mark.parametrize("redirect", ["--quiet", "stderr", "TERM"])
def test_no_progress_where_nobody_waits(flawed: Path, redirect: str) -> None:
    arguments = ["lint", *([redirect] if redirect.startswith("--") else [])]
    streams = {"stderr": subprocess.DEVNULL} if redirect == "stderr" else {}
    environment = {"TERM": "dumb"} if redirect == "TERM" else {}
    screen = Screen(["-c", SLOW, *arguments], flawed, streams, **environment)
    assert screen.end() == 1
    assert "LE302" in screen.text
    assert "reading" not in screen.text


def test_watching_clears_a_terminal(flawed: Path) -> None:
    screen = Screen(["-m", "lua_entries", "lint", "--watch"], flawed, {})
    screen.wait_for("watching `.`")
    assert screen.text.startswith(CLEAR)
    assert RED in screen.text
    (flawed / "src/_index.yaml").write_text(INDEX, encoding="utf-8")
    screen.wait_for("No problems found")
    assert screen.text.count(CLEAR) == 2
    screen.process.send_signal(signal.SIGINT)
    assert screen.end() == 130
    assert screen.text.endswith("lua-entries: interrupted\r\n")
