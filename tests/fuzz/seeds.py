"""What is mutated: the examples, the projects of the rule pages, and one project of everything that is unusual."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.support.fixtures import parse_fixture
from tests.support.pages import page_paths, read_page

Files = dict[str, bytes]
"""Contents by relative path."""

_EXAMPLES = Path(__file__).parents[2] / "examples"
_SUFFIXES = (".yaml", ".yml", ".json", ".lua", ".lock", ".toml")

_UNUSUAL = r"""
--- wippy.lock
directories: {src: ./src, modules: .wippy}
replacements:
  - {from: acme/kit, to: ./kit}
--- .wippy.yaml
override:
  "app:runner:method": main
  "app:nobody:kind": function.lua
--- lua-entries.toml
external-namespaces = ["vendor.*"]
[rules]
unused-module = "error"
[limits]
max-nesting = 200
[[overrides]]
paths = ["src/api/**"]
rules = { unused-import = "off" }
[kinds."acme.widget"]
summary = "A widget"
fields = { size = { type = "integer", required = true, summary = "How large" } }
--- kit/_index.yaml
version: "1.0"
namespace: acme.kit
entries:
  - {name: host, kind: ns.requirement, meta: {description: a host}, targets: [{entry: acme.kit:tool, path: .host}]}
  - {name: tool, kind: process.service, process: "acme.kit:work", host: ""}
  - {name: work, kind: process.lua, source: file://work.lua, method: run, modules: [time, channel]}
--- kit/work.lua
local time = require("time")
local function run(...)
    local inbox = process.inbox()
    time.sleep("1s")
    return inbox, ...
end
return { run = run }
--- src/_index.yaml
version: "1.0"
namespace: app
meta: &shared
  comment: "übersicht \u00e9 😀"   # lua-entries: ignore[LE104] why not
  tags: [a, 'b''s', "c\td", ~, yes, 0600, 1e3, .inf]
entries:
  - &base
    name: runner
    kind: function.lua
    source: file://runner.lua
    method: main
    modules:
      - json
      - http
    imports: {money: app.lib:money, "helpers": app.lib:helpers}
    pool: {type: inline, size: 4}
  # lua-entries: ignore[missing-field]
  - name: copy
    kind: function.lua
    <<: *base
    method: other
  - name: flow
    kind: workflow.lua
    source: |
      local json = require("json")
      return { main = function() return json.encode({}) end }
    method: main
    modules: [json]
  - {name: widget, kind: acme.widget, size: 3}
  - name: service
    kind: process.service
    process: acme.kit:work
    host: app:processes
    lifecycle:
      auto_start: true
      depends_on: [app:db, acme.kit:tool]
      restart: {initial_delay: 1s, max_attempts: 10}
  - name: processes
    kind: process.host
    host: {workers: 4}
  - name: db
    kind: db.sql.sqlite
    file: ${env:DB_FILE}
    pool: {max_open: 1}
--- src/api/_index.yaml
{"version": "1.0", "namespace": "app.api", "entries": [
  {"name": "gateway", "kind": "http.service", "addr": ":8080", "lifecycle": {"auto_start": true}},
  {"name": "router", "kind": "http.router", "meta": {"server": "app.api:gateway"}, "prefix": "/api/v1"},
  {"name": "endpoint", "kind": "http.endpoint", "meta": {"router": "router"}, "method": "GET", "path": "/x/{id}",
   "func": "app:runner"}
]}
--- src/lib/_index.yaml
version: "1.0"
namespace: app.lib

entries:
  - name: money
    kind: library.lua
    source: file://money.lua
    method: format
    modules: [ text ]
  - name: helpers
    kind: library.lua
    source: file://helpers.lua
    imports:
      money: money
--- src/lib/money.lua
-- lua-entries: ignore[unused-module]
local text = require("text")
--- Cents as text.
---@param cents number
local money = {}
type Cents = number @min(0)
type Box<T> = { value: T, next?: Box<T>, [string]: T | nil }
interface Shown
    function show(self: Shown, wide: boolean?): (string, error?)
end
function money.format(cents: Cents, ...): string
    return string.format("%d.%02d €", cents // 100, (cents % 100) as number)
end
function money:add<T: Shown>(other: T): T? goto done ::done:: return other end
money["of"] = function(...) return select("#", ...), [==[ ]] ]==] end
return money
--- src/lib/helpers.lua
local M = setmetatable({}, { __index = function(t, k) return rawget(t, k) end })
local ok, money = pcall(require, "money")
for i, name in ipairs({ "a", 'b\065\n', [[c
]] }) do
    M[name] = function() while true do break end repeat local x <const> = i until x > 1 end
end
M.len, M.sum = function(s) return #s end, function(a, b) return a + b * -1 ^ 2 .. "" end
return M
--- src/runner.lua
local json, http = require("json"), require("http")
local money = require("money")
local helpers: any = require("helpers")
local funcs = require("funcs")
local function main(req: http.Request)
    local out, err = funcs.new():call("app:flow", { id = "app.lib:money", 1, [2] = 0x1F })
    if err ~= nil and not out then error(err) elseif out then return json.encode(out) else return money.format(1) end
end
local function other() return helpers.len("x"), main end
return { main = main, other = other }
"""


@cache
def projects() -> tuple[Files, ...]:
    """Small projects first, the two examples last."""
    unusual = {file.path: file.text.encode() for file in parse_fixture(_UNUSUAL).files}
    found = [unusual]
    for page in map(read_page, page_paths()):
        for example in page.examples:
            found.append({file.path: file.text.encode() for file in example.fixture.files if file.link is None})
    for name in ("shop", "broken"):
        top = _EXAMPLES / name
        paths = sorted(path for path in top.rglob("*") if path.is_file() and path.suffix in _SUFFIXES)
        found.append({path.relative_to(top).as_posix(): path.read_bytes() for path in paths})
    return tuple(found)


@cache
def texts(*suffixes: str) -> tuple[bytes, ...]:
    """The contents of all files with one of these suffixes."""
    return tuple(dict.fromkeys(data for files in projects() for path, data in files.items() if path.endswith(suffixes)))
