"""`lua-entries completion`: scripts that let a shell complete commands, options, their values, and paths."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from lua_entries.cli.arguments import PROGRAM, OneOf, Parser, one_of
from lua_entries.cli.exits import SHORT_EPILOG, Exit
from lua_entries.cli.parsers import described
from lua_entries.cli.terminal import put

SHELLS = ("bash", "zsh", "fish")
_DESCRIPTION = """\
Prints a script that lets a shell complete what is typed after `lua-entries`.
"""
_EPILOG = """\
to install it for good: `lua-entries completion SHELL > FILE`, where FILE is
  bash  ~/.local/share/bash-completion/completions/lua-entries
  zsh   _lua-entries in a directory of $fpath, before `compinit`
  fish  ~/.config/fish/completions/lua-entries.fish
"""

_PATHS = ("FILE", "PATH")
_RULES = ("RULE", "RULES")


def parser() -> Parser:
    """The options of the command."""
    made = Parser("completion", _DESCRIPTION, f"{_EPILOG}\n{SHORT_EPILOG}")
    made.add_argument("shell", type=one_of(SHELLS), metavar="SHELL", help=", ".join(SHELLS))
    made.add_help_to(made.add_argument_group("options"))
    return made


def run(arguments: Sequence[str]) -> int:
    """Run the command and return the exit code."""
    put(script(parser().read(arguments).shell))
    return Exit.CLEAN


def script(shell: str) -> str:
    """The script for a shell, which ends with a line end."""
    import shtab

    text: str = shtab.complete(_whole(shtab.FILE), shell)
    return text.rstrip("\n") + "\n"


def _whole(paths: Any) -> argparse.ArgumentParser:
    """All commands as one parser, of the kind that shtab reads; `paths` is what it calls completion of files."""
    from lua_entries.rules.registry import RULES

    whole = argparse.ArgumentParser(PROGRAM, add_help=False)
    whole.add_argument("-h", "--help", action="help", help="show all commands")
    whole.add_argument("-V", "--version", action="store_true", help="show the version")
    commands = whole.add_subparsers()
    for command in described():
        made = commands.add_parser(command.name, help=command.summary, parents=[command.parser], add_help=False)
        for action in made._actions:
            if isinstance(action.type, OneOf):
                action.choices = action.type.values
            elif action.metavar in _RULES:
                action.choices = [*(rule.name for rule in RULES), *(rule.code for rule in RULES)]
            elif action.metavar in _PATHS:
                action.complete = paths  # type: ignore[attr-defined]  # the attribute that shtab looks for
    return whole
