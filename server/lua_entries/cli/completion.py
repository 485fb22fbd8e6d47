"""`lua-entries completion`: scripts that let a shell complete commands, options, their values, and paths."""

from __future__ import annotations

import argparse
import re
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

_BASH = """
# Completes `--option=value`, which bash takes apart at `=`, and rules behind commas.
_lua_entries() {
  local words=() lead="" word index
  for ((index = 0; index <= COMP_CWORD; index++)); do
    word=${COMP_WORDS[index]}
    if [[ $word == "=" ]]; then
      ((index < COMP_CWORD)) && continue
      word=""
    elif [[ $word == --*=* ]]; then
      words+=("${word%%=*}")
      ((index < COMP_CWORD)) || lead="${word%%=*}="
      word=${word#*=}
    fi
    words+=("$word")
  done
  local last=$((${#words[@]} - 1))
  if [[ $word == *,* && ${words[last - 1]} =~ ^--(select|ignore)$ ]]; then
    lead+="${word%,*},"
    words[last]=${word##*,}
  fi
  local COMP_WORDS=("${words[@]}") COMP_CWORD=$last
  _shtab_lua_entries "$@"
  ((${#COMPREPLY[@]})) && COMPREPLY=("${COMPREPLY[@]/#/$lead}")
  return 0
}

complete -o bashdefault -F _lua_entries lua-entries
"""


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
    """The script for a shell, which ends with a line end.

    It completes what shtab alone does not: `--option=value` (fish does so by itself), and lists of rules with commas.
    """
    import shtab

    text: str = shtab.complete(_whole(shtab.FILE), shell)
    text = text.rstrip("\n") + "\n"
    if shell == "bash":
        return text + _BASH
    if shell == "zsh":
        text = re.sub(r'^( +"\*?--[\w-]+)(\[.*\]:[A-Z]+:)', r"\1=\2", text, flags=re.MULTILINE)
        return re.sub(r":RULES:\((.*)\)", r":RULES:_sequence compadd - \1", text)
    (words, *_) = re.findall(r' -l select -xka "(.*?)"', text)
    text = re.sub(r' -l (select|ignore) -xka ".*?"', r" -l \1 -xka '(__fish_complete_list , _lua_entries_rules)'", text)
    return f'{text}\nfunction _lua_entries_rules\n  string split " " "{words}"\nend\n'


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
