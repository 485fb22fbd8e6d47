"""What is offered at a place, and what it does when it is chosen."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from lua_entries.features.action import EXPLAIN, FIX_ALL, QUICK_FIX, FixAll
from lua_entries.features.code_actions import actions, fix_all
from lua_entries.features.suppressing import suppression
from lua_entries.rules.finding import Finding
from lua_entries.text.edits import apply_edits
from lua_entries.text.span import Span
from tests.features.actions import apply, codes, offered, read, state_of, titled
from tests.support.pages import VIOLATING, Example, page_paths, read_page
from tests.support.project import make_project, write_fixture

PAGES = [
    pytest.param(example, id=f"{page.name}-{example.title or 'first'}".replace(" ", "_"))
    for page in map(read_page, page_paths())
    for example in page.examples
    if example.section == VIOLATING
]
INDEX = """\
--- _index.yaml
namespace: app
entries:
  - name: handler
    kind: function.lua
    source: file://handler.lua
    method: main
    modules: [jsn, uuid, sql]
    imports:
      lib: app:lib
  - name: lib
    kind: library.lua
    source: file://lib.lua
--- lib.lua
local db = sql.get("db")
return { db = db }
--- handler.lua
local json = require("json")
return { main = function() return json.encode({}) end }
"""


def titles(root: Path, path: str, at: str, only: tuple[str, ...] = ()) -> list[str]:
    return [action.title for action in offered(root, path, at, only)]


def test_fixes_come_first_then_comments_and_explanations(tmp_path: Path) -> None:
    root = make_project(tmp_path, INDEX)
    assert titles(root, "_index.yaml", "uuid") == [
        "Remove module `uuid`",
        "Fix all `unused-module` in this file",
        "Ignore `unused-module` here with a comment",
        "Explain LE303 `unused-module`",
        "Fix all that is safe to fix in this file",
    ]
    found = offered(root, "_index.yaml", "uuid")
    assert [action.preferred for action in found] == [True, False, False, False, False]
    assert [action.kind for action in found] == [*[QUICK_FIX] * 4, FIX_ALL]
    assert [finding.code for finding in found[0].findings] == ["LE303"]
    assert found[3].command == (EXPLAIN, ("LE303",))


def test_only_what_is_asked_for_is_offered(tmp_path: Path) -> None:
    root = make_project(tmp_path, INDEX)
    everything = titles(root, "_index.yaml", "uuid")
    assert titles(root, "_index.yaml", "uuid", ("quickfix",)) == everything[:-1]
    assert titles(root, "_index.yaml", "uuid", ("source",)) == everything[-1:]
    assert titles(root, "_index.yaml", "uuid", ("source.fixAll",)) == everything[-1:]
    assert titles(root, "_index.yaml", "uuid", ("source.fixAll.luaEntries", "refactor")) == everything[-1:]
    assert titles(root, "_index.yaml", "uuid", ("source.fixAll.other",)) == []
    assert titles(root, "_index.yaml", "uuid", ("",)) == everything


def test_nothing_is_offered_where_nothing_is_found(tmp_path: Path) -> None:
    root = make_project(tmp_path, INDEX)
    assert titles(root, "_index.yaml", "namespace", ("quickfix",)) == []
    assert titles(root, "handler.lua", "require") == []


def test_all_of_a_rule(tmp_path: Path) -> None:
    root = make_project(tmp_path, INDEX)
    apply(root, titled(offered(root, "_index.yaml", "uuid"), "Fix all `unused-module` in this file"))
    assert "    modules: [jsn]\n" in read(str(root / "_index.yaml"))


def test_all_of_a_file_in_rounds(tmp_path: Path) -> None:
    root = make_project(tmp_path, INDEX)
    state = state_of(root)
    asked = FixAll(str(root / "_index.yaml"), "")
    once = apply_edits(read(asked.path), [edit.edit for edit in fix_all(*state, asked)])
    assert "    modules: [json, sql]\n" in once
    apply(root, titled(offered(root, "_index.yaml", "uuid"), "Fix all that is safe to fix in this file"))
    text = read(asked.path)
    assert "    modules: [json]\n" in text and "imports" not in text
    assert codes(root) == ["LE101", "LE306"]
    assert fix_all(*state_of(root), asked, lambda texts: state_of(root, texts)) == ()


def test_all_of_a_file_changes_no_other_file(tmp_path: Path) -> None:
    text = INDEX.replace("jsn, uuid, sql", "uuid").replace("    imports:\n      lib: app:lib\n", "")
    root = make_project(tmp_path, text)
    assert "List module `json` in `app:handler`" in titles(root, "handler.lua", 'json")')
    assert not [action for action in offered(root, "handler.lua", 'json")') if action.kind == FIX_ALL]
    apply(root, titled(offered(root, "_index.yaml", "uuid"), "Fix all that is safe to fix in this file"))
    assert "modules" not in read(str(root / "_index.yaml"))


# Every finding of the pages


@pytest.mark.parametrize("example", PAGES)
def test_every_fix_of_every_finding_is_offered_where_it_is(example: Example, tmp_path: Path) -> None:
    state = state_of(write_fixture(tmp_path, example.fixture))
    for finding in state.findings:
        span = finding.span or Span(0, 0)
        found = actions(*state, finding.path, span)
        edits = {frozenset(action.edits) for action in found}
        assert all(frozenset(fix.edits) in edits for fix in finding.fixes)
        assert len({(action.title, action.edits) for action in found}) == len(found)
        assert any(action.command == (EXPLAIN, (finding.code,)) for action in found)


def identity(finding: Finding) -> tuple[str, str, str | None, str]:
    return (finding.code, finding.path, finding.entry, finding.message)


@pytest.mark.parametrize("example", PAGES)
def test_a_comment_silences_its_finding_and_nothing_else_goes_wrong(example: Example, tmp_path: Path) -> None:
    root = write_fixture(tmp_path, example.fixture)
    state = state_of(root)
    before = Counter(map(identity, state.findings))
    for finding in state.findings:
        edit = suppression(state.snapshot, finding)
        if edit is None:
            continue
        text = apply_edits(state.snapshot.text(edit.path), [edit.edit])
        after = Counter(map(identity, state_of(root, {edit.path: text}).findings))
        assert after[identity(finding)] < before[identity(finding)], (finding, text)
        assert not after - before, (finding, text)


SUPPRESSED = [
    pytest.param("_index.yaml", "uuid", "    # lua-entries: ignore[unused-module]\n    modules: [jsn", id="above"),
    pytest.param("_index.yaml", "lib: app", "      # lua-entries: ignore[unused-import]\n      lib", id="indented"),
    pytest.param("_index.yaml", "name: lib", "- name: lib  # lua-entries: ignore[missing-field]\n", id="first line"),
    pytest.param("lib.lua", "sql", "  -- lua-entries: ignore[undeclared-module-global]\n", id="head"),
]


@pytest.mark.parametrize(("path", "at", "expected"), SUPPRESSED)
def test_where_the_comment_goes(path: str, at: str, expected: str, tmp_path: Path) -> None:
    root = make_project(tmp_path, INDEX)
    action = next(action for action in offered(root, path, at) if action.title.startswith("Ignore"))
    apply(root, action)
    assert expected in read(str(root / path))
    again = offered(root, path, at)
    assert not [other for other in again if other.title == action.title]


def test_a_comment_that_is_there_gets_the_name(tmp_path: Path) -> None:
    root = make_project(tmp_path, INDEX)
    for title in ("Ignore `unused-module` here with a comment", "Ignore `unknown-module` here with a comment"):
        at = "uuid" if "unused" in title else "jsn"
        apply(root, titled(offered(root, "_index.yaml", at), title))
    text = read(str(root / "_index.yaml"))
    assert "    # lua-entries: ignore[unused-module, unknown-module]\n    modules:" in text


def test_lua_inside_an_index_file_is_silenced_at_its_entry(tmp_path: Path) -> None:
    text = """
        --- _index.yaml
        namespace: app
        entries:
          - name: first
            kind: registry.entry
          - name: handler
            kind: function.lua
            method: main
            source: |
              local json = require("json")
              return { main = function() return json end }
    """
    root = make_project(tmp_path, text)
    apply(root, titled(offered(root, "_index.yaml", 'json")'), "Ignore `undeclared-require` here with a comment"))
    text = read(str(root / "_index.yaml"))
    assert "  # lua-entries: ignore[undeclared-require]\n  - name: handler\n" in text
    assert codes(root) == []


# New files


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (
            "  - {name: a, kind: function.lua, source: file://new/a.lua, method: run}\n",
            "local function run()\nend\n\nreturn { run = run }\n",
        ),
        (
            "  - {name: a, kind: function.lua, source: file://new/a.lua, method: get}\n"
            "  - {name: b, kind: function.lua, source: file://new/a.lua, method: put}\n",
            "local function get()\nend\n\nlocal function put()\nend\n\nreturn { get = get, put = put }\n",
        ),
        ("  - {name: a, kind: library.lua, source: file://new/a.lua}\n", "local M = {}\n\nreturn M\n"),
        ("  - {name: a, kind: process.lua, source: file://new/a.lua}\n", None),
        ("  - {name: a, kind: function.lua, source: file://new/a.lua, method: end}\n", "return {}\n"),
        ("  - {name: a, kind: registry.entry, engine: file://new/a.lua}\n", ""),
    ],
)
def test_a_missing_file_is_created(entries: str, expected: str | None, tmp_path: Path) -> None:
    root = make_project(tmp_path, f"--- src/_index.yaml\nnamespace: app\nentries:\n{entries}")
    apply(root, titled(offered(root, "src/_index.yaml", "file://new"), "Create `src/new/a.lua`"))
    text = read(str(root / "src/new/a.lua"))
    assert text == (expected if expected is not None else "local function main()\nend\n\nreturn { main = main }\n")
    found = codes(root)
    assert "LE201" not in found and ("LE203" not in found or "method: end" in entries)


def test_no_file_is_created_outside_of_the_root(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    text = (
        "--- src/_index.yaml\nnamespace: app\nentries:\n  - {name: a, kind: library.lua, source: file://away/a.lua}\n"
    )
    root = make_project(tmp_path, text)
    (root / "src" / "away").symlink_to(tmp_path / "outside")
    found = titles(root, "src/_index.yaml", "file://away")
    assert "Explain LE201 `source-not-found`" in found
    assert not [title for title in found if title.startswith("Create")]


# New functions

ENTRY = "namespace: app\nentries:\n  - name: a\n    kind: function.lua\n    source: file://a.lua\n    method: run\n"
ADDED = "local function run()\nend\n\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("return { other = other }\n", f"{ADDED}return {{ other = other, run = run }}\n"),
        ("-- why\nreturn {}\n", f"-- why\n{ADDED}return {{ run = run }}\n"),
        ("return { -- none\n}\n", f"{ADDED}return {{ run = run, -- none\n}}\n"),
        (
            "return {\n  a = 1,\n  b = 2, -- two\n}\n",
            f"{ADDED}return {{\n  a = 1,\n  b = 2,\n  run = run, -- two\n}}\n",
        ),
        ("return {\n\ta = 1;\n\tb = 2\n}\n", f"{ADDED}return {{\n\ta = 1;\n\tb = 2,\n\trun = run\n}}\n"),
        ("local M = {}\nreturn M\n", "local M = {}\nfunction M.run()\nend\n\nreturn M\n"),
        ("local api = { a = 1 }\n\nreturn api", "local api = { a = 1 }\n\nfunction api.run()\nend\n\nreturn api"),
        ("local function run() end\nreturn {}\n", "local function run() end\nreturn { run = run }\n"),
        (
            "local function run() end\nlocal M = {}\nreturn M\n",
            "local function run() end\nlocal M = {}\nM.run = run\n\nreturn M\n",
        ),
        ("local x = 1\n", f"local x = 1\n\n{ADDED}return {{ run = run }}\n"),
        ("local x = 1", f"local x = 1\n\n{ADDED}return {{ run = run }}\n"),
        ("return {}", f"{ADDED}return {{ run = run }}"),
        (
            "local x = 'é😀'\r\nreturn {}\r\n",
            "local x = 'é😀'\r\nlocal function run()\r\nend\r\n\r\nreturn { run = run }\r\n",
        ),
    ],
)
def test_a_missing_function_is_created(before: str, after: str, tmp_path: Path) -> None:
    root = make_project(tmp_path, f"--- _index.yaml\n{ENTRY}--- a.lua\n")
    (root / "a.lua").write_bytes(before.encode())
    assert codes(root) == ["LE203"]
    (action,) = [action for action in offered(root, "_index.yaml", "run") if "`run` in `a.lua`" in action.title]
    assert action.title.startswith("Return" if "local function run() end" in before else "Create function")
    apply(root, action)
    assert read(str(root / "a.lua")) == after
    assert codes(root) == []


@pytest.mark.parametrize("text", ["return 1\n", "return { run = 1 }\n", "return nil, {}\n", "return {\n"])
def test_no_function_is_created_where_the_shape_is_not_plain(text: str, tmp_path: Path) -> None:
    root = make_project(tmp_path, f"--- _index.yaml\n{ENTRY}--- a.lua\n{text}")
    assert not [title for title in titles(root, "_index.yaml", "run") if "in `a.lua`" in title]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "    source: |\n      local x = 1\n      return {}\n    method: run\n",
            "    source: |\n      local x = 1\n      local function run()\n      end\n\n      return { run = run }\n"
            "    method: run\n",
        ),
        (
            "    method: run\n    source: |\n      local x = 1\n",
            "    method: run\n    source: |\n      local x = 1\n\n      local function run()\n      end\n\n"
            "      return { run = run }\n",
        ),
    ],
)
def test_a_function_is_created_inside_of_an_index_file(before: str, after: str, tmp_path: Path) -> None:
    head = "namespace: app\nentries:\n  - name: a\n    kind: function.lua\n"
    root = make_project(tmp_path, f"--- _index.yaml\n{head}{before}")
    apply(root, titled(offered(root, "_index.yaml", "run"), "Create function `run` in `_index.yaml`"))
    assert read(str(root / "_index.yaml")) == head + after
    assert codes(root) == []


def test_a_quoted_source_is_left_alone(tmp_path: Path) -> None:
    entry = ENTRY.replace("file://a.lua", '"return {}"')
    root = make_project(tmp_path, f"--- _index.yaml\n{entry}")
    assert codes(root) == ["LE203"]
    assert not [title for title in titles(root, "_index.yaml", "run") if title.startswith("Create")]


# New entries

LIBRARY = 'local json = require("json")\nlocal M = {}\nfunction M.parse(text) return json.decode(text) end\nreturn M\n'
RUNNABLE = 'local money = require("money")\nreturn { main = function() return sql.get("db"), money end }\n'
SHOP = """\
--- wippy.lock
directories: {src: src}
--- src/_index.yaml
namespace: app
entries:
  - name: money
    kind: library.lua
    source: "return {}"
