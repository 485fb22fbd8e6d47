"""Commands of the server, and the state that it tells of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lua_entries.catalog import load_catalog
from lua_entries.features.completion import plain_text
from lua_entries.lsp.commands import COMMANDS
from lua_entries.rules.registry import RULES
from tests.lsp.editor import Editor
from tests.lsp.profiles import PROFILES, capabilities
from tests.lsp.test_server import PROJECT
from tests.support.project import lint_directory, make_project

INVALID_PARAMS = -32602
REQUEST_FAILED = -32803


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path, PROJECT)


@pytest.fixture
def editor() -> Iterator[Editor]:
    held = Editor()
    yield held
    held.kill()


def run(editor: Editor, name: str, *arguments: Any) -> Any:
    return editor.ask("workspace/executeCommand", {"command": f"lua-entries.server.{name}", "arguments": [*arguments]})


def refused(editor: Editor, name: str, *arguments: Any) -> tuple[int, str]:
    params = {"command": f"lua-entries.server.{name}", "arguments": [*arguments]}
    error = editor.answer(editor.begin("workspace/executeCommand", params))["error"]
    return error["code"], error["message"]


@pytest.mark.parametrize("profile", PROFILES)
def test_the_graph_of_a_file_is_a_page_about_its_entries(profile: str, editor: Editor, project: Path) -> None:
    editor.start(capabilities(profile), project)
    shown = {
        name: set(re.findall(r'"id":"([^"]+)"', run(editor, "graph", (project / name).as_uri())["html"]))
        for name in ("app/lib/_index.yaml", "app/handler.lua")
    }
    assert shown == {
        "app/lib/_index.yaml": {"app.lib:helpers", "app:handler"},
        "app/handler.lua": shown["app/lib/_index.yaml"],
    }
    assert "<title>app/handler.lua" in run(editor, "graph", (project / "app/handler.lua").as_uri())["html"]
    assert run(editor, "graph")["html"].startswith("<!DOCTYPE html>")
    code, message = refused(editor, "graph", (project / "wippy.lock").as_uri())
    assert code == REQUEST_FAILED and message.startswith("`wippy.lock` has no entries")


def test_unsaved_text_is_in_the_graph(editor: Editor, project: Path) -> None:
    editor.start(capabilities("visual_studio_code"), project)
    index = project / "app/_index.yaml"
    editor.open(index, index.read_text().replace("app.lib:helpers", "app.lib:absent"))
    assert '"id":"app.lib:absent","kind":null' in run(editor, "graph", index.as_uri())["html"]


def test_rules_are_explained(editor: Editor, project: Path) -> None:
    editor.start(capabilities("neovim"), project)
    for rule in RULES:
        page = run(editor, "explain", rule.code)["markdown"]
        assert page.startswith(f"# {rule.code} {rule.name}\n")
    assert run(editor, "explain", "unused-module") == run(editor, "explain", "LE303")
    code, message = refused(editor, "explain", "unused-modul")
    assert code == INVALID_PARAMS and "unused-module" in message


@pytest.mark.parametrize("profile", PROFILES)
def test_entries_with_their_places(profile: str, editor: Editor, project: Path) -> None:
    editor.start(capabilities(profile), project)
    first, second = run(editor, "entries")
    assert (first["id"], first["kind"], second["id"]) == ("app.lib:helpers", "library.lua", "app:handler")
    assert second["location"] == {
        "uri": (project / "app/_index.yaml").as_uri(),
        "range": {"start": {"line": 2, "character": 10}, "end": {"line": 2, "character": 17}},
    }


def test_the_state_and_the_notification_of_it(editor: Editor, project: Path) -> None:
    editor.start(capabilities("visual_studio_code"), project, initializationOptions={"status": True})
    editor.until(lambda: any(not state["indexing"] for state in editor.told("luaEntries/status")))
    before, *_, clean = editor.told("luaEntries/status")
    assert before["indexing"] and before["entries"] == 0
    counts = {
        "roots": 1,
        "files": 4,
        "entries": 2,
        "errors": 0,
        "warnings": 0,
        "infos": 0,
        "hints": 1,
        "indexing": False,
    }
    assert clean == counts == run(editor, "status")
    index = project / "app/_index.yaml"
    editor.open(index, index.read_text().replace("json", "time"))
    editor.until(lambda: editor.told("luaEntries/status")[-1] == {**counts, "errors": 1, "warnings": 1})
    times = len(editor.told("luaEntries/status"))
    editor.replace(index, 2, index.read_text().replace("json", "time") + "# a remark\n")
    editor.until(lambda: editor.versions.get(index.as_uri()) == 2)
    assert len(editor.told("luaEntries/status")) == times  # nothing in it changed


def test_nobody_is_told_who_did_not_ask(editor: Editor, project: Path) -> None:
    editor.start(capabilities("visual_studio_code"), project)
    run(editor, "lint")
    assert editor.told("luaEntries/status") == []
    assert not [params for params in editor.told("window/showMessage") if "setting" in params["message"]]


@pytest.mark.parametrize("profile", PROFILES)
def test_linting_looks_at_the_disk_and_counts(profile: str, editor: Editor, project: Path) -> None:
    editor.start(capabilities(profile), project)
    assert run(editor, "lint")["errors"] == 0
    index = project / "app/_index.yaml"
    index.write_text(index.read_text().replace("json", "time"))  # and nobody tells the server
    found = run(editor, "lint")
    expected = [finding.severity.label for finding in lint_directory(project)]
    assert [found["errors"], found["warnings"]] == [expected.count("error"), expected.count("warning")] == [1, 1]


@pytest.mark.parametrize("profile", PROFILES)
def test_every_kind_can_be_begun_with_its_snippet(profile: str, editor: Editor, project: Path) -> None:
    (project / "lua-entries.toml").write_text(
        '[kinds."acme.widget"]\nsummary = "A widget"\nfields = {size = {type = "integer", required = true}}\n'
    )
    editor.start(capabilities(profile), project)
    found = {item["kind"]: item for item in run(editor, "newEntryKinds")}
    catalog = load_catalog()
    usable = {name for name in catalog.kinds if (kind := catalog.kind(name)) is not None and kind.usable}
    assert set(found) == usable | {"acme.widget"}
    assert found["acme.widget"]["detail"] == "A widget"
    assert found["acme.widget"]["snippet"] == "- name: ${1:name}\n  kind: acme.widget\n  size: $2"
    indented = "\n".join(f"  {line}" for line in plain_text(found["function.lua"]["snippet"]).split("\n"))
    (project / "app/extra").mkdir()
    (project / "app/extra/_index.yaml").write_text(f"namespace: app.extra\nentries:\n{indented}\n")
    messages = [finding.message for finding in lint_directory(project) if "extra" in finding.path]
    assert [message for message in messages if "YAML" in message or "kind" in message] == []


def test_commands_are_announced_and_refuse_what_they_do_not_take(editor: Editor, project: Path) -> None:
    editor.start(capabilities("emacs"), project)
    assert set(editor.capable["executeCommandProvider"]["commands"]) == set(COMMANDS)
    for name, arguments in (
        *(("nothing", ()), ("explain", ()), ("explain", (1,)), ("entries", (1,)), ("graph", ("untitled:x",))),
        *(("graph", (1,)), ("showUses", ("file:///x", 1)), ("showRule", ("x",)), ("status", ({},))),
    ):
        code, message = refused(editor, name, *arguments)
        assert code == INVALID_PARAMS and message
    assert editor.told("window/showMessage") == []
