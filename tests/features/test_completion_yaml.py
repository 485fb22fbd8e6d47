"""Completion in index files."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from lua_entries.catalog import load_catalog
from lua_entries.facts.index_file import index_facts
from lua_entries.features.completion import complete
from lua_entries.features.completion_items import MAX_ITEMS, fits, plain_text
from lua_entries.features.entry_snippets import entry_lines
from tests.features.completing import Project, make
from tests.features.cursor import take_cursor_dedented

PROJECT = """
--- wippy.lock
directories:
  src: ./src
--- src/_index.yaml
namespace: app
entries:
  - name: host
    kind: process.host
  - name: worker
    kind: process.lua
    meta: {type: tool, comment: A worker, level: 3, tags: [red, "on"], card: {title: One}}
    source: file://worker.lua
    method: main
  - name: service
    kind: process.service
    process: worker
    host: app:host
  - name: gateway
    kind: http.service
    addr: ":80"
  - name: rules
    kind: security.policy
    meta: {status: draft}
    policy: {effect: allow, actions: read, resources: all}
    groups: [admins]
  - name: secret
    kind: env.variable
    meta: {status: draft}
    storage: app:missing
    variable: APP_SECRET
--- src/worker.lua
-- Runs it
local function main(a: string): number return 1 end
return { main = main, other = function() end, limit = 1 }
--- src/free.lua
return { go = function() end }
--- src/lib/_index.yaml
namespace: app.lib
entries:
  - name: text.helpers
    kind: library.lua
    source: file://helpers.lua
--- src/lib/helpers.lua
return {}
"""

INDEX = "src/_index.yaml"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return make(tmp_path_factory.mktemp("completion"), PROJECT)


def entry(body: str) -> str:
    """An index file with one entry; the lines of `body` are its keys."""
    return "namespace: app\nentries:\n  - name: new\n" + textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")


def test_the_frame_of_a_file(project: Project) -> None:
    assert project.labels(INDEX, "$0")[:2] == ["namespace", "version"]
    assert "namespace" not in project.labels(INDEX, "namespace: app\n$0")
    assert project.labels(INDEX, "namespace: $0") == ["app", "app.lib"]


def test_kinds(project: Project) -> None:
    kinds = project.labels(INDEX, entry("kind: $0"))
    used = ["env.variable", "http.service", "library.lua", "process.host", "process.lua", "process.service"]
    assert kinds[:7] == [*used, "security.policy"]
    assert "workflow.lua" in kinds
    catalog = load_catalog()
    unusable = [name for name in catalog.kinds if (kind := catalog.kind(name)) is not None and not kind.usable]
    assert unusable
    assert not set(unusable) & set(kinds)


def test_fields_required_first_and_present_ones_left_out(project: Project) -> None:
    labels = project.labels(INDEX, entry("kind: process.service\n$0\nhost: app:host"))
    assert labels[0] == "process"
    assert "host" not in labels
    assert "lifecycle" in labels
    assert "method" not in labels


def test_fields_compare_without_case(project: Project) -> None:
    assert "host" not in project.labels(INDEX, entry("kind: process.service\n$0\nHOST: app:host"))


def test_nested_fields(project: Project) -> None:
    labels = project.labels(INDEX, entry("kind: process.service\nlifecycle:\n  auto_start: true\n  $0"))
    assert "restart" in labels
    assert "auto_start" not in labels
    inner = project.labels(INDEX, entry("kind: process.service\nlifecycle:\n  restart: {$0}"))
    assert "max_attempts" in inner


@pytest.mark.parametrize(
    ("before", "label", "after"),
    [
        ("kind: process.service\npro$0", "process", "kind: process.service\nprocess: "),
        ("kind: process.service\npro$0: x", "process", "kind: process.service\nprocess: x"),
        ("kind: process.service\nlife$0", "lifecycle", "kind: process.service\nlifecycle:\n  $0"),
        ("kind: function.lua\nmod$0", "modules", "kind: function.lua\nmodules:\n  - $0"),
        ("kind: function.lua\npool: {ty$0}", "type", "kind: function.lua\npool: {type: }"),
        ("kind:$0", "process.lua", "kind: process.lua"),
        ('kind: "pro$0"', "process.lua", 'kind: "process.lua"'),
        ("kind: function.lua\nmodules: [ti$0]", "time", "kind: function.lua\nmodules: [time]"),
        ("kind: function.lua\nmodules:\n  $0", "time", "kind: function.lua\nmodules:\n  - time"),
        ("kind: function.lua\nmodules:\n  -$0", "time", "kind: function.lua\nmodules:\n  - time"),
        ("kind: function.lua\nmeta:\n  tags: [$0]", "on", "kind: function.lua\nmeta:\n  tags: [on]"),
        ("kind: function.lua\nmeta:\n  level: $0", "3", "kind: function.lua\nmeta:\n  level: 3"),
    ],
)
def test_what_is_written(project: Project, before: str, label: str, after: str) -> None:
    written = project.applied(INDEX, entry(before), label)
    # Lines after the first are indented by the editor like the line of the cursor.
    assert written.replace("\n    ", "\n").replace("\n  - name", "\n- name").endswith(after)


def test_values(project: Project) -> None:
    assert project.labels(INDEX, entry("kind: function.lua\npool:\n  type: $0")) == [
        "lazy",
        "static",
        "inline",
        "adaptive",
    ]
    start = entry("kind: process.service\nlifecycle:\n  auto_start: $0")
    assert project.labels(INDEX, start) == ["false", "true"]
    assert project.item(INDEX, start, "false").detail == "default"
    delay = project.labels(INDEX, entry("kind: process.service\nlifecycle:\n  start_timeout: $0"))
    assert delay == ["10s"]


def test_modules(project: Project) -> None:
    labels = project.labels(INDEX, entry("kind: function.lua\nmodules:\n  - time\n  - $0\n  - json"))
    assert "http" in labels
    assert not {"time", "json", "print"} & set(labels)
    durable = project.labels(INDEX, entry("kind: workflow.lua\nmodules: [$0]"))
    assert "json" in durable
    assert "http" not in durable


def test_ids_of_the_kinds_that_fit(project: Project) -> None:
    full = project.labels(INDEX, entry("kind: process.service\nhost: $0"))
    assert full == ["app:host"]
    short_first = project.labels(INDEX, entry("kind: process.service\nprocess: $0"))
    assert short_first == ["worker", "app:worker"]
    # Many editors compare beginnings: what is typed of a short name must be one.
    assert project.item(INDEX, entry("kind: process.service\nprocess: wo$0"), "worker").filter in ("", "worker")
    other = project.labels(
        "src/lib/_index.yaml", "namespace: app.lib\nentries:\n  - kind: process.service\n    process: $0"
    )
    assert other == ["app:worker"]


def test_ids_in_lists_leave_out_what_is_there(project: Project) -> None:
    text = "kind: process.service\nlifecycle:\n  requires: [gateway, $0]"
    labels = project.labels(INDEX, entry(text))
    assert "service" in labels
    assert "gateway" not in labels


def test_meta_references(project: Project) -> None:
    assert project.labels(INDEX, entry("kind: http.router\nmeta:\n  server: $0")) == ["gateway", "app:gateway"]


def test_environment_variables(project: Project) -> None:
    labels = project.labels(INDEX, entry("kind: db.sql.postgres\nhost_env: $0"))
    assert {"APP_SECRET", "app:secret"} <= set(labels)


def test_groups(project: Project) -> None:
    assert project.labels(INDEX, entry("kind: security.policy\ngroups: [$0]")) == ["admins"]


def test_values_are_offered_once(tmp_path: Path) -> None:
    text = """
