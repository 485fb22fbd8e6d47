"""The command `lua-entries`, also as `python -m lua_entries`."""

from __future__ import annotations

import gc
import sys

from lua_entries.cli.main import main as run_command


def main() -> int:
    """Run the command line as a process that ends with it; returns the exit code."""
    code = run_command()
    gc.freeze()  # else the interpreter walks everything that was read once more before it ends
    return code


if __name__ == "__main__":
    sys.exit(main())
