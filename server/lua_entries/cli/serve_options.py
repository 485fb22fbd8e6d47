"""The options of `lua-entries serve`, which `__main__` runs: here they are known without the editor protocol."""

from __future__ import annotations

from lua_entries.cli.arguments import Parser
from lua_entries.cli.exits import SHORT_EPILOG

NAME = "serve"
SUMMARY = "the language server, for editors"
_DESCRIPTION = """\
The language server. Editors start it; it speaks with one of them, and ends with it.
"""


def parser() -> Parser:
    """The options of the command."""
    made = Parser(NAME, _DESCRIPTION, SHORT_EPILOG)
    options = made.add_argument_group("options")
    options.add_argument("--stdio", action="store_true", help="speak on stdin and stdout (default)")
    options.add_argument("--tcp", metavar="PORT", help="speak on a port of this machine: [HOST:]PORT")
    made.add_help_to(options)
    return made
