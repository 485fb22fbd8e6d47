"""The JSON Schemas: what they accept, what they refuse and where, and that the generated copies are up to date."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from lua_entries.catalog import Catalog, FieldNode, Kind, load_catalog
from lua_entries.project.config import (
    LIMITS,
    OVERRIDE_KEYS,
    SETTINGS,
    Config,
    ConfigError,
    Limits,
    Override,
    load_config,
)
from lua_entries.project.values import is_duration
from lua_entries.report.schemas import SCHEMAS, build, schema_text
from lua_entries.report.schemas.write import shared
from lua_entries.rules.registry import RULE_CODES, RULES
from tests.support.fixtures import parse_fixture
from tests.support.pages import CLEAN, page_paths, read_page

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

REPOSITORY = Path(__file__).parents[2]
SHOP = REPOSITORY / "examples" / "shop"
CATALOG = load_catalog()


def schema_of(name: str, catalog: Catalog = CATALOG) -> dict[str, Any]:
    return json.loads(schema_text(name, catalog))  # type: ignore[no-any-return]  # JSON


ENTRIES_SCHEMA = schema_of("entries")
ENTRIES = Draft7Validator(ENTRIES_SCHEMA)
CONFIG_SCHEMA = schema_of("config")
CONFIG = Draft7Validator(CONFIG_SCHEMA)


def read_yaml(text: str) -> Any:
    """The data as a reader of YAML 1.2 sees it, such as an editor's."""
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str))


def faults(validator: Draft7Validator, data: Any) -> list[tuple[str, str]]:
    """Where the errors are (`entries.0.pool.type`) and which keyword each breaks."""
    found = [(".".join(map(str, error.absolute_path)), error.validator) for error in validator.iter_errors(data)]
    return list(dict.fromkeys(found))


def entry_faults(text: str, validator: Draft7Validator = ENTRIES) -> list[tuple[str, str]]:
    """The faults of a file whose only entry has these lines; `entries.0.` is left out of the places."""
    lines = "".join(f"    {line}\n" for line in text.strip("\n").split("\n"))
    data = read_yaml(f'version: "1.0"\nnamespace: app\nentries:\n  -\n{lines}')
    return [(place.removeprefix("entries.0").removeprefix("."), keyword) for place, keyword in faults(validator, data)]


# All of them


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_is_valid(name: str) -> None:
    Draft7Validator.check_schema(schema_of(name))


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_reference_leads_to_a_definition_and_each_definition_is_used(name: str) -> None:
    text = schema_text(name, CATALOG)
    used = set(re.findall(r'"\$ref":"#/definitions/([^"]+)"', text))
    assert used == set(json.loads(text)["definitions"])


def test_generated_copies_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main(["--check"]) == 0, capsys.readouterr().err


def test_build_tells_what_is_stale_and_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build, "GENERATED", tmp_path)
    assert build.main(["--check"]) == 1
    assert "config.schema.json is not up to date: run `python -m " in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert build.main([]) == 0
    assert build.main(["--check"]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"{name}.schema.json" for name in SCHEMAS)


def test_repeated_parts_are_written_once() -> None:
    long = {"type": "string", "description": "x" * 100}
    inner = {"properties": {"deep": long}, "description": "y" * 100}
    made = shared({"a": {"properties": {"p": inner, "q": long}}, "b": {"items": inner, "properties": {"r": {}}}})
    assert made == {
        "a": {"properties": {"p": {"$ref": "#/definitions/part.p"}, "q": {"$ref": "#/definitions/part.p.deep"}}},
        "b": {"items": {"$ref": "#/definitions/part.p"}, "properties": {"r": {}}},
        "part.p": {"properties": {"deep": {"$ref": "#/definitions/part.p.deep"}}, "description": "y" * 100},
        "part.p.deep": long,
    }


def test_parts_of_one_name_that_differ_stay_apart() -> None:
    one, other = ({"description": letter * 100} for letter in "ab")
    made = shared(
        {name: {"properties": {"p": part}} for name, part in zip("abcd", (one, other, one, other), strict=True)}
    )
    assert [made[name]["properties"]["p"]["$ref"] for name in "abcd"] == [
        "#/definitions/part.p",
        "#/definitions/part.p-2",
    ] * 2


