"""What a person does in Neovim, with the keys that a person presses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.editors_support import snippets
from tests.e2e.nvim.conftest import Starter
from tests.e2e.nvim.session import NEW, Neovim
from tests.support.project import lint_directory

UTF_16 = "vim.lsp.config('lua_entries', { capabilities = { general = { positionEncodings = { 'utf-16' } } } })"
"""For Neovim 0.11, which otherwise agrees on utf-8; 0.7 has utf-16 only."""
OFFERED = "vim.tbl_map(function(i) return i.abbr end, vim.fn.complete_info({ 'items' }).items)"
FLOAT = """
for _, window in ipairs(vim.api.nvim_list_wins()) do
  if vim.api.nvim_win_get_config(window).relative ~= '' then
    return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\\n')
  end
end
"""


def spot(text: str, before: str, part: str) -> tuple[int, int, int]:
    """Line and columns, in bytes from 0, of `part` behind the first `before` in a text."""
    head = text[: text.index(before + part) + len(before)]
    start = len(head[head.rfind("\n") + 1 :].encode())
    return head.count("\n"), start, start + len(part.encode())


def key(editor: Neovim, new: str, function: str) -> None:
    """Press the key that Neovim 0.11 has for something; where there is none yet, type the call of the function."""
    editor.keys(new if editor.is_new else f":lua vim.lsp.buf.{function}()<CR>")


def test_findings_behind_non_ascii_text_are_in_their_place(start: Starter, end: str, project: Path) -> None:
    for more, encoding in (("", "utf-8"), (UTF_16, "utf-16")) if end == NEW else (("", "utf-16"),):
        editor = start(after=more)
        for file, code, *part in (
            ("app/_index.yaml", "LE102", "kind: ", "function.luaa"),
            ("app/handler.lua", "LE301", 'require("', "time"),
        ):
            editor.edit(project / file)
            assert editor.lua("require('lua_entries.client').all()[1].offset_encoding") == encoding
            (finding,) = editor.findings(code)
            assert (finding["lnum"], finding["col"], finding["end_col"]) == spot(editor.text(), *part)
            assert finding["source"] == "lua-entries"


def test_findings_follow_what_is_typed_behind_non_ascii_text(start: Starter, end: str, project: Path) -> None:
    for more in ("", UTF_16) if end == NEW else ("",):
        editor = start(after=more)
        editor.edit(project / "app/_index.yaml")
        editor.findings("LE102")
        editor.put_cursor("function.luaa")
        editor.keys("<Left>x")
        editor.findings()
        editor.keys("u")
        editor.findings("LE102")
        editor.put_cursor("Grüße 😀")
        editor.keys("i 🎈é<Esc>")
        editor.findings("LE102")
        column = spot(editor.text(), "kind: ", "function.luaa")[1]
        editor.until("vim.diagnostic.get(0)[1].col == ...", column)


def test_completion_of_ids_with_the_completion_keys(editor: Neovim, project: Path) -> None:
    editor.edit(project / "app/_index.yaml")
    editor.findings("LE102")
    editor.keys(":set completeopt=menuone<CR>")
    editor.put_cursor("app.lib:hel")
    editor.keys("omore: app.lib:<C-x><C-o>")
    editor.until("vim.fn.pumvisible() == 1")
    offered = editor.lua("vim.tbl_map(function(i) return i.word end, vim.fn.complete_info({ 'items' }).items)")
    assert offered == ["app.lib:lists"]  # the other is imported already
    editor.keys("<C-y><Esc>")
    editor.until("vim.api.nvim_get_mode().mode == 'n'")
    assert "      more: app.lib:lists\n" in editor.text()
    editor.findings("LE403", "LE102")


def test_completion_of_members_in_lua(editor: Neovim, project: Path) -> None:
    editor.edit(project / "app/handler.lua")
    editor.findings("LE301")
    editor.put_cursor('local json = require("json")')
    editor.keys("a; print('Grüße 😀', helpers.li<C-x><C-o>")
    editor.until("vim.api.nvim_get_current_line():find('😀., helpers%.list') ~= nil")


@pytest.mark.parametrize("end", [NEW], indirect=True)
def test_completion_while_typing(start: Starter, project: Path) -> None:
    (enable,) = [code for code in snippets("neovim", "lua") if "vim.lsp.completion.enable" in code]
    for more in ("", UTF_16):
        editor = start(after=f"{more}\n{enable}\nvim.o.completeopt = 'menuone,noinsert'")
        editor.edit(project / "app/handler.lua")
        editor.findings("LE301")
        editor.put_cursor('local json = require("json")')
        editor.keys("a; print('Grüße 😀', helpers.")
        editor.until("vim.fn.pumvisible() == 1")
        editor.keys("<C-y>")
        editor.until("vim.api.nvim_get_current_line():find('😀., helpers%.list') ~= nil")

        editor.keys("<Esc>:edit! app/lib/_index.yaml<CR>")
        editor.findings()
        editor.keys(":set indentexpr= noautoindent<CR>Go  - libr<C-x><C-o>")
        editor.until("vim.fn.pumvisible() == 1")
        assert {item for item in editor.lua(OFFERED) if "libr" not in item} == set()
        editor.keys("<C-y>")
        editor.until("vim.api.nvim_get_current_line() == '  - name: name'")
        assert editor.text().endswith("  - name: name\n    kind: library.lua\n    source: file://file.lua\n")


def test_hover(editor: Neovim, project: Path) -> None:
    editor.edit(project / "app/_index.yaml")
    editor.findings("LE102")
    editor.put_cursor("app.lib:hel")
    key(editor, "K", "hover")
    assert "library.lua" in editor.until(FLOAT)
    editor.edit(project / "app/handler.lua")
    editor.put_cursor("helpers.li")
    key(editor, "K", "hover")
    assert "Everything there is, in order." in editor.until(FLOAT)


def test_definition_leads_from_require_to_the_function_of_the_library(editor: Neovim, project: Path) -> None:
    editor.edit(project / "app/handler.lua")
    editor.findings("LE301")
    editor.put_cursor('require("hel')
    editor.keys("<C-]>")
    editor.until("vim.api.nvim_buf_get_name(0) == ...", str(project / "app/lib/helpers.lua"))
    editor.keys("<C-t>")
    editor.until("vim.api.nvim_buf_get_name(0) == ...", str(project / "app/handler.lua"))
    editor.put_cursor("helpers.li")
    editor.keys("<C-]>")
    editor.until("vim.api.nvim_buf_get_name(0) == ...", str(project / "app/lib/helpers.lua"))
    line, column, _ = spot(editor.text(), "function M.", "list")
    assert editor.lua("vim.api.nvim_win_get_cursor(0)") == [line + 1, column]


def test_references_of_an_entry(editor: Neovim, project: Path) -> None:
    editor.edit(project / "app/_index.yaml")
    editor.findings("LE102")
    editor.put_cursor("app.lib:hel")
    key(editor, "grr", "references")
    editor.until("#vim.fn.getqflist() > 1")
    listed = editor.lua("vim.tbl_map(function(i) return { vim.fn.bufname(i.bufnr), i.lnum } end, vim.fn.getqflist())")
    assert sorted(map(tuple, listed)) == [("app/_index.yaml", 9), ("app/lib/_index.yaml", 3)]


def test_rename_over_files_and_undo(editor: Neovim, project: Path) -> None:
    index, library = project / "app/_index.yaml", project / "app/lib/_index.yaml"
    before = index.read_text(encoding="utf-8"), library.read_text(encoding="utf-8")
    editor.edit(index)
    editor.findings("LE102")
    editor.put_cursor("app.lib:hel")
    key(editor, "grn", "rename")
    editor.until_asked()
    editor.keys("<C-u>tools<CR>")
    editor.until("vim.api.nvim_buf_get_lines(0, 8, 9, false)[1]:find('app.lib:tools') ~= nil")
    editor.findings("LE102")
    editor.keys(":wall<CR>")
    editor.until("#vim.fn.getbufinfo({ bufmodified = 1 }) == 0")
    assert index.read_text(encoding="utf-8") == before[0].replace("app.lib:helpers", "app.lib:tools")
    assert library.read_text(encoding="utf-8") == before[1].replace("name: helpers", "name: tools")
    assert sorted(finding.code for finding in lint_directory(project)) == ["LE102", "LE301"]
    editor.keys("u")
    editor.findings("LE401", "LE102")
    assert editor.text() == before[0]


def test_rename_of_an_alias_changes_both_languages(editor: Neovim, project: Path) -> None:
    editor.edit(project / "app/handler.lua")
    editor.findings("LE301")
    editor.put_cursor('require("hel')
    key(editor, "grn", "rename")
    editor.until_asked()
    editor.keys("<C-u>tools<CR>")
    editor.until("vim.api.nvim_buf_get_lines(0, 1, 2, false)[1]:find('require..tools') ~= nil")
    editor.keys(":wall<CR>")
    editor.until("#vim.fn.getbufinfo({ bufmodified = 1 }) == 0")
    assert "      tools: app.lib:helpers\n" in (project / "app/_index.yaml").read_text(encoding="utf-8")


def test_a_code_action_mends_the_finding_and_can_be_undone(editor: Neovim, project: Path) -> None:
    editor.edit(project / "app/_index.yaml")
    editor.findings("LE102")
    before = editor.text()
    editor.put_cursor("function.luaa")
    editor.keys("h")
    key(editor, "gra", "code_action")
    editor.until_asked()
    editor.keys("1<CR>")
    editor.until("#vim.diagnostic.get(0) == 0")
    assert editor.text() == before.replace("function.luaa", "function.lua")
    editor.keys("u")
    editor.findings("LE102")
    assert editor.text() == before


def test_an_unlisted_module_is_listed_by_a_code_action_from_lua(editor: Neovim, project: Path) -> None:
    editor.edit(project / "app/handler.lua")
    editor.findings("LE301")
    editor.put_cursor('greeting = "Grüße 😀"; local time = require("ti')
    key(editor, "gra", "code_action")
    editor.until_asked()
    editor.keys("1<CR>")
    editor.findings()
    editor.edit(project / "app/_index.yaml")
    assert "    modules: [json, time]\n" in editor.text()


def test_findings_of_other_files_follow_an_edit(editor: Neovim, project: Path) -> None:
    index, handler = str(project / "app/_index.yaml"), str(project / "app/handler.lua")
    buffer = "vim.uri_to_bufnr(vim.uri_from_fname(...))"
    of_file = f"vim.tbl_map(function(d) return d.code end, vim.diagnostic.get({buffer}))"
    editor.edit(project / "app/lib/_index.yaml")
    editor.until(f"#{of_file} == 1", index)  # a file that is not open
    editor.put_cursor("name: helper")
    editor.keys("a2<Esc>")
    editor.until(f"#{of_file} == 2", index)
    editor.keys("u")
    editor.until(f"#{of_file} == 1", index)
    editor.edit(project / "app/handler.lua")
    editor.findings("LE301")
    editor.edit(project / "app/_index.yaml")
    editor.findings("LE102")
    editor.put_cursor("modules: [json")
    editor.keys("i, time<Esc>")
    editor.until(f"#{of_file} == 0", handler)  # a file that is open, but not shown


@pytest.mark.parametrize("end", [NEW], indirect=True)
def test_folds_come_from_the_server(editor: Neovim, project: Path) -> None:
    editor.edit(project / "app/_index.yaml")
    editor.findings("LE102")
    editor.keys(":set foldmethod=expr foldexpr=v:lua.vim.lsp.foldexpr()<CR>")
    editor.until("vim.deep_equal(vim.tbl_map(vim.fn.foldlevel, { 1, 2, 4, 9 }), { 0, 1, 2, 3 })")
