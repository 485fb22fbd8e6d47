"""A process in a terminal (a pseudo-terminal)."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
from pathlib import Path
from typing import Any

import pytest

import lua_entries

pty = pytest.importorskip("pty", reason="the platform has no pseudo-terminals")

PATIENCE = 30


class Screen:
    """A terminal with a process in it."""

    def __init__(self, command: list[str], cwd: Path, redirect: dict[str, Any], **environment: str) -> None:
        self._ours, theirs = pty.openpty()
        inherited = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
        path = str(Path(lua_entries.__file__).parents[1])
        streams = {"stdin": theirs, "stdout": theirs, "stderr": theirs, **redirect}
        self.process = subprocess.Popen(
            command,
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

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self._ours, text.encode())
