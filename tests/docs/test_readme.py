"""What the README shows is what the program does."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from lua_entries.cli.exits import Exit
from lua_entries.cli.parsers import described
from lua_entries.report.formats import FORMATS
from tests.docs.test_links import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = [code for _, code in re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)]
COMMANDS = re.findall(r"^lua-entries (.*?)(?: +#.*)?$", README, re.MULTILINE)
"""The lines that stand in blocks of commands, without their comments."""


def run(arguments: Sequence[str], directory: Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a directory."""
    command = [sys.executable, "-m", "lua_entries", *arguments]
    return subprocess.run(
        command, cwd=directory, check=False, timeout=60, capture_output=True, text=True, encoding="utf-8"
    )


def copied(name: str, parent: Path) -> Path:
    """A copy of an example."""
    return Path(shutil.copytree(ROOT / "examples" / name, parent / "project"))


def test_the_findings_are_real(tmp_path: Path) -> None:
    shown = [block for block in BLOCKS if re.match(r"\S+:\d+:\d+: ", block)]
    report = run(["lint", "--no-cache"], copied("broken", tmp_path)).stdout
    assert len(shown) == 2
    for block in shown:
        assert f"\n\n{block}\n" in report


@pytest.mark.parametrize("line", [line for line in COMMANDS if "--watch" not in line])
def test_commands_run(line: str, tmp_path: Path) -> None:
    project = copied("shop", tmp_path)
    if "--baseline" in line:
        assert run([*shlex.split(line), "--write-baseline"], project).returncode == Exit.CLEAN
    done = run(shlex.split(line), project)
    assert done.returncode == Exit.CLEAN, done.stderr


def test_all_commands_are_named() -> None:
    for item in described():
        assert f"lua-entries {item.name}" in README
    assert [name for name in FORMATS if not re.search(rf"\b{name}\b", README)] == ["text"]  # the one without an option


def test_exit_codes_are_those_of_the_program() -> None:
    listed = re.split(r",\s", README.partition("Exit codes: ")[2].partition(". ")[0])
    assert [int(item.split()[0]) for item in listed if item[0].isdigit()] == list(Exit)


def test_the_graph_of_one_entry(tmp_path: Path) -> None:
    (options,) = re.findall(r"`(--entry \S+ --depth 2)` shows", README)
    assert run(["graph", *shlex.split(options)], copied("shop", tmp_path)).returncode == Exit.CLEAN
