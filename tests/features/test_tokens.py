"""What words mean, for colours."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from lua_entries.features.token_types import MODIFIERS, TYPES
from lua_entries.features.tokens import Token, tokens
from lua_entries.project.workspace import LoadRequest, load_workspace
from lua_entries.rules.registry import RULE_CODES
from lua_entries.text.span import Span
from tests.support.project import make_project

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PROJECT = """
--- wippy.lock
--- _index.yaml
namespace: app
entries:
  - name: handler
    kind: function.lua
    source: file://handler.lua
    method: main
    modules: [json, nothing]
    imports:
      lib: app:lib
      time: time
      gone: app:gone
  - name: lib
    kind: "library.lua"
    source: |
      local json = require("json")
      -- é😀
      return { text = json.encode({}) }
    modules: [json]
  - name: other
    kind: no.kind
  - name: handler.endpoint
    kind: http.endpoint
    path: /
    func: handler
--- handler.lua
local json, lib = require("json"), require("lib")
local nothing = require("nothing")
local funcs = require("funcs")
type Item<T> = { value: T, count: number, from: json.Value }
interface Shape: Base
  function size(a: number): Item
end
local function main(x: Shape)
  lib.run(json.encode(x), time.now().second, lib.field)
  local local_json = json
  return local_json.decode("app:lib"), string.format("é")
end
return { main = main }
"""


def described(root: Path, path: str, within: Span | None = None) -> list[str]:
    snapshot = load_workspace(LoadRequest(str(root)))
    text = snapshot.text(str(root / path))
    found = tokens(snapshot, str(root / path), within)
    return [describe(text, token) for token in found]


def describe(text: str, token: Token) -> str:
    start, end = token.span
    modifiers = "".join(f" {name}" for name in MODIFIERS if name in token.modifiers)
    return f"{text[start:end]}: {token.type}{modifiers}"


def test_index_files(tmp_path: Path) -> None:
    root = make_project(tmp_path, PROJECT)
    assert described(root, "_index.yaml") == [
        "handler: class declaration",
        "function.lua: type defaultLibrary",
        "main: function",
        "json: namespace defaultLibrary",
        "lib: namespace declaration",
        "app: namespace",
        "lib: class",
        "time: namespace declaration",
        "time: namespace defaultLibrary",
        "gone: namespace declaration",
        "lib: class declaration",
        "library.lua: type defaultLibrary",
        "json: namespace declaration defaultLibrary",
        "json: namespace defaultLibrary",
        "json: namespace defaultLibrary",
        "encode: function defaultLibrary",
        "json: namespace defaultLibrary",
        "other: class declaration",
        "handler.endpoint: class declaration",
        "http.endpoint: type defaultLibrary",
        "handler: class",
    ]


def test_lua(tmp_path: Path) -> None:
    root = make_project(tmp_path, PROJECT)
    assert described(root, "handler.lua") == [
        "json: namespace declaration defaultLibrary",
        "lib: namespace declaration",
        "json: namespace defaultLibrary",
        "lib: namespace",
        "Item: type declaration",
        "T: typeParameter declaration",
        "T: typeParameter",
        "number: type defaultLibrary",
        "json: namespace",
        "Value: type",
        "Shape: interface declaration",
        "Base: interface",
        "number: type defaultLibrary",
        "Item: type",
        "Shape: interface",
        "lib: namespace",
        "run: function",
        "json: namespace defaultLibrary",
        "encode: function defaultLibrary",
        "time: namespace defaultLibrary",
        "now: function defaultLibrary",
        "lib: namespace",
        "field: property",
        "json: namespace defaultLibrary",
        "local_json: namespace defaultLibrary",
        "decode: function defaultLibrary",
        "string: namespace defaultLibrary",
        "format: function defaultLibrary",
    ]


def test_ids_in_strings(tmp_path: Path) -> None:
    text = PROJECT.replace("modules: [json, nothing]", "modules: [json, funcs]").replace(
        "return local_json.decode", 'funcs.call("app:lib")\n  funcs.call("app:gone")\n  return local_json.decode'
    )
    found = described(make_project(tmp_path, text), "handler.lua")
    at = found.index("call: function defaultLibrary")
    assert found[at : at + 5] == [
        "call: function defaultLibrary",
        "app: namespace",
        "lib: class",
        "funcs: namespace defaultLibrary",
        "call: function defaultLibrary",
    ]
    assert found[at + 5].startswith("local_json")


def test_lua_that_no_entry_runs_has_its_types(tmp_path: Path) -> None:
    root = make_project(tmp_path, "--- wippy.lock\n--- _index.yaml\nnamespace: app\nentries: []\n")
    path = str(root / "a.lua")
    snapshot = load_workspace(LoadRequest(str(root), overlay={path: "type A = number\nlocal a: A = json.b\n"}))
    assert [token.type for token in tokens(snapshot, path)] == ["type", "type", "type"]


def test_a_range(tmp_path: Path) -> None:
    root = make_project(tmp_path, PROJECT)
    text = (root / "handler.lua").read_text()
    start = text.index("type Item")
    assert described(root, "handler.lua", Span(start, text.index("interface"))) == [
        "Item: type declaration",
        "T: typeParameter declaration",
        "T: typeParameter",
        "number: type defaultLibrary",
        "json: namespace",
        "Value: type",
    ]


def test_tokens_of_the_examples_are_in_order_and_apart() -> None:
    used = set()
    for name in ("shop", "broken"):
        snapshot = load_workspace(LoadRequest(str(EXAMPLES / name), known_rules=RULE_CODES))
        for path in (*snapshot.index_units, *snapshot.lua_units):
            found = tokens(snapshot, path)
            text = snapshot.text(path)
            assert all(one.span.end <= other.span.start for one, other in pairwise(found))
            assert all(text[token.span.start : token.span.end].strip() for token in found)
            used |= {token.type for token in found}
    assert used <= set(TYPES)
    assert {"namespace", "class", "type", "function"} <= used


def test_the_legend_has_no_doubles() -> None:
    assert len(set(TYPES)) == len(TYPES) and len(set(MODIFIERS)) == len(MODIFIERS)
