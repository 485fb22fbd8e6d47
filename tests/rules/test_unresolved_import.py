"""LE401 and LE402 beyond their pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.rules.finding import Finding, Severity
from tests.support.project import check_project, lint_text

LIBRARIES = """
--- lib/_index.yaml
namespace: shop.lib
entries:
  - {name: money, kind: library.lua, source: file://it.lua, method: x}
  - {name: mail_one, kind: library.lua, source: file://it.lua, method: x}
  - {name: mail_two, kind: library.lua, source: file://it.lua, method: x}
  - {name: rates, kind: registry.entry}
--- lib/it.lua
return {}
"""


def lint_import(tmp_path: Path, value: str, more: str = "", **options: bool) -> list[Finding]:
    text = (
        "--- _index.yaml\nnamespace: shop\nentries:\n  - {name: q, kind: library.lua, method: x, source: file://q.lua"
    )
    text += f", imports: {{it: {value}{more}}}}}\n--- q.lua\nreturn {{ require('it'), require('other') }}{LIBRARIES}"
    return [finding for finding in lint_text(tmp_path, text, **options) if finding.code != "LE301"]


@pytest.mark.parametrize(
    ("value", "help", "fixes"),
    [
        ("'shop.lib:mony'", "did you mean `shop.lib:money`?", [("shop.lib:money", "safe")]),
        ("'shop.libs:money'", "did you mean `shop.lib:money`?", [("shop.lib:money", "safe")]),
        ("'shop:money'", "did you mean `shop.lib:money`?", [("shop.lib:money", "editor")]),
        ("money", "did you mean `shop.lib:money`?", [("shop.lib:money", "safe")]),
        ("':money'", "did you mean `shop.lib:money`?", [("shop.lib:money", "safe")]),
        ("jsn", "did you mean `json`?", [("json", "safe")]),
        ("'shop.lib:mail_on'", "did you mean", [("shop.lib:mail_one", "editor"), ("shop.lib:mail_two", "editor")]),
        ("'shop.lib:rate'", "declare `rate` in `shop.lib` or correct the id", []),
        ("errors", "remove it: `errors` is a global", []),
        ("q", "write the whole id: `<namespace>:q`", []),
        ("'shop:zebra'", "declare `zebra` in `shop` or correct the id", []),
    ],
)
def test_what_was_meant(value: str, help: str, fixes: list[tuple[str, str]], tmp_path: Path) -> None:
    (finding,) = lint_import(tmp_path, value)
    assert finding.code == "LE401"
    assert finding.help.startswith(help)
    assert [(fix.edits[0].edit.new_text, fix.safety) for fix in finding.fixes] == fixes


def test_what_is_imported_already_is_not_offered(tmp_path: Path) -> None:
    (finding,) = lint_import(tmp_path, "'shop.lib:mony'", ", other: 'shop.lib:money'")
    assert (finding.code, finding.fixes) == ("LE401", ())


@pytest.mark.parametrize(
    "value", ["'wippy.llm:llm'", "'app:money'", "'${env:LIBRARY}'", "'${env:NS}:money'", "json", "':json'"]
)
def test_nothing_is_said_of_what_others_may_provide(value: str, tmp_path: Path) -> None:
    assert lint_import(tmp_path, value) == []


def test_unknown_targets_are_shown_when_asked_for(tmp_path: Path) -> None:
    (finding,) = lint_import(tmp_path, "'wippy.llm:llm'", report_unknown=True)
    assert (finding.code, finding.severity) == ("LE401", Severity.INFO)
    assert finding.message == "nothing in this workspace provides `wippy.llm:llm`"


def test_another_root_of_the_workspace_provides_it(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- kit/wippy.lock
        directories: {src: .}
        --- kit/_index.yaml
        namespace: kit
        entries:
          - {name: money, kind: library.lua, source: file://money.lua, method: x}
          - {name: rates, kind: registry.entry}
        --- kit/money.lua
        return {}
        --- app/wippy.lock
        directories: {src: .}
        --- app/_index.yaml
        namespace: app
        entries:
          - name: quote
            kind: library.lua
            source: file://quote.lua
            method: x
            imports:
              money: kit:money
              rates: kit:rates  # LE402: a `registry.entry`
              other: kit:other
        --- app/quote.lua
        return { require("money"), require("rates"), require("other") }
        """,
    )


def test_an_override_of_the_target_is_believed(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- wippy.lock
        directories: {src: src}
        --- .wippy.yaml
        version: "1.0"
        override:
          "shop:rates:kind": library.lua
          "shop:quote:imports.money": ext:money
        --- src/_index.yaml
        namespace: shop
        entries:
          - {name: rates, kind: registry.entry}
          - name: quote
            kind: library.lua
            source: file://quote.lua
            method: x
            imports: {rates: shop:rates, money: shop:nowhere}
        --- src/quote.lua
        return { require("rates"), require("money") }
        """,
    )


def test_kinds_of_a_module_that_nothing_here_knows(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- wippy.lock
        directories: {src: src, modules: .wippy}
        modules:
          - {name: acme/kit, version: 1.0.0}
        --- .wippy/vendor/acme/kit/_index.yaml
        namespace: kit
        entries:
          - {name: native, kind: acme.library}
        --- src/_index.yaml
        namespace: shop
        entries:
          - {name: quote, kind: library.lua, source: file://quote.lua, method: x, imports: {native: "kit:native"}}
        --- src/quote.lua
        return require("native")
        """,
    )


def test_of_a_doubled_id_one_lua_entry_is_enough(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - {name: money, kind: registry.entry}
          - {name: money, kind: library.lua, source: return 1, method: x}  # LE106
          - {name: quote, kind: library.lua, source: file://quote.lua, method: x, imports: {money: "shop:money"}}
        --- quote.lua
        return require("money")
        """,
    )
