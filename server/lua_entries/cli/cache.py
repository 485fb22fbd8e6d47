"""`lua-entries cache`: where the cache is, what is in it, and how to be rid of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress

from lua_entries.cache.place import VARIABLE, cache_directory, is_ours, shelf
from lua_entries.cache.store import MAX_AGE, MAX_SIZE, PRUNED, files
from lua_entries.cli.arguments import Parser, one_of
from lua_entries.cli.exits import SHORT_EPILOG, Exit, UsageError
from lua_entries.cli.terminal import put
from lua_entries.report.context import plural

_DESCRIPTION = f"""\
The cache holds what earlier runs of `lint` found out: facts of Lua files by
their contents, and whole runs. It can be deleted at any time.
{VARIABLE} names another directory for it; `lint --no-cache` does
without.
"""
_ACTIONS = """\
actions:
  path     print the directory
  stats    say what is in it
  clear    remove everything that is in it

"""
_KINDS = {"lua": "Lua of workspaces", "run": "whole runs"}


def parser() -> Parser:
    """The options of the command."""
    made = Parser("cache", _DESCRIPTION, _ACTIONS + SHORT_EPILOG)
    made.add_argument("action", type=one_of(("path", "stats", "clear")), metavar="ACTION", help="path, stats or clear")
    made.add_help_to(made.add_argument_group("options"))
    return made


def run(arguments: Sequence[str]) -> int:
    """Run the command and return the exit code."""
    action = parser().read(arguments).action
    directory = cache_directory()
    if directory is None:
        raise UsageError("there is no place for a cache: no home directory is known", f"name one with {VARIABLE}")
    if action == "path":
        put(f"{directory}\n")
    elif action == "stats":
        put(_stats(directory))
    else:
        put(_clear(directory))
    return Exit.CLEAN


def _stats(directory: str) -> str:
    place = shelf(directory)
    held = files(place)
    lines = [("directory", directory), ("state", _state(directory, place))]
    for prefix, name in _KINDS.items():
        own = [size for path, size, _ in held if os.path.basename(path).startswith(f"{prefix}-")]
        lines.append((name, f"{plural(len(own), 'file')}, {_size(sum(own))}"))
    lines.append(("limits", f"{_size(MAX_SIZE)}, {MAX_AGE // 86400} days without use"))
    width = max(len(name) for name, _ in lines)
    return "".join(f"{name.ljust(width)}  {text}\n" for name, text in lines)


def _state(directory: str, place: str) -> str:
    """Whether runs can use the cache, and if not, why."""
    if not os.path.lexists(place):
        above = directory
        while not os.path.lexists(above) and above != os.path.dirname(above):
            above = os.path.dirname(above)
        if not os.path.isdir(above):
            return f"not used: `{above}` is no directory"
        return "empty" if os.access(above, os.W_OK) else f"not used: `{above}` cannot be written"
    if not is_ours(place):
        return "not used: it is not a directory of yours that nobody else can write"
    return "in use" if os.access(place, os.W_OK) else "read, but cannot be written"


def _clear(directory: str) -> str:
    """Remove our files, and the directory that is left empty; what else somebody put there stays.

    Raises:
        UsageError: something cannot be removed.
    """
    place = shelf(directory)
    held = files(place)
    for path, _, _ in held:
        try:
            os.unlink(path)
        except FileNotFoundError:
            continue  # by another run
        except OSError as error:
            raise UsageError(f"cannot remove `{path}`: {error.strerror}") from None
    with suppress(OSError):
        os.unlink(os.path.join(place, PRUNED))
    with suppress(OSError):
        os.rmdir(place)
    return f"removed {plural(len(held), 'file')}, {_size(sum(size for _, size, _ in held))}\n"


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{count / 1e3:.1f} kB"