# Index files


def index_files(directory: Path) -> list[Path]:
    return sorted(directory.rglob("_index.yaml"))


@pytest.mark.parametrize("path", index_files(SHOP), ids=lambda path: path.relative_to(SHOP).as_posix())
def test_files_of_the_example_are_valid(path: Path) -> None:
    assert faults(ENTRIES, read_yaml(path.read_text(encoding="utf-8"))) == []


def test_files_of_the_page_are_valid() -> None:
    fixture = parse_fixture((REPOSITORY / "tests/spec/page.txt").read_text(encoding="utf-8"))
    texts = [file.text for file in fixture.files if file.path.endswith("_index.yaml")]
    assert len(texts) >= 3
    assert [faults(ENTRIES, read_yaml(text)) for text in texts] == [[]] * len(texts)


def test_what_is_fine_on_the_rule_pages_is_valid() -> None:
    """The pages tell what looks wrong but is not: no false alarm may come of it.

    Where other files fill something in, the schema knows less than `lint`, which the tests below are about.
    """
    checked = 0
    for path in page_paths():
        for example in read_page(path).examples:
            files = example.fixture.files
            filled = any(".wippy.yaml" in file.path or "kind: ns.requirement" in file.text for file in files)
            for file in files:
                if example.section in CLEAN and not filled and file.path.endswith("_index.yaml"):
                    assert faults(ENTRIES, read_yaml(file.text)) == [], f"{path.name}: {example.title or file.path}"
                    checked += 1
    assert checked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kind: function.lua", [("", "required")]),
        ("name: a", [("", "required")]),
        ('name: ""\nkind: registry.entry', [("name", "pattern")]),
        ("name: a:b\nkind: registry.entry", [("name", "pattern")]),
        ("name: 5\nkind: registry.entry", [("name", "type")]),
        ("name: a\nkind: btea.app.lua", [("kind", "pattern")]),
        ("name: a\nkind: registry.entry\nmeta: [x]", [("meta", "type")]),
        ("name: a\nkind: function.lua\nmethod: 5", [("method", "type")]),
        ("name: a\nkind: function.lua\ndata: {method: 5}", [("data.method", "type")]),
        ("name: a\nkind: function.lua\nmodules: http", [("modules", "type")]),
        ("name: a\nkind: function.lua\nmodules: [5]", [("modules.0", "anyOf")]),
        ("name: a\nkind: function.lua\nimports: {x: [y]}", [("imports.x", "type")]),
        ("name: a\nkind: function.lua\npool: {type: inlined}", [("pool.type", "anyOf")]),
        ('name: a\nkind: function.lua\npool: {size: "4"}', [("pool.size", "pattern")]),
        ("name: a\nkind: function.lua\npool: {size: 1.5}", [("pool.size", "type")]),
        ("name: a\nkind: function.wasm\npool: {size: -1}", [("pool.size", "minimum")]),
        ("name: a\nkind: network.socks5\nport: 70000", [("port", "maximum")]),
        ("name: a\nkind: network.socks5\nport: 0", [("port", "minimum")]),
        ("name: a\nkind: process.service\nlifecycle: {auto_start: yes}", [("lifecycle.auto_start", "pattern")]),
        ("name: a\nkind: process.service\nlifecycle: {start_timeout: 5 s}", [("lifecycle.start_timeout", "pattern")]),
        ("name: a\nkind: process.service\nlifecycle: {start_timeout: 5}", [("lifecycle.start_timeout", "type")]),
        ("name: a\nkind: process.service\nlifecycle: [x]", [("lifecycle", "type")]),
        ("name: a\nkind: http.endpoint\npath: users", [("path", "pattern")]),
        ("name: a\nkind: http.endpoint\nmeta: {router: [x]}", [("meta.router", "type")]),
        ("name: a\nkind: http.router\nmiddleware: [cors, corss]", [("middleware.1", "anyOf")]),
        ("name: a\nkind: ns.requirement\ntargets: [{entry: {}, path: x}]", [("targets.0.entry", "type")]),
        ("name: a\nkind: ns.dependency\ncomponent: acme", [("component", "pattern")]),
    ],
)
def test_mistakes_are_found_where_they_are(text: str, expected: list[tuple[str, str]]) -> None:
    assert entry_faults(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("namespace: app\n", [("", "required")]),
        ("entries: []\n", [("", "required")]),
        ('namespace: " "\nentries: []\n', [("namespace", "pattern")]),
        ("version: 1.0\nnamespace: app\nentries: []\n", [("version", "type")]),
        ("namespace: app\nentries:\n", [("entries", "type")]),
        ("namespace: app\nentries: {a: {}}\n", [("entries", "type")]),
        ("namespace: app\nentries: [a]\n", [("entries.0", "type")]),
        ("namespace: app\nname: a\n", [("", "required")]),
        ("namespace: app\nkind: registry.entry\n", [("", "required")]),
        ("namespace: app\nname: a\nkind: function.lua\nmethod: 5\n", [("method", "type")]),
        ("- a\n", [("", "type")]),
    ],
)
def test_mistakes_in_the_frame_of_a_file(text: str, expected: list[tuple[str, str]]) -> None:
    assert faults(ENTRIES, read_yaml(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        # What a requirement, an override or a variable fills in, or the decoder takes for absent.
        "name: a\nkind: function.lua",
        "name: a\nkind: process.service\nprocess:\nhost: ~\nlifecycle:",
        "name: a\nkind: ns.requirement\ntargets: []",
        'name: a\nkind: network.socks5\nport: "${env:PORT|1080}"',
        'name: a\nkind: function.lua\npool: {type: "${POOL}", size: "${env:SIZE}", warm_start: "${WARM}"}',
        'name: a\nkind: function.lua\npool: {type: "", size: 0}',
        'name: a\nkind: process.service\nlifecycle: {start_timeout: "", stop_timeout: "${env:T}"}',
        'name: a\nkind: http.endpoint\npath: "${env:BASE}/users"',
        "name: a\nkind: process.host\nhost: {workers: 0}",
        # What plugins, frameworks and other runtimes have.
        "name: a\nkind: acme.widget\nsize: large",
        "name: a\nkind: function.lua\nmodules: [acme]\nllm_alias: x\npool: {spare: 1}",
        # What only `lint` can judge.
        "name: a\nkind: function.lua\nMethod: 5",
        "name: a\nkind: registry.entry\ndata: [1, {a: b}]\nmethod: 5",
        "name: a\nkind: process.service\nprocess: {ns: app, name: worker}\nhost: nothing",
        # Numbers to the runtime that YAML 1.2 reads as text.
        "name: a\nkind: function.lua\npool: {size: 1_000, workers: 0b11}",
        # Conventions are offered, not demanded.
        "name: a\nkind: function.lua\nmeta: {comment: [x], type: mine, private: maybe, order: {a: 1}}",
    ],
)
def test_what_may_be_right_is_accepted(text: str) -> None:
    assert entry_faults(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing yet\n",
        "namespace: app\nentries: []\n",
        "namespace: app\nname: a\nkind: function.lua\nentries:\n",
        # The keys of a single entry mean nothing beside a list.
        "namespace: app\nentries: [{name: a, kind: x}]\nkind: function.lua\nmethod: 5\n",
    ],
)
def test_frames_that_may_be_right_are_accepted(text: str) -> None:
    assert faults(ENTRIES, read_yaml(text)) == []


