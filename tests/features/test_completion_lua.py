"""Completion in Lua files and in inline Lua."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lua_entries.features.completion import complete
from lua_entries.features.signature import signature_at
from lua_entries.text.edits import apply_edits
from tests.features.completing import Project, make

PROJECT = """
--- wippy.lock
directories:
  src: ./src
--- src/_index.yaml
namespace: app
entries:
  - name: api
    kind: function.lua
    meta: {type: tool, comment: Answers, level: 3, tags: [red]}
    source: file://api.lua
    method: main
    modules: [http, funcs, registry, time, json]
    imports:
      helpers: app.lib:helpers
  - name: flow
    kind: workflow.lua
    source: file://flow.lua
    method: main
  - name: host
    kind: process.host
  - name: worker
    kind: process.lua
    source: file://worker.lua
    method: main
  - name: inline
    kind: function.lua
    method: main
    modules: [http]
    source: |
      local http = require("http")
      local req = http.request()
      req:body()
--- src/api.lua
return { main = function() end }
--- src/flow.lua
return { main = function() end }
--- src/worker.lua
return { main = function() end }
--- src/lib/_index.yaml
namespace: app.lib
entries:
  - name: helpers
    kind: library.lua
    source: file://helpers.lua
    modules: [http]
    imports: {more: app.lib:more}
  - name: more
    kind: library.lua
    source: file://more.lua
    modules: [http]
--- src/lib/more.lua
local http = require("http")
return { request = function(): http.Request return http.request() end }
--- src/lib/helpers.lua
local http = require("http")
local more = require("more")
type Row = {id: string, at: number?}
local M = { LIMIT = 3, nested = { deep = "x" } }
M.nested.inner = {}
M.nested.inner.more = 1
function M.nested.later() end
-- Formats a date
-- for people
function M.format(date: string, zone: string?): string
  return date
end
function M.request(): http.Request?
  return nil
end
function M.rows(): {Row}
  return {}
end
function M.deep()
  return more.request()
end
function M.new()
  local self = setmetatable({}, { __index = M })
  return self
end
function M:go(x)
  self.$
end
return M
""".replace("  self.$\n", "")

API = "src/api.lua"
HEAD = """local http = require("http")
local helpers = require("helpers")
local funcs = require("funcs")
local registry = require("registry")
local time = require("time")
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return make(tmp_path_factory.mktemp("completion"), PROJECT)


def test_require(project: Project) -> None:
    labels = project.labels(API, 'local x = require("$0")')
    assert labels[:6] == ["helpers", "funcs", "http", "json", "registry", "time"]
    assert "channel" in labels[6:12]
    assert project.item(API, "require('h$0')", "helpers").detail == "app.lib:helpers"
    for other in ('pcall(require, "$0")', 'require "$0"', "require '$0", "require[[$0]]", 'f(require "$0")'):
        assert project.labels(API, f"local x = {other}") == labels
    for other in ('"$0"', 'x and "$0"', 'require .. "$0"', 'require("x"), "$0"', '{ require = "$0" }'):
        assert project.labels(API, f"local x = {other}") == []


def test_what_is_always_there_needs_no_edit(project: Project) -> None:
    for name in ("helpers", "http", "channel"):
        assert project.item(API, 'require("$0")', name).edits == ()


def test_unlisted_modules_come_with_the_edit_that_lists_them(project: Project) -> None:
    item = project.item(API, 'require("$0")', "uuid")
    (edit,) = item.edits
    assert edit.path == project.path("src/_index.yaml")
    changed = apply_edits(project.snapshot.text(edit.path), [edit.edit])
    assert "modules: [http, funcs, registry, time, json, uuid]" in changed


def test_members_of_unlisted_modules_come_with_the_edit_that_lists_them(project: Project) -> None:
    item = project.item(API, "local id = uuid.$0", "v4")
    (edit,) = item.edits
    changed = apply_edits(project.snapshot.text(edit.path), [edit.edit])
    assert "modules: [http, funcs, registry, time, json, uuid]" in changed
    assert item.detail.startswith("list uuid: ")
    assert project.item(API, "local t = json.$0", "encode").edits == ()


