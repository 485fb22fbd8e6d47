"""The parser of the dialect in Neovim: built as documented, used for Wippy's Lua and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.e2e.editors_support import PROJECT, REPOSITORY, private_environment
from tests.e2e.nvim.session import NEW, OLD, PLUGIN, Neovim, find_neovim
from tests.e2e.programs import missing
from tests.support.project import make_project

LANGUAGE = "vim.treesitter.highlighter.active[vim.api.nvim_get_current_buf()].tree:lang()"
"""Which parser colours the current buffer."""
CONFIGURATION = "vim.opt.runtimepath:append(vim.fn.getcwd() .. '/clone/nvim') vim.lsp.enable('lua_entries')"


def test_queries_are_those_of_the_grammar() -> None:
    own = (PLUGIN / "queries" / "wlua" / "highlights.scm").read_bytes()
    assert own == (REPOSITORY / "server" / "grammar" / "queries" / "highlights.scm").read_bytes()


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A project, and the parts of a clone that the parser is built from: the repository itself stays as it is."""
    project = make_project(tmp_path, PROJECT)
    shutil.copytree(PLUGIN, project / "clone" / "nvim", ignore=shutil.ignore_patterns("parser"))
    shutil.copytree(REPOSITORY / "server/grammar/src", project / "clone" / "server/grammar/src")
    return project


def captures(editor: Neovim, before: str) -> set[str]:
    """Language and name of what colours the character behind `before`."""
    editor.put_cursor(before)
    row, column = editor.lua("vim.api.nvim_win_get_cursor(0)")
    found = editor.lua("vim.treesitter.get_captures_at_pos(0, ...)", row - 1, column)
    return {f"{item['lang']}:{item['capture']}" for item in found}


def test_types_are_coloured_after_the_parser_is_built(workplace: Path, tmp_path: Path) -> None:
    if shutil.which("cc") is None:
        missing("no C compiler `cc` on PATH")
    editor = Neovim(find_neovim(NEW), CONFIGURATION, workplace, private_environment(tmp_path / "home"))
    try:
        editor.edit(workplace / "app/lib/helpers.lua")
        editor.findings()
        assert "wlua:type.builtin" not in captures(editor, "first: ")
        editor.keys(":LuaEntries parser<CR>")
        editor.until("vim.fn.execute('messages'):find('lua-entries: parser built', 1, true) ~= nil")
        assert (workplace / "clone/nvim/parser/wlua.so").exists()
        editor.keys(":edit<CR>")
        editor.until(f"{LANGUAGE} == 'wlua'")
        assert "wlua:type.builtin" in captures(editor, "first: ")
        assert "wlua:function" in captures(editor, "function M.")
        assert not any(name.startswith("lua:") for name in captures(editor, "first: "))

        elsewhere = tmp_path / "elsewhere.lua"
        elsewhere.write_text("local plain = 1\n")
        editor.edit(elsewhere, wait=False)
        assert editor.lua(LANGUAGE) == "lua"
        assert "lua:variable" in captures(editor, "local ")

        editor.lua("vim.cmd('bwipeout!')")
        editor.run("vim.g.lua_entries = { highlight = false }")
        editor.edit(workplace / "app/handler.lua")
        assert editor.lua(LANGUAGE) == "lua"
        editor.lua("vim.cmd('checkhealth lua_entries')")
        editor.until("vim.fn.search('the parser of the Lua dialect is built', 'nw') > 0")
        assert editor.log() == []
    finally:
        editor.close()


def test_what_stands_in_the_way_of_the_parser_is_said(workplace: Path, tmp_path: Path) -> None:
    editor = Neovim(find_neovim(NEW), CONFIGURATION, workplace, private_environment(tmp_path / "home"))
    build = "return select(2, require('lua_entries.highlight').build())"
    try:
        source = workplace / "clone/server/grammar/src/scanner.c"
        whole = source.read_text(encoding="utf-8")
        source.write_text("no C\n")
        assert "cannot build the parser" in editor.lua(build)
        assert not list((workplace / "clone/nvim/parser").iterdir())
        source.write_text(whole, encoding="utf-8")
        assert "no C compiler was found" in editor.run(f"vim.env.PATH = '' vim.env.CC = nil {build}")
        (source.parent / "parser.c").unlink()
        assert "use the plugin from a whole clone" in editor.lua(build)
    finally:
        editor.close()
    configuration = CONFIGURATION.replace("vim.lsp.enable('lua_entries')", "require('lua_entries').setup()")
    editor = Neovim(find_neovim(OLD), configuration, workplace, private_environment(tmp_path / "other"))
    try:
        assert "needs 0.11" in editor.lua(build)
    finally:
        editor.close()
