"""Changes that go through the editor: completions that touch other files, code actions, renaming."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.editor import Editor
from tests.lsp.person import Person
from tests.lsp.profiles import PROFILES, capabilities
from tests.support.project import lint_directory, make_project

PROJECT = """
--- wippy.lock
directories: {src: .}
--- app/_index.yaml
namespace: app
entries:
  - name: run
    kind: function.lua
    meta: {comment: "😀", notes: ["app:lib"]}
    source: file://run.lua
    method: main
    modules: [json, uuid, time, sql]
    imports:
      lib: app:lib
      helpers: app:lib
  - name: lib
    kind: library.lua
    source: file://lib.lua
    method: none
--- app/run.lua
local json = require("json")
local lib = require("lib")

local function main()
  return json.encode(lib)
end
return { main = main }
--- app/lib.lua
return {}
"""
VSCODE = "visual_studio_code"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path, PROJECT)


@pytest.fixture
def editor() -> Iterator[Editor]:
    held = Editor()
    yield held
    held.kill()


def begin(editor: Editor, can: dict[str, Any], project: Path, *opened: str, **more: Any) -> Person:
    person = Person(editor, editor.start(can, project, **more)["positionEncoding"])
    for name in opened:
        person.open(project / name)
    return person


def without_apply_edit() -> dict[str, Any]:
    """An editor that can neither resolve actions nor be asked for edits."""
    can = capabilities("emacs")
    can["workspace"]["applyEdit"] = False
    return can


def named(found: dict[str, Any], label: str) -> dict[str, Any]:
    (item,) = [item for item in found["items"] if item["label"] == label]
    return item  # type: ignore[no-any-return]  # it came as JSON


def complete(person: Person, path: Path, before: str, label: str) -> dict[str, Any]:
    item = named(person.editor.ask("textDocument/completion", person.at(path, before)), label)
    person.carry_out({"changes": {path.as_uri(): [item["textEdit"], *item.get("additionalTextEdits", [])]}})
    return item


def warnings(editor: Editor) -> list[str]:
    return [params["message"] for params in editor.told("window/showMessage")]


# Completion


@pytest.mark.parametrize("opened", [["app/run.lua"], ["app/run.lua", "app/_index.yaml"]])
@pytest.mark.parametrize("profile", PROFILES)
def test_a_module_is_listed_when_it_is_completed(
    profile: str, opened: list[str], editor: Editor, project: Path
) -> None:
    person = begin(editor, capabilities(profile), project, *opened)
    lua, index = project / "app/run.lua", project / "app/_index.yaml"
    person.type(lua, 'require("lib")\n', 'local logger = require("')
    item = complete(person, lua, 'local logger = require("', "logger")
    person.type(lua, 'require("logger', '")\n')
    assert person.editor.ask("workspace/executeCommand", item["command"]) is None
    assert "modules: [json, uuid, time, sql, logger]" in person.text(index)
    assert 'local logger = require("logger")\n' in person.text(lua)
    assert warnings(editor) == []


def test_nothing_is_listed_in_a_text_that_was_changed_meanwhile(editor: Editor, project: Path) -> None:
    person = begin(editor, capabilities(VSCODE), project, "app/run.lua", "app/_index.yaml")
    lua, index = project / "app/run.lua", project / "app/_index.yaml"
    person.type(lua, 'require("lib")\n', 'local logger = require("')
    item = complete(person, lua, 'local logger = require("', "logger")
    person.replace(index, "name: run", "name: runs")
    before = person.text(index)
    editor.ask("workspace/executeCommand", item["command"])
    assert person.text(index) == before and editor.told("workspace/applyEdit") == []
    assert "`app/_index.yaml` was changed meanwhile" in warnings(editor)[-1]


def test_an_editor_that_declines_the_edit_is_said_to(editor: Editor, project: Path) -> None:
    person = begin(editor, capabilities(VSCODE), project, "app/run.lua")
    lua = project / "app/run.lua"
    person.type(lua, 'require("lib")\n', 'local logger = require("')
    item = complete(person, lua, 'local logger = require("', "logger")
    editor.replies["workspace/applyEdit"] = {"applied": False, "failureReason": "it is read-only"}
    editor.ask("workspace/executeCommand", item["command"])
    assert "it is read-only" in warnings(editor)[-1]
    for wrong in ([], [1], ["x", [{"uri": 1}]], ["x", [{"uri": "file:///x", "digest": "", "edits": [{}]}]]):
        refused = {"command": item["command"]["command"], "arguments": wrong}
        assert editor.refused("workspace/executeCommand", refused) == -32602


def test_an_editor_whose_files_cannot_be_changed_is_not_offered_half_of_it(editor: Editor, project: Path) -> None:
    person = begin(editor, without_apply_edit(), project, "app/run.lua")
    lua = project / "app/run.lua"
    person.type(lua, 'require("lib")\n', 'local logger = require("')
    found = editor.ask("textDocument/completion", person.at(lua, 'local logger = require("'))
    assert {"json", "lib"} <= {item["label"] for item in found["items"]} and all(
        item["label"] != "logger" for item in found["items"]
    )


@pytest.mark.parametrize("profile", PROFILES)
def test_whole_entries_are_indented_by_whoever_can(profile: str, editor: Editor, project: Path) -> None:
    person = begin(editor, capabilities(profile), project, "app/_index.yaml")
    index = project / "app/_index.yaml"
    person.type(index, "method: none\n", "  - ")
    item = named(editor.ask("textDocument/completion", person.at(index, "method: none\n  - ")), "function.lua")
    lines = item["textEdit"]["newText"].split("\n")
    mode, is_snippet = item.get("insertTextMode"), item.get("insertTextFormat") == 2
    assert (mode, is_snippet) == {VSCODE: (2, True), "neovim": (None, True), "emacs": (None, False)}[profile]
    # Two of dash and blank; with the line's own two where nobody else would add them.
    indented = {"emacs": "    kind: function.lua"}.get(profile, "  kind: function.lua")
    assert lines[1] == indented and ("$" in lines[0]) == is_snippet


# Code actions


def fix_all_asked(person: Person, path: Path, only: str) -> list[dict[str, Any]]:
    context = {"diagnostics": [], "only": [only], "triggerKind": 2}
    found: list[dict[str, Any]] = person.editor.ask(
        "textDocument/codeAction", {**person.over(path, ""), "context": context}
    )
    return found


@pytest.mark.parametrize("profile", PROFILES)
def test_everything_is_fixed_on_save_in_as_many_rounds_as_it_takes(profile: str, editor: Editor, project: Path) -> None:
    person = begin(editor, capabilities(profile), project, "app/_index.yaml", "app/run.lua")
    index = project / "app/_index.yaml"
    (action,) = fix_all_asked(person, index, "source.fixAll.luaEntries")
    assert fix_all_asked(person, index, "source.fixAll") == [action]
    assert action["kind"] == "source.fixAll.luaEntries"
    assert "edit" not in action
    can_resolve = "resolveProvider" in editor.capable["codeActionProvider"]
    assert can_resolve == ("command" not in action) == (profile != "emacs")
    if can_resolve:
        person.carry_out(editor.ask("codeAction/resolve", action)["edit"])
    else:
        assert editor.ask("workspace/executeCommand", action["command"]) is None
    text = person.text(index)
    assert "modules: [json]" in text and "lib: app:lib\n  - name" in text and "helpers" not in text
    assert fix_all_asked(person, index, "source.fixAll") == []
    (project / "app/_index.yaml").write_text(text)
    assert lint_directory(project) == []


def test_the_real_texts_count_again_after_fixes_were_tried(editor: Editor, project: Path) -> None:
    person = begin(editor, without_apply_edit(), project, "app/_index.yaml")
    index = project / "app/_index.yaml"
    editor.until_codes(index, "LE303", "LE303", "LE303", "LE405")
    fix_all_asked(person, index, "source.fixAll")
    person.type(index, "namespace: app", " # a remark")
    editor.until(lambda: editor.versions[index.as_uri()] == person.versions[index])
    assert editor.codes(index) == ["LE303", "LE303", "LE303", "LE405"]


def test_fixes_go_on_while_the_configuration_is_broken(editor: Editor, project: Path) -> None:
    person = begin(editor, without_apply_edit(), project, "app/_index.yaml")
    index, config = project / "app/_index.yaml", project / "lua-entries.toml"
    editor.until_codes(index, "LE303", "LE303", "LE303", "LE405")
    config.write_text("[[[\n")
    editor.changed_on_disk(config)
    editor.until_codes(config, "config")
    (action,) = fix_all_asked(person, index, "source.fixAll")
    person.carry_out(action["edit"])
    assert "helpers" not in person.text(index) and len(person.text(index)) < len(index.read_text())


@pytest.mark.parametrize(("profile", "handles"), [(VSCODE, True), *((profile, False) for profile in PROFILES)])
def test_a_rule_is_explained_by_the_extension_or_the_server(
    handles: bool, profile: str, editor: Editor, project: Path
) -> None:
    person = begin(
        editor, capabilities(profile), project, "app/_index.yaml", initializationOptions={"explain": handles}
    )
    asked = {**person.over(project / "app/_index.yaml", "uuid"), "context": {"diagnostics": []}}
    found = editor.ask("textDocument/codeAction", asked)
    (action,) = [item for item in found if item["title"] == "Explain LE303 `unused-module`"]
    command = action["command"]
    assert command["arguments"] == ["LE303"]
    if handles:
        assert command["command"] == "lua-entries.explain"
        return
    assert command["command"] in editor.capable["executeCommandProvider"]["commands"]
    editor.replies["window/showDocument"] = {"success": True}
    assert editor.ask("workspace/executeCommand", command) is None
    if profile == "emacs":
        assert warnings(editor)[-1].startswith("# LE303 unused-module")
    else:
        (shown,) = editor.told("window/showDocument")
        assert shown["uri"].endswith("/unused-module.md")


def test_actions_that_are_complete_can_be_resolved_all_the_same(editor: Editor, project: Path) -> None:
    person = begin(editor, capabilities("neovim"), project, "app/_index.yaml")
    asked = {**person.over(project / "app/_index.yaml", "uuid"), "context": {"diagnostics": []}}
    found = editor.ask("textDocument/codeAction", asked)
    assert [action for action in found if "command" in action] != []
    for action in found:
        again = editor.ask("codeAction/resolve", action)
        assert {key: again[key] for key in action} == action and ("edit" in again or "command" in again)


# Renaming


@pytest.mark.parametrize("profile", PROFILES)
def test_what_may_be_meant_is_renamed_only_when_somebody_agrees(profile: str, editor: Editor, project: Path) -> None:
    person = begin(editor, capabilities(profile), project, "app/_index.yaml")
    index = project / "app/_index.yaml"
    edit = editor.ask("textDocument/rename", {**person.at(index, "- name: li"), "newName": "tools"})
    person.carry_out(edit)
    text = person.text(index)
    assert "- name: tools" in text and text.count("app:tools") == (3 if profile == VSCODE else 2)
    assert person.confirmed == (["app:tools"] if profile == VSCODE else [])


def test_what_else_a_renaming_changes_is_said(editor: Editor, project: Path) -> None:
    person = begin(editor, capabilities("neovim"), project, "app/_index.yaml")
    index = project / "app/_index.yaml"
    person.become(index, "namespace: app\nentries:\n  - {name: jobs, kind: queue.queue, driver: app:none}\n")
    person.carry_out(editor.ask("textDocument/rename", {**person.at(index, "name: jo"), "newName": "work"}))
    assert "name: work" in person.text(index)
    assert "`queue_name` of `app:jobs` is not written" in warnings(editor)[-1]
