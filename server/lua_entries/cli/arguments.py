"""Argument parsers whose mistakes become `UsageError`, with the nearest option or value named."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Sequence
from typing import NoReturn

from lua_entries.cli.exits import UsageError

PROGRAM = "lua-entries"
_WIDTH = 79


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Help of one width everywhere, so that it can be quoted in the documentation."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=26, width=_WIDTH)


class Parser(argparse.ArgumentParser):
    """The parser of one command."""

    def __init__(self, command: str, description: str, epilog: str) -> None:
        super().__init__(
            prog=f"{PROGRAM} {command}",
            description=description,
            epilog=epilog,
            formatter_class=_Formatter,
            allow_abbrev=False,
            add_help=False,
        )

    def add_help_to(self, group: argparse._ArgumentGroup) -> None:
        """Add `--help` to a group, so that each command decides where it stands."""
        group.add_argument("-h", "--help", action="help", help="show this text and exit")

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Parse the arguments, options and paths in any order.

        Raises:
            UsageError: they are wrong.
        """
        namespace, unknown = self.parse_known_intermixed_args(list(arguments))
        if unknown:
            option = unknown[0].partition("=")[0]
            known = [name for action in self._actions for name in action.option_strings]
            if option.startswith("-") and option != "-":
                from lua_entries.project.config import did_you_mean

                raise UsageError(f"unknown option `{option}`", did_you_mean(option, known))
            raise UsageError(f"unexpected argument `{unknown[0]}`")
        return namespace

    def error(self, message: str) -> NoReturn:
        """Called by argparse; our own wording, without the usage text."""
        message = re.sub(r"^argument ([^:]+):", lambda match: f"`{match[1]}`:", message)
        message = re.sub(r"the following arguments are required: (.+)", r"`\1` is missing", message)
        raise UsageError(message)


def one_of(values: Iterable[str]) -> Callable[[str], str]:
    """An argparse type that accepts the values and names the nearest one for anything else."""
    known = tuple(values)

    def convert(text: str) -> str:
        if text in known:
            return text
        from lua_entries.project.config import did_you_mean

        hint = did_you_mean(text, known)
        wanted = ", ".join(known[:-1]) + f" or {known[-1]}"
        raise argparse.ArgumentTypeError(f"must be {wanted}, not `{text}`" + (f"; {hint}" if hint else ""))

    return convert


def listed(text: str) -> list[str]:
    """An argparse type for comma-separated values."""
    items = [item.strip() for item in text.split(",")]
    if not all(items):
        raise argparse.ArgumentTypeError("a name is empty")
    return items
