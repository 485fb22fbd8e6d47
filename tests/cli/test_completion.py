"""Shell completion, as the shells themselves do it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from lua_entries.cli.main import COMMANDS
from lua_entries.cli.parsers import described
from tests.cli.conftest import Run
from tests.cli.screen import Screen
from tests.e2e.programs import program

LEVELS = {"hint", "info", "warning", "error"}


BASH = """\
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
COMP_LINE="$*"
COMP_POINT=${#COMP_LINE}
_completion=$(complete -p lua-entries)
function=${_completion##*-F }
${function%% *} lua-entries "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""
"""Calls the function that is registered for the program as bash does."""

FISH = 'source $argv[1]; complete -C "$argv[2]" | string split -f 1 \\t; true'

ZSH = (
    "fpath=($PWD/functions $fpath); autoload -U compinit; compinit -u -D\n"
    "zstyle ':completion:*' list-prompt ''; setopt nobeep; PS1='rea''dy> '\n"
)
"""Sets up completion, then shows a prompt that nothing else looks like."""


def completed(name: str, script: str, words: list[str], cwd: Path) -> set[str]:
    """What a shell offers for the last of the words."""
    shell = program(name)
    file = cwd / "completion"
    file.write_text(script, encoding="utf-8")
    if name == "bash":
        command = [shell, "--norc", "-c", BASH, "bash", str(file), *words]
    else:
        command = [shell, "--no-config", "-c", FISH, str(file), " ".join(words)]
    found = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True, timeout=60)
    assert found.stderr == ""
    return {line.rstrip() for line in found.stdout.splitlines() if line}


@pytest.mark.parametrize("name", ["bash", "fish"])
def test_offers(name: str, project: Path, run: Run) -> None:
    code, script, err = run("completion", name)
    assert (code, err) == (0, "")

    def offers(*words: str) -> set[str]:
        return completed(name, script, ["lua-entries", *words], project)

    names = {item.name for item in described()}
    assert names >= {*COMMANDS, "serve"}
    assert names <= offers("")
    assert offers("li") == {"lint"}
    assert offers("lint", "--fo") == {"--format"}
    assert offers("lint", "--level", "") == LEVELS
    assert offers("lint", "--format", "s") == {"sarif"}
    assert offers("lint", "--select", "unresolved-l") == {"unresolved-literal"}
    assert offers("lint", "--format=s") == {"--format=sarif"}
    if name == "bash":  # which takes words apart at `=` unless told otherwise
        assert offers("lint", "--format", "=", "s") == {"sarif"}
        assert offers("lint", "--level", "=") == LEVELS
        assert offers("lint", "--select", "=", "LE301,unused-s") == {"LE301,unused-suppression"}
    assert offers("lint", "--ignore", "LE301,unused-s") == {"LE301,unused-suppression"}
    assert offers("lint", "--select=LE301,LE302,unused-s") == {"--select=LE301,LE302,unused-suppression"}
    assert offers("explain", "LE30") >= {"LE301", "LE306"}
    assert offers("schema", "") >= {"entries", "config", "report"}
    assert {path.rstrip("/") for path in offers("lint", "sr")} == {"src"}
    assert {path.rstrip("/") for path in offers("lint", "--output", "src/d")} == {"src/deep"}


def test_zsh(project: Path, run: Run) -> None:
    shell = program("zsh")
    (project / "functions").mkdir()
    (project / "functions/_lua-entries").write_text(run("completion", "zsh")[1], encoding="utf-8")

    for typed, expected in (
        ("lint --level wa", "lint --level warning"),
        ("explain unresolved-l", "explain unresolved-literal"),
        ("lint --report", "lint --report-unknown"),
        ("lint --format=s", "lint --format=sarif"),
        ("lint --ignore LE301,unused-s", "lint --ignore LE301,unused-suppression"),
    ):
        screen = Screen([shell, "-f", "-i"], project, {}, TERM="dumb")
        screen.type(ZSH)
        screen.wait_for("ready> ")
        screen.type(f"lua-entries {typed}\t")
        screen.wait_for(f"lua-entries {expected}")
        screen.type("\x15exit\n")
        assert screen.end() == 0


def test_an_unknown_shell(run: Run) -> None:
    code, out, err = run("completion", "basch")
    assert (code, out) == (2, "")
    assert "`SHELL`: must be bash, zsh or fish, not `basch`; did you mean `bash`?" in err