def test_members_of_unlisted_modules_only_where_they_could_be_listed(project: Project) -> None:
    newer = project.complete(API, "uuid.$0", lambda path: project.snapshot.text(path) + "\n")
    assert newer.items == ()
    assert "v4" not in project.labels("src/flow.lua", "http.$0")
    assert "request" not in project.labels("src/flow.lua", "http.$0")


def test_what_is_required_and_not_listed_yet_is_known(project: Project) -> None:
    """That it is not listed is a finding; there is no need to forget what it is, too."""
    for required in ('require("uuid")', 'assert(require("uuid"))'):
        item = project.item(API, f"local ids = {required}\nlocal id = ids.$0", "v4")
        assert item.edits == ()
    assert "v4" in project.labels(API, 'local ok, ids = pcall(require, "uuid")\nlocal id = ids.$0')
    assert project.labels(API, 'local ids = require("no_such")\nlocal id = ids.$0') == []
    assert project.signature(API, 'local crypto = require("crypto")\ncrypto.hmac.sha256($0') is not None
    assert "v4" not in project.labels(API, "local id = ids.$0")


def test_unimported_libraries_come_with_the_edit_that_imports_them(project: Project) -> None:
    item = project.item(API, 'require("$0")', "more")
    (edit,) = item.edits
    changed = apply_edits(project.snapshot.text(edit.path), [edit.edit])
    assert "      helpers: app.lib:helpers\n      more: app.lib:more\n" in changed


def test_no_edits_where_the_index_file_is_newer(project: Project) -> None:
    found = project.complete(API, 'require("$0")', lambda path: project.snapshot.text(path) + "\n")
    assert "helpers" in [item.label for item in found.items]
    assert "uuid" not in [item.label for item in found.items]


def test_workflows_are_offered_what_they_may_use(project: Project) -> None:
    labels = project.labels("src/flow.lua", 'require("$0")')
    assert "json" in labels
    assert "http" not in labels