"""


def added(root: Path, path: str) -> list[str]:
    return [title for title in titles(root, path, "") if title.startswith("Add entry")]


def test_an_entry_is_added_for_a_library(tmp_path: Path) -> None:
    root = make_project(tmp_path, f"{SHOP}--- src/lib/parsing.lua\n{LIBRARY}")
    found = added(root, "src/lib/parsing.lua")
    assert found[0] == "Add entry `parsing` (library.lua) to `src/_index.yaml`"
    assert {title.split("(")[1].split(")")[0] for title in found} == {
        "library.lua",
        "function.lua",
        "process.lua",
        "workflow.lua",
    }
    apply(root, titled(offered(root, "src/lib/parsing.lua", ""), found[0]))
    assert read(str(root / "src/_index.yaml")).endswith(
        '    source: "return {}"\n\n  - name: parsing\n    kind: library.lua\n    source: file://lib/parsing.lua\n'
        "    modules:\n      - json\n"
    )
    assert codes(root) == ["LE101", "LE101"]  # hints about libraries without a method


def test_an_entry_is_added_for_a_function(tmp_path: Path) -> None:
    root = make_project(tmp_path, f"{SHOP}--- src/Make+It.lua\n{RUNNABLE}")
    found = added(root, "src/Make+It.lua")
    # What is not deterministic is no workflow.
    assert [title.split("(")[1].split(")")[0] for title in found] == ["function.lua", "process.lua", "library.lua"]
    apply(root, titled(offered(root, "src/Make+It.lua", ""), found[0]))
    assert read(str(root / "src/_index.yaml")).endswith(
        '\n  - name: make_it\n    kind: function.lua\n    source: "file://Make+It.lua"\n    method: main\n'
        "    modules:\n      - sql\n    imports:\n      money: app:money\n"
    )
    assert codes(root) == ["LE101"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("entries: []\n", "entries:\n  - name: a\n"),
        ("entries: [  ]\nmeta: {}\n", "entries:\n  - name: a\n"),
        (
            "entries:\n- name: b\n  kind: registry.entry\n- name: c\n  kind: registry.entry # c\n# end\n",
            "  kind: registry.entry # c\n- name: a\n  kind: library.lua\n  source: file://a.lua\n# end\n",
        ),
        (
            "entries:\n    -   name: a\n        kind: registry.entry\n        list:\n        - x",
            "        - x\n\n    -   name: a_2\n        kind: library.lua\n        source: file://a.lua",
        ),
    ],
)
def test_entries_are_added_as_the_others_are_written(before: str, after: str, tmp_path: Path) -> None:
    root = make_project(tmp_path, "--- wippy.lock\n--- a.lua\nreturn { x = 1 }\n")
    (root / "_index.yaml").write_bytes(f"namespace: app\n{before}".encode())
    (title,) = added(root, "a.lua")
    apply(root, titled(offered(root, "a.lua", ""), title))
    assert after in read(str(root / "_index.yaml"))
    assert set(codes(root)) == {"LE101"}


@pytest.mark.parametrize(
    "entries", ["entries: [{name: b, kind: registry.entry}]\n", "name: b\nkind: registry.entry\n", "entries: 1\n"]
)
def test_no_entry_is_added_to_what_is_no_plain_list(entries: str, tmp_path: Path) -> None:
    root = make_project(
        tmp_path, f"--- wippy.lock\n--- a.lua\nreturn {{ x = 1 }}\n--- _index.yaml\nnamespace: app\n{entries}"
    )
    assert added(root, "a.lua") == []


def test_orphans_of_the_example(tmp_path: Path) -> None:
    root = tmp_path / "broken"
    shutil.copytree(Path(__file__).resolve().parents[2] / "examples" / "broken", root)
    before = Counter(codes(root))
    title = added(root, "src/orders/old_checkout.lua")[0]
    apply(root, titled(offered(root, "src/orders/old_checkout.lua", ""), title))
    after = Counter(codes(root))
    assert before["LE204"] - after["LE204"] == 1
    assert not after - before
