"""Finds the command, runs it, and turns every way to fail into a message on stderr and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
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
    "cache": Command("lua_entries.cli.cache", "where the cache is, what is in it, how to clear it"),
}


class Further(NamedTuple):
    """A command that whoever calls `main` adds: what runs it, and one line about it."""

    run: Callable[[Sequence[str]], int]
    summary: str


class _Module(Protocol):
    def run(self, arguments: Sequence[str]) -> int: ...


def main(arguments: Sequence[str] | None = None, further: Mapping[str, Further] = MappingProxyType({})) -> int:
    """Run the command line, with further commands beside its own, and return the exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    commands: dict[str, Command | Further] = {**COMMANDS, **further}
    try:
        return _dispatch(given, commands)
    except UsageError as error:
        command = f" {given[0]}" if given and given[0] in commands else ""
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


def _dispatch(arguments: list[str], commands: Mapping[str, Command | Further]) -> int:
    if not arguments:
        raise UsageError("a command is missing", f"commands are {', '.join(commands)}; `{PROGRAM} --help` shows more")
    name, rest = arguments[0], arguments[1:]
    if name in ("-h", "--help"):
        put(_overview(commands))
        return Exit.CLEAN
    if name in ("-V", "--version"):
        put(f"{PROGRAM} {__version__}\n")
        return Exit.CLEAN
    command = commands.get(name)
    if command is None:
        raise _unknown(name, commands)
    if isinstance(command, Further):
        return command.run(rest)
    return cast(_Module, import_module(command.module)).run(rest)


def _unknown(name: str, commands: Iterable[str]) -> UsageError:
    from lua_entries.project.config import did_you_mean

    if name.startswith("-"):
        hint = did_you_mean(name, ("--help", "--version"))
        return UsageError(f"unknown option `{name}`", hint or f"options follow the command: `{PROGRAM} lint {name}`")
    hint = did_you_mean(name, commands)
    if not hint and os.path.exists(name):
        hint = f"did you mean `{PROGRAM} lint {name}`?"
    return UsageError(f"unknown command `{name}`", hint)


def _overview(commands: Mapping[str, Command | Further]) -> str:
    listed = "".join(f"  {name:<9}{command.summary}\n" for name, command in commands.items())
    return (
        f"usage: {PROGRAM} COMMAND [OPTION ...] [PATH ...]\n\n"
        "Reads Wippy entry files and the Lua behind them together.\n\n"
        f"commands:\n{listed}\n"
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