MEMBERS = [
    ("http.$0", {"request", "response", "STATUS"}, {"OK"}),
    ("http.STATUS.$0", {"OK", "NOT_FOUND"}, {"request"}),
    ("http.req$0\nlocal other = 1", {"request"}, set()),
    ("helpers.$0", {"format", "LIMIT", "nested", "go"}, set()),
    ("helpers.nested.$0", {"deep", "later", "inner"}, {"format"}),
    ("helpers.nested.inner.$0", {"more"}, {"deep"}),
    ("local M = {}\nM.sub = {}\nfunction M.sub.a() end\nM.sub.b = { c = 1 }\nM.sub.$0", {"a", "b"}, {"sub"}),
    ("local M = {}\nM.sub = {}\nM.sub.b = { c = 1 }\nM.sub.b.$0", {"c"}, {"b"}),
    ("local M = {}\nfunction M.a()\n  M.$0\nend\nfunction M.b() end", {"a", "b"}, set()),
    ("local M = {}\nfunction M:a()\n  self:$0\nend\nfunction M:b() end\nreturn M", {"a", "b"}, set()),
    ("local M = {}\nfunction M.a()\n  local x = M.$0\n  if x then return x end\nend\nM.b = 1", {"a", "b"}, set()),
    # What is assigned later counts, on the way to the cursor.
    ("local r = http.request()\nr = http.response()\nr:$0", {"write_json"}, {"body_json"}),
    ("local r = http.request()\nif x then\n  r = http.response()\n  r:$0\nend", {"write_json"}, {"body_json"}),
    ("local r = http.request()\nr = other(r)\nr:$0", set(), {"body_json"}),
    ("local r = http.request()\nr = r or http.request()\nr:$0", {"body_json"}, set()),
    ("local r = http.request()\nif x then r = http.response() end\nr:$0", set(), {"body_json", "write_json"}),
    ("local r = http.request()\nif x then r = nil end\nr:$0", {"body_json"}, set()),
    ("local r = http.request()\nif x then local r = http.response() end\nr:$0", {"body_json"}, {"write_json"}),
    ("local r: http.Request = x\nr = other(r)\nr:$0", {"body_json"}, set()),
    ("local r = nil\nif x then r = http.request() end\nr:$0", {"body_json"}, set()),
    ("local r\nif x then r = http.request() else r = other() end\nr:$0", set(), {"body_json"}),
    ("local r\nlocal function a() r = http.request() end\nlocal function b() r:$0 end", {"body_json"}, set()),
    ("local r = {}\nr = http.request()\nr:$0", {"body_json"}, set()),
    # What may be several things is known as far as they are the same.
    ("local r = given or http.request()\nr:$0", {"body_json"}, set()),
    ("local r = given or 'x'\nr:$0", set(), {"upper"}),
    ("local r = nil or 'x'\nr:$0", {"upper"}, set()),
    ("local r = http.request() or 'x'\nr:$0", set(), {"upper", "body_json"}),
    ("local function f() if x then return 'a' end return http.request() end\nf():$0", set(), {"upper", "body_json"}),
    ("local function f() if x then return nil, 'a' end return http.request() end\nf():$0", {"body_json"}, {"upper"}),
    ("local function f() if x then return http.request() end return nil, 'a' end\nf():$0", {"body_json"}, {"upper"}),
    ("local function f() if x then return other end return 'a' end\nf():$0", set(), {"upper"}),
    ("local function f()\n  if x then return { a = 1 } end\n  return { b = 1 }\nend\nf().$0", {"a", "b"}, set()),
    ("local function f() if x then return { a = 1 } end return other() end\nf().$0", set(), {"a"}),
    ("local function f() if x then return { a = f } end return { b = 1 } end\nf().$0", {"a", "b"}, set()),
    ("local M = {}\nfunction M.a() end\nlocal v = other or M\nv.$0", {"a"}, set()),
    ("local function f(r: string | http.Request) r:$0 end", set(), {"upper", "body_json"}),
    ("local function f(r: string | table) r:$0 end", set(), {"upper"}),
    ("local function f(r: nil | http.Request) r:$0 end", {"body_json"}, set()),
    ("local function f(r: http.Request & { extra: string }) r:$0 end", {"body_json"}, set()),
    # What methods find in `self`: also what the file puts into the objects that it makes.
    (
        "local M = {}\nM.__index = M\nfunction M.new() return setmetatable({ a = 1 }, M) end\n"
        "function M:b() self.$0 end",
        {"new", "b", "a"},
        set(),
    ),
    (
        "local M = {}\nM.__index = M\nfunction M.new()\n  local made = setmetatable({}, M)\n  made.a = 1\nend\n"
        "function M:b() self.$0 end",
        {"a"},
        set(),
    ),
    (
        "local M = {}\nlocal meta = { __index = M }\nfunction M.new() return setmetatable({ a = 1 }, meta) end\n"
        "function M:b() self.$0 end",
        {"a"},
        set(),
    ),
    (
        "local other = {}\nlocal M = {}\nlocal x = setmetatable({ a = 1 }, other)\nfunction M:b() self.$0 end",
        {"b"},
        {"a"},
    ),
    # Members given to what a library returns.
    ("local h = helpers.new()\nh.mine = 1\nh.$0", {"format", "mine"}, set()),
    # Members given anywhere in the scope of the table, but not to another of that name.
    ("local M = {}\nfunction M:a() self.x = 1 end\nM.$0", {"a", "x"}, set()),
    ("local M = {}\nfunction M:a() self.x = 1 end\nfunction M:b() self.$0 end", {"a", "b", "x"}, set()),
    ("local M = {}\nif y then M.x = 1 end\nlocal function f() M.z = 1 end\nM.$0", {"x", "z"}, set()),
    ("local M = {}\nlocal function f() local M = {}; M.other = 1 end\nM.$0", set(), {"other"}),
    ("local req, err = http.request()\nreq:$0", {"body_json", "header"}, {"write"}),
    ("local req, err = http.request()\nif req:$0", {"body_json"}, set()),
    ("local req, err = http.request()\nerr:$0", {"kind", "message"}, {"body"}),
    ("local req\nreq = http.request()\nreq:$0", {"body_json"}, set()),
    ("local req = assert(http.request())\nreq:$0", {"body_json"}, set()),
    ("local ok, req = pcall(http.request)\nreq:$0", {"body_json"}, set()),
    ("local req = (http.request() or nil)\nreq:$0", {"body_json"}, set()),
    ("local r = x :: http.Request\nr:$0", {"body_json"}, set()),
    ("local r: http.Response = nil\nr:$0", {"write_json"}, {"body_json"}),
    ("local function f(a, r: http.Response?)\n  r:$0\nend", {"write_json"}, set()),
    ("local t = { f = function(r: http.Response) r:$0 end }", {"write_json"}, set()),
    ("http.request():$0", {"body_json"}, set()),
    ("registry.snapshot():changes():create({}):$0", {"create", "apply"}, {"find"}),
    ("for _, e in ipairs(registry.find({})) do e.$0 end", {"id", "kind"}, {"find"}),
    ("local e = registry.find({})[1]\ne.$0", {"id", "kind"}, set()),
    ("local r = helpers.request()\nr:$0", {"body_json"}, set()),
    ("local r = helpers.deep()\nr:$0", {"body_json"}, set()),
    ("for _, row in ipairs(helpers.rows()) do row.$0 end", {"id", "at"}, set()),
    ("local h = helpers.new()\nh:$0", {"go"}, {"LIMIT"}),
    ("local c = time.after('1s')\nlocal t = c:receive()\nt:$0", {"unix", "format"}, {"receive"}),
    ("local s = 'a' .. b\ns:$0", {"upper", "sub"}, {"char"}),
    ("type P = {x: number}\nlocal function f(p: P)\n  p.$0\nend", {"x"}, set()),
    ("local r: http.$0", {"Request", "Response"}, {"request"}),
    ("local function f(r: http.$0)", {"Request", "Response"}, {"request"}),
    ("local r: helpers.$0", {"Row"}, {"format"}),
    ("local a = { b = http.$0\n}\nreturn a", {"request"}, set()),
    ("json.$0", {"encode"}, set()),
    ("string.$0", {"format", "char"}, set()),
    ("do local req = http.request() end\nreq:$0", set(), {"body"}),
    ("local http = 1\nhttp.$0", set(), {"request"}),
    ("local uuid\nuuid.$0", set(), {"v4"}),
    ("local x = 1.$0", set(), {"request"}),
    ("local x = http..$0", set(), {"request"}),
    ("-- http.$0", set(), {"request"}),
    ("local s = 'http.$0'", set(), {"request"}),
    ("goto a\n::a$0", set(), {"request"}),
]


