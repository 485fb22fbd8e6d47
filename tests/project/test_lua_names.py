"""What names and calls in Lua stand for, from the side of one entry."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.project.lua_literals import literal_ids
from lua_entries.project.lua_names import callee, meaning
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry
from lua_entries.project.workspace import LoadRequest, load_workspace
from tests.support.project import make_project

PROJECT = """
--- _index.yaml
namespace: app
entries:
  - {name: money, kind: library.lua, source: "return {}", method: x}
  - name: main
    kind: function.lua
    source: file://main.lua
    method: x
    modules: [funcs, contract, process, nothing]
    imports: {money: "app:money", codec: json, lost: "app:lost", far: "far:away", store: "app:money"}
  - {name: flow, kind: workflow.lua, source: file://main.lua, method: x, modules: [process]}
--- main.lua
process.spawn("app:money", "app:hosts")
contract.open("app:card?x=1&y=app:money")
return function() end
"""


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return load_workspace(LoadRequest(str(make_project(tmp_path, PROJECT))))


def entry(snapshot: Snapshot, name: str) -> Entry:
    return next(each for each in snapshot.roots[0].entries if each.name == name)


@pytest.mark.parametrize(
    ("name", "stands_for"),
    [
        ("funcs", "module funcs"),
        ("process", "module process"),
        ("string", "module string"),
        ("codec", "module json"),
        ("money", "entry app:money"),
        ("store", "entry app:money"),
        ("json", None),
        ("nothing", None),
        ("lost", None),
        ("far", None),
        ("other", None),
    ],
)
def test_names(snapshot: Snapshot, name: str, stands_for: str | None) -> None:
    found = meaning(snapshot, entry(snapshot, "main"), name)
    if found is None:
        assert stands_for is None
    elif found.module is not None:
        assert stands_for == f"module {found.module.name}"
    else:
        assert found.link is not None and stands_for == f"entry {found.link.entries[0].id}"


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("funcs.call", "funcs.call"),
        ("funcs.new():call", "funcs.Executor:call"),
        ("funcs.new():with_context():async", "funcs.Executor:async"),
        ("contract.get():open", "contract.Contract:open"),
        ("process.with_options():spawn", "process.SpawnBuilder:spawn"),
        ("process.registry.lookup", "process.registry.lookup"),
        ("funcs.nothing():call", None),
        ("money.new():call", None),
        ("json.encode", None),
        ("codec.encode():find", None),
    ],
)
def test_calls(snapshot: Snapshot, written: str, known: str | None) -> None:
    assert callee(snapshot, snapshot.roots[0].catalog, entry(snapshot, "main"), written) == known


def test_ids_are_those_of_the_entry_that_runs_the_text(snapshot: Snapshot) -> None:
    """A workflow gives `process.spawn` the name of a task queue, and does not list `contract`."""
    view = snapshot.roots[0]
    unit = snapshot.lua_of(entry(snapshot, "main"))
    assert unit is not None
    main, flow = (
        [(item.text, unit.text[item.span.start : item.span.end]) for item in literal_ids(snapshot, view, user, unit)]
        for user in (entry(snapshot, "main"), entry(snapshot, "flow"))
    )
    assert main == [(text, text) for text in ("app:money", "app:hosts", "app:card")]
    assert flow == [("app:money", "app:money")]
