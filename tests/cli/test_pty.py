"""Colour, progress and clearing on a real terminal (a pseudo-terminal), and their absence elsewhere."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lua_entries.cli.watch import CLEAR
from tests.cli.conftest import INDEX
from tests.cli.screen import Screen

RED = "\x1b[1;31merror LE302"
ERASED = "\r\x1b[K"

SLOW = (
    "import sys; from lua_entries.cli import terminal; terminal.PATIENCE = 0.05\n"
    "from lua_entries.cli import checking\n"
    "import time; load = checking.load\n"
    "checking.load = lambda request: (time.sleep(0.4), load(request))[1]\n"
    "from lua_entries.cli.main import main; sys.exit(main(sys.argv[1:]))\n"
)
"""The program, less patient before it shows progress, in a run that takes a while."""


@pytest.fixture
def flawed(project: Path) -> Path:
    (project / "src/_index.yaml").write_text(INDEX + "    modules: [jsn]\n", encoding="utf-8")
    return project


def lint(cwd: Path, *arguments: str, **environment: str) -> str:
    """What a terminal shows of a run, which ends with 1."""
    screen = Screen([sys.executable, "-m", "lua_entries", "lint", *arguments], cwd, {}, **environment)
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
            screen = Screen([sys.executable, "-m", "lua_entries", "lint", *arguments], flawed, {"stdout": out})
            assert (screen.end(), screen.text) == (1, "")
            out.seek(0)
            report = out.read()
        assert b"LE302" in report
        assert (b"\x1b" in report) == (expected != b"")
    lint(flawed, "--output=report.txt")
    assert b"\x1b" not in (flawed / "report.txt").read_bytes()


def test_progress_on_stderr_is_gone_in_the_end(flawed: Path, tmp_path: Path) -> None:
    with open(tmp_path / "out", "w+b") as out:
        screen = Screen([sys.executable, "-c", SLOW, "lint"], flawed, {"stdout": out})
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
    screen = Screen([sys.executable, "-c", SLOW, *arguments], flawed, streams, **environment)
    assert screen.end() == 1
    assert "LE302" in screen.text
    assert "reading" not in screen.text


def test_watching_clears_a_terminal(flawed: Path) -> None:
    screen = Screen([sys.executable, "-m", "lua_entries", "lint", "--watch"], flawed, {})
    screen.wait_for("watching `.`")
    assert screen.text.startswith(CLEAR)
    assert RED in screen.text
    (flawed / "src/_index.yaml").write_text(INDEX, encoding="utf-8")
    screen.wait_for("No problems found")
    assert screen.text.count(CLEAR) == 2
    screen.process.send_signal(signal.SIGINT)
    assert screen.end() == 130
    assert screen.text.endswith("lua-entries: interrupted\r\n")
