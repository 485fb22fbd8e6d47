"""The page of commands, from their parsers. Python's own help text is laid out differently by each of its versions."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from lua_entries.cli.arguments import PROGRAM, Parser
from lua_entries.cli.parsers import Described, described
from lua_entries.cli.reference.write import NOTE, table

_HEAD = f"""\
{NOTE}

# Command line

`{PROGRAM} COMMAND --help` prints the same on a terminal. Options and paths come in any order, an option and its
value may be joined with `=`, and a mistyped option is named with the nearest one that there is. Results go to stdout,
everything else to stderr.
"""


def commands_page() -> str:
    """The text of `docs/cli.md`."""
    commands = list(described())
    rows = ((f"[`{PROGRAM} {item.name}`](#{PROGRAM}-{item.name})", item.summary) for item in commands)
    return "\n".join([_HEAD, table(("command", "what it does"), rows), *map(_command, commands)])


def _command(command: Described) -> str:
    parser = command.parser
    parts = [f"## {PROGRAM} {command.name}\n", f"```\n{_usage(command)}\n```\n", _prose(parser.description or "")]
    for group in parser._action_groups:
        rows = [(_written(action), _about(action)) for action in group._group_actions]
        if rows:
            parts.append(table((_titled(group), "meaning"), rows))
    parts.append(f"```\n{(parser.epilog or '').strip()}\n```\n")
    return "\n".join(parts)


def _titled(group: argparse._ArgumentGroup) -> str:
    return "argument" if group.title == "positional arguments" else group.title or "option"


def _usage(command: Described) -> str:
    arguments = " ".join(_argument(action) for action in _positionals(command.parser))
    return f"{PROGRAM} {command.name} [OPTION ...] {arguments}".rstrip()


def _positionals(parser: Parser) -> Iterable[argparse.Action]:
    return (action for action in parser._actions if not action.option_strings)


def _argument(action: argparse.Action) -> str:
    name = str(action.metavar)
    return {"*": f"[{name} ...]", "?": f"[{name}]"}.get(str(action.nargs), name)


def _written(action: argparse.Action) -> str:
    value = f" {action.metavar}" if action.metavar and action.nargs != 0 else ""
    return ", ".join(f"`{name}{value}`" for name in action.option_strings) or f"`{_argument(action)}`"


def _about(action: argparse.Action) -> str:
    text = action.help or ""
    return f"{text}; may be repeated" if isinstance(action, argparse._AppendAction) else text


def _prose(text: str) -> str:
    return text.strip() + "\n"
