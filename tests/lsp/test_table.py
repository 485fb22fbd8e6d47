"""docs/features.md says what there is, and who shows it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from lua_entries.lsp import table
from lua_entries.lsp.commands import COMMANDS
from lua_entries.lsp.features import FEATURES
from lua_entries.lsp.table import COMMAND_ROWS, ROWS

ROOT = Path(__file__).parents[2]
FINDINGS = {"textDocument/publishDiagnostics", "textDocument/diagnostic", "workspace/diagnostic"}
"""Not in the registry, since they come from the analysis and not from a question."""


@cache
def defined_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_feature_has_one_row() -> None:
    methods = [method for row in ROWS for method in row.methods]
    assert sorted(methods) == sorted({feature.method for feature in FEATURES} | FINDINGS)


def test_every_command_has_one_row() -> None:
    assert sorted(row.name for row in COMMAND_ROWS) == sorted(COMMANDS)


@pytest.mark.parametrize(
    "test", sorted({test for row in ROWS for test in row.tests} | {row.test for row in COMMAND_ROWS})
)
def test_every_test_that_is_named_is_there(test: str) -> None:
    path, _, name = test.partition("::")
    assert name in defined_in(path)


def test_every_row_is_shown_over_the_wire() -> None:
    assert [row.name for row in ROWS if not row.tests[0].startswith("tests/lsp/")] == []


def test_the_page_is_up_to_date_and_drift_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert table.main(["--check"]) == 0
    other = tmp_path / "features.md"
    other.write_text(table.page() + "more\n", encoding="utf-8")
    monkeypatch.setattr(table, "PAGE", other)
    assert table.main(["--check"]) == 1
    assert "python -m lua_entries.lsp.table" in capsys.readouterr().err
    assert table.main([]) == 0 and table.main(["--check"]) == 0
