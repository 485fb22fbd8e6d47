"""Neovim for tests: the real program, headless, driven with keys and asked over its own protocol."""

from __future__ import annotations

import functools
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgpack

from tests.e2e.editors_support import PATIENCE, REPOSITORY
from tests.e2e.programs import missing

PLUGIN = REPOSITORY / "nvim"
NEW, OLD = "0.11 or newer", "0.7"
"""The two ends: with `vim.lsp.enable`, and the oldest that the plugin is for."""

Version = tuple[int, int, int]
_WANTED = {NEW: ((0, 11, 0), (99, 0, 0)), OLD: ((0, 7, 2), (0, 8, 0))}


@functools.cache
def _installed() -> Mapping[Version, str]:
    """Each Neovim beside this Python and on PATH, by the version it says it has."""
    folders = [os.path.dirname(sys.executable), *os.environ["PATH"].split(os.pathsep)]
    found: dict[Version, str] = {}
    for folder in folders:
        program = os.path.join(folder, "nvim")
        if os.access(program, os.X_OK):
            said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
            numbers = re.match(r"NVIM v(\d+)\.(\d+)\.(\d+)", said)
            if numbers:
                found.setdefault((int(numbers[1]), int(numbers[2]), int(numbers[3])), program)
    return found


def find_neovim(end: str) -> str:
    """The newest installed Neovim of one end; without one the test is skipped, or fails in CI."""
    lowest, above = _WANTED[end]
    fitting = [version for version in _installed() if lowest <= version < above]
    if not fitting:
        there = ", ".join(".".join(map(str, version)) for version in sorted(_installed())) or "none"
        missing(f"no Neovim {end} beside {sys.executable} or on PATH (found: {there})")
    return _installed()[max(fitting)]


class Failed(Exception):
    """Neovim answers a request with an error."""


class Neovim:
    """One running Neovim with an `init.lua`, in a working directory."""

    def __init__(self, program: str, init: str, directory: Path, environment: Mapping[str, str]) -> None:
        home = Path(environment["HOME"])
        script = home / "init.lua"
        script.write_text(init, encoding="utf-8")
        self._folder = Path(tempfile.mkdtemp(prefix="nvim"))  # the path of a socket must be short
        address = self._folder / "socket"
        options = ["--clean", "-n", "-i", "NONE", "--headless", "--listen", str(address), "-u", str(script)]
        self._process = subprocess.Popen(
            [program, *options],
            cwd=directory,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._socket = self._connect(str(address))
        self._incoming = msgpack.Unpacker()
        self._number = 0
        self.is_new = bool(self.lua("vim.fn.has('nvim-0.11') == 1"))

    def _connect(self, address: str) -> socket.socket:
        end = time.monotonic() + PATIENCE
        while True:
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(PATIENCE)
            try:
                connection.connect(address)
                return connection
            except OSError:  # not yet
                connection.close()
                assert self._process.poll() is None and time.monotonic() < end, "Neovim does not start"
                time.sleep(0.01)

    def request(self, method: str, *arguments: Any) -> Any:
        """The answer to a request of Neovim's own protocol."""
        self._number += 1
        self._socket.sendall(msgpack.packb([0, self._number, method, arguments]))
        while True:
            for message in self._incoming:
                kind, number, error, result = message if len(message) == 4 else (None, None, None, None)
                if kind == 1 and number == self._number:
                    if error:
                        raise Failed(error[1])
                    return result
            received = self._socket.recv(1 << 16)
            assert received, "Neovim is gone"
            self._incoming.feed(received)

    def lua(self, code: str, *arguments: Any) -> Any:
        """The value of a Lua expression, or of statements that begin with `local`, `for` or `return`."""
        if not re.match(r"\s*(return|local|for)\b", code):
            code = f"return {code}"
        return self.run(code, *arguments)

    def run(self, code: str, *arguments: Any) -> Any:
        """Run Lua statements; what they return."""
        return self.request("nvim_exec_lua", code, arguments)

    def keys(self, typed: str) -> None:
        """Type, in the notation of `<CR>`."""
        self.request("nvim_input", typed)

    def until(self, code: str, *arguments: Any) -> Any:
        """Wait until Lua code gives something true, and return that."""
        end = time.monotonic() + PATIENCE
        while True:
            value = self.lua(code, *arguments)
            if value:
                return value
            if time.monotonic() > end:
                raise AssertionError(f"never true: {code} {arguments}\n{self.account()}")
            time.sleep(0.02)

    def until_asked(self) -> None:
        """Wait until Neovim waits for a line to be typed; some of its prompts block everything but this question."""
        end = time.monotonic() + PATIENCE
        while True:
            mode = self.request("nvim_get_mode")
            if mode["mode"] == "c" or mode["blocking"]:
                return
            assert time.monotonic() < end, f"nothing is asked\n{self.account()}"
            time.sleep(0.02)

    def edit(self, path: Path, *, wait: bool = True) -> None:
        """Open a file and, unless told otherwise, wait until the server has looked at it."""
        self.request("nvim_command", f"edit {path}")
        if wait:
            self.until("#require('lua_entries.client').all(vim.api.nvim_get_current_buf()) == 1")

    def put_cursor(self, before: str) -> None:
        """Put the cursor on the first character behind the first `before` of the buffer."""
        text = self.text()
        head = text[: text.index(before) + len(before)]
        line = head.count("\n")
        column = len(head[head.rfind("\n") + 1 :].encode())
        self.lua("vim.api.nvim_win_set_cursor(0, { ... })", line + 1, column)

    def text(self) -> str:
        """The text of the current buffer."""
        return "\n".join(self.lua("vim.api.nvim_buf_get_lines(0, 0, -1, false)")) + "\n"

    def file(self) -> str:
        """The path of the current buffer."""
        return str(self.lua("vim.api.nvim_buf_get_name(0)"))

    def findings(self, *codes: str) -> list[Mapping[str, Any]]:
        """Wait until the current buffer has exactly these codes, and return its findings in their order."""
        held = "vim.tbl_map(function(d) return d.code end, vim.diagnostic.get(0))"
        self.until(f"vim.deep_equal({held}, ...)", list(codes))
        return list(self.lua("vim.diagnostic.get(0)"))

    def messages(self) -> str:
        """Everything that was said."""
        return str(self.lua("vim.fn.execute('messages')"))

    def log(self) -> list[str]:
        """The errors in the log of the language client; the server's own output to stderr is among them."""
        path = Path(self.lua("vim.lsp.get_log_path()"))
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [line for line in lines if line.startswith("[ERROR]")]

    def account(self) -> str:
        """What is known where something went wrong."""
        return f"file: {self.file()}\nmessages: {self.messages()}\nlog: {self.log()}"

    def close(self) -> None:
        """Leave, and wait for the end."""
        self._socket.sendall(msgpack.packb([2, "nvim_command", ["qall!"]]))
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._socket.close()
        shutil.rmtree(self._folder)
