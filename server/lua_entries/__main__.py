"""The command `lua-entries`, also as `python -m lua_entries`: the command line, and the language server beside it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from lua_entries.cli.main import Further
from lua_entries.cli.main import main as run_command

_DESCRIPTION = """\
The language server. Editors start it; it speaks with one of them, and ends with it.
"""


def main() -> int:
    """Run the command line as a process that ends with it; returns the exit code."""
    code = run_command(further={"serve": Further(_serve, "the language server, for editors")})
    gc.freeze()  # else the interpreter walks everything that was read once more before it ends
    return code


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

    code = serve(given.tcp)
    sys.stderr.flush()
    os._exit(code)  # a thread still waits for input, and the interpreter would wait for it


def _address(text: str) -> tuple[str, int]:
    import argparse

    from lua_entries.lsp.serve import address

    try:
        return address(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


if __name__ == "__main__":
    sys.exit(main())
