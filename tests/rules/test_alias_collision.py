"""LE404 and LE405 beyond their pages."""

from __future__ import annotations

from pathlib import Path

from lua_entries.rules.finding import Severity
from tests.support.project import check_project, lint_text


def test_a_collision_below_one_import_is_reported_there_and_once(tmp_path: Path) -> None:
    findings = lint_text(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - {name: a, kind: library.lua, source: file://one.lua, method: x, imports: {it: "ext:one"}}
          - {name: b, kind: library.lua, source: file://one.lua, method: x, imports: {it: "ext:two"}}
          - {name: both, kind: library.lua, source: file://both.lua, method: x, imports: {a: "shop:a", b: "shop:b"}}
          - {name: f, kind: function.lua, source: file://f.lua, method: main, imports: {both: "shop:both"}}
          - {name: g, kind: function.lua, source: file://f.lua, method: main, imports: {both: "shop:both"}}
        --- one.lua
        return require("it")
        --- both.lua
        return { require("a"), require("b") }
        --- f.lua
        local both = require("both")
        return { main = function() return both end }
        """,
    )
    assert [(finding.code, finding.entry, finding.severity) for finding in findings] == [
        ("LE404", "shop:both", Severity.WARNING)
    ]


def test_an_own_alias_against_that_of_an_import(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - {name: a, kind: library.lua, source: file://a.lua, method: x, modules: [store]}
          - name: f
            kind: function.lua
            source: file://f.lua
            method: main
            imports:
              store: ext:shelf
              a: shop:a  # LE404: `store` stands for `ext:shelf` in `shop:f` and for `store` in `shop:a`
        --- a.lua
        return require("store")
        --- f.lua
        local store, a = require("store"), require("a")
        return { main = function() return store, a end }
        """,
    )


def test_a_module_and_its_own_name_as_an_alias_are_one_target_twice(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - name: f
            kind: library.lua
            source: file://f.lua
            method: x
            modules: [json]
            imports:
              json: json  # LE405: `json` is named twice
        --- f.lua
        return require("json")
        """,
    )


def test_ids_and_mappings_of_one_target_are_the_same(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - name: f
            kind: library.lua
            source: file://f.lua
            method: x
            imports:
              one: ext:money
              two: {ns: ext, name: money}  # LE405: first as `one`
              three: registry
              four: :registry  # LE405: first as `three`
        --- f.lua
        return { require("one"), require("two"), require("three"), require("four") }
        """,
    )


def test_names_of_nothing_are_not_counted(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - name: f
            kind: library.lua
            source: file://f.lua
            method: x
            modules:
              - xyzzy  # LE302
              - xyzzy  # LE302
              - print  # LE304
              - print  # LE304
            imports:
              one: shop:gone  # LE401
              two: shop:gone  # LE401
        --- f.lua
        return { require("xyzzy"), require("one"), require("two") }
        """,
    )


def test_a_key_written_twice_is_a_matter_of_the_yaml(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - name: f
            kind: library.lua
            source: file://f.lua
            method: x
            imports:
              one: ext:money
              one: ext:price  # LE002
        --- f.lua
        return require("one")
        """,
    )
