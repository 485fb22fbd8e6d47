"""A kind, a field and a module that a project adds by data alone are known to lint, schema and graph."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

CONFIG = """\
[kinds."acme.widget"]
summary = "A widget on a wall"
roles = ["service"]

[kinds."acme.widget".fields.size]
type = "integer"
required = true
summary = "How large it is"

[kinds."acme.widget".fields.handler]
type = "entry-ref"
ref = ["function.**"]
ref_form = "full-or-short"
ref_check = "call"
summary = "What happens on a click"

[kinds."function.lua".fields.priority]
type = "integer"
summary = "Which function goes first"

[modules.widgets]
summary = "Talks to widgets"
functions.paint = { signature = "(color: string) -> boolean", summary = "Paints" }
"""
INDEX = """\
namespace: app
entries:
  - name: clock
    kind: acme.widget
    size: 3
    handler: click
  - name: hosts
    kind: process.host
  - name: click
    kind: function.lua
    priority: 1
    source: file://click.lua
    method: main
    modules: [widgets]
"""
LUA = 'local widgets = require("widgets")\nreturn { main = function() widgets.paint() end }\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "lua-entries.toml").write_text(CONFIG)
    (tmp_path / "_index.yaml").write_text(INDEX)
    (tmp_path / "click.lua").write_text(LUA)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def findings(run: Run) -> list[tuple[str, str]]:
    _, out, _ = run("lint", "--format", "json", "--level", "hint")
    return [(finding["code"], finding["message"]) for finding in json.loads(out)["findings"]]


def test_the_linter_knows_and_checks_them(project: Path, run: Run) -> None:
    assert findings(run) == []
    index = project / "_index.yaml"
    for before, after, code, word in (
        ("    size: 3\n", "", "LE101", "size"),
        ("size: 3", "size: big", "LE103", "size"),
        ("handler: click", "handler: hosts", "LE502", "app:hosts"),
        ("handler: click", "handler: clik", "LE501", "app:clik"),
        ("priority: 1", "priority: high", "LE103", "priority"),
    ):
        index.write_text(INDEX.replace(before, after))
        ((found, message),) = findings(run)
        assert found == code and word in message
    index.write_text(INDEX)
    (project / "click.lua").write_text(LUA.replace("paint()", "pain()"))
    assert [code for code, _ in findings(run)] == ["LE601"]


def test_without_the_configuration_they_are_mistakes(project: Path, run: Run) -> None:
    (project / "lua-entries.toml").unlink()
    assert {code for code, _ in findings(run)} == {"LE102", "LE104", "LE302"}


def test_the_schema_and_the_graph_know_them(project: Path, run: Run) -> None:
    _, schema, _ = run("schema", "entries")
    assert "acme.widget" in schema and "How large it is" in schema and "Which function goes first" in schema
    assert "Talks to widgets" in schema
    code, out, err = run("graph", "--format", "json")
    assert (code, err) == (0, "")
    graph = json.loads(out)
    assert ("app:clock", "app:click", "handler", "found") in {
        (edge["source"], edge["target"], edge["field"], edge["verdict"]) for edge in graph["edges"]
    }
    assert {node["id"]: node["kind"] for node in graph["nodes"]}["app:clock"] == "acme.widget"
