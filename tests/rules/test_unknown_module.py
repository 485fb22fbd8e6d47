"""LE302 beyond its page."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.rules.finding import Finding
from tests.support.project import check_project, lint_text


def lint_modules(
    tmp_path: Path, modules: str, lua: str = "return {}", more: str = "", kind: str = "library.lua"
) -> Finding:
    text = f"--- _index.yaml\nnamespace: shop\nentries:\n  - {{name: q, kind: {kind}, method: x, source: file://q.lua"
    findings = lint_text(tmp_path, f"{text}, modules: [{modules}]{more}}}\n--- q.lua\n{lua}\n")
    (finding,) = [finding for finding in findings if finding.code == "LE302"]
    return finding


@pytest.mark.parametrize(
    ("written", "better", "safety"),
    [
        ("jsn", "json", "safe"),
        ("JSON", "json", "safe"),
        ("':json'", "json", "safe"),
        ("' json'", "json", "safe"),
        ("tiem", "time", "safe"),
        ("http-client", "http_client", "safe"),
        ("treesiter2", "treesitter", "editor"),
    ],
)
def test_what_is_put_in(written: str, better: str, safety: str, tmp_path: Path) -> None:
    finding = lint_modules(tmp_path, written)
    assert [(fix.edits[0].edit.new_text, fix.safety) for fix in finding.fixes] == [(better, safety)]


def test_the_requires_of_the_file_are_mended_too(tmp_path: Path) -> None:
    (fix,) = lint_modules(tmp_path, "jsn", "local a, b = require('jsn'), require \"jsn\"\nreturn {a, b}").fixes
    assert [(Path(edit.path).name, edit.edit.new_text) for edit in fix.edits] == [
        ("_index.yaml", "json"),
        ("q.lua", "json"),
        ("q.lua", "json"),
    ]


def test_a_module_that_is_declared_already_is_not_put_in_again(tmp_path: Path) -> None:
    for more in ("json, jsn", "jsn]\n    , imports: {data: json}, meta: [x"):
        finding = lint_modules(tmp_path, more, "return {require('json'), require('data')}")
        assert finding.fixes == ()
    assert (
        lint_modules(tmp_path, "json, jsn", "return require('json')").help == "remove `jsn`; `json` is declared already"
    )


def test_a_workflow_is_not_given_what_it_may_not_have(tmp_path: Path) -> None:
    finding = lint_modules(tmp_path, "loger", "return function() end", kind="workflow.lua")
    assert (finding.fixes, finding.help) == ((), "remove `loger`; `logger` is not deterministic")


def test_an_id_belongs_to_the_imports(tmp_path: Path) -> None:
    assert lint_modules(tmp_path, "'shop:money'").help == "modules are built in; an entry is named under `imports`"


def test_an_import_needs_no_place_in_the_list(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - {name: money, kind: library.lua, source: return 1, method: x}
          - name: q
            kind: library.lua
            method: x
            source: file://q.lua
            modules: [money]  # LE302: remove `money`: it is imported
            imports: {money: shop:money}
        --- q.lua
        return require("money")
        """,
    )


def test_items_without_a_name(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - name: quote
            kind: library.lua
            method: x
            source: return {}
            modules:
              - ""  # LE302: has no name
              -  # LE302: has no name
              - 7  # LE103
        """,
    )


def test_a_module_of_the_configuration_is_known(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- lua-entries.toml
        [modules.barcode]
        summary = "Reads bar codes"
        classes = ["deterministic"]
        --- _index.yaml
        namespace: shop
        entries:
          - {name: scan, kind: workflow.lua, method: x, source: file://scan.lua, modules: [barcode]}
        --- scan.lua
        local barcode = require("barcode")
        return function(image) return barcode.read(image) end
        """,
    )


def test_precompiled_kinds_are_looked_at_too(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - {name: files, kind: fs.directory, directory: ./data}
          - {name: l, kind: library.lua.bc, fs: "shop:files", path: l.bc, hash: abc, modules: [jsn]}  # LE302
        """,
    )
