"""Where the server is started, and what `:checkhealth` says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lua_entries import __version__
from lua_entries.catalog import load_catalog
from lua_entries.lsp.workspace import home_directory
from lua_entries.project.workspace import MARKERS
from tests.e2e.nvim.conftest import Starter
from tests.e2e.nvim.session import PLUGIN, Neovim

ROOT = "require('lua_entries.root')"
NEWER = ("LspAttach", "lsp-defaults", "vim.lsp.codelens.run()", "vim.lsp.completion.enable()")
"""Tags of the help that the oldest Neovim does not have."""
SERVED = "#require('lua_entries.client').all(vim.api.nvim_get_current_buf())"


def write(path: Path, text: str = "") -> Path:
    """Write a file, with the directories on the way."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def health(editor: Neovim) -> str:
    """What `:checkhealth lua_entries` shows."""
    editor.lua("vim.cmd('checkhealth lua_entries')")
    editor.until("vim.fn.search('lua-entries: colours', 'nw') > 0")
    return editor.text()


def test_the_marks_of_a_project_are_those_of_the_server(editor: Neovim) -> None:
    assert editor.lua(f"{ROOT}.MARKERS") == list(MARKERS)
    assert editor.lua(f"{ROOT}.INDEX_FILES") == list(load_catalog().definition.index_files)


@pytest.mark.parametrize("mark", [".git/HEAD", *MARKERS])
def test_the_root_is_the_one_that_the_server_would_take(editor: Neovim, tmp_path: Path, mark: str) -> None:
    top = tmp_path / "outer"
    write(top / "inner" / mark)
    write(top / "inner" / "src" / "_index.yaml")
    deep = write(top / "inner" / "src" / "deep" / "a.lua")
    assert editor.lua(f"{ROOT}.find(...)", str(deep)) == home_directory(str(deep)) == str(top / "inner")
    write(top / ".git" / "HEAD")
    assert editor.lua(f"{ROOT}.find(...)", str(deep)) == home_directory(str(deep))


def test_roots_without_marks(editor: Neovim, tmp_path: Path) -> None:
    project = tmp_path / "plain"
    write(project / "_index.yaml")
    write(project / "api" / "_index.yaml")
    assert editor.lua(f"{ROOT}.find(...)", str(project / "api" / "new" / "a.lua")) == str(project)
    repository = tmp_path / "repository"
    write(repository / ".git" / "HEAD")
    stray = str(repository / "tools" / "a.lua")
    assert editor.lua(f"{ROOT}.find(...)", stray) is None
    write(repository / "services" / "shop" / "src" / "_index.yaml")
    assert editor.lua(f"{ROOT}.find(...)", stray) == str(repository)
    assert editor.lua(f"{ROOT}.find(...)", f"fugitive://{stray}") is None
    home = Path(editor.lua("vim.loop.os_homedir()"))
    write(home / ".git" / "HEAD")
    write(home / "_index.yaml")
    for name in ("a.lua", "_index.yaml"):
        assert editor.lua(f"{ROOT}.find(...)", str(home / name)) is None


def test_a_project_begins_with_an_index_file_that_is_not_written_yet(editor: Neovim, tmp_path: Path) -> None:
    place = tmp_path / "begun"
    place.mkdir()
    editor.edit(place / "_index.yaml")
    assert editor.lua("require('lua_entries.client').all()[1].config.root_dir") == str(place)
    editor.keys("inamespace: begun<CR>entries:<CR>  - name: a<CR>kind: function.luaa<Esc>")
    editor.until("#vim.diagnostic.get(0) > 0")


def test_the_lock_file_is_yaml_and_served(editor: Neovim, project: Path) -> None:
    write(project / "wippy.lock", "# of the project\ndirectories:\n  src: .\n")
    editor.edit(project / "wippy.lock")
    assert editor.lua("vim.bo.filetype") == "yaml"
    editor.put_cursor("src: ")
    editor.keys("Cnowhere<Esc>")
    editor.findings("LE006")