def test_members_of_a_module_that_is_a_value_too_are_offered_once(tmp_path: Path) -> None:
    project = make(tmp_path, PROJECT.replace("modules: [http, funcs,", "modules: [logger, funcs,"))
    labels = project.labels(API, 'local log = require("logger")\nlog:$0')
    assert labels.count("named") == 1
    assert {"info", "warn"} <= set(labels)


def test_a_value_made_of_its_own_earlier_one_many_times(project: Project) -> None:
    lines = "if x then r = r or http.request() end\n" * 40
    assert "body_json" in project.labels(API, f"{HEAD}local r = http.request()\n{lines}r:$0")
    changed = "".join(f"if x{n} then q = q:next(q) end\n" for n in range(40))
    assert "body_json" in project.labels(API, f"{HEAD}local q = http.request()\n{changed}q:$0")


@pytest.mark.parametrize(("code", "there", "not_there"), MEMBERS)
def test_members(project: Project, code: str, there: set[str], not_there: set[str]) -> None:
    offered = project.labels(API, HEAD + code)
    labels = set(offered)
    assert len(offered) == len(labels)
    assert there <= labels
    assert not not_there & labels
    assert labels or not there


def test_members_show_signature_and_doc(project: Project) -> None:
    item = project.item(API, f"{HEAD}helpers.$0", "format")
    assert (item.kind, item.detail) == ("function", "(date: string, zone: string?): string")
    assert item.documentation == "Formats a date\nfor people"
    member = project.item(API, f"{HEAD}http.$0", "request")
    assert member.detail == "(options?: table): (http.Request, error?)"
    assert project.item(API, f"{HEAD}http.STATUS.$0", "OK").detail == "number = 200"


def test_methods_come_first_behind_a_colon(project: Project) -> None:
    labels = project.labels(API, f"{HEAD}local h = helpers.new()\nh:$0")
    assert labels[0] == "go"


