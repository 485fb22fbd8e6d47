"""`lua-entries schema`, and that the reports of real runs have the form that it describes."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from lua_entries.catalog import load_catalog
from lua_entries.report.schemas import SCHEMAS, schema_text
from tests.cli.conftest import Run

BROKEN = Path(__file__).parents[2] / "examples" / "broken"

WIDGET = """\
[kinds."acme.widget"]
summary = "A widget"
fields = { size = { type = "integer", required = true, summary = "How large" } }

[kinds."function.lua"]
fields = { shade = { type = "string", enum = ["dark", "light"] } }

[modules.sketch]
summary = "Draws"
"""
WIDGETS = """\
version: "1.0"
namespace: widgets
entries:
  - name: good
    kind: acme.widget
    size: 3
  - name: bad
    kind: acme.widget
    size: large
"""


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_is_printed(project: Path, run: Run, name: str) -> None:
    assert run("schema", name) == (0, schema_text(name, load_catalog()), "")


def test_schema_is_written_to_a_file(project: Path, run: Run) -> None:
    assert run("schema", "report", "--output", "out.json") == (0, "", "")
    assert (project / "out.json").read_text(encoding="utf-8") == schema_text("report", load_catalog())
    code, out, err = run("schema", "report", "--output", "no/out.json")
    assert (code, out) == (2, "")
    assert err.startswith("lua-entries schema: cannot write `")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "lua-entries schema: `SCHEMA` is missing\n"),
        (["entris"], "lua-entries schema: `SCHEMA`: must be entries, config or report, not `entris`; did you mean"),
        (["entries", "--out", "x"], "lua-entries schema: unknown option `--out`\n"),
    ],
)
def test_wrong_usage(project: Path, run: Run, arguments: list[str], message: str) -> None:
    code, out, err = run("schema", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(message)


def test_a_kind_of_the_configuration_is_in_lint_and_schema(project: Path, run: Run) -> None:
    (project / "src" / "widgets").mkdir()
    (project / "src" / "widgets" / "_index.yaml").write_text(WIDGETS, encoding="utf-8")
    assert [finding["code"] for finding in json.loads(run("lint", "--format", "json")[1])["findings"]] == ["LE102"] * 2
    assert "acme.widget" not in run("schema", "entries")[1]

    (project / "lua-entries.toml").write_text(WIDGET, encoding="utf-8")
    (finding,) = json.loads(run("lint", "--format", "json")[1])["findings"]
    assert (finding["code"], finding["entry"], finding["range"]["start"]["line"]) == ("LE103", "widgets:bad", 9)
    schema = json.loads(run("schema", "entries")[1])
    validator = Draft7Validator(schema)
    entries: list[dict[str, Any]] = [
        {"name": "good", "kind": "acme.widget", "size": 3},
        {"name": "bad", "kind": "acme.widget", "size": "large"},
        {"name": "shade", "kind": "function.lua", "shade": "grey", "method": "main"},
    ]
    errors = list(validator.iter_errors({"namespace": "widgets", "entries": entries}))
    assert [list(error.absolute_path) for error in errors] == [["entries", 1, "size"], ["entries", 2, "shade"]]
    kinds = schema["definitions"]["entry"]["properties"]["kind"]["anyOf"]
    assert {"const": "acme.widget", "description": "A widget."} in kinds
    assert {"const": "sketch", "description": "Draws."} in schema["definitions"]["type.module"]["anyOf"]
    assert schema["definitions"]["fields.acme.widget"]["properties"]["size"]["description"] == ("How large. Required.")


def test_only_the_configuration_of_the_working_directory_counts(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "src" / "lua-entries.toml").write_text(WIDGET, encoding="utf-8")
    assert "acme.widget" not in run("schema", "entries")[1]
    monkeypatch.chdir(project / "src" / "deep")
    assert "acme.widget" in run("schema", "entries")[1]


def test_a_wrong_configuration_stops_only_what_needs_it(project: Path, run: Run) -> None:
    (project / "lua-entries.toml").write_text("exlude = []\n", encoding="utf-8")
    code, out, err = run("schema", "entries")
    assert (code, out) == (2, "")
    assert err == "lua-entries schema: lua-entries.toml:1: unknown key `exlude`\n  did you mean `exclude`?\n"
    assert run("schema", "config")[0] == 0
    (project / "lua-entries.toml").write_text('[kinds.a]\nroles = ["b"]\n', encoding="utf-8")
    code, out, err = run("schema", "entries")
    assert (code, out) == (2, "")
    assert "unknown role `b`" in err


@pytest.fixture(scope="module")
def validator() -> Draft7Validator:
    return Draft7Validator(json.loads(schema_text("report", load_catalog())))


def test_reports_have_the_form_of_the_schema(
    run: Run, validator: Draft7Validator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(BROKEN)
    report = json.loads(run("lint", "--format", "json", "--level", "hint")[1])
    assert [error.message for error in validator.iter_errors(report)] == []
    findings = report["findings"]
    # Else the run shows nothing of these parts.
    assert any(finding["range"] is None for finding in findings)
    assert any(finding["entry"] is None for finding in findings)
    assert any(finding["related"] for finding in findings)
    assert any(fix["edits"] for finding in findings for fix in finding["fixes"])


def test_reports_of_another_form_are_refused(run: Run, project: Path, validator: Draft7Validator) -> None:
    (project / "src" / "handler.lua").unlink()
    report = json.loads(run("lint", "--format", "json")[1])
    assert validator.is_valid(report)
    finding = report["findings"][0]

    def refused(change: Any, *path: Any) -> bool:
        changed = copy.deepcopy(report)
        at = changed
        for key in path:
            at = at[key]
        change(at)
        errors = list(validator.iter_errors(changed))
        return bool(errors) and all(list(error.absolute_path)[: len(path)] == list(path) for error in errors)

    for holder, path in (
        (report, ()),
        (report["tool"], ("tool",)),
        (report["summary"], ("summary",)),
        (finding, ("findings", 0)),
        (finding["range"], ("findings", 0, "range")),
    ):
        for key in holder:
            assert refused(lambda at, key=key: at.pop(key), *path), (path, key)
            assert refused(lambda at, key=key: at.update({key: -1.5}), *path), (path, key)
        assert refused(lambda at: at.update(more=1), *path), path
    assert refused(lambda at: at.update(line=0), "findings", 0, "range", "start")
    assert refused(lambda at: at.update(severity="fatal"), "findings", 0)