--- src/_index.yaml
namespace: app
entries:
  - {name: a, kind: process.host, meta: {private: true, level: 3}}
  - {name: b, kind: process.host, meta: {private: "true", level: "3"}}
"""
    other = make(tmp_path, text)
    for key, values in (("private", ["true", "false"]), ("level", ["3"])):
        assert sorted(other.labels(INDEX, entry(f"kind: process.host\nmeta:\n  {key}: $0"))) == sorted(values)


def test_what_the_lua_requires_comes_first(project: Project, tmp_path: Path) -> None:
    lua = """
local h, own = require("helpers"), require("own.things")
require("uuid")
return { go = function() json.encode(h) end }
"""
    other = make(tmp_path, PROJECT.replace("return { go = function() end }\n", lua))
    new = "kind: function.lua\nsource: file://free.lua\n"
    assert other.labels(INDEX, entry(f"{new}modules: [$0]"))[:3] == ["json", "uuid", "archive"]
    assert other.labels(INDEX, entry(f"{new}modules: [uuid, $0]"))[:2] == ["json", "archive"]
    assert other.labels(INDEX, entry(f"{new}imports:\n  $0"))[:2] == ["helpers", "own.things"]
    taken = other.applied(INDEX, entry(f"{new}imports:\n  $0"), "own.things")
    assert taken.endswith("imports:\n      own.things: ")
    assert "own.things" not in other.labels(INDEX, entry(f"{new}imports:\n  own.things: app.lib:text.helpers\n  $0"))
    assert project.labels(INDEX, entry(f"{new}modules: [$0]"))[0] == "archive"


def test_imports(project: Project) -> None:
    text = entry("kind: function.lua\nimports:\n  foo: app.$0\n  bar: app:worker")
    assert project.labels(INDEX, text) == ["app.lib:text.helpers"]
    assert project.applied(INDEX, text, "app.lib:text.helpers").splitlines()[5].strip() == "foo: app.lib:text.helpers"
    whole = project.applied(INDEX, entry("kind: function.lua\nimports:\n  $0"), "helpers")
    assert whole.endswith("      helpers: app.lib:text.helpers")


def test_files_that_no_entry_uses_first(project: Project) -> None:
    items = project.complete(INDEX, entry("kind: function.lua\nsource: fi$0")).items
    written = ["file://free.lua", "file://new.lua", "file://worker.lua", "file://lib/helpers.lua"]
    assert [item.new_text for item in items] == written
    assert [item.detail for item in items] == ["no entry uses it", "a new file", "", ""]
    named = "namespace: app\nentries:\n  - name: free\n    kind: function.lua\n    source: $0"
    assert project.labels(INDEX, named).count("free.lua") == 1
    assert project.labels("src/lib/_index.yaml", "namespace: a\nentries:\n  - kind: function.lua\n    source: $0")[
        0
    ] == ("../free.lua")


def test_methods_of_the_source(project: Project) -> None:
    text = entry("kind: function.lua\nsource: file://worker.lua\nmethod: $0")
    assert project.labels(INDEX, text) == ["main", "other"]
    item = project.item(INDEX, text, "main")
    assert (item.detail, item.documentation) == ("(a: string): number", "Runs it")


def test_methods_of_a_file_that_no_entry_uses_yet(project: Project) -> None:
    text = entry("kind: function.lua\nsource: file://free.lua\nmethod: $0")
    found = project.complete(INDEX, text)
    assert [item.label for item in found.items] == ["go"]


def test_meta_keys_and_values(project: Project) -> None:
    keys = project.labels(INDEX, entry("kind: function.lua\nmeta:\n  comment: x\n  $0"))
    assert {"type", "tags", "level", "depends_on"} <= set(keys)
    assert "comment" not in keys
    assert project.labels(INDEX, entry("kind: function.lua\nmeta:\n  card:\n    $0")) == ["title"]
    values = project.labels(INDEX, entry("kind: function.lua\nmeta:\n  type: $0"))
    assert {"tool", "test"} <= set(values)
    tags = project.complete(INDEX, entry("kind: function.lua\nmeta:\n  tags: [red, $0]"))
    assert [item.label for item in tags.items] == ["on"]


def test_a_key_under_the_dash_of_its_entry_is_put_where_it_belongs(project: Project) -> None:
    """Where the cursor is after Enter."""
    begun = "namespace: app\nentries:\n  - name: new\n"
    assert project.labels(INDEX, f"{begun}  $0")[0] == "kind"
    assert project.applied(INDEX, f"{begun}  ki$0", "kind") == f"{begun}    kind: "
    function = f"{begun}    kind: function.lua\n"
    # Its second line is indented from the one of the cursor.
    assert project.applied(INDEX, f"{function}  mo$0", "modules") == f"{function}    modules:\n    - $0"
    nested = f"{begun}    kind: ns.requirement\n    targets:\n      - entry: worker\n"
    assert project.applied(INDEX, f"{nested}      pa$0", "path") == f"{nested}        path: "
    # With an entry that is complete so far, an empty line under its dash is for the next one.
    assert "modules" not in project.labels(INDEX, f"{function}  $0")
    assert project.item(INDEX, f"{function}  fu$0", "function.lua").new_text.startswith("- name")


def test_what_one_may_begin_with_is_gone_once_something_is_typed(project: Project) -> None:
    """Editors accept what they show when Enter is pressed, be it in the middle of a value that nobody knows yet."""
    service = "kind: process.service\nlifecycle:\n  start_timeout: "
    default = project.item(INDEX, entry(f"{service}$0"), "10s")
    assert (default.detail, default.new_text) == ("default", "10s")
    assert not fits("1", default.filter)
    assert project.labels(INDEX, entry(f"{service}1$0")) == []

    comment = project.item(INDEX, entry("kind: function.lua\nmeta:\n  comment: $0"), "A worker")
    assert not fits("a", comment.filter)
    assert project.labels(INDEX, entry("kind: function.lua\nmeta:\n  comment: Aw$0")) == []
    recurring = project.item(INDEX, entry("kind: function.lua\nmeta:\n  status: dr$0"), "draft")
    assert fits("draft", recurring.filter or recurring.label)

    assert not fits("app", project.item(INDEX, "namespace: $0", "app.lib").filter)
    assert project.labels(INDEX, "namespace: app$0") == []
    below = project.item(INDEX, "namespace: app.$0", "app.lib")
    assert fits("app.", below.filter) and not fits("app.l", below.filter)
    assert project.labels(INDEX, "namespace: other.$0") == []


def test_nothing_comes_by_itself_right_behind_a_colon(project: Project) -> None:
    plain, offset = take_cursor_dedented(entry("kind: function.lua\nmeta:\n  tags:$0"))
    assert complete(project.snapshot, project.path(INDEX), plain, offset).items
    assert not complete(project.snapshot, project.path(INDEX), plain, offset, trigger=":").items
    spaced = plain + " "
    assert complete(project.snapshot, project.path(INDEX), spaced, offset + 1, trigger=" ").items


def test_the_import_that_has_the_name_of_the_alias_comes_first(project: Project) -> None:
    text = "kind: function.lua\nimports:\n  {alias}: $0"
    assert project.labels(INDEX, entry(text.format(alias="helpers")))[0] == "app.lib:text.helpers"
    assert project.labels(INDEX, entry(text.format(alias="other")))[0] == "app:worker"


def test_requirement_targets(project: Project) -> None:
    entries = project.labels(INDEX, entry("kind: ns.requirement\ntargets:\n  - entry: $0"))
    assert "service" in entries
    paths = project.labels(INDEX, entry("kind: ns.requirement\ntargets:\n  - entry: service\n    path: $0"))
    assert ".host" in paths[:2]
    assert ".lifecycle.auto_start" in paths
    meta = project.labels(INDEX, entry("kind: ns.requirement\ntargets:\n  - entry: worker\n    path: me$0"))
    assert "meta.comment" in meta


def test_whole_entries(project: Project) -> None:
    text = "namespace: app\nentries:\n  - $0\n"
    item = project.item(INDEX, text, "process.lua")
    assert (item.kind, item.snippet) == ("snippet", True)
    assert item.new_text.splitlines() == [
        "name: ${1:name}",
        "  kind: process.lua",
        "  source: file://${2:file}.lua",
        "  method: ${3:main}",
    ]
    below = project.item(INDEX, "namespace: app\nentries:\n  - name: a\n  $0\n", "process.service")
    assert below.new_text.splitlines()[:2] == ["- name: ${1:name}", "  kind: process.service"]


@pytest.mark.parametrize("name", load_catalog().kinds)
def test_every_snippet_is_an_entry_with_its_required_fields(name: str) -> None:
    catalog = load_catalog()
    kind = catalog.kind(name)
    assert kind is not None
    lines = [f"    {line}" for line in entry_lines(kind, catalog.definition)]
    lines[0] = f"  - {lines[0].strip()}"
    text = plain_text("namespace: app\nentries:\n" + "\n".join(lines) + "\n")
    facts = index_facts(text)
    assert facts.problems == ()
    (made,) = facts.entries
    assert made.kind is not None
    assert made.kind.text == name
    for field in kind.fields:
        if field.required == "yes" and "." not in field.path:
            assert made.node.find(field.path) is not None, field.path


def test_nothing_where_nothing_is_known(project: Project) -> None:
    assert project.labels(INDEX, entry("kind: function.lua\n# $0")) == []
    assert project.labels(INDEX, entry("kind: no.such\npool:\n  $0")) == []
    assert project.labels(INDEX, entry("kind: function.lua\ntitle: two $0")) == []
    assert project.labels(INDEX, "namespace: app\nother:\n  $0") == []


def test_fields_under_data(project: Project) -> None:
    assert "process" in project.labels(INDEX, entry("kind: process.service\ndata:\n  host: a:b\n  $0"))
    assert project.labels(INDEX, entry("kind: process.service\ndata:\n  host: $0")) == ["app:host"]


def test_a_file_of_one_entry(project: Project) -> None:
    labels = project.labels("src/one/_index.yaml", "namespace: app.one\nname: a\nkind: process.service\n$0")
    assert "process" in labels
    assert "name" not in labels


def test_many_items_are_capped(tmp_path: Path) -> None:
    many = "".join(f"  - {{name: host{number:03}, kind: process.host}}\n" for number in range(250))
    project = make(tmp_path, f"--- src/_index.yaml\nnamespace: app\nentries:\n{many}")
    found = project.complete(INDEX, entry("kind: process.service\nhost: $0"))
    assert (len(found.items), found.incomplete) == (MAX_ITEMS, True)
    fewer = project.complete(INDEX, entry("kind: process.service\nhost: 249$0"))
    assert ([item.label for item in fewer.items], fewer.incomplete) == (["app:host249"], True)


def test_plain_text_of_a_snippet() -> None:
    assert plain_text("name: ${1:x}\n  a: $2${3|b,c|}$0 \\$") == "name: x\n  a: b $"
