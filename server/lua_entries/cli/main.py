"""Finds the command, runs it, and turns every way to fail into a message on stderr and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import NamedTuple, Protocol, cast

from lua_entries import __version__
from lua_entries.cli.exits import EPILOG, Exit, UsageError
from lua_entries.cli.terminal import complain, put

PROGRAM = "lua-entries"


class Command(NamedTuple):
    """A command: the module that has `run(arguments) -> int`, and one line about it."""

    module: str
    summary: str


COMMANDS: Mapping[str, Command] = {
    "lint": Command("lua_entries.cli.lint", "check entries and the Lua behind them"),
    "explain": Command("lua_entries.cli.explain", "what a rule means, why, and what to do instead"),
    "rules": Command("lua_entries.cli.rules", "list all rules"),
    "graph": Command("lua_entries.cli.graph", "draw the entries and the references between them"),
    "config": Command("lua_entries.cli.config", "which configuration applies to a path, and why"),
    "schema": Command("lua_entries.cli.schema", "JSON Schemas for editors and other programs"),
}


class _Module(Protocol):
    def run(self, arguments: Sequence[str]) -> int: ...


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        return _dispatch(given)
    except UsageError as error:
        command = f" {given[0]}" if given and given[0] in COMMANDS else ""
        complain(f"{PROGRAM}{command}: {error.message}")
        complain(f"  {error.help}" if error.help else f"  `{PROGRAM}{command} --help` shows all options")
        return Exit.USAGE
    except KeyboardInterrupt:
        complain(f"{PROGRAM}: interrupted")
        return Exit.INTERRUPTED
    except SystemExit as error:  # `--help`
        return error.code if isinstance(error.code, int) else Exit.CLEAN
    except Exception as error:  # noqa: BLE001 whatever it is, the user gets a message and the code for it
        return _internal_error(error)


def _dispatch(arguments: list[str]) -> int:
    if not arguments:
        raise UsageError("a command is missing", f"commands are {', '.join(COMMANDS)}; `{PROGRAM} --help` shows more")
    name, rest = arguments[0], arguments[1:]
    if name in ("-h", "--help"):
        put(_overview())
        return Exit.CLEAN
    if name in ("-V", "--version"):
        put(f"{PROGRAM} {__version__}\n")
        return Exit.CLEAN
    command = COMMANDS.get(name)
    if command is None:
        raise _unknown(name)
    return cast(_Module, import_module(command.module)).run(rest)


def _unknown(name: str) -> UsageError:
    from lua_entries.project.config import did_you_mean

    if name.startswith("-"):
        hint = did_you_mean(name, ("--help", "--version"))
        return UsageError(f"unknown option `{name}`", hint or f"options follow the command: `{PROGRAM} lint {name}`")
    hint = did_you_mean(name, COMMANDS)
    if not hint and os.path.exists(name):
        hint = f"did you mean `{PROGRAM} lint {name}`?"
    return UsageError(f"unknown command `{name}`", hint)


def _overview() -> str:
    commands = "".join(f"  {name:<9}{command.summary}\n" for name, command in COMMANDS.items())
    return (
        f"usage: {PROGRAM} COMMAND [OPTION ...] [PATH ...]\n\n"
        "Reads Wippy entry files and the Lua behind them together.\n\n"
        f"commands:\n{commands}\n"
        "options:\n"
        "  -h, --help     show this text, or after a command its options\n"
        "  -V, --version  show the version\n\n"
        f"{EPILOG}"
    )


def _internal_error(error: Exception) -> int:
    if os.environ.get("LUA_ENTRIES_DEBUG") == "1":
        import traceback

        complain("".join(traceback.format_exception(error)).rstrip())
    reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    complain(f"{PROGRAM}: internal error: {reason}")
    complain(
        f"  this is a fault of {PROGRAM} {__version__}, not of your project; please report it with this message\n"
        "  and the files that cause it (LUA_ENTRIES_DEBUG=1 shows where it happened)"
    )
    return Exit.INTERNAL