@pytest.mark.parametrize(
    ("code", "labels"),
    [
        ("funcs.call('$0')", ["app:api", "app:inline", "app:worker"]),
        ('funcs.new():call("$0\n', ["app:api", "app:inline", "app:worker"]),
        ("process.spawn('app:worker', '$0')", ["app:host"]),
        ("registry.snapshot():namespace('$0')", ["app", "app.lib"]),
        ("funcs.call('app:api', '$0')", []),
        ("print('$0')", []),
    ],
)
def test_texts_that_calls_take(project: Project, code: str, labels: list[str]) -> None:
    assert project.labels(API, HEAD + code) == labels


def test_quotes_are_added_where_there_are_none(project: Project) -> None:
    assert project.applied(API, f"{HEAD}funcs.call($0)", "app:api").endswith('funcs.call("app:api")')
    assert project.labels(API, f"{HEAD}funcs.call(na$0)") == []


def test_filters(project: Project) -> None:
    keys = project.labels(API, f"{HEAD}registry.find({{ $0 }})")
    assert keys[:4] == [".id", ".kind", ".name", ".ns"]
    assert {"meta.type", "meta.level", "meta.tags"} <= set(keys)
    assert project.applied(API, f"{HEAD}registry.find({{ $0 }})", ".kind").endswith('find({ [".kind"] =  })')
    inside = project.applied(API, f'{HEAD}registry.find({{ ["meta$0"] = 1 }})', "meta.type")
    assert inside.endswith('find({ ["meta.type"] = 1 })')
    assert project.labels(API, f'{HEAD}registry.find({{ ["~$0"] = 1 }})')[0].startswith("~meta.")
    assert project.labels(API, f'{HEAD}registry.find({{ ["meta.type"] = "$0" }})')[0] == "tool"
    assert project.labels(API, f'{HEAD}registry.find({{ ["~meta.tags"] = "$0" }})') == ["red"]
    kinds = project.labels(API, f'{HEAD}local s = registry.snapshot()\ns:find({{ [".kind"] = "$0" }})')
    assert set(kinds) == {"function.lua", "library.lua", "process.host", "process.lua", "workflow.lua"}
    assert "app:api" in project.labels(API, f'{HEAD}registry.find({{ [".id"] = "$0" }})')


def test_options(project: Project) -> None:
    assert project.labels(API, f"{HEAD}http.request({{ $0 }})") == ["max_body", "timeout"]
    assert project.applied(API, f"{HEAD}http.request({{ ti$0 }})", "timeout").endswith("request({ timeout =  })")
    assert project.labels(API, f"{HEAD}http.request({{ timeout = $0 }})") == []


def test_half_typed_code_below_does_not_matter(project: Project) -> None:
    assert "request" in project.labels(API, f"{HEAD}local a = f(http.$0\nlocal b = {{\nif x then )")


def inline(project: Project, line: str) -> str:
    text = project.snapshot.text(project.path("src/_index.yaml"))
    return text.replace("      req:body()\n", f"      {line}\n")


def test_inline_lua(project: Project) -> None:
    text = inline(project, "req:bo$0dy()")
    item = project.item("src/_index.yaml", text, "body_json")
    plain = text.replace("$0", "")
    assert plain[item.span.start : item.span.end] == "body"
    assert item.span.start == text.index("bo$0")
    assert "http" in project.labels("src/_index.yaml", inline(project, 'require("$0")'))


def test_a_lua_file_without_an_entry(project: Project) -> None:
    assert "request" in project.labels("src/new.lua", f"{HEAD}http.$0")
    assert project.labels("src/new.lua", 'require("$0")') == []


