"""The command `lua-entries`, also as `python -m lua_entries`: the command line, and the language server beside it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from lua_entries.cli.main import Further
from lua_entries.cli.main import main as run_command

_DESCRIPTION = """\
The language server. Editors start it; it speaks with one of them, and ends with it.
"""


def main() -> NoReturn:
    """Run the command line as a process that ends with it."""
    gc.disable()  # a command makes much and drops little, and ends soon
    code = run_command(further={"serve": Further(_serve, "the language server, for editors")})
    _leave(code)


def _leave(code: int) -> NoReturn:
    """End the process at once: to take everything apart that was read takes as long as to read a tenth of it."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):  # nobody reads it any more, or it is closed
                stream.flush()
    os._exit(code)


def _serve(arguments: Sequence[str]) -> int:
    from lua_entries.cli.arguments import Parser
    from lua_entries.cli.exits import SHORT_EPILOG

    made = Parser("serve", _DESCRIPTION, SHORT_EPILOG)
    options = made.add_argument_group("options")
    options.add_argument("--stdio", action="store_true", help="speak on stdin and stdout (default)")
    options.add_argument("--tcp", type=_address, metavar="PORT", help="speak on a port of this machine: [HOST:]PORT")
    made.add_help_to(options)
    given = made.read(arguments)
    from lua_entries.lsp.serve import serve  # over a second to import, so nothing else pays for it

    gc.enable()
    _leave(serve(given.tcp))  # a thread still waits for input, and the interpreter would wait for it


def _address(text: str) -> tuple[str, int]:
    import argparse

    from lua_entries.lsp.serve import address

    try:
        return address(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


if __name__ == "__main__":
    main()