def test_other_folders_are_left_alone(editor: Neovim, project: Path, tmp_path: Path) -> None:
    for path in (tmp_path / "other" / "values.yaml", tmp_path / "other" / "init.lua"):
        editor.edit(write(path, "a: 1\n" if path.suffix == ".yaml" else "return 1\n"), wait=False)
    editor.edit(project / "README.md", wait=False)
    editor.edit(project / "app/handler.lua")  # a server that came for the others would be there before this one
    editor.findings("LE301")
    assert editor.lua("#require('lua_entries.client').all()") == 1
    served = "require('lua_entries.client').buffers(require('lua_entries.client').all()[1])"
    assert editor.lua(f"vim.tbl_map(vim.api.nvim_buf_get_name, {served})") == [str(project / "app/handler.lua")]


def test_one_server_for_each_root(editor: Neovim, project: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other" / "_index.yaml", "namespace: other\nentries: []\n")
    for path in (project / "app/handler.lua", project / "app/_index.yaml", other):
        editor.edit(path)
    roots = "vim.tbl_map(function(c) return c.config.root_dir end, require('lua_entries.client').all())"
    assert sorted(editor.lua(roots)) == sorted([str(project), str(other.parent)])


def test_one_server_for_files_that_are_opened_at_once(editor: Neovim, project: Path) -> None:
    files = [str(project / name) for name in ("app/handler.lua", "app/_index.yaml", "app/lib/helpers.lua")]
    editor.run("for _, file in ipairs(...) do vim.cmd('edit ' .. file) end", files)
    buffers = "vim.tbl_map(vim.api.nvim_buf_get_name, require('lua_entries.client').buffers(c))"
    served = f"vim.tbl_map(function(c) return {buffers} end, require('lua_entries.client').all())"
    editor.until(f"#(({served})[1] or {{}}) == 3")
    assert [sorted(held) for held in editor.lua(served)] == [sorted(files)]


def test_health_of_what_works(editor: Neovim, project: Path, tmp_path: Path) -> None:
    editor.edit(write(tmp_path / "other" / "values.yaml", "a: 1\n"), wait=False)
    editor.edit(project / "app/_index.yaml")
    editor.findings("LE102")
    shown = health(editor)
    assert re.search(r"`lua-entries` is `\S+/bin/lua-entries`", shown)
    assert re.search(r"OK:? version \d+\.\d+", shown)
    assert re.search(r"OK:? started for files of Wippy projects", shown)
    assert re.search(rf"OK:? `app/_index.yaml` is served; root `{re.escape(str(project))}`", shown)
    assert re.search(rf"OK:? client \d+: root `{re.escape(str(project))}`, 1 buffers, utf-", shown)
    assert re.search(r"`\S+/values.yaml` is in no Wippy project: no _index.yaml and no wippy.lock", shown)
    assert "WARN" not in shown and "ERROR" not in shown


def test_health_without_the_program_says_what_to_do(start: Starter, project: Path) -> None:
    editor = start(before="vim.g.lua_entries = { cmd = { 'lua-entries-nowhere', 'serve' } }")
    editor.edit(project / "app/_index.yaml", wait=False)
    editor.until("vim.fn.execute('messages'):find('`lua-entries-nowhere` was not found; install it', 1, true) ~= nil")
    editor.edit(project / "app/handler.lua", wait=False)
    assert editor.messages().count("was not found") == 1
    assert editor.lua(SERVED) == 0
    shown = health(editor)
    assert re.search(r"ERROR:? `lua-entries-nowhere` was not found", shown) and "pipx install" in shown
    assert re.search(r"WARN\w*:? `app/handler.lua` has the root `\S+`, but no server is attached", shown)


def test_health_of_a_program_that_fails(start: Starter, tmp_path: Path) -> None:
    broken = write(tmp_path / "broken", "#!/bin/sh\necho 'no module' >&2\nexit 3\n")
    broken.chmod(0o755)
    editor = start(before=f"vim.g.lua_entries = {{ cmd = {{ '{broken}', 'serve' }} }}")
    assert re.search(r"ERROR:? `\S+/broken --version` ends with 3: no module", health(editor))


def test_health_of_a_program_of_another_version(start: Starter, tmp_path: Path) -> None:
    older = write(tmp_path / "older", "#!/bin/sh\necho 'lua-entries 0.0.1'\n")
    older.chmod(0o755)
    editor = start(before=f"vim.g.lua_entries = {{ cmd = {{ '{older}', 'serve' }} }}")
    shown = health(editor)
    expected = f"the program has the version 0.0.1, and this plugin comes from a clone of {__version__}"
    assert re.search(rf"WARN\w*:? {re.escape(expected)}", shown)
    assert f"pipx install --force {PLUGIN.parent}" in shown


def test_health_where_nothing_is_enabled(start: Starter) -> None:
    editor = start(configuration="vim.opt.runtimepath:append(vim.env.PLUGIN)")
    expected = "vim.lsp.enable('lua_entries')" if editor.is_new else "require('lua_entries').setup()"
    assert f"add `{expected}` to your configuration" in health(editor)


def test_setup_serves_files_that_are_open_already(start: Starter, project: Path) -> None:
    editor = start(configuration="vim.opt.runtimepath:append(vim.env.PLUGIN)")
    editor.edit(project / "app/handler.lua", wait=False)
    assert editor.lua(SERVED) == 0
    editor.keys(":lua require('lua_entries').setup({ codelens = true })<CR>")
    editor.findings("LE301")
    editor.edit(project / "app/_index.yaml")
    editor.findings("LE102")


def test_what_the_user_says_of_the_client_counts(start: Starter, project: Path) -> None:
    watching = "{ workspace = { didChangeWatchedFiles = { dynamicRegistration = true } } }"
    seen = "function(client, buffer) vim.g.attached = { client.name, buffer } end"
    held = "require('lua_entries.client').all()[1].config.capabilities"
    by_setup = f"""vim.opt.runtimepath:append(vim.env.PLUGIN)
        require('lua_entries').setup({{ on_attach = {seen}, capabilities = {watching} }})"""
    editor = start(configuration=by_setup)
    editor.edit(project / "app/handler.lua")
    assert editor.until("vim.g.attached") == ["lua_entries", editor.lua("vim.api.nvim_get_current_buf()")]
    assert editor.lua(f"{held}.workspace.didChangeWatchedFiles.dynamicRegistration") is True
    if editor.is_new:
        editor = start(before=f"vim.lsp.config('*', {{ capabilities = {watching}, on_attach = {seen} }})")
        editor.edit(project / "app/handler.lua")
        editor.until("vim.g.attached")
        assert editor.lua(f"{held}.workspace.didChangeWatchedFiles.dynamicRegistration") is True
        own = "vim.lsp.config('lua_entries', { settings = { luaEntries = { ignore = { 'LE301' } } } })"
        editor = start(before=own, configuration=by_setup)
        editor.edit(project / "app/handler.lua")
        editor.edit(project / "app/_index.yaml")
        editor.findings("LE102")
        editor.edit(project / "app/handler.lua")
        editor.findings()


def test_help_has_its_tags(editor: Neovim, tmp_path: Path) -> None:
    copied = tmp_path / "doc"
    copied.mkdir()
    text = (PLUGIN / "doc" / "lua-entries.txt").read_text(encoding="utf-8")
    (copied / "lua-entries.txt").write_text(text, encoding="utf-8")
    editor.lua("vim.cmd('helptags ' .. ...)", str(copied))
    tags = {line.split("\t")[0] for line in (copied / "tags").read_text(encoding="utf-8").splitlines()}
    assert {"lua-entries", "lua-entries-options", ":LuaEntries", "g:lua_entries"} <= tags
    editor.lua("vim.opt.runtimepath:prepend(...)", str(tmp_path))
    for name in sorted(set(re.findall(r"\|([^|\s]+)\|", text))):
        if editor.is_new or name not in NEWER:
            assert editor.lua("#vim.fn.getcompletion(..., 'help') > 0", name), name
    assert max(map(len, text.splitlines())) <= 80


def test_help_has_all_commands_and_options(editor: Neovim) -> None:
    text = (PLUGIN / "doc" / "lua-entries.txt").read_text(encoding="utf-8")
    commands = editor.lua("require('lua_entries.commands').complete('', 'LuaEntries ')")
    assert set(commands) == set(re.findall(r"^:LuaEntries (\w+)", text, re.MULTILINE))
    refused = editor.lua("select(2, pcall(require('lua_entries').setup, { nothing = 1 }))")
    options = refused.partition("there are ")[2].split(", ")
    described = text.partition("*g:lua_entries*")[2].partition("COMMANDS")[0]
    assert len(options) > 3 and set(options) == set(re.findall(r"^(\w+)(?: {2}|$)", described, re.MULTILINE))
