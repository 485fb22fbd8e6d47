"""The fingerprint is another one when results may be."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lua_entries.cache import version


def _newer(monkeypatch: pytest.MonkeyPatch, _: Path) -> None:
    monkeypatch.setattr(version, "__version__", "999")


def _layout(monkeypatch: pytest.MonkeyPatch, _: Path) -> None:
    monkeypatch.setattr(version, "FORMAT", 999)


def _python(monkeypatch: pytest.MonkeyPatch, _: Path) -> None:
    monkeypatch.setattr(sys, "version", "4.0")


def _library(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    (place / "tree_sitter-99.dist-info").mkdir()


def _source(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    (place / "server" / "lua_entries" / "module.py").write_text("pass")


def _schema(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    (place / "schema" / "generated" / "catalog.json").write_text("{}")


@pytest.mark.parametrize("change", [_newer, _layout, _python, _library, _source, _schema])
def test_what_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[pytest.MonkeyPatch, Path], None]
) -> None:
    package = tmp_path / "server" / "lua_entries"
    (tmp_path / "schema" / "generated").mkdir(parents=True)
    package.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("")
    monkeypatch.setattr(version, "_PACKAGE", str(package))
    monkeypatch.setattr(version, "_REPOSITORY", str(tmp_path))
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    before = version.fingerprint()
    (tmp_path / "another-1.dist-info").mkdir()
    (package / "__pycache__").mkdir()
    assert version.fingerprint() == before
    change(monkeypatch, tmp_path)
    assert version.fingerprint() != before


def test_versions_have_files_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    before = version.edition()
    monkeypatch.setattr(version, "__version__", "999")
    assert version.edition() != before
