"""The real VS Code, as a server for a browser: installed from npm, started for a test, ended with all its children."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
VERSION = "4.100.3"
"""Of code-server, whose package holds VS Code 1.100; the last that runs on Node.js 20."""
PLAYWRIGHT = "1.65.1"
RIPGREP = "1.18.0"
"""The search for the files that wake extensions up; VS Code's own package would fetch it from elsewhere."""
PATIENCE = 60.0
"""How long VS Code may take to listen, in seconds."""
SETTINGS = {
    "files.autoSave": "off",
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": False,
    "editor.wordBasedSuggestions": "off",
    "editor.minimap.enabled": False,
    "security.workspace.trust.enabled": False,
    "chat.commandCenter.enabled": False,
    "window.commandCenter": False,
    "workbench.layoutControl.enabled": False,
    "extensions.ignoreRecommendations": True,
}
"""Of the editor, for runs that do not depend on what it advertises."""

_LOGGER = """
const fs = require("fs"), names = ["trace", "debug", "info", "warn", "error", "critical"];
class Logger {
  constructor(name, file) {
    this.level = 2;
    names.forEach((name, level) => { this[name] = text => {
      if (level >= this.level) try { fs.appendFileSync(file, `[${name}] ${text}\\n`); } catch {} }; });
  }
  getLevel() { return this.level; } setLevel(level) { this.level = level; }
  setPattern() {} clearFormatters() {} flush() {} drop() {}
}
exports.version = 11100;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
exports.createRotatingLogger = async (name, file) => new Logger(name, file);
exports.createAsyncRotatingLogger = async (name, file) => new Logger(name, file);
"""
"""Stands for a native module that is not built here; VS Code writes its log with it."""


def cache_directory() -> Path:
    """Where editors are kept between runs; `LUA_ENTRIES_E2E_CACHE` names another place."""
    return Path(os.environ.get("LUA_ENTRIES_E2E_CACHE") or REPOSITORY / ".cache")


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock that other processes respect, too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def installed(npm: str) -> Path:
    """VS Code and the library that drives the browser, installed once for each version; returns the directory."""
    directory = cache_directory() / f"vscode-{VERSION}"
    with locked(directory.with_suffix(".lock")):
        if not (directory / "installed").is_file():
            shutil.rmtree(directory, ignore_errors=True)
            directory.mkdir(parents=True)
            _install(npm, directory)
            (directory / "installed").touch()
    return directory


def _install(npm: str, directory: Path) -> None:
    (directory / "package.json").write_text('{"private": true}\n')
    # Scripts of packages would compile native modules and fetch programs that a browser does not need.
    options = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
    packages = [f"code-server@{VERSION}", f"playwright-core@{PLAYWRIGHT}", f"@vscode/ripgrep@{RIPGREP}"]
    subprocess.run([npm, *options, *packages], cwd=directory, check=True)
    code = _code(directory)
    for folder in (code, code / "extensions"):
        subprocess.run([npm, *options, "--omit=dev"], cwd=folder, check=True)
    [search] = directory.glob("node_modules/@vscode/ripgrep-*/bin/rg")
    expected = code / "node_modules" / "@vscode" / "ripgrep" / "bin" / "rg"
    expected.parent.mkdir(exist_ok=True)
    expected.symlink_to(search)
    (code / "node_modules.asar").symlink_to("node_modules")
    (code / "node_modules" / "@vscode" / "spdlog" / "index.js").write_text(_LOGGER)
    for watchdog in code.glob("node_modules/**/native-watchdog/index.js"):
        watchdog.write_text("exports.start = () => {};\n")


def _code(directory: Path) -> Path:
    return directory / "node_modules" / "code-server" / "lib" / "vscode"


class Editor(NamedTuple):
    """A VS Code that listens."""

    node: str
    browser: str
    installation: Path
    data: Path
    port: int
    environment: Mapping[str, str]

    @property
    def extension(self) -> Path:
        """Where the extension was unpacked."""
        [found] = (self.data / "extensions").glob("lua-entries.lua-entries-*")
        return found

    def drive(self, script: str, *arguments: object, timeout: float) -> str:
        """Run a script of this directory with the browser; returns what it said. AssertionError when it fails."""
        command = [self.node, str(HERE / script), str(self.port), *map(str, arguments)]
        environment = {**self.environment, "E2E_PACKAGES": str(self.installation), "E2E_BROWSER": self.browser}
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
            start_new_session=True,
        )
        try:
            said, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            end_group(process)
            said, _ = process.communicate()
            raise AssertionError(f"{script} took more than {timeout:.0f} s\n{said}\n{self.log()}") from None
        finally:
            end_group(process)
        assert process.returncode == 0, f"{script} failed\n{said}\n{self.log()}"
        return said

    def log(self) -> str:
        """What the extension wrote to its output channel."""
        found = sorted(self.data.glob("data/logs/**/*Lua Entries.log"))
        return "\n".join(f"== {path.name}\n{path.read_text()[-4000:]}" for path in found)


@contextlib.contextmanager
def running(
    node: str,
    browser: str,
    installation: Path,
    data: Path,
    package: Path,
    settings: Mapping[str, Any],
    environment: Mapping[str, str],
) -> Iterator[Editor]:
    """VS Code with the packaged extension, until the block ends."""
    # Settings that only hold for one machine are taken from that machine's file alone.
    for place, held in (("User", SETTINGS), ("Machine", settings)):
        (data / "data" / place).mkdir(parents=True)
        (data / "data" / place / "settings.json").write_text(json.dumps(held))
    home = data / "home"
    home.mkdir()
    environment = {**environment, "HOME": str(home), "XDG_CACHE_HOME": str(home)}
    main = [node, str(_code(installation) / "out" / "server-main.js")]
    main += ["--server-data-dir", str(data), "--extensions-dir", str(data / "extensions")]
    subprocess.run(
        [*main, "--install-extension", str(package)],
        check=True,
        env=environment,
        stdout=subprocess.DEVNULL,
        timeout=120,
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--host", "127.0.0.1", "--port", str(port), "--without-connection-token", "--telemetry-level", "off"]
    options += ["--accept-server-license-terms", "--disable-workspace-trust"]
    with (data / "server.log").open("w") as log:
        process = subprocess.Popen([*main, *options], stdout=log, stderr=log, env=environment, start_new_session=True)
        try:
            _wait_until_it_listens(port, process)
            yield Editor(node, browser, installation, data, port, environment)
        finally:
            end_group(process)


def _wait_until_it_listens(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/version", timeout=5):
                return
        except OSError:
            assert process.poll() is None, "VS Code ended"
            assert time.monotonic() < end, "VS Code does not listen"
            time.sleep(0.1)


def end_group(process: subprocess.Popen[Any]) -> None:
    """End a process and all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
