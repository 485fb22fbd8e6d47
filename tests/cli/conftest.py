"""A small project and a way to run the command line on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lua_entries.cli.main import main

INDEX = """\
version: "1.0"
namespace: app
entries:
  - name: handler
    kind: function.lua
    source: file://handler.lua
    method: main
"""
OTHER = INDEX.replace("namespace: app", "namespace: other.deep").replace("handler", "second")
LUA = "local function main()\n    return 1\nend\n\nreturn { main = main }\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clean project of two namespaces in a repository, as the working directory."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for directory, index, lua in (("src", INDEX, "handler.lua"), ("src/deep", OTHER, "second.lua")):
        (tmp_path / directory).mkdir()
        (tmp_path / directory / "_index.yaml").write_text(index, encoding="utf-8")
        (tmp_path / directory / lua).write_text(LUA, encoding="utf-8")
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process; gives the exit code, stdout and stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        out, err = capfd.readouterr()
        return code, out, err

    return call
