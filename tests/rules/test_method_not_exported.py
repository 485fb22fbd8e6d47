"""LE203 beyond its page: what the chunk returns, in the shapes that are used."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.project import check_project, lint_text

INDEX = "--- src/_index.yaml\nnamespace: shop\nentries:\n  - {{name: quote, kind: {kind}, source: file://quote.lua{method}}}\n"


def codes(tmp_path: Path, lua: str, kind: str = "function.lua", method: str = ", method: main") -> list[str]:
    findings = lint_text(tmp_path, f"{INDEX.format(kind=kind, method=method)}--- src/quote.lua\n{lua}\n")
    return [finding.code for finding in findings]


@pytest.mark.parametrize(
    "lua",
    [
        "local function main() end\nreturn { main = main }",
        "local M = {}\nfunction M.main() end\nreturn M",
        "local M = {}\nM.main = function() end\nreturn M",
        "local M = {}\nfunction M:main() end\nreturn M",
        "local M = { main = function() end }\nreturn M",
        "local M = {}\nlocal function main() end\nM.main = main\nreturn M",
        "local M = {}\nM['main'] = function() end\nreturn M",
        "return { ['main'] = function() end }",
        "local function main() end\nreturn main",
        "return function() end",
        "return require('errors')",
        "return (function() return {} end)()",
        "local M = {}\nfor _, n in ipairs({ 'main' }) do M[n] = function() end end\nreturn M",
        "local M = {}\nlocal function add(t) t.main = function() end end\nadd(M)\nreturn M",
        "local M = {}\nif os.time() > 0 then M.main = function() end end\nreturn M",
        "local M\nif os.time() > 0 then M = { main = print } else M = {} end\nreturn M",
        "return { main = string.upper }",
        "local M = setmetatable({}, {})\nM.main = function() end\nreturn M",
        "if os.time() > 0 then\n  return { main = function() end }\nend\nreturn {}",
        "return ...",
    ],
)
def test_nothing_is_said_of_what_may_be_there(lua: str, tmp_path: Path) -> None:
    assert codes(tmp_path, lua) == []


@pytest.mark.parametrize(
    "lua",
    [
        "",
        "local function main() end",
        "function main() end",
        "return",
        "return nil",
        "return 'main'",
        "return {}",
        "return { mian = function() end }",
        "return { main = 1 }",
        "return { main = { run = function() end } }",
        "local M = {}\nlocal function main() end\nreturn M",
        "local M = {}\nM.sub = {}\nfunction M.sub.main() end\nreturn M",
    ],
)
def test_what_is_surely_not_there(lua: str, tmp_path: Path) -> None:
    assert codes(tmp_path, lua) == ["LE203"]


@pytest.mark.parametrize("kind", ["function.lua", "process.lua", "workflow.lua"])
def test_each_kind_that_runs_is_looked_at(kind: str, tmp_path: Path) -> None:
    assert codes(tmp_path, "return {}", kind) == ["LE203"]


def test_a_library_is_not(tmp_path: Path) -> None:
    assert codes(tmp_path, "return {}", "library.lua") == []


def test_what_an_override_sets_is_not_judged(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- wippy.lock
        directories: {src: src}
        --- .wippy.yaml
        version: "1.0"
        override:
          "shop:quote:method": quote
        --- src/_index.yaml
        namespace: shop
        entries:
          - {name: quote, kind: function.lua, source: file://quote.lua, method: main}
        --- src/quote.lua
        return { quote = function() return 1 end }
        """,
    )


def test_a_placeholder_is_not_judged(tmp_path: Path) -> None:
    assert codes(tmp_path, "return { quote = function() end }", method=", method: '${env:METHOD}'") == []


def test_text_in_the_index_file_is_judged_and_shown_there(tmp_path: Path) -> None:
    (finding,) = lint_text(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: shop
        entries:
          - name: quote
            kind: function.lua
            method: main
            source: |
              -- ünïcode
              return { quote = function() return 1 end }
        """,
    )
    assert finding.message == "the Lua of `shop:quote` returns no function `main`, so `shop:quote` cannot run"
    (returned,) = finding.related
    text = (tmp_path / "project-1" / "src" / "_index.yaml").read_text(encoding="utf-8")
    assert returned.span is not None
    assert text[returned.span.start : returned.span.end] == "{ quote = function() return 1 end }"
