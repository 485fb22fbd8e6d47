"""What is said of the names in Lua that are no affair of the entries, and where they lead."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.features.definition import definition
from lua_entries.features.hover import hover
from lua_entries.features.references import highlights, references
from lua_entries.features.rename import Refusal, prepare_rename
from tests.support.cursor import Cursor, open_project, show

PROJECT = """
--- wippy.lock
directories: {src: ./src}
--- src/_index.yaml
namespace: app
entries:
  - name: api
    kind: function.lua
    source: file://api.lua
    method: run
    modules: [http]
    imports: {shapes: app:shapes, loose: app:loose}
  - {name: shapes, kind: library.lua, source: file://shapes.lua}
  - {name: loose, kind: library.lua, source: file://loose.lua, imports: {shapes: app:shapes}}
--- src/shapes.lua
-- How large a shape is.
type Size = { width: number, height: number? }
local Shape = { LIMIT = 10, names = { deep = "x" } }
Shape.__index = Shape
function Shape.new(size: Size)
  return setmetatable({ size = size }, Shape)
end
-- Makes it larger.
function Shape:grow(by: number): boolean
  return by > self.LIMIT
end
return Shape
--- src/loose.lua
local shapes = require("shapes")
local M = make()
-- Opens one.
local function open(path: string)
  return shapes.new()
end
local all = { open = open, TOPICS = { ERROR = "error" } }
return all
--- src/api.lua
local http = require("http")
local shapes = require("shapes")
local loose = require("loose")
-- How often it is tried.
local TRIES = 3
local later
local count = 0
count = count + 1
local function helper(name: string, rest)
  -- [helper's body]
  return name:upper(), rest
end
local function run(input)
  local shape = shapes.new({ width = 1 })
  local big, unused = shape:grow(TRIES)
  local request, err = http.request()
  local text = request:query("x")
  local list: {shapes.Size} = {}
  for number, size in ipairs(list) do
    helper(size.width, number)
  end
  local opened = loose.open("a")
  later = opened
  helper(input, later, count)
  return loose.TOPICS.ERROR, shapes.names.deep, big, text, err
end
return { run = run }
"""
API, SHAPES, LOOSE = "src/api.lua", "src/shapes.lua", "src/loose.lua"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Cursor:
    return open_project(tmp_path_factory.mktemp("values"), PROJECT)


def lua(code: str, *more: str) -> str:
    return "\n\n".join([f"```lua\n{code}\n```", *more])


SIZE = lua("type Size = { width: number, height: number? }", "How large a shape is.")
SIZE_AT = ["src/shapes.lua:2:6-10 Size"]
SHAPE = "{ LIMIT, names, __index, new, grow, size }"
SELF = "self: { size, LIMIT, names, __index, new, grow }"
UPPER = lua("function string.upper(s: string): string", "Upper case")
HELPER = "function helper(name: string, rest)"
FROM_LOOSE = "From `app:loose` · `src/loose.lua`"
GROW = ["src/shapes.lua:9:16-20 grow"]


@pytest.mark.parametrize(
    ("path", "text", "more", "said", "leads"),
    [
        (API, "TRIES = 3", 1, lua("local TRIES = 3", "How often it is tried."), ["src/api.lua:5:7-12 TRIES"]),
        (API, "TRIES)", 1, lua("local TRIES = 3", "How often it is tried."), ["src/api.lua:5:7-12 TRIES"]),
        # A literal says nothing where something else was assigned meanwhile.
        (API, "count)", 1, "", ["src/api.lua:7:7-12 count"]),
        (API, "helper(name", 1, lua(HELPER), ["src/api.lua:9:16-22 helper"]),
        (API, "helper(size", 1, lua(HELPER), ["src/api.lua:9:16-22 helper"]),
        (API, "name: string", 1, lua("name: string"), ["src/api.lua:9:23-27 name"]),
        (API, "name:upper", 1, lua("name: string"), ["src/api.lua:9:23-27 name"]),
        (API, "upper()", 1, UPPER, []),
        (API, "rest\nend", 1, "", ["src/api.lua:9:37-41 rest"]),
        (API, "shape = shapes", 1, lua(f"local shape: {SHAPE}"), ["src/api.lua:14:9-14 shape"]),
        (API, "grow(TRIES", 1, lua("function grow(by: number): boolean", "Makes it larger."), GROW),
        (API, "big, unused", 1, lua("local big: boolean"), ["src/api.lua:15:9-12 big"]),
        (API, "unused", 1, "", ["src/api.lua:15:14-20 unused"]),
        (API, "request, err", 1, lua("local request: http.Request"), ["src/api.lua:16:9-16 request"]),
        (API, "err\nend", 1, lua("local err: error"), ["src/api.lua:16:18-21 err"]),
        (API, "text = request", 1, lua("local text: string"), ["src/api.lua:17:9-13 text"]),
        (API, "list)", 1, lua("local list: {shapes.Size}"), ["src/api.lua:18:9-13 list"]),
        (API, "size.width", 1, lua("local size: { width: number, height: number? }"), ["src/api.lua:19:15-19 size"]),
        (API, "width, number", 1, lua("width: number"), []),
        (API, "number)", 1, "", ["src/api.lua:19:7-13 number"]),
        (API, "Size}", 1, SIZE, SIZE_AT),
        (API, "opened = loose", 1, lua(f"local opened: {SHAPE}"), ["src/api.lua:22:9-15 opened"]),
        (
            API,
            "ERROR",
            1,
            lua('ERROR = "error"', FROM_LOOSE),
            ["src/loose.lua:7:39-44 ERROR"],
        ),
        (API, "deep", 1, lua('deep = "x"', "From `app:shapes` · `src/shapes.lua`"), ["src/shapes.lua:3:39-43 deep"]),
        (API, "helper's", 2, "", []),
        (
            SHAPES,
            "self.LIMIT",
            1,
            lua(SELF),
            ["src/shapes.lua:9:10-15 Shape"],
        ),
        (SHAPES, "LIMIT\nend", 1, lua("LIMIT = 10"), ["src/shapes.lua:3:17-22 LIMIT"]),
        (SHAPES, "size: Size", 7, SIZE, SIZE_AT),
        (SHAPES, "size = size", 8, lua("size: Size"), ["src/shapes.lua:5:20-24 size"]),
        (LOOSE, "M = make", 0, "", ["src/loose.lua:2:7-8 M"]),
        (LOOSE, "make()", 1, "", []),
    ],
)
def test_values(project: Cursor, path: str, text: str, more: int, said: str, leads: list[str]) -> None:
    cursor = project.at(path, text, more)
    shown = hover(cursor.snapshot, cursor.path, cursor.offset)
    assert (shown.text if shown is not None else "") == said
    found = definition(cursor.snapshot, cursor.path, cursor.offset)
    assert show(project.root, project.snapshot, [(item.path, item.span) for item in found]) == leads


def test_locals_are_not_renamed_across_files(project: Cursor) -> None:
    cursor = project.at(API, "request, err", 1)
    assert isinstance(prepare_rename(cursor.snapshot, cursor.path, cursor.offset), Refusal)
    assert references(cursor.snapshot, cursor.path, cursor.offset) == ()
    assert highlights(cursor.snapshot, cursor.path, cursor.offset) == ()


def test_values_in_inline_text(tmp_path: Path) -> None:
    project = open_project(
        tmp_path,
        """
--- src/_index.yaml
namespace: app
entries:
  - name: one
    kind: function.lua
    method: run
    source: |
      local function helper(n: number) return n end
      return { run = function() return helper(1) end }
""",
    )
    cursor = project.at("src/_index.yaml", "helper(1)", 2)
    found = definition(cursor.snapshot, cursor.path, cursor.offset)
    assert show(project.root, project.snapshot, [item[:2] for item in found]) == ["src/_index.yaml:7:22-28 helper"]
