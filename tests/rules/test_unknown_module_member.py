"""LE601: members that a module does not have."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.mending import mend
from tests.support.project import check_project, lint_text, make_project

INDEX = """
--- src/_index.yaml
namespace: app
entries:
  - name: main
    kind: function.lua
    source: file://main.lua
    method: main
    modules: [http, json, logger, registry, system]
--- src/main.lua
"""
TAIL = "\nreturn { main = function() return http, json, logger, registry, system end }\n"


def test_members_that_are_not_there(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        INDEX
        + """\
local http = require("http")
local j = require("json")
local text = j.encoed({})
--             ^^^^^^ LE601: did you mean `encode`
local max = system.go_max_procs() -- LE601: in this runtime: `system.runtime.max_procs`
local done = registry.update({}) -- LE601: in this runtime: a change set
local status = http.STATUS.OK
logger:info("ready", { max = max, text = text, status = status, done = done })
logger:infoo("ready") -- LE601: `logger` has no `infoo`
local upper = string.uper("x") -- LE601: did you mean `upper`
local direct = require("json").parse("{}") -- LE601: `json` has no `parse`
local log = logger:named("x")
log:infoo(upper, direct)
"""
        + TAIL,
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("system.num_cpu()", "system.runtime.cpu_count()"),
        ('require("system").pid()', 'require("system").process.pid()'),
        ("system . pid()", "system . pid()"),
        ('system["pid"]()', 'system["pid"]()'),
        ("system:pid()", "system:pid()"),
        ("registry.update({})", "registry.update({})"),  # done in another way now
        ("json.encoed({})", "json.encoed({})"),  # what resembles it is for a person to choose
    ],
)
def test_what_took_the_place_of_a_member_is_put_there(old: str, new: str, tmp_path: Path) -> None:
    text = f"{INDEX}local got = {old} -- why\n{TAIL}"
    mended = mend(make_project(tmp_path, text))
    (path,) = mended.originals or [""]
    assert mended.texts.get(path, text).count(f"local got = {new} -- why\n") == 1
    assert (path != "") == (old != new)


def test_of_a_shared_file_it_is_left_to_a_person(tmp_path: Path) -> None:
    again = (
        "  - {name: more, kind: function.lua, source: file://main.lua, method: main, modules: [system]}\n--- src/main"
    )
    found = lint_text(tmp_path, f"{INDEX}local got = system.pid()\n{TAIL}".replace("--- src/main", again))
    (finding,) = [item for item in found if item.code == "LE601"]
    assert [fix.safety for fix in finding.fixes] == ["editor"]


@pytest.mark.parametrize(
    "lua",
    [
        # The file tests for the member, replaces it, or replaces the module.
        "if json.pretty then json.pretty({}) end",
        "local pretty = json.pretty or json.encode",
        "local ok = type(json.pretty) == 'function'",
        "local ok = not json.pretty",
        "local ok = nil ~= json.pretty",
        "json.pretty = function() end\njson.pretty({})",
        "json = { pretty = function() end }\njson.pretty({})",
        "local json = { pretty = function() end }\njson.pretty({})",
        "local json = require('json')\njson = other()\njson.pretty({})",
        "local function f(json) return json.pretty({}) end",
        "for _, json in ipairs({}) do json.pretty({}) end",
        "local name = 'pretty'\njson[name]({})",
        # A type is no value, but naming it does no harm.
        "local r: http.Request? = nil",
    ],
)
def test_what_leaves_a_doubt_is_left_alone(tmp_path: Path, lua: str) -> None:
    assert lint_text(tmp_path, INDEX + lua + TAIL, select=("unknown-module-member",)) == []


def test_names_that_are_no_modules_here(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- lua-entries.toml
        [modules.acme]
        [modules.amended.functions.run]
        signature = "()"
        --- src/_index.yaml
        namespace: app
        entries:
          - {name: json, kind: library.lua, source: file://json.lua, method: pretty}
          - {name: patch, kind: library.lua, source: file://patch.lua, method: on}
          - name: own
            kind: function.lua
            source: file://own.lua
            method: main
            modules: [acme, amended]
            imports: {json: "app:json", patch: "app:patch", base: json}
        --- src/json.lua
        return { pretty = function() end }
        --- src/patch.lua
        function string.shout(text) return text:upper() end
        return { on = true }
        --- src/own.lua
        local json = require("json")
        local base = require("base")
        local patch = require("patch")
        local function main()
            acme.anything()
            amended.run()
            amended.walk() -- LE601: `amended` has no `walk`
            json.pretty()
            base.pretty() -- LE601: `json` has no `pretty`
            return patch.on and string.shout("x")
        end
        return { main = main }
        """,
    )


def test_of_a_shared_file_only_what_surely_runs_for_the_entry(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: app
        entries:
          - {name: one, kind: function.lua, source: file://shared.lua, method: one, modules: [json]}
          - {name: json, kind: library.lua, source: file://json.lua, method: pretty}
          - {name: two, kind: function.lua, source: file://shared.lua, method: two, imports: {json: "app:json"}}
        --- src/json.lua
        return { pretty = function() end }
        --- src/shared.lua
        local function one() return require("json").encode({}) end
        local function two() return require("json").pretty({}) end
        return { one = one, two = two }
        """,
    )
