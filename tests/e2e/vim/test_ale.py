"""Vim with ALE, configured as docs/editors/vim.md says, in a terminal of its own."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import shutil
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.editors_support import PATIENCE, PROJECT, private_environment, snippets
from tests.e2e.programs import missing
from tests.support.project import make_project

FINDINGS = "map(copy(ale#engine#GetLoclist(bufnr(''))), {_, item -> [item.code, item.lnum, item.col]})"


def wait(condition: Callable[[], bool], what: str) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"never came: {what}"
        time.sleep(0.02)


class Vim:
    """One Vim in a pseudo terminal: keys go in, and it answers by writing a file."""

    def __init__(self, configuration: str, home: Path, directory: Path, *files: str) -> None:
        environment = private_environment(home)
        script = home / "vimrc"
        script.write_text(f"set nocompatible encoding=utf-8\npackadd! ale\nfiletype plugin on\n{configuration}")
        self._answer = home / "answer"
        self._terminal, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        command = ["vim", "-n", "-i", "NONE", "-u", str(script), *files]
        self._process = subprocess.Popen(
            command, cwd=directory, env=environment, stdin=inner, stdout=inner, stderr=inner, start_new_session=True
        )
        os.close(inner)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError):  # the terminal is closed
            while os.read(self._terminal, 1 << 16):
                pass

    def keys(self, typed: str) -> None:
        """Type."""
        os.write(self._terminal, typed.encode())

    def ask(self, expression: str) -> Any:
        """The value of an expression. Whatever is being typed ends before."""
        self._answer.unlink(missing_ok=True)
        part = f"{self._answer}.part"
        self.keys(f"\x1c\x0e:call writefile([json_encode({expression})], '{part}')")
        self.keys(f" | call rename('{part}', '{self._answer}')\r")
        wait(self._answer.exists, f"an answer to {expression}")
        return json.loads(self._answer.read_text(encoding="utf-8"))

    def until(self, expression: str, expected: Any) -> None:
        """Wait until an expression has a value."""
        end = time.monotonic() + PATIENCE
        while (value := self.ask(expression)) != expected:
            assert time.monotonic() < end, f"{expression} is {value!r}, not {expected!r}"
            time.sleep(0.05)

    def close(self) -> None:
        """Leave, and wait for the end."""
        self.keys("\x1c\x0e:qall!\r")
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(PATIENCE)
        os.close(self._terminal)


def require_ale() -> None:
    """Skip, or fail in CI, without Vim or ALE."""
    if shutil.which("vim") is None:
        missing("no Vim on PATH (Debian: vim)")
    check = "execute empty(globpath(&packpath, 'pack/*/*/ale')) ? 'cquit' : 'qall'"
    if subprocess.run(["vim", "-es", "-u", "NONE", "-c", check], check=False).returncode:
        missing("Vim has no package `ale` (Debian: vim-ale)")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path, PROJECT)


@pytest.fixture
def editor(project: Path, tmp_path: Path) -> Iterator[Vim]:
    """Vim with a file of the project."""
    require_ale()
    (configuration,) = snippets("vim", "vim")
    vim = Vim(configuration, tmp_path / "home", project, "app/_index.yaml")
    try:
        yield vim
    finally:
        vim.close()


def column(path: Path, line: int, before: str) -> int:
    """The column behind a text in a line, from 1, as ALE 3.3 gives it: in UTF-16, which it takes for Vim's bytes."""
    text = path.read_text(encoding="utf-8").splitlines()[line - 1]
    return len(text[: text.index(before) + len(before)].encode("utf-16-le")) // 2 + 1


def test_a_day_in_vim(editor: Vim, project: Path, tmp_path: Path) -> None:
    index, handler = project / "app/_index.yaml", project / "app/handler.lua"
    editor.until(FINDINGS, [["LE102", 10, column(index, 10, "kind: ")]])
    editor.keys(":edit app/handler.lua\r")
    editor.until(FINDINGS, [["LE301", 3, column(handler, 3, 'require("')]])

    editor.keys("2G0f(2l:ALEGoToDefinition\r")
    editor.until("expand('%:p:.')", "app/lib/helpers.lua")
    editor.keys(":buffer handler.lua\r")
    editor.until("expand('%:p:.')", "app/handler.lua")
    line = tmp_path / "line"  # a question while ALE completes would end that
    editor.keys(f":autocmd TextChangedI,TextChangedP,CompleteDone * call writefile([getline('.')], '{line}')\r")
    editor.keys("3Gohelpers.li\x18\x0f")
    wait(lambda: line.exists() and line.read_text() == "helpers.list\n", "completion of a member")
    editor.until("getline(4)", "helpers.list")
    editor.keys("u:write\r")

    editor.keys(":edit app/_index.yaml\r")
    editor.keys("9G$:ALERename\r")
    editor.keys("\x15tools\r")
    editor.until("getline(9)", "      helpers: app.lib:tools")
    editor.keys(":wall\r")
    library = project / "app/lib/_index.yaml"
    wait(lambda: "name: tools" in library.read_text(encoding="utf-8"), "the name in the library's file")


def test_other_folders_are_left_alone(editor: Vim, tmp_path: Path) -> None:
    other = tmp_path / "other" / "values.yaml"
    other.parent.mkdir()
    other.write_text("namespace: 7\nentries: 1\n")
    editor.until("len(ale#engine#GetLoclist(bufnr('')))", 1)
    editor.keys(f":edit {other}\r")
    editor.until("expand('%:t')", "values.yaml")
    assert editor.ask("LuaEntriesRoot(bufnr(''))") == ""
    editor.keys(":ALELint\r")
    editor.until("ale#engine#IsCheckingBuffer(bufnr(''))", 0)
    assert editor.ask("ale#engine#GetLoclist(bufnr(''))") == []
