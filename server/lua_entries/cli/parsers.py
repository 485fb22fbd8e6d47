"""The parsers of all commands, for what is made from them: shell completion and documentation."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple

from lua_entries.cli import serve_options
from lua_entries.cli.arguments import Parser


class Described(NamedTuple):
    """A command as it is shown."""

    name: str
    summary: str
    parser: Parser


def described() -> Iterator[Described]:
    """Every command, in the order of the overview. Takes long: all of them are imported."""
    from lua_entries.cli.main import COMMANDS  # which imports what it runs, this module among others

    for name, command in COMMANDS.items():
        yield Described(name, command.summary, import_module(command.module).parser())
    yield Described(serve_options.NAME, serve_options.SUMMARY, serve_options.parser())
