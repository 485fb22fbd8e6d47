"""What a person does in Neovim, with the keys that a person presses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.editors_support import PAGES
from tests.e2e.nvim.conftest import Starter
from tests.e2e.nvim.session import Neovim
from tests.support.project import lint_directory

UTF_16 = "vim.lsp.config('lua_entries', { capabilities = { general = { positionEncodings = { 'utf-16' } } } })"
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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_findings_behind_non_ascii_text_are_in_their_place(
    start: Starter, end: str, project: Path, encoding: str
) -> None:
    if encoding == "utf-8":
        editor = start()
        if not editor.is_new:
            pytest.skip("Neovim 0.7 has utf-16 only")
    else:
        editor = start(after=UTF_16 if "11" in end else "")
    for file, code, *part in (
        ("app/_index.yaml", "LE102", "kind: ", "function.luaa"),
        ("app/handler.lua", "LE301", 'require("', "time"),
    ):
        editor.edit(project / file)
        assert editor.lua("require('lua_entries.client').all()[1].offset_encoding") == encoding
        (finding,) = editor.findings(code)
        assert (finding["lnum"], finding["col"], finding["end_col"]) == spot(editor.text(), *part)
        assert finding["source"] == "lua-entries"
