"""The packaged extension in the real VS Code; see editor.py for how it gets there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.programs import missing, program
from tests.e2e.vscode.editor import HERE, REPOSITORY, Editor, installed, locked, running

OLDEST_NODE = 20
"""What VS Code and its packager need."""

Start = Callable[..., Editor]


@pytest.fixture(scope="session")
def node() -> str:
    found = program("node", "nodejs")
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    if int(said.lstrip("v").split(".")[0]) < OLDEST_NODE:
        missing(f"Node.js is {said.strip()}, and {OLDEST_NODE} or newer is needed")
    return found


@pytest.fixture(scope="session")
def installation(node: str) -> Path:
    return installed(program("npm"))


@pytest.fixture(scope="session")
def package(node: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `.vsix`, built once for all processes of the run."""
    program("npm")
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with locked(shared / "vsix.lock"):
        found = list((shared / "vsix").glob("*.vsix"))
        if not found:
            command = [
                sys.executable,
                str(REPOSITORY / "vscode-extension" / "build.py"),
                "--output",
                str(shared / "vsix"),
            ]
            done = subprocess.run(command, check=False, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            found = [Path(done.stdout.strip())]
    return found[0]


@pytest.fixture
def start(node: str, installation: Path, package: Path, tmp_path: Path) -> Iterator[Start]:
    """Starts VS Code with the extension; it ends with the test."""
    browser = program("chromium", "chromium-browser", "google-chrome")
    with ExitStack() as stack:

        def begin(settings: Mapping[str, Any], environment: Mapping[str, str]) -> Editor:
            data = tmp_path / "vscode"
            return stack.enter_context(running(node, browser, installation, data, package, settings, environment))

        yield begin


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A copy of the example with some mistakes."""
    target = tmp_path / "shop"
    shutil.copytree(REPOSITORY / "examples" / "shop", target)
    shutil.copytree(HERE / "project", target, dirs_exist_ok=True)
    return target
