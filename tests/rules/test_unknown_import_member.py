"""LE602: members that a library does not return."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.project import check_project, lint_text

INDEX = """
--- src/_index.yaml
namespace: app
entries:
  - {name: money, kind: library.lua, source: file://money.lua, method: total}
  - name: main
    kind: function.lua
    source: file://main.lua
    method: main
    imports: {money: "app:money"}
"""
MAIN = """\
--- src/main.lua
local money = require("money")
return { main = function(price) return money.totl(price) end }
"""


def codes(tmp_path: Path, text: str) -> list[str]:
    return [finding.code for finding in lint_text(tmp_path, text, select=("unknown-import-member",))]


def library(lua: str) -> str:
    return f"{INDEX}--- src/money.lua\n{lua}\n{MAIN}"


def test_a_member_that_is_not_returned(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        INDEX
        + """\
--- src/money.lua
local money = { currency = "EUR" }
function money.total(prices) return #prices end
function money:format() return self.currency end
money.tax = function() return 0 end
return money
--- src/main.lua
local m = require("money")
local function main(price)
    local all = m.totl(price) + m.total(price)
    --            ^^^^ LE602: did you mean `total`?
    return all, m.currency, m:format(), m.tax(), m:print() -- LE602: `app:money` (`src/money.lua`) returns no `print`
end
return { main = main }
""",
    )


@pytest.mark.parametrize(
    "lua",
    [
        "local M = {}\nfor _, name in ipairs({'totl'}) do M[name] = print end\nreturn M",
        "local M = setmetatable({}, { __index = print })\nreturn M",
        "local M = {}\nsetmetatable(M, { __index = print })\nreturn M",
        "local M = {}\nfill(M)\nreturn M",
        "local M = make()\nreturn M",
        "return require('other')",
        "return make()",
        "local M = {}\nif x then M = make() end\nreturn M",
        "local function f(t) t.totl = 1 end\nlocal M = {}\nf(M)\nreturn M",
        "local M = {}\nlocal alias = M\nalias.totl = 1\nreturn M",
        "return function() end",
        "local M = {}\nif jit then M.totl = 1 end\nreturn M",
        "local M = {}\nif x then return M end\nreturn other",
        "local M = {}\nrawset(M, 'totl', 1)\nreturn M",
        "local Base = { totl = 1 }\nlocal M = Base\nreturn M",
        "local M = {}\nM['totl'] = 1\nreturn M",
        "local M = {}\nfunction M.install() M.totl = 1 end\nreturn M",
        "local M <const> = table.freeze({})\nreturn M",
        "local broken = (",
    ],
)
def test_silent_when_the_value_is_not_known_as_a_whole(tmp_path: Path, lua: str) -> None:
    assert codes(tmp_path, library(lua)) == []


def test_a_complete_table_is_judged(tmp_path: Path) -> None:
    for lua in ("return { total = print }", "local M = {}\nM.total = print\nreturn M", "return {}"):
        assert codes(tmp_path, library(lua)) == ["LE602"]


@pytest.mark.parametrize(
    "use",
    [
        "if money.totl then money.totl(1) end",
        "money.totl = print\nmoney.totl(1)",
        "money = other\nmoney.totl(1)",
        "local function f(money) return money.totl(1) end",
    ],
)
def test_silent_when_the_user_shows_doubt(tmp_path: Path, use: str) -> None:
    main = f'--- src/main.lua\nlocal money = require("money")\n{use}\nreturn {{ main = print }}\n'
    assert codes(tmp_path, f"{INDEX}--- src/money.lua\nreturn {{ total = print }}\n{main}") == []


def test_silent_when_another_file_adds_the_member(tmp_path: Path) -> None:
    patch = """\
--- src/more/_index.yaml
namespace: app.more
entries:
  - name: patch
    kind: library.lua
    source: "local money = require('money')\\nmoney.totl = print\\nreturn {}"
    method: none
    imports: {money: "app:money"}
"""
    assert codes(tmp_path, library("return { total = print }") + patch) == []


def test_silent_when_something_else_may_stand_there(tmp_path: Path) -> None:
    broken = library("return { total = print }").lstrip()
    for override in ("app:money:source: text", "app:main:imports.money: other:money", "app:main:imports: {}"):
        boot = f'--- wippy.lock\ndirectories: {{src: src}}\n--- .wippy.yaml\nversion: "1.0"\noverride:\n  {override}\n'
        assert codes(tmp_path, boot + broken) == []


def test_silent_about_libraries_of_other_roots(tmp_path: Path) -> None:
    text = """
--- one/wippy.lock
directories: {src: src}
--- one/src/_index.yaml
namespace: one
entries:
  - {name: money, kind: library.lua, source: "return { total = print }", method: total}
--- two/wippy.lock
directories: {src: src}
REPLACEMENT
--- two/src/_index.yaml
namespace: two
entries:
  - name: main
    kind: function.lua
    source: "local money = require('money')\\nreturn function() return money.totl() end"
    method: main
    imports: {money: "one:money"}
"""
    assert codes(tmp_path, text.replace("REPLACEMENT\n", "")) == []
    assert codes(tmp_path, text.replace("REPLACEMENT", "replacements: [{from: acme/one, to: ../one}]")) == ["LE602"]


def test_inline_sources_are_placed_in_their_file_and_not_rewritten(tmp_path: Path) -> None:
    text = """\
--- src/_index.yaml
namespace: app
entries:
  - {name: money, kind: library.lua, source: "return { total = print }", method: total}
  - name: main
    kind: function.lua
    source: "local money = require('money')\\nreturn function() return money.totl() end"
    method: main
    imports: {money: "app:money"}
"""
    (finding,) = lint_text(tmp_path, text, select=("unknown-import-member",))
    assert finding.path.endswith("_index.yaml") and finding.fixes == ()
    assert finding.help == "did you mean `total`?"
