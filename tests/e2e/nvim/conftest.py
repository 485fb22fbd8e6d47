"""A Neovim for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.editors_support import PROJECT, private_environment, snippets
from tests.e2e.nvim.session import NEW, OLD, PLUGIN, Neovim, find_neovim
from tests.support.project import make_project

Starter = Callable[..., Neovim]


def documented(end: str) -> str:
    """The configuration that docs/editors/neovim.md gives for one end, for the plugin of this repository."""
    (snippet,) = [code for code in snippets("neovim", "lua") if ("vim.lsp.enable" in code) == (end == NEW)][:1]
    assert "~/src/lua-entries/nvim" in snippet
    return snippet.replace("~/src/lua-entries/nvim", str(PLUGIN))


@pytest.fixture(params=[NEW, OLD], ids=["new", "old"])
def end(request: pytest.FixtureRequest) -> str:
    """Which Neovim: either end of what is supported."""
    return str(request.param)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The project of the tests, in a folder whose name is not ASCII."""
    folder = tmp_path / "prøjekt"
    folder.mkdir()
    return make_project(folder, PROJECT)


@pytest.fixture
def start(end: str, project: Path, tmp_path: Path) -> Iterator[Starter]:
    """Starts Neovim in the project as documented, with more Lua before and after; what it logs must be no error."""
    running: list[Neovim] = []

    def start_one(*, before: str = "", after: str = "", configuration: str | None = None) -> Neovim:
        environment = private_environment(tmp_path / f"home{len(running)}")
        lines = [before, documented(end) if configuration is None else configuration, after]
        running.append(Neovim(find_neovim(end), "\n".join(lines), project, environment))
        return running[-1]

    yield start_one
    errors = [line for editor in running for line in editor.log()]
    for editor in running:
        editor.close()
    assert errors == []


@pytest.fixture
def editor(start: Starter) -> Neovim:
    """Neovim in the project, configured as documented."""
    return start()
