"""The command `lua-entries`, also as `python -m lua_entries`: the command line, and the language server beside it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from lua_entries.cli import serve_options
from lua_entries.cli.exits import UsageError
from lua_entries.cli.main import Further
from lua_entries.cli.main import main as run_command


def main() -> int:
    """Run the command line as a process that ends with it; returns the exit code."""
    code = run_command(further={serve_options.NAME: Further(_serve, serve_options.SUMMARY)})
    gc.freeze()  # else the interpreter walks everything that was read once more before it ends
    return code


def _serve(arguments: Sequence[str]) -> int:
    given = serve_options.parser().read(arguments)
    from lua_entries.lsp.serve import address, serve  # over a second to import, so nothing else pays for it

    try:
        port = address(given.tcp) if given.tcp is not None else None
    except ValueError as error:
        raise UsageError(f"`--tcp`: {error}") from None
    code = serve(port)
    sys.stderr.flush()
    os._exit(code)  # a thread still waits for input, and the interpreter would wait for it


if __name__ == "__main__":
    sys.exit(main())
