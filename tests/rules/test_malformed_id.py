"""LE407 beyond its page."""

from __future__ import annotations

from pathlib import Path

import pytest

from lua_entries.rules.finding import Severity
from tests.support.project import check_project, lint_text


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "LE407"),
        ("~", "LE407"),
        ("''", "LE407"),
        ("'  '", "LE407"),
        ("':'", "LE407"),
        ("'shop:'", "LE407"),
        ("{ns: shop}", "LE407"),
        ("7", "LE103"),
        ("[shop]", "LE103"),
        ("{ns: ext, name: money}", None),
        ("{name: json}", None),
        ("ext:money", None),
        ("'${env:MONEY}'", None),
    ],
)
def test_imports(value: str, code: str | None, tmp_path: Path) -> None:
    text = "--- _index.yaml\nnamespace: shop\nentries:\n  - name: q\n    kind: library.lua\n    method: x\n"
    text += f"    source: file://q.lua\n    imports:\n      money: {value}\n--- q.lua\nreturn require('money')\n"
    assert [finding.code for finding in lint_text(tmp_path, text)] == ([code] if code else [])


def test_an_import_without_a_name(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - name: q
            kind: library.lua
            method: x
            source: return {}
            imports:
              "": ext:money
        #     ^^ LE407: has no name
        """,
    )


def test_fields_that_take_no_short_name(tmp_path: Path) -> None:
    check_project(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - {name: hosts, kind: process.host}
          - {name: job, kind: process.lua, source: file://job.lua, method: main}
          - name: job.service
            kind: process.service
            process: job
            host: hosts  # LE407: did you mean `shop:hosts`?
          - name: memory
            kind: env.storage.memory
          - name: level
            kind: env.variable
            variable: LEVEL
            storage: :memory  # LE407: `shop:memory`
          - name: rows
            kind: store.sql
            database: nowhere  # LE407: write the whole id: `namespace:nowhere`
            table_name: rows
        --- job.lua
        return { main = function() return 1 end }
        """,
    )


def test_only_what_the_field_accepts_is_offered(tmp_path: Path) -> None:
    (finding,) = lint_text(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - {name: mails, kind: registry.entry}
          - {name: mails.queue, kind: queue.queue, driver: mails}
        --- other/_index.yaml
        namespace: other
        entries:
          - {name: mails, kind: queue.driver.memory}
        """,
    )
    assert (finding.code, [fix.edits[0].edit.new_text for fix in finding.fixes]) == ("LE407", ["other:mails"])


def test_where_nothing_checks_it_is_a_warning(tmp_path: Path) -> None:
    (finding,) = lint_text(
        tmp_path,
        """
        --- _index.yaml
        namespace: shop
        entries:
          - name: hosts
            kind: process.host
            lifecycle:
              security:
                policies: [may_all]
                groups: [admins]
        """,
    )
    assert (finding.code, finding.severity) == ("LE407", Severity.WARNING)
    assert "`lifecycle.security.policies[0]`" in finding.message