def known_positions(kind: Kind) -> Iterator[tuple[tuple[str, ...], FieldNode]]:
    """The fields of a kind that are not below lists or free keys, with their paths."""
    pending: list[tuple[tuple[str, ...], FieldNode]] = [((), kind.tree)]
    while pending:
        path, node = pending.pop()
        for name, child in node.children():
            pending.append(((*path, name), child))
            if child.field is not None:
                yield (*path, name), child


def test_every_field_of_every_kind_is_checked_at_its_place() -> None:
    checked = 0
    for kind in filter(None, map(CATALOG.kind, CATALOG.kinds)):
        validator = Draft7Validator({**ENTRIES_SCHEMA, "$ref": f"#/definitions/kind.{kind.name}"})
        if not kind.usable:
            continue
        for path, node in known_positions(kind):
            assert node.field is not None
            of = node.field.type
            if of.name == "any":
                continue
            wrong: Any = [[]] if of.scalars else "x"
            if of.scalars and of.item is not None:
                wrong = 5
            for value, expected in ((wrong, {".".join(path)}), (None, set())):
                data = value
                for name in reversed(path):
                    data = {name: data}
                assert {place for place, _ in faults(validator, data)} == expected, (kind.name, path, value)
            checked += 1
    assert checked > 600


def test_kinds_are_offered_with_their_summary_and_page() -> None:
    offered = {
        item["const"]: item for item in ENTRIES_SCHEMA["definitions"]["entry"]["properties"]["kind"]["anyOf"][:-1]
    }
    usable = [kind for kind in filter(None, map(CATALOG.kind, CATALOG.kinds)) if kind.usable]
    assert list(offered) == [kind.name for kind in usable]
    for kind in usable:
        assert offered[kind.name]["description"] == f"{kind.summary}."
        assert CATALOG.doc_url(kind.doc) in offered[kind.name]["markdownDescription"]


