"""What editors show of files all the time: tokens, lenses, hints, calls; and when they are told to ask again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.editor import Editor
from tests.lsp.person import Person
from tests.lsp.profiles import PROFILES, TODAY, capabilities
from tests.support.project import make_project

PROJECT = """
--- wippy.lock
directories: {src: .}
--- app/_index.yaml
namespace: app
entries:
  - name: run
    kind: function.lua
    source: file://run.lua
    method: main
    modules: [funcs]
    imports: {helpers: app.lib:helpers}
  - {name: other, meta: {comment: "😀"}, kind: function.lua, imports: {helpers: app.lib:helpers}, method: main,
     source: file://run.lua, modules: [funcs]}
--- app/run.lua
local helpers = require("helpers")
local funcs = require("funcs")
local function main()
  return "😀", helpers.list(), funcs.call("app:other")
end
return { main = main }
--- app/lib/_index.yaml
namespace: app.lib
entries:
  - name: helpers
    kind: library.lua
    source: file://helpers.lua
--- app/lib/helpers.lua
local M = {}
function M.list() return {} end
return M
"""
MINIMAL: dict[str, Any] = {"textDocument": {"publishDiagnostics": {}}}
NOT_FOUND = -32601
INVALID_PARAMS = -32602
CONTENT_MODIFIED = -32801

Start = Callable[..., Person]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path, PROJECT)


@pytest.fixture
def start(project: Path) -> Iterator[Start]:
    """Starts a server for an editor with these capabilities, which opens files of the project."""
    held: list[Editor] = []

    def begin(can: Mapping[str, Any], *opened: str, **more: Any) -> Person:
        editor = Editor()
        held.append(editor)
        served = editor.start(can, project, **more)
        person = Person(editor, served["positionEncoding"])
        for name in opened:
            person.open(project / name)
        return person

    yield begin
    for editor in held:
        editor.kill()


def announced(person: Person) -> dict[str, Any]:
    return person.editor.capable


def words(person: Person, path: Path, data: list[int]) -> list[tuple[str, str]]:
    """The text and type of each token."""
    legend = announced(person)["semanticTokensProvider"]["legend"]
    found, line, column = [], 0, 0
    for number in range(0, len(data), 5):
        down, right, length, kind, modifiers = data[number : number + 5]
        line, column = line + down, right if down else column + right
        span = {"start": {"line": line, "character": column}, "end": {"line": line, "character": column + length}}
        names = [name for bit, name in enumerate(legend["tokenModifiers"]) if modifiers >> bit & 1]
        found.append((person.part(path, span), ".".join([legend["tokenTypes"][kind], *sorted(names)])))
    return found


def test_only_what_the_editor_can_show_is_announced(start: Start) -> None:
    offered = {
        profile: announced(start(MINIMAL if profile == "none" else capabilities(profile)))
        for profile in (*PROFILES, TODAY, "none")
    }
    has = {
        name: {profile for profile, found in offered.items() if found.get(name)}
        for name in ("semanticTokensProvider", "codeLensProvider", "inlayHintProvider", "callHierarchyProvider")
    }
    assert has == {
        "semanticTokensProvider": {"visual_studio_code", "neovim", TODAY},
        "codeLensProvider": {"visual_studio_code", "neovim", TODAY},
        "inlayHintProvider": {"neovim", "emacs", TODAY},
        "callHierarchyProvider": {"visual_studio_code", "neovim", TODAY},
    }
    tokens = {profile: offered[profile]["semanticTokensProvider"] for profile in ("visual_studio_code", "neovim")}
    assert [tokens[name]["full"] for name in tokens] == [{"delta": True}, {"delta": True}]
    assert [tokens[name].get("range", False) for name in tokens] == [True, False]
    moved = {profile for profile, found in offered.items() if "willRename" in found["workspace"]["fileOperations"]}
    assert moved == {"visual_studio_code", TODAY}


@pytest.mark.parametrize("profile", ["visual_studio_code", "neovim"])
def test_tokens_of_both_languages_and_what_changed_in_them(profile: str, start: Start, project: Path) -> None:
    person = start(capabilities(profile), "app/_index.yaml", "app/run.lua")
    index, lua, ask = project / "app/_index.yaml", project / "app/run.lua", person.editor.ask
    in_index = words(person, index, ask("textDocument/semanticTokens/full", document(index))["data"])
    last = in_index[in_index.index(("other", "class.declaration")) :]
    assert last == [
        ("other", "class.declaration"),
        ("function.lua", "type.defaultLibrary"),
        ("helpers", "namespace.declaration"),
        ("app.lib", "namespace"),
        ("helpers", "class"),
        ("main", "function"),
        ("funcs", "namespace.defaultLibrary"),
    ]
    first = ask("textDocument/semanticTokens/full", document(lua))
    in_lua = words(person, lua, first["data"])
    assert ("list", "function") in in_lua and in_lua[-2:] == [("app", "namespace"), ("other", "class")]

    person.replace(lua, "helpers.list()", "helpers.list(), helpers.list")
    delta = ask("textDocument/semanticTokens/full/delta", {**document(lua), "previousResultId": first["resultId"]})
    data = first["data"]
    for edit in delta["edits"]:
        assert 0 < edit["deleteCount"] + len(edit["data"]) < len(data)
        data[edit["start"] : edit["start"] + edit["deleteCount"]] = edit["data"]
    whole = ask("textDocument/semanticTokens/full", document(lua))
    assert whole["data"] == data and len(words(person, lua, data)) == len(in_lua) + 2
    same = {**document(lua), "previousResultId": whole["resultId"]}
    assert ask("textDocument/semanticTokens/full/delta", same)["edits"] == []
    assert "data" in ask("textDocument/semanticTokens/full/delta", {**document(lua), "previousResultId": "unknown"})


def test_tokens_of_a_part(start: Start, project: Path) -> None:
    person = start(capabilities("visual_studio_code"), "app/run.lua")
    lua = project / "app/run.lua"
    found = person.editor.ask(
        "textDocument/semanticTokens/range", person.over(lua, 'helpers.list(), funcs.call("app:other")')
    )
    assert [word for word, _ in words(person, lua, found["data"])] == [
        *("helpers", "list", "funcs", "call", "app", "other")
    ]


def document(path: Path) -> dict[str, Any]:
    return {"textDocument": {"uri": path.as_uri()}}


def test_lenses_for_an_extension_that_shows_places(start: Start, project: Path) -> None:
    library, index = (project / name for name in ("app/lib/_index.yaml", "app/_index.yaml"))
    person = start(capabilities(TODAY), "app/lib/_index.yaml", initializationOptions={"showReferences": True})
    assert announced(person)["codeLensProvider"]["resolveProvider"]
    (lens,) = person.editor.ask("textDocument/codeLens", document(library))
    assert "command" not in lens and person.part(library, lens["range"]) == "helpers"
    command = person.editor.ask("codeLens/resolve", lens)["command"]
    assert (command["title"], command["command"]) == ("used by 2 entries", "lua-entries.showReferences")
    uri, position, locations = command["arguments"]
    assert (uri, position) == (library.as_uri(), lens["range"]["start"])
    assert {item["uri"] for item in locations} == {index.as_uri()}
    assert [person.part(index, item["range"]) for item in locations] == ["app.lib:helpers"] * 2
    person.replace(library, "name: helpers", "name:  helpers")
    assert person.editor.refused("codeLens/resolve", lens) == CONTENT_MODIFIED


@pytest.mark.parametrize("profile", ["visual_studio_code", "neovim"])
def test_lenses_for_other_editors_work_without_their_help(profile: str, start: Start, project: Path) -> None:
    library, index, lua = (project / name for name in ("app/lib/_index.yaml", "app/_index.yaml", "app/run.lua"))
    person = start(capabilities(profile), "app/lib/_index.yaml", "app/_index.yaml")
    (lens,) = person.editor.ask("textDocument/codeLens", document(library))
    assert lens["command"]["title"] == "used by 2 entries"
    assert lens["command"]["command"] in announced(person)["executeCommandProvider"]["commands"]
    assert person.editor.ask("workspace/executeCommand", lens["command"]) is None
    assert person.editor.told("window/showMessage")[-1]["message"] == (
        "Used by 2 entries:\napp/_index.yaml:8\napp/_index.yaml:9"
    )
    (only,) = person.editor.ask("textDocument/codeLens", document(index))
    person.editor.replies["window/showDocument"] = {"success": True}
    person.editor.ask("workspace/executeCommand", only["command"])
    shown = person.editor.told("window/showDocument")[-1]
    assert shown["uri"] == lua.as_uri() and person.part(lua, shown["selection"]) == "app:other"
    assert person.editor.ask("codeLens/resolve", only) == only


@pytest.mark.parametrize("profile", ["neovim", "emacs", TODAY])
def test_hints_lead_to_the_entries_that_they_name(profile: str, start: Start, project: Path) -> None:
    lua, library = project / "app/run.lua", project / "app/lib/_index.yaml"
    person = start(capabilities(profile), "app/run.lua")
    ask = person.editor.ask
    found = ask("textDocument/inlayHint", person.over(lua, ""))
    labels = [hint["label"] if isinstance(hint["label"], str) else hint["label"][0]["value"] for hint in found]
    assert labels == ["→ app.lib:helpers", "← app:other, app:run"]
    assert found[0]["position"] == person.at(lua, 'require("helpers")')["position"]
    target = found[0]["label"][0]["location"]
    assert target["uri"] == library.as_uri() and person.part(library, target["range"]) == "helpers"
    assert ask("textDocument/inlayHint", person.over(lua, "return {")) == []


@pytest.mark.parametrize("profile", ["visual_studio_code", "neovim"])
def test_calls_in_both_directions(profile: str, start: Start, project: Path) -> None:
    index, lua = project / "app/_index.yaml", project / "app/run.lua"
    person = start(capabilities(profile), "app/_index.yaml")
    ask = person.editor.ask
    (item,) = ask("textDocument/prepareCallHierarchy", person.at(index, "name: ru"))
    assert (item["name"], item["detail"]) == ("app:run", "function.lua")
    out = ask("callHierarchy/outgoingCalls", {"item": item})
    assert [call["to"]["name"] for call in out] == ["app.lib:helpers", "app:other"]
    assert [person.part(index, span) for span in out[0]["fromRanges"]] == ["app.lib:helpers"]
    assert out[1]["fromRanges"] == []  # it is in Lua, and ranges are in the file of the caller

    into = ask("callHierarchy/incomingCalls", {"item": out[1]["to"]})
    assert [(call["from"]["name"], call["from"]["uri"]) for call in into] == [
        ("app:other", lua.as_uri()),
        ("app:run", lua.as_uri()),
    ]
    assert [person.part(lua, span) for span in into[1]["fromRanges"]] == ["app:other"]
    again = ask("callHierarchy/outgoingCalls", {"item": into[1]["from"]})
    assert [call["to"]["name"] for call in again] == ["app.lib:helpers", "app:other"]
    assert person.editor.refused("callHierarchy/incomingCalls", {"item": {**item, "data": None}}) == INVALID_PARAMS
    assert ask("textDocument/prepareCallHierarchy", person.at(index, "name")) is None


@pytest.mark.parametrize("profile", ["visual_studio_code", TODAY])
def test_paths_follow_files_and_folders_that_are_moved(profile: str, start: Start, project: Path) -> None:
    index, library = project / "app/_index.yaml", project / "app/lib/_index.yaml"
    person = start(capabilities(profile), "app/_index.yaml")
    (filters,) = announced(person)["workspace"]["fileOperations"]["willRename"]["filters"]
    assert filters == {"pattern": {"glob": "**/*"}, "scheme": "file"}

    def move(old: str, new: str) -> dict[str, Any] | None:
        files = [{"oldUri": (project / old).as_uri(), "newUri": (project / new).as_uri()}]
        found: dict[str, Any] | None = person.editor.ask("workspace/willRenameFiles", {"files": files})
        return found

    def carry_out(old: str, new: str) -> None:
        edit = move(old, new)
        assert edit is not None
        person.carry_out(edit)
        (project / old).rename(project / new)
        person.editor.changed_on_disk(project / old, project / new)

    carry_out("app/run.lua", "app/lib/main.lua")
    assert person.text(index).count("source: file://lib/main.lua") == 2 and "run.lua" not in person.text(index)
    carry_out("app/lib/helpers.lua", "helpers.lua")
    assert "source: file://../../helpers.lua" in library.read_text()
    carry_out("app/lib", "kit")
    assert "source: file://../helpers.lua" in (project / "kit/_index.yaml").read_text()
    assert person.text(index).count("source: file://../kit/main.lua") == 2
    assert move("helpers.lua", "../helpers.lua") is None
    assert "cannot follow" in person.editor.told("window/showMessage")[-1]["message"]


@pytest.mark.parametrize("profile", ["neovim", TODAY])
def test_editors_are_told_to_ask_again_where_something_changed(profile: str, start: Start, project: Path) -> None:
    library, index, lua = (project / name for name in ("app/lib/_index.yaml", "app/_index.yaml", "app/run.lua"))
    person = start(capabilities(profile), "app/lib/_index.yaml", "app/_index.yaml", "app/run.lua")
    editor = person.editor

    def look(*paths: Path) -> None:
        """As an editor does when a file is shown and when it was edited."""
        for path in paths:
            editor.ask("textDocument/semanticTokens/full", document(path))
            editor.ask("textDocument/codeLens", document(path))
            editor.ask("textDocument/inlayHint", person.over(path, ""))

    def asked() -> dict[str, int]:
        names = ("semanticTokens", "codeLens", "inlayHint")
        return {name: len(editor.told(f"workspace/{name}/refresh")) for name in names}

    look(library, index, lua)
    person.type(index, "namespace: app", " # a remark")
    look(index)
    person.replace(library, "name: helpers", "name: helpers2")  # the name that others use is gone
    look(library)
    editor.until(lambda: asked()["semanticTokens"] == 1 and asked()["inlayHint"] == 1)
    assert asked() == {"semanticTokens": 1, "codeLens": 0, "inlayHint": 1}  # the remark changed nothing to be seen
    look(index, lua)
    person.replace(library, "helpers2", "helpers")
    look(library)
    editor.until(lambda: asked()["semanticTokens"] == 2 and asked()["inlayHint"] == 2)
    look(index, lua)
    person.replace(index, "imports: {helpers: app.lib:helpers}", "imports: {}")  # one user less
    look(index)
    if profile == TODAY:
        editor.until(lambda: asked()["codeLens"] == 1)
    else:
        person.replace(library, "name: helpers", "name: gone")
        look(library)
        editor.until(lambda: asked()["inlayHint"] == 3)
        assert asked()["codeLens"] == 0  # it cannot be told


def test_an_editor_without_them_gets_no_lenses(start: Start, project: Path) -> None:
    person = start(capabilities("emacs"), "app/_index.yaml")
    for method in ("codeLens", "semanticTokens/full", "prepareCallHierarchy"):
        where = person.at(project / "app/_index.yaml", "name")
        assert person.editor.refused(f"textDocument/{method}", where) == NOT_FOUND
