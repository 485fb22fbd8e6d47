"""The command `lua-entries`, also as `python -m lua_entries`: the command line, and the language server beside it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from lua_entries.cli import serve_options
from lua_entries.cli.exits import UsageError
from lua_entries.cli.main import Further
from lua_entries.cli.main import main as run_command


def main() -> NoReturn:
    """Run the command line as a process that ends with it."""
    gc.disable()  # a command makes much and drops little, and ends soon
    code = run_command(further={serve_options.NAME: Further(_serve, serve_options.SUMMARY)})
    _leave(code)


def _leave(code: int) -> NoReturn:
    """End the process at once: to take everything apart that was read takes as long as to read a tenth of it."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):  # nobody reads it any more, or it is closed
                stream.flush()
    os._exit(code)


def _serve(arguments: Sequence[str]) -> int:
    given = serve_options.parser().read(arguments)
    from lua_entries.lsp.serve import address, serve  # over a second to import, so nothing else pays for it

    try:
        port = address(given.tcp) if given.tcp is not None else None
    except ValueError as error:
        raise UsageError(f"`--tcp`: {error}") from None
    gc.enable()
    _leave(serve(port))  # a thread still waits for input, and the interpreter would wait for it


if __name__ == "__main__":
    main()