def test_fields_are_described() -> None:
    definitions = ENTRIES_SCHEMA["definitions"]
    fields = definitions["fields.process.service"]["properties"]
    assert fields["host"]["description"].endswith(
        "Required. Names an entry: `process.host`, `terminal.host`, `temporal.worker`. Written as `namespace:name`."
    )
    lifecycle = definitions["part.lifecycle"]["properties"]
    assert lifecycle["auto_start"]["default"] is False
    assert lifecycle["depends_on"]["deprecated"] is True
    assert lifecycle["depends_on"]["description"].endswith(" Deprecated.")
    assert definitions["fields.db.sql.sqlite"]["properties"]["path"] == {
        "deprecationMessage": "The runtime does not read it, did you mean `file`?"
    }
    assert "examples" in json.dumps(definitions["part.meta.type"])


def test_snippets_hold_what_a_kind_must_have_and_are_valid() -> None:
    (offer,) = [item["else"] for item in ENTRIES_SCHEMA["definitions"]["entry"]["allOf"] if "else" in item]
    snippets = {item["label"]: item["body"] for item in offer["defaultSnippets"]}
    assert snippets["process.service"] == {
        "name": "${1:name}",
        "kind": "process.service",
        "process": "${2:process}",
        "host": "${3:host}",
    }
    assert snippets["ns.requirement"]["targets"] == [{"entry": "${2:entry}", "path": "${3:path}"}]
    assert snippets["http.router"]["meta"] == {"server": "${2:server}"}
    assert snippets["library.lua"]["source"] == "file://${2:source}.lua"


@pytest.mark.parametrize("text", ["10s", "1h30m", "-1.5h", "0", "250ms", "5us", "5µs"])
def test_durations_are_those_of_the_program(text: str) -> None:
    assert is_duration(text)
    assert entry_faults(f'name: a\nkind: process.service\nlifecycle: {{start_timeout: "{text}"}}') == []


@pytest.mark.parametrize("text", ["10", "s", "1d", "10 s", "x10s", "10sx"])
def test_other_texts_are_no_durations(text: str) -> None:
    assert not is_duration(text)
    assert entry_faults(f'name: a\nkind: process.service\nlifecycle: {{start_timeout: "{text}"}}') == [
        ("lifecycle.start_timeout", "pattern")
    ]


def test_a_kind_with_an_odd_name_has_a_reference_that_leads_to_it() -> None:
    catalog = CATALOG.extended({"a/b~c %": {"fields": {"size": {"type": "integer"}}}}, {})
    validator = Draft7Validator(schema_of("entries", catalog))
    assert entry_faults('name: a\nkind: "a/b~c %"\nsize: large', validator) == [("size", "pattern")]


# The configuration


