"""Paths as plain strings: absolute, normalised, `/` on every platform's outside and the platform's own inside."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Sequence

from lua_entries.files.disk import real


def normal(path: str) -> str:
    """The absolute, normalised form; links are not resolved."""
    return os.path.normpath(os.path.abspath(path))


def is_under(path: str, directory: str) -> bool:
    """True when `path` is `directory` or lies below it (both normalised)."""
    return path == directory or path.startswith(directory if directory.endswith(os.sep) else directory + os.sep)


def below(paths: Sequence[str], directory: str) -> Sequence[str]:
    """Those of the paths, which must be sorted, that lie below the directory."""
    start = directory if directory.endswith(os.sep) else directory + os.sep
    first = bisect_left(paths, start)
    return paths[first : bisect_left(paths, start[:-1] + chr(ord(os.sep) + 1), first)]


def leads_out(path: str, directory: str) -> bool:
    """True when links take `path`, which need not exist, out of `directory` (both normalised)."""
    return not is_under(real(path), real(directory))


def parents(directory: str) -> tuple[str, ...]:
    """The directory itself, its parent, and so on up to the root of the file system."""
    found = [directory]
    while (parent := os.path.dirname(found[-1])) != found[-1]:
        found.append(parent)
    return tuple(found)


def shown(path: str, base: str) -> str:
    """How a path is written in messages: relative to `base` (both normalised), with `/`."""
    inside = base if base.endswith(os.sep) else base + os.sep
    if base and path.startswith(inside):
        return path[len(inside) :].replace(os.sep, "/")
    try:
        return os.path.relpath(path, base).replace(os.sep, "/")
    except ValueError:  # another drive
        return path.replace(os.sep, "/")


def is_too_wide(directory: str) -> bool:
    """True for the root of the file system and for home directories, which are never walked."""
    return os.path.dirname(directory) == directory or directory == normal(os.path.expanduser("~"))
