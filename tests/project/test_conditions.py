"""Conditions of the catalog, looked up in an entry."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.catalog import Test as Condition
from lua_entries.catalog import load_catalog
from lua_entries.project.conditions import at, holds, places_of
from lua_entries.project.injection import Filled
from lua_entries.project.units import Entry
from lua_entries.project.workspace import LoadRequest, load_workspace
from tests.support.project import make_project

KEYS = load_catalog().definition
NOTHING = Filled()


def one(tmp_path: Path, entry: str, header: str = "") -> Entry:
    root = make_project(tmp_path, f"--- _index.yaml\nnamespace: app\n{header}entries:\n  - {{name: x, {entry}}}\n")
    return load_workspace(LoadRequest(str(root))).roots[0].entries[0]


@pytest.mark.parametrize(
    ("tls", "test", "values", "expected"),
    [
        ("mode: auto", "equals", ("", "auto"), True),
        ("mode: manual", "equals", ("", "auto"), False),
        ("cert: x", "equals", ("", "auto"), True),  # the default
        ("mode: ~", "equals", ("",), True),
        ("mode: ''", "equals", ("",), True),
        ("mode: '${env:MODE|auto}'", "equals", ("auto", "${env:MODE|auto}"), False),
        ("mode_env: MODE", "equals", ("",), False),
        ("mode: auto", "present", (), True),
        ("mode: ''", "present", (), False),
        ("mode: ''", "absent", (), True),
        ("mode_env: MODE", "absent", (), False),
        ("mode_env: ''", "absent", (), True),
    ],
)
def test_conditions(tmp_path: Path, tls: str, test: str, values: tuple[str, ...], expected: bool) -> None:
    entry = one(tmp_path, f"kind: http.service, tls: {{{tls}}}")
    condition = Condition("tls.mode", test, values)  # type: ignore[arg-type]  # a str of the table
    assert holds(entry, [condition], (), KEYS, NOTHING) is expected


@pytest.mark.parametrize(("workers", "expected"), [("1", True), ("0", False), ("'1'", False), ("~", False)])
def test_numbers_above_a_bound(tmp_path: Path, workers: str, expected: bool) -> None:
    entry = one(tmp_path, f"kind: function.lua, pool: {{workers: {workers}}}")
    assert holds(entry, [Condition("pool.workers", "above", (0,))], (), KEYS, NOTHING) is expected


def test_a_field_that_is_filled_in_settles_nothing(tmp_path: Path) -> None:
    entry = one(tmp_path, "kind: http.service, tls: {mode: auto}")
    filled = Filled()
    filled.add("app:x", ("data", "tls", "mode"))
    assert not holds(entry, [Condition("tls.mode", "equals", ("auto",))], (), KEYS, filled)
    assert at(entry, "tls.mode", (), KEYS, filled).filled
    assert not at(entry, "tls.cert", (), KEYS, filled).filled


def test_lists_are_looked_at_item_by_item(tmp_path: Path) -> None:
    methods = "[{name: a, input_schemas: [{}, {format: f}]}, {name: b}]"
    entry = one(tmp_path, f"kind: contract.definition, methods: {methods}")
    assert list(places_of(entry, ["methods[].name"])) == [(0,), (1,)]
    assert list(places_of(entry, ["methods[].name", "methods[].input_schemas[].format"])) == [(0, 0), (0, 1)]
    found = at(entry, "methods[].input_schemas[].format", (0, 1), KEYS, NOTHING)
    assert (found.shown, found.plain) == ("methods[0].input_schemas[1].format", "f")
    assert at(entry, "methods[].name", (7,), KEYS, NOTHING).value is None


def test_where_any_value_may_stand_an_empty_one_is_a_value(tmp_path: Path) -> None:
    conditions = "[{value: ''}, {value: []}, {value: ~}, {value_from: ''}]"
    entry = one(tmp_path, f"kind: security.policy, policy: {{conditions: {conditions}}}")
    values = [at(entry, "policy.conditions[].value", (number,), KEYS, NOTHING).value for number in range(3)]
    assert [value is not None for value in values] == [True, True, False]
    assert at(entry, "policy.conditions[].value_from", (3,), KEYS, NOTHING).value is None


def test_meta_comes_from_the_header_too(tmp_path: Path) -> None:
    entry = one(tmp_path, "kind: template.jet", header="meta: {name: shared}\n")
    assert at(entry, "meta.name", (), KEYS, NOTHING).plain == "shared"
    entry = one(tmp_path, "kind: template.jet, meta: {name: own}", header="meta: {name: shared}\n")
    assert at(entry, "meta.name", (), KEYS, NOTHING).plain == "own"