def test_the_configuration_of_the_readme_is_valid() -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", (REPOSITORY / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert faults(CONFIG, tomllib.loads(text)) == []
    load_config("/app/lua-entries.toml", text, RULE_CODES)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", None),
        ('select = ["LE3", "le403", "LE", "unused-module"]', None),
        ('[rules]\nLE303 = "hint"\nle403 = "off"', None),
        ('[rules.LE101]\nlibrary-method = "error"\nseverity = "info"', None),
        ('[[overrides]]\npaths = ["a"]\nrules = {unused-module = "off"}', None),
        ("[limits]\nmax-files = 5\nmax-nesting = 1000", None),
        ('baseline = "lint.json"\nreport-unknown = true\nexternal-namespaces = ["a.*"]\nexclude = ["gen"]', None),
        ("excludes = []", ""),
        ('exclude = "gen"', "exclude"),
        ("exclude = [1]", "exclude.0"),
        ('report-unknown = "yes"', "report-unknown"),
        ("baseline = 5", "baseline"),
        ('ignore = ["LE8"]', "ignore.0"),
        ('ignore = ["LE3033"]', "ignore.0"),
        ('select = ["unused-modules"]', "select.0"),
        ('[rules]\nunusd-module = "off"', "rules"),
        ('[rules]\nLE998 = "off"', "rules"),
        ('[rules]\nunused-module = "warn"', "rules.unused-module"),
        ("[rules]\nunused-module = false", "rules.unused-module"),
        ('[rules.unused-module]\nlevel = "off"', "rules.unused-module"),
        ('[rules.missing-field]\nlibrary-method = "warning"', "rules.missing-field"),
        ('[rules.LE101]\nlibary-method = "off"', "rules.LE101"),
        ("[overrides]\npaths = []", "overrides"),
        ("[[overrides]]\npaths = []", "overrides.0"),
        ("[[overrides]]\npaths = []\nrules = {}\npath = 1", "overrides.0"),
        ("[limits]\nmax-file = 1", "limits"),
        ("[limits]\nmax-files = 0", "limits.max-files"),
        ("[limits]\nmax-files = true", "limits.max-files"),
        ("[limits]\nmax-nesting = 5000", "limits.max-nesting"),
        ("kinds = 1", "kinds"),
        ("[modules]\nmine = []", "modules.mine"),
    ],
)
def test_the_schema_says_what_the_reader_says(text: str, place: str | None) -> None:
    """`place` is where the mistake is; None where there is none."""
    found = faults(CONFIG, tomllib.loads(text))
    assert [where for where, _ in found] == ([] if place is None else [place])
    if place is None:
        load_config("/app/lua-entries.toml", text, RULE_CODES)
    else:
        with pytest.raises(ConfigError):
            load_config("/app/lua-entries.toml", text, RULE_CODES)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[kinds.a]\nroles = ["lua"]\nfields = { size = { type = "integer", required = true, default = 5 } }', None),
        ('[kinds.a]\nconstraints = [{ any_of = ["b", "c"], when = { "d.e" = ["x", "y"] } }]', None),
        ('[kinds.a]\ntolerated = { misspelling = { b = "c" }, user-data = ["d"] }', None),
        ('[modules.a]\nclasses = ["encoding"]\nfunctions = { f = { signature = "()" } }', None),
        ("[kinds.a]\nfield = {}", "kinds.a"),
        ('[kinds.a]\nstatus = "old"', "kinds.a.status"),
        ('[kinds.a.fields.size]\ntype = "integer"\nrequird = true', "kinds.a.fields.size"),
        ('[kinds.a.fields.size]\ntype = "integer"\nrequired = "always"', "kinds.a.fields.size.required"),
        ('[kinds.a]\nconstraints = [{ one_of = ["b"] }]', "kinds.a.constraints.0"),
        ("[modules.a]\nfunction = {}", "modules.a"),
        ('[modules.a]\ndeterministic = "yes"', "modules.a.deterministic"),
    ],
)
def test_kinds_and_modules_in_the_format_of_the_schema(text: str, place: str | None) -> None:
    assert [where for where, _ in faults(CONFIG, tomllib.loads(text))] == ([] if place is None else [place])


def test_rules_are_listed_with_their_code_and_default() -> None:
    listed = CONFIG_SCHEMA["definitions"]["rules"]["properties"]
    assert list(listed) == [rule.name for rule in RULES]
    for rule in RULES:
        assert listed[rule.name]["description"] == f"{rule.code}: {rule.summary} (default: {rule.severity.label})."


def test_the_tables_of_keys_are_those_of_the_values() -> None:
    assert {key.replace("-", "_") for key in SETTINGS} == set(Config._fields) - {"directory", "path"}
    assert tuple(OVERRIDE_KEYS) == Override._fields
    assert tuple(key.replace("-", "_") for key in LIMITS) == Limits._fields
