"""The wheel and the source archive hold what they must; the wheel works without the repository."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from lua_entries import __version__

ROOT = Path(__file__).parents[2]


def setup(folder: Path, *commands: str) -> None:
    """Runs setup.py so that nothing is written into the repository."""
    pytest.importorskip("setuptools", minversion="77", reason="building needs setuptools 77 or newer")
    arguments = ["-q", "egg_info", f"--egg-base={folder}", *commands]
    subprocess.run([sys.executable, "-W", "ignore", "setup.py", *arguments], cwd=ROOT, check=True)


def test_wheel(tmp_path: Path) -> None:
    setup(
        tmp_path,
        "build",
        f"--build-base={tmp_path / 'build'}",
        "bdist_wheel",
        f"--dist-dir={tmp_path}",
        f"--bdist-dir={tmp_path / 'wheel'}",
    )
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name.startswith(f"lua_entries-{__version__}-py3-none-")
    assert not wheel.name.endswith("-any.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(installed)
    assert len([name for name in names if name.startswith("lua_entries/syntax/lua/_grammar.")]) == 1
    assert "lua_entries/_data/catalog.json" in names
    pages = {path.name for path in (ROOT / "docs" / "rules").glob("*.md")}
    assert {name.rpartition("/")[2] for name in names if name.startswith("lua_entries/_data/rules/")} == pages
    assert [name for name in names if not name.startswith(("lua_entries/", "lua_entries-"))] == []
    program = (
        "import lua_entries; from lua_entries.syntax.lua import parse, syntax_problems\n"
        f"assert lua_entries.__file__.startswith({str(installed)!r})\n"
        "assert syntax_problems(parse('type A = {x: number} local a: A = {x = 1}')) == ()\n"
        "from lua_entries.catalog.resources import read_resource, rule_page\n"
        "assert read_resource('catalog.json') and rule_page('lua-syntax')\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=tmp_path, env={"PYTHONPATH": str(installed)})


def test_source_archive(tmp_path: Path) -> None:
    setup(tmp_path, "sdist", f"--dist-dir={tmp_path}", "--formats=gztar")
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as files:
        names = {name.partition("/")[2] for name in files.getnames()}
    for source in ("parser.c", "scanner.c", "guard.c", "tree_sitter/parser.h", "tree_sitter/alloc.h"):
        assert f"server/grammar/src/{source}" in names
    assert {"setup.py", "pyproject.toml", "LICENSE", "schema/generated/catalog.json"} <= names
    assert "server/lua_entries/syntax/lua/grammar.py" in names
    assert any(name.startswith("docs/rules/") for name in names)
    assert [name for name in names if name.endswith((".so", ".dylib", ".dll", ".pyc"))] == []
