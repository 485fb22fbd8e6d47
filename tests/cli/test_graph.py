"""`lua-entries graph`: options, files, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

API = """\
namespace: app.api
entries:
  - {name: router, kind: http.router}
  - name: show
    kind: function.lua
    source: file://show.lua
    method: main
    imports: {money: app.lib:money, lost: app.lib:lost}
  - {name: show.endpoint, kind: http.endpoint, meta: {router: app.api:router}, method: GET, path: /s, func: show}
"""
LIB = """\
namespace: app.lib
entries:
  - {name: money, kind: library.lua, source: "return {}"}
  - {name: dates, kind: library.lua, source: "return {}"}
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two namespaces, as the working directory."""
    root = tmp_path / "shop"
    for name, text in (("api", API), ("lib", LIB)):
        (root / "src" / name).mkdir(parents=True)
        (root / "src" / name / "_index.yaml").write_text(text, encoding="utf-8")
    (root / "src" / "api" / "show.lua").write_text("return { main = function() end }\n", encoding="utf-8")
    (root / ".git").mkdir()
    monkeypatch.chdir(root)
    return root


def graph(run: Run, *arguments: str) -> dict[str, Any]:
    code, out, err = run("graph", "--format", "json", *arguments)
    assert (code, err) == (0, "")
    data = json.loads(out)
    assert isinstance(data, dict)
    return data


def keys(data: dict[str, Any]) -> set[str]:
    return {node["key"] for node in data["nodes"]}


EVERYTHING = {
    "app.api:router",
    "app.api:show",
    "app.api:show.endpoint",
    "app.lib:money",
    "app.lib:dates",
    "app.lib:lost",
}


def test_everything_in_the_working_directory(run: Run, shop: Path) -> None:
    data = graph(run)
    assert keys(data) == EVERYTHING
    assert data["summary"]["edges_by_field"] == {
        "func": {"found": 1, "missing": 0, "unknown": 0},
        "imports.*": {"found": 1, "missing": 1, "unknown": 0},
        "meta.router": {"found": 1, "missing": 0, "unknown": 0},
    }
    assert {node["path"] for node in data["nodes"]} == {"src/api/_index.yaml", "src/lib/_index.yaml", None}


def test_a_path_chooses_entries_and_shows_what_they_are_connected_to(run: Run, shop: Path) -> None:
    assert keys(graph(run, "src/lib")) == {"app.lib:dates", "app.lib:money", "app.api:show"}
    assert keys(graph(run, "src/api")) == EVERYTHING - {"app.lib:dates"}
    assert keys(graph(run, "src/api/show.lua")) == EVERYTHING - {"app.lib:dates", "app.api:router"}


def test_paths_are_relative_to_the_working_directory(run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop / "src" / "lib")
    data = graph(run)
    assert keys(data) == {"app.lib:dates", "app.lib:money", "app.api:show"}
    assert {node["path"] for node in data["nodes"]} == {"_index.yaml", "../api/_index.yaml"}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--kinds", "http.*"], {"app.api:router", "app.api:show.endpoint"}),
        (["--kinds", "http.router,library.lua"], {"app.api:router", "app.lib:money", "app.lib:dates"}),
        (["--kinds", "function.*"], {"app.api:show", "app.lib:lost"}),
        (["--namespace", "app.lib"], {"app.lib:money", "app.lib:dates"}),
        (["--namespace", "app.a*", "--kinds", "*.lua"], {"app.api:show", "app.lib:lost"}),
        (["--entry", "app.lib:money"], {"app.lib:money", "app.api:show", "app.api:show.endpoint"}),
        (["--entry", "app.lib:money", "--depth", "1"], {"app.lib:money", "app.api:show"}),
        (["--entry", "app.lib:money", "--depth", "0"], {"app.lib:money"}),
        (["--entry", "app.api:show", "--kinds", "library.lua"], {"app.api:show", "app.lib:money", "app.lib:lost"}),
        (["--entry", "app.lib:lost", "src/lib", "--depth", "1"], {"app.lib:lost", "app.api:show"}),
        (["--exclude", "src/lib"], EVERYTHING - {"app.lib:dates"}),
    ],
)
def test_filters(run: Run, shop: Path, arguments: list[str], expected: set[str]) -> None:
    assert keys(graph(run, *arguments)) == expected


def test_an_id_of_several_roots_means_the_one_at_the_path(run: Run, shop: Path) -> None:
    for name in ("one", "two"):
        root = shop / name
        (root / "src").mkdir(parents=True)
        (root / "wippy.lock").write_text("directories: {modules: .wippy, src: ./src}\n", encoding="utf-8")
        (root / "src" / "_index.yaml").write_text(
            f"namespace: app\nentries:\n  - {{name: db, kind: db.sql.sqlite, file: {name}.db}}\n", encoding="utf-8"
        )
    assert [node["root"] for node in graph(run, "two", "--entry", "app:db")["nodes"]] == ["two"]
    assert [node["root"] for node in graph(run, "--entry", "app:db")["nodes"]] == ["one", "two"]


def test_the_format_follows_the_output_file(run: Run, shop: Path) -> None:
    starts = {"g.dot": "digraph", "g.mmd": "flowchart", "g.json": "{", "g.html": "<!DOCTYPE html>", "g.txt": "digraph"}
    for name, start in starts.items():
        assert run("graph", "--output", name) == (0, "", "")
        assert (shop / name).read_text(encoding="utf-8").startswith(start)
    assert run("graph", "--output", "g.html", "--format", "mermaid")[0] == 0
    assert (shop / "g.html").read_text(encoding="utf-8").startswith("flowchart")
    assert run("graph")[1].startswith('digraph "shop" {')
    assert run("graph", "src/lib")[1].startswith('digraph "lib" {')


@pytest.mark.parametrize(
    ("arguments", "message", "help"),
    [
        (["--entry", "app.lib:mony"], "`--entry`: there is no entry `app.lib:mony`", "did you mean `app.lib:money`?"),
        (["--entry", "money"], "`--entry`: there is no entry `money`", "did you mean `app.lib:money`?"),
        (["--entry", "zzz"], "`--entry`: there is no entry `zzz`", "an id is written `namespace:name`"),
        (["--kinds", "http.*,library.lau"], "`--kinds`: no kind matches `library.lau`", "did you mean `library.lua`?"),
        (["--namespace", "app.libb"], "`--namespace`: no namespace matches `app.libb`", "did you mean `app.lib`?"),
        (["--namespace", "zz"], "`--namespace`: no namespace matches `zz`", "namespaces here: app.api, app.lib"),
        (["--depth", "1"], "`--depth` without `--entry`", "`--depth` says how far to go from an entry"),
        (
            ["--format", "svg"],
            "`--format`: must be dot, mermaid, json or html, not `svg`",
            "`lua-entries graph --help`",
        ),
        (["--entry", "a:b", "--depth", "x"], "`--depth`: must be a whole number from 0 on, not `x`", "`lua-entries"),
        (["nowhere"], "no such file or directory: `nowhere`", "`lua-entries graph --help`"),
        (["--output", "no/such/g.dot"], "cannot write `", "`lua-entries graph --help`"),
    ],
)
def test_wrong_usage(run: Run, shop: Path, arguments: list[str], message: str, help: str) -> None:
    code, out, err = run("graph", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"lua-entries graph: {message}")
    assert err.splitlines()[1].startswith(f"  {help}")


def test_nothing_to_draw(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run("graph", "--format", "json")
    assert code == 3
    assert json.loads(out) == {"version": 1, "nodes": [], "edges": [], "summary": {"edges_by_field": {}}}
    assert err == f"lua-entries: no index file found in `{tmp_path}`\n"
