"""The graph of small projects: which nodes and edges there are, with which verdicts, and what the filters leave."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from lua_entries.features.graph import (
    Edge,
    Graph,
    Node,
    UnknownEntry,
    around,
    build,
    edges_by_field,
    only,
    require_entry,
    with_neighbours,
)
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.workspace import LoadRequest, load_workspace
from tests.support.project import make_project

PROJECT = """
--- .gitignore
.wippy
--- wippy.lock
directories:
  modules: .wippy
  src: ./src
modules:
  - {name: acme/tools, version: v1.0.0}
--- src/_index.yaml
namespace: app
meta: {comment: From the header}
entries:
  - name: gateway
    kind: http.service
    addr: ":80"
  - name: api
    kind: http.router
    meta: {server: app:gateway, comment: " The routes "}
  - name: prefix
    kind: ns.requirement
    targets:
      - {entry: app:api, path: .prefix}
      - {entry: app:gone, path: .prefix}
  - name: show.endpoint
    kind: http.endpoint
    meta: {router: app:api}
    path: /show
    method: GET
    func: show
  - name: show
    kind: function.lua
    source: file://show.lua
    method: main
    modules: [funcs]
    imports:
      lib: app:lib
      mine: app:libb
      json: json
      nothing: nothing
      theirs: other.place:lib
  - name: lib
    kind: library.lua
    source: |
      return {}
  - name: show_test
    kind: function.lua
    meta: {type: test}
    source: file://show_test.lua
    method: main
    modules: [funcs]
  - name: lazy
    kind: function.lua
    source: |
      local registry = require("registry")
      return { main = function() return registry.get("app:made_later") end }
    method: main
    modules: [registry]
--- src/show.lua
local funcs = require("funcs")
local function main()
    funcs.call("app:lib")
    funcs.call("app:lib")
    return funcs.call("app:nowhere")
end
return { main = main }
--- src/show_test.lua
local funcs = require("funcs")
local function main()
    return funcs.call("app:not_there_on_purpose")
end
return { main = main }
--- .wippy/vendor/acme/tools/src/_index.yaml
namespace: acme.tools
entries:
  - name: hammer
    kind: library.lua
    source: |
      return {}