@pytest.mark.parametrize(
    ("code", "label", "active", "parameter"),
    [
        ("http.request($0)", "http.request(options?: table): (http.Request, error?)", 0, "options?: table"),
        ("funcs.call('a', $0", "funcs.call(target: string, ...: any): (any, error?)", 1, "...: any"),
        ("funcs.call('a', 1, 2, $0", "funcs.call(target: string, ...: any): (any, error?)", 1, "...: any"),
        ("helpers.format(x, $0)", "format(date: string, zone: string?): string", 1, "zone: string?"),
        ("local h = helpers.new()\nh:go($0", "go(x)", 0, "x"),
        ("local h = helpers.new()\nh.format(h, $0", "format(date: string, zone: string?): string", 1, "zone: string?"),
        (
            "local req = http.request()\nreq:header('$0",
            "http.Request:header(name: string): (string?, error?)",
            0,
            "name: string",
        ),
        ("local y = ('x'):rep($0", "rep(s: string, n: number): string", 1, "n: number"),
    ],
)
def test_signatures(project: Project, code: str, label: str, active: int, parameter: str) -> None:
    found = project.signature(API, HEAD + code)
    assert found is not None
    assert (found.label, found.active) == (label, active)
    start, end = found.parameters[found.active]
    assert found.label[start:end] == parameter


def test_signature_has_documentation(project: Project) -> None:
    found = project.signature(API, f"{HEAD}helpers.format($0")
    assert found is not None
    assert found.documentation == "Formats a date\nfor people"
    inner = project.signature("src/_index.yaml", inline(project, "http.request($0)"))
    assert inner is not None
    assert inner.label.startswith("http.request(")


@pytest.mark.parametrize("code", ["$0", "unknown($0", "-- http.request($0", "http.request()$0", "local x = ($0"])
def test_no_signature(project: Project, code: str) -> None:
    assert project.signature(API, HEAD + code) is None


def test_libraries_that_import_each_other(tmp_path: Path) -> None:
    project = make(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: app
        entries:
          - {name: a, kind: library.lua, source: file://a.lua, imports: {b: app:b}}
          - {name: b, kind: library.lua, source: file://b.lua, imports: {a: app:a}}
        --- src/a.lua
        local b = require("b")
        return { f = function() return b.g() end, x = b }
        --- src/b.lua
        local a = require("a")
        return { g = function() return a.f() end, y = a }
        """,
    )
    assert project.labels("src/a.lua", 'local b = require("b")\nb.$0') == ["g", "y"]
    assert project.labels("src/a.lua", 'local b = require("b")\nb.g().$0') == []


def test_a_file_of_several_entries_is_declared_in_all_of_them(tmp_path: Path) -> None:
    project = make(
        tmp_path,
        """
        --- src/_index.yaml
        namespace: app
        entries:
          - {name: a, kind: function.lua, source: file://a.lua, method: x, modules: [json]}
          - {name: b, kind: function.lua, source: file://a.lua, method: y, imports: {other: app:c}}
          - {name: c, kind: library.lua, source: file://c.lua}
        --- src/a.lua
        return { x = function() end, y = function() end }
        --- src/c.lua
        return {}
        """,
    )
    assert {"other", "json"} <= set(project.labels("src/a.lua", 'require("$0")'))
    item = project.item("src/a.lua", 'require("$0")', "time")
    changed = apply_edits(project.snapshot.text(item.edits[0].path), [edit.edit for edit in item.edits])
    assert "modules: [json, time]}" in changed
    assert "imports: {other: app:c}, modules: [time]}" in changed


BROKEN = [
    "(",
    ")",
    "{",
    "}",
    '"',
    "'",
    "[[",
    "]]",
    "end ",
    "function ",
    "\n",
    ":",
    ".",
    "http.",
    "--",
    "é",
    "\U0001f600",
]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 400), st.integers(0, 60), st.lists(st.sampled_from(BROKEN), max_size=4))
def test_any_text(project: Project, start: int, length: int, pieces: list[str]) -> None:
    text = (
        HEAD + 'local req = http.request()\nfuncs.call("app:api", req:body())\nregistry.find({ ["meta.type"] = "x" })\n'
    )
    middle = "".join(pieces)
    broken = text[:start] + middle + text[start + length :]
    offset = min(start, len(text)) + len(middle)
    for relative, whole, at in (
        (API, broken, offset),
        ("src/_index.yaml", project.snapshot.text(project.path("src/_index.yaml"))[:start] + broken, start + offset),
    ):
        place = min(at, len(whole))
        for item in complete(project.snapshot, project.path(relative), whole, place).items:
            assert item.span.start <= place <= item.span.end
        signature_at(project.snapshot, project.path(relative), whole, place)
