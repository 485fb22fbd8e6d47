"""Reference pages, made from what the program itself goes by: its parsers, the tables of its configuration
and its rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lua_entries.cli.reference.commands import commands_page
from lua_entries.cli.reference.configuration import configuration_page
from lua_entries.cli.reference.rules import rules_page

__all__ = ["PAGES"]

PAGES: Mapping[str, Callable[[], str]] = {
    "cli.md": commands_page,
    "configuration.md": configuration_page,
    "rules/README.md": rules_page,
}
"""What makes each page, by its path in `docs/`."""
