"""The plugin's own commands, lenses and options."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.nvim.conftest import Starter
from tests.e2e.nvim.session import Neovim

CODELENS = "vim.g.lua_entries = { codelens = true }"
LENS_TEXTS = """
local found = {}
for _, namespace in pairs(require('vim.lsp.codelens').__namespaces) do
  for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(0, namespace, 0, -1, { details = true })) do
    table.insert(found, { mark[2], mark[4].virt_text[1][1] })
  end
end
return found
"""
SELECT = """
vim.ui.select = function(items, options, chosen)
  vim.g.offered = vim.tbl_map(options.format_item, items)
  chosen(items[1])
end
"""


def quickfix(editor: Neovim) -> list[tuple[str, int, str]]:
    """File, line and text of each item."""
    listed = editor.until(
        "local l = vim.tbl_map(function(i) return { vim.fn.bufname(i.bufnr), i.lnum, i.text } end, vim.fn.getqflist())"
        " return #l > 0 and l"
    )
    return [tuple(item) for item in listed]


def said(editor: Neovim, text: str) -> None:
    """Wait for a message that holds the text."""
    editor.until("vim.fn.execute('messages'):find(..., 1, true) ~= nil", text)


def test_an_entry_is_found_by_parts_of_its_id_and_kind(start: Starter, project: Path) -> None:
    editor = start(after=SELECT)
    editor.edit(project / "app/_index.yaml")
    editor.findings("LE102")
    editor.keys(":LuaEntries find lists library<CR>")
    editor.until("vim.api.nvim_buf_get_name(0) == ...", str(project / "app/lib/_index.yaml"))
    assert editor.lua("vim.g.offered") == ["app.lib:lists  library.lua"]
    assert editor.lua("vim.api.nvim_win_get_cursor(0)") == [7, 10]
    editor.keys(":LuaEntries find nothing-like-it<CR>")
    said(editor, "lua-entries: no entry fits `nothing-like-it`")


def test_entries_are_chosen_from_a_numbered_list(editor: Neovim, project: Path) -> None:
    editor.edit(project / "app/_index.yaml")
    editor.findings("LE102")
    editor.keys(":LuaEntries find app.lib:<CR>")
    editor.until_asked()
    editor.keys("2<CR>")
    editor.until("vim.api.nvim_buf_get_name(0) == ...", str(project / "app/lib/_index.yaml"))


def test_entries_in_the_quickfix_window(editor: Neovim, project: Path) -> None:
    editor.edit(project / "app/handler.lua")
    editor.findings("LE301")
    editor.keys(":LuaEntries list<CR>")
    assert sorted(quickfix(editor)) == [
        ("app/_index.yaml", 3, "app:handler  function.lua"),
        ("app/_index.yaml", 10, "app:grüßen  function.luaa"),
        ("app/lib/_index.yaml", 3, "app.lib:helpers  library.lua"),
        ("app/lib/_index.yaml", 7, "app.lib:lists  library.lua"),
    ]
    assert editor.lua("vim.bo.buftype") == "quickfix"


def test_the_graph_is_written_and_opened(start: Starter, project: Path, tmp_path: Path) -> None:
    editor = start()
    seen = tmp_path / "seen"
    opener = tmp_path / "home0" / "bin" / "xdg-open"
    opener.write_text(f'#!/bin/sh\nprintf %s "$1" > "{seen}.part" && mv "{seen}.part" "{seen}"\n')
    opener.chmod(0o755)
    editor.edit(project / "app/lib/_index.yaml")
    editor.findings()
    editor.keys(":LuaEntries graph<CR>")
    said(editor, ".html")
    if editor.is_new:
        editor.until("vim.fn.filereadable(...) == 1", str(seen))
        page = Path(seen.read_text())
    else:
        page = Path(editor.messages().rpartition("in a browser: ")[2].strip())
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>") and "app.lib:helpers" in text
    editor.edit(project / "wippy.lock", wait=False)
    editor.keys(":LuaEntries list app:handler<CR>")
    assert quickfix(editor) == [("app/_index.yaml", 3, "app:handler  function.lua")]


def test_a_refused_graph_says_why(editor: Neovim, project: Path) -> None:
    (project / "app/stray.lua").write_text("return {}\n")
    editor.edit(project / "app/stray.lua")
    editor.findings("LE204")
    editor.keys(":LuaEntries graph<CR>")
    said(editor, "has no entries and is the source of none")


def test_lenses_show_who_uses_an_entry(start: Starter, project: Path) -> None:
    index = project / "app/_index.yaml"
    more = "name: more, kind: function.lua, source: 'file://handler.lua', method: run"
    more += ", modules: [json, time], imports: {helpers: app.lib:helpers}"
    index.write_text(f"{index.read_text(encoding='utf-8')}  - {{{more}}}\n", encoding="utf-8")
    editor = start(before=CODELENS)
    editor.edit(project / "app/lib/_index.yaml")
    editor.until(f"return vim.deep_equal((function() {LENS_TEXTS} end)(), ...)", [[2, "used by 2 entries"]])
    editor.put_cursor("  - name: ")
    editor.keys(":lua vim.lsp.codelens.run()<CR>")
    assert [item[:2] for item in quickfix(editor)] == [("app/_index.yaml", 9), ("app/_index.yaml", 11)]
    editor.keys("<C-w>p")
    editor.edit(index)
    editor.findings("LE102")
    editor.keys("Gdd:w<CR>")
    editor.edit(project / "app/lib/_index.yaml")
    editor.until(f"return vim.deep_equal((function() {LENS_TEXTS} end)(), ...)", [[2, "used by 1 entry"]])
    editor.put_cursor("  - name: ")
    editor.keys(":lua vim.lsp.codelens.run()<CR>")
    editor.until("vim.api.nvim_buf_get_name(0) == ...", str(index))
    assert editor.lua("vim.api.nvim_win_get_cursor(0)[1]") == 9


def test_restart_starts_another_server_for_the_same_buffers(editor: Neovim, project: Path) -> None:
    clients = "vim.tbl_map(function(c) return c.id end, require('lua_entries.client').all())"
    editor.edit(project / "app/handler.lua")
    editor.findings("LE301")
    editor.edit(project / "app/_index.yaml")
    editor.findings("LE102")
    (before,) = editor.lua(clients)
    editor.keys(":LuaEntries restart<CR>")
    said(editor, "lua-entries: restarted for 2 buffers")
    (after,) = editor.until(f"local l = {clients} return #l > 0 and l")
    assert after != before
    editor.findings("LE102")
    editor.edit(project / "app/handler.lua")
    editor.findings("LE301")


def test_wrong_words_are_answered(editor: Neovim, project: Path) -> None:
    editor.keys(":LuaEntries draw<CR>")
    said(editor, "lua-entries: no command `draw`; there are find, graph, list, parser, restart")
    editor.keys(":LuaEntries graph now<CR>")
    said(editor, "lua-entries: `graph` takes no argument")
    editor.keys(":LuaEntries list<CR>")
    said(editor, "lua-entries: no server runs; open an index file or a Lua file of a Wippy project")
    assert editor.lua("vim.fn.getcompletion('LuaEntries ', 'cmdline')") == [
        "find",
        "graph",
        "list",
        "parser",
        "restart",
    ]


def test_settings_reach_the_server(start: Starter, project: Path) -> None:
    editor = start(before="vim.g.lua_entries = { settings = { ignore = { 'undeclared-require' } } }")
    editor.edit(project / "app/_index.yaml")
    editor.findings("LE102")
    editor.edit(project / "app/handler.lua")
    editor.findings()


def test_wrong_options_are_refused(start: Starter) -> None:
    editor = start(configuration="", after="vim.opt.runtimepath:append(vim.env.PLUGIN)")
    setup = "return { pcall(require('lua_entries').setup, ...) }"
    assert editor.lua(setup, {"code_lens": True}) == [
        False,
        "lua-entries: `setup()` has no option `code_lens`; there are capabilities, cmd, codelens, highlight, on_attach,"
        " settings",
    ]
    assert editor.lua(setup, {"cmd": "lua-entries serve"}) == [
        False,
        "lua-entries: `cmd` in `setup()` must be a table, not a string",
    ]
