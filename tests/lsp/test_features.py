"""Features over the wire, with the capabilities of real editors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lsprotocol.converters import get_converter
from pytest_lsp import client_capabilities

from tests.lsp.editor import Editor
from tests.lsp.profiles import TODAY, capabilities
from tests.lsp.test_server import PROFILES, PROJECT
from tests.support.project import make_project


@pytest.fixture(scope="module", params=PROFILES)
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Editor, Path]]:
    """One server for each editor, with both sides of the project open."""
    project = make_project(tmp_path_factory.mktemp("served"), PROJECT)
    editor = Editor()
    try:
        editor.start(get_converter().unstructure(client_capabilities(request.param)), project)
        for path in (project / "app/_index.yaml", project / "app/handler.lua"):
            editor.open(path)
            editor.until_codes(path)
        yield editor, project
    finally:
        editor.kill()


def at(path: Path, before: str) -> dict[str, Any]:
    """The place right behind the first `before` in an ASCII file."""
    text = path.read_text()
    head = text[: text.index(before) + len(before)]
    line = head.count("\n")
    position = {"line": line, "character": len(head) - (head.rfind("\n") + 1)}
    return {"textDocument": {"uri": path.as_uri()}, "position": position}


def places(found: list[dict[str, Any]]) -> set[tuple[str, int]]:
    """File name and line (from 1) of locations or location links."""
    return {
        (
            (item.get("uri") or item["targetUri"]).rpartition("/")[2],
            (item.get("range") or item["targetSelectionRange"])["start"]["line"] + 1,
        )
        for item in found
    }


def test_definition_leads_from_yaml_to_yaml_and_from_lua_to_lua(served: tuple[Editor, Path]) -> None:
    editor, project = served
    index, handler = project / "app/_index.yaml", project / "app/handler.lua"
    assert ("_index.yaml", 3) in places(editor.ask("textDocument/definition", at(index, "app.lib:hel")))
    assert ("handler.lua", 1) in places(editor.ask("textDocument/definition", at(index, "file://hand")))
    assert ("helpers.lua", 2) in places(editor.ask("textDocument/definition", at(handler, "helpers.li")))


def test_hover_tells_what_an_entry_is(served: tuple[Editor, Path]) -> None:
    editor, project = served
    shown = editor.ask("textDocument/hover", at(project / "app/_index.yaml", "app.lib:hel"))["contents"]
    assert "library.lua" in shown["value"]
    shown = editor.ask("textDocument/hover", at(project / "app/handler.lua", "json.enc"))["contents"]
    assert "encode" in shown["value"]


def test_references_cross_the_border(served: tuple[Editor, Path]) -> None:
    editor, project = served
    place = {**at(project / "app/_index.yaml", "app.lib:hel"), "context": {"includeDeclaration": True}}
    assert {("_index.yaml", 3), ("_index.yaml", 9)} <= places(editor.ask("textDocument/references", place))
    marked = editor.ask("textDocument/documentHighlight", at(project / "app/handler.lua", "local hel"))
    assert {item["range"]["start"]["line"] for item in marked} >= {1, 2}


def test_completion_offers_modules_in_yaml_and_members_in_lua(served: tuple[Editor, Path]) -> None:
    editor, project = served
    found = editor.ask("textDocument/completion", at(project / "app/_index.yaml", "modules: [js"))
    assert {"json", "time"} <= {item["label"] for item in found["items"]}
    found = editor.ask("textDocument/completion", at(project / "app/handler.lua", "helpers.l"))
    assert "list" in {item["label"] for item in found["items"]}


def test_signatures_name_the_argument_at_the_cursor(served: tuple[Editor, Path]) -> None:
    editor, project = served
    found = editor.ask("textDocument/signatureHelp", at(project / "app/handler.lua", "json.encode("))
    (shown,) = found["signatures"]
    assert shown["label"].startswith("json.encode(") and found["activeParameter"] == 0
    # All of these editors know offsets, which are never wrong where the text occurs in the name, too.
    assert [shown["label"][slice(*item["label"])] for item in shown["parameters"]] == ["value: any"]


def test_editors_that_know_no_offsets_get_the_text_of_parameters(tmp_path: Path) -> None:
    project = make_project(tmp_path, PROJECT)
    handler = project / "app/handler.lua"
    editor = Editor()
    try:
        editor.start({}, project)
        editor.open(handler)
        found = editor.ask("textDocument/signatureHelp", at(handler, "json.encode("))
        assert found["signatures"][0]["parameters"] == [{"label": "value: any"}]
    finally:
        editor.kill()


def test_items_with_one_label_are_told_apart(tmp_path: Path) -> None:
    project = make_project(tmp_path, PROJECT)
    handler = project / "app/handler.lua"
    editor = Editor()
    try:
        editor.start(capabilities(TODAY), project)
        editor.open(handler)
        found = editor.ask("textDocument/completion", at(handler, 'require("hel'))
        beside = {item["label"]: item.get("labelDetails") for item in found["items"]}
        assert beside["helpers"] == {"description": "app.lib:helpers"}
        assert beside["json"] is None
    finally:
        editor.kill()


def test_rename_changes_both_languages_and_says_why_it_will_not(served: tuple[Editor, Path]) -> None:
    editor, project = served
    place = at(project / "app/_index.yaml", "app.lib:hel")
    assert editor.ask("textDocument/prepareRename", place)["placeholder"] == "helpers"
    changed = editor.ask("textDocument/rename", {**place, "newName": "tools"})["changes"]
    texts = {uri.rpartition("/app/")[2]: [edit["newText"] for edit in edits] for uri, edits in changes_of(changed)}
    assert texts == {"_index.yaml": ["tools"], "lib/_index.yaml": ["tools"]}
    alias = at(project / "app/handler.lua", 'require("help')
    changed = editor.ask("textDocument/rename", {**alias, "newName": "lists"})["changes"]
    assert {uri.rpartition("/")[2] for uri, _ in changes_of(changed)} == {"_index.yaml", "handler.lua"}
    assert editor.refused("textDocument/rename", {**place, "newName": "not:a name"}) == -32803


def changes_of(changes: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    return sorted(changes.items())


def test_fixes_are_offered_where_the_finding_is(served: tuple[Editor, Path]) -> None:
    editor, project = served
    index = project / "app/_index.yaml"
    good = index.read_text()
    editor.replace(index, 2, good.replace("kind: function.lua", "kind: function.luaa"))
    spot = {"line": 3, "character": 20}
    asked = {"textDocument": {"uri": index.as_uri()}, "range": {"start": spot, "end": spot}}
    offered = editor.ask("textDocument/codeAction", {**asked, "context": {"diagnostics": []}})
    fix = next(action for action in offered if action.get("isPreferred"))
    ((uri, (edit,)),) = changes_of(fix["edit"]["changes"])
    assert (uri, edit["newText"]) == (index.as_uri(), "function.lua")
    only = {"diagnostics": [], "only": ["source.fixAll.luaEntries"]}
    (everything,) = editor.ask("textDocument/codeAction", {**asked, "context": only})
    assert everything["kind"] == "source.fixAll.luaEntries"
    editor.replace(index, 3, good)


def test_shapes_of_files_and_entries_of_the_workspace(served: tuple[Editor, Path]) -> None:
    editor, project = served
    index = project / "app/_index.yaml"
    document = {"textDocument": {"uri": index.as_uri()}}
    assert {"startLine": 2, "endLine": 8} in [
        {"startLine": fold["startLine"], "endLine": fold["endLine"]}
        for fold in editor.ask("textDocument/foldingRange", document)
    ]
    (link,) = editor.ask("textDocument/documentLink", document)
    assert link["target"] == (project / "app/handler.lua").as_uri()
    spot = at(index, "app.lib:hel")["position"]
    (selected,) = editor.ask("textDocument/selectionRange", {**document, "positions": [spot]})
    assert selected["range"]["start"]["line"] == 8 and selected["parent"] is not None
    found = editor.ask("workspace/symbol", {"query": "help"})
    assert [symbol["name"] for symbol in found] == ["app.lib:helpers"]