"""


def load(tmp_path: Path, text: str = PROJECT) -> tuple[Snapshot, Graph]:
    root = make_project(tmp_path, text)
    snapshot = load_workspace(LoadRequest(str(root)))
    return snapshot, build(snapshot, str(root))


@pytest.fixture
def graph(tmp_path: Path) -> Graph:
    return load(tmp_path)[1]


def by_key(graph: Graph) -> Mapping[str, Node]:
    return {node.key: node for node in graph.nodes}


def short(graph: Graph, source: str = "") -> list[tuple[str, str, str, str]]:
    return [
        (edge.source, edge.label, edge.target, edge.verdict)
        for edge in graph.edges
        if not source or edge.source == source
    ]


def test_entries_are_nodes_with_what_they_say_of_themselves(graph: Graph) -> None:
    nodes = by_key(graph)
    assert nodes["app:show"] == Node(
        key="app:show",
        id="app:show",
        kind="function.lua",
        namespace="app",
        root=".",
        path="src/_index.yaml",
        line=21,
        source="src/show.lua",
        status="found",
        vendored=False,
        test=False,
        comment="From the header",
    )
    assert nodes["app:api"].comment == "The routes"
    assert nodes["app:lib"].source == ""
    assert [key for key, node in nodes.items() if node.test] == ["app:show_test"]
    assert [key for key, node in nodes.items() if node.vendored] == ["acme.tools:hammer"]
    assert list(nodes) == sorted(nodes)


def test_targets_that_are_not_there_are_nodes_too(graph: Graph) -> None:
    absent = {node.key: (node.status, node.root) for node in graph.nodes if node.status != "found"}
    assert absent == {
        "app:gone": ("missing", "."),
        "app:libb": ("missing", "."),
        "app:nowhere": ("missing", "."),
        "nothing": ("missing", ""),
        "other.place:lib": ("unknown", ""),
        "app:not_there_on_purpose": ("unknown", "."),
        "app:made_later": ("unknown", "."),
    }
    gone = by_key(graph)["app:gone"]
    assert (gone.kind, gone.path, gone.line, gone.name) == ("", "", 0, "gone")


def test_fields_requirements_imports_and_literals_are_edges(graph: Graph) -> None:
    assert short(graph) == [
        ("app:api", "meta.server", "app:gateway", "found"),
        ("app:lazy", "registry.get", "app:made_later", "unknown"),
        ("app:prefix", "targets[0].entry", "app:api", "found"),
        ("app:prefix", "targets[1].entry", "app:gone", "missing"),
        ("app:show", "funcs.call", "app:lib", "found"),
        ("app:show", "imports.lib", "app:lib", "found"),
        ("app:show", "imports.mine", "app:libb", "missing"),
        ("app:show", "funcs.call", "app:nowhere", "missing"),
        ("app:show", "imports.nothing", "nothing", "missing"),
        ("app:show", "imports.theirs", "other.place:lib", "unknown"),
        ("app:show.endpoint", "meta.router", "app:api", "found"),
        ("app:show.endpoint", "func", "app:show", "found"),
        ("app:show_test", "funcs.call", "app:not_there_on_purpose", "unknown"),
    ]


def test_edges_say_where_they_are_written(graph: Graph) -> None:
    places = {(edge.source, edge.label): (edge.field, edge.path, edge.line) for edge in graph.edges}
    assert places["app:prefix", "targets[1].entry"] == ("targets[].entry", "src/_index.yaml", 14)
    assert places["app:show", "imports.lib"] == ("imports.*", "src/_index.yaml", 27)
    assert places["app:show", "funcs.call"] == ("funcs.call", "src/show.lua", 5)
    assert places["app:lazy", "registry.get"] == ("registry.get", "src/_index.yaml", 46)


def test_a_field_that_a_requirement_fills_is_no_edge(tmp_path: Path) -> None:
    text = PROJECT.replace("path: .prefix", "path: .imports.mine").replace("entry: app:gone", "entry: app:show")
    graph = load(tmp_path, text)[1]
    assert "imports.lib" in {edge.label for edge in graph.edges}
    assert "imports.mine" not in {edge.label for edge in graph.edges}


def test_a_function_that_another_entry_of_the_file_runs_makes_no_edge_here(tmp_path: Path) -> None:
    graph = load(
        tmp_path,
        """
        --- _index.yaml
        namespace: app
        entries:
          - {name: a, kind: function.lua, source: file://ab.lua, method: a, modules: [funcs]}
          - {name: b, kind: function.lua, source: file://ab.lua, method: b, modules: [funcs]}
        --- ab.lua
        local funcs = require("funcs")
        local function a() return funcs.call("app:b") end
        local function b() return 1 end
        return { a = a, b = b }
        """,
    )[1]
    assert short(graph) == [("app:a", "funcs.call", "app:b", "found")]


ROOTS = """
--- one/wippy.lock
directories: {modules: .wippy, src: ./src}
--- one/src/_index.yaml
namespace: app
entries:
  - {name: db, kind: db.sql.sqlite, file: a.db}
  - {name: lib, kind: library.lua, source: "return {}", imports: {x: app:gone}}
--- two/wippy.lock
directories: {modules: .wippy, src: ./src}
--- two/src/_index.yaml
namespace: app
entries:
  - {name: lib, kind: library.lua, source: "return {}", imports: {x: app:gone, y: app:lib}}
"""


def test_the_same_id_in_two_roots_is_two_nodes(tmp_path: Path) -> None:
    graph = load(tmp_path, ROOTS)[1]
    assert {node.key: (node.id, node.root, node.status) for node in graph.nodes} == {
        "app:db": ("app:db", "one", "found"),
        "app:gone": ("app:gone", "one", "missing"),
        "app:gone#2": ("app:gone", "two", "missing"),
        "app:lib": ("app:lib", "one", "found"),
        "app:lib#2": ("app:lib", "two", "found"),
    }
    assert short(graph) == [
        ("app:lib", "imports.x", "app:gone", "missing"),
        ("app:lib#2", "imports.x", "app:gone#2", "missing"),
        ("app:lib#2", "imports.y", "app:lib#2", "found"),
    ]


def test_a_part_has_no_numbers_that_it_does_not_need(tmp_path: Path) -> None:
    part = with_neighbours(load(tmp_path, ROOTS)[1], lambda node: node.root == "two")
    assert short(part) == [
        ("app:lib", "imports.x", "app:gone", "missing"),
        ("app:lib", "imports.y", "app:lib", "found"),
    ]


def test_the_order_of_the_files_does_not_matter(tmp_path: Path) -> None:
    one, two = ROOTS.split("--- two/wippy.lock")
    assert load(tmp_path, ROOTS)[1].edges == load(tmp_path, f"--- two/wippy.lock{two}{one}")[1].edges


def test_chosen_entries_come_with_both_ends_of_their_edges(graph: Graph) -> None:
    part = with_neighbours(graph, lambda node: node.id == "app:api")
    assert set(by_key(part)) == {"app:api", "app:gateway", "app:prefix", "app:show.endpoint"}
    # Edges between two neighbours are not part of it.
    assert {edge.label for edge in part.edges} == {"meta.server", "targets[0].entry", "meta.router"}


def test_only_keeps_what_is_chosen_and_its_unresolved_targets(graph: Graph) -> None:
    part = only(graph, lambda node: node.kind == "function.lua" and not node.test)
    assert set(by_key(part)) == {
        "app:lazy",
        "app:made_later",
        "app:show",
        "app:libb",
        "app:nowhere",
        "nothing",
        "other.place:lib",
    }
    assert {edge.source for edge in part.edges} == {"app:lazy", "app:show"}


def test_around_an_entry_both_ways_but_not_sideways(graph: Graph) -> None:
    assert set(by_key(around(graph, ["app:api"], 0))) == {"app:api"}
    assert set(by_key(around(graph, ["app:show"], 1))) == {
        "app:show",
        "app:show.endpoint",
        "app:lib",
        "app:libb",
        "app:nowhere",
        "nothing",
        "other.place:lib",
    }
    # The endpoint needs the router as well, but the function does not.
    assert "app:api" not in by_key(around(graph, ["app:show"], 9))
    deep = around(graph, ["app:gateway"], 2)
    assert set(by_key(deep)) == {"app:gateway", "app:api", "app:prefix", "app:show.endpoint"}
    assert deep.focus == "app:gateway"


def test_a_cycle_ends() -> None:
    nodes = tuple(Node(key, key, "k", "a", ".", "f", 1, "", "found", False, False, "") for key in ("a:x", "a:y"))
    edges = (Edge("a:x", "a:y", "f", "f", "found", "f", 1), Edge("a:y", "a:x", "f", "f", "found", "f", 1))
    assert around(Graph("g", nodes, edges), ["a:x"], 99).nodes == nodes


@pytest.mark.parametrize(
    ("identifier", "near"),
    [
        ("app:shwo", ("app:show",)),
        ("lib", ("app:lib",)),
        ("apq:gateway", ("app:gateway",)),
        ("zzz", ()),
    ],
)
def test_an_unknown_entry_has_near_matches(tmp_path: Path, identifier: str, near: tuple[str, ...]) -> None:
    snapshot, graph = load(tmp_path)
    require_entry(snapshot, graph, "app:show")
    require_entry(snapshot, graph, "app:gone")
    with pytest.raises(UnknownEntry) as caught:
        require_entry(snapshot, graph, identifier)
    assert caught.value.near[: len(near)] == near
    assert bool(caught.value.near) == bool(near)


def test_counts_by_field_and_verdict(graph: Graph) -> None:
    assert edges_by_field(graph) == {
        "func": {"found": 1, "missing": 0, "unknown": 0},
        "funcs.call": {"found": 1, "missing": 1, "unknown": 1},
        "imports.*": {"found": 1, "missing": 2, "unknown": 1},
        "meta.router": {"found": 1, "missing": 0, "unknown": 0},
        "meta.server": {"found": 1, "missing": 0, "unknown": 0},
        "registry.get": {"found": 0, "missing": 0, "unknown": 1},
        "targets[].entry": {"found": 1, "missing": 1, "unknown": 0},
    }


def test_features_do_not_know_the_editor_protocol() -> None:
    unwanted = "pygls", "lsprotocol", "asyncio"
    code = f"import sys, lua_entries.features.graph; print([name for name in sys.modules if name in {unwanted}])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
