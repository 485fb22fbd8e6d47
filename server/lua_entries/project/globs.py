"""Globs of the configuration and the command line, for paths and for namespaces."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import lru_cache

from lua_entries.files.paths import is_under, shown


def glob_problem(glob: str) -> str:
    """Why a path glob can never match as written; empty when it is fine."""
    if not glob.strip("/ "):
        return "it is empty"
    if glob.startswith("!"):
        return "a leading `!` is not supported"
    if ".." in glob.replace("\\", "/").split("/"):
        return "it leaves the directory with `..`"
    return ""


def path_matches(globs: Iterable[str], path: str, directory: str) -> bool:
    """True when one of the globs, relative to `directory`, matches the absolute `path` or a directory above it.

    A glob without `/` matches a name at any depth; with one it starts at `directory`. `*`, `?` and `[…]` stay within
    one name, `**` spans any number of directories.
    """
    globs = tuple(globs)
    if not globs or not is_under(path, directory):
        return False
    relative = shown(path, directory)
    return any(_path_pattern(glob).fullmatch(relative) for glob in globs)


def namespace_matches(globs: Iterable[str], namespace: str) -> bool:
    """True when one of the globs matches the whole namespace; `*` matches dots too."""
    return any(fnmatchcase(namespace, glob) for glob in globs)


@lru_cache(maxsize=512)
def _path_pattern(glob: str) -> re.Pattern[str]:
    body = glob.removeprefix("./").rstrip("/")
    anchored = "/" in body
    names = body.lstrip("/").split("/")
    pattern = "" if anchored else "(?:.*/)?"
    for position, name in enumerate(names):
        last = position == len(names) - 1
        if name == "**":
            pattern += ".*" if last else "(?:[^/]+/)*"
        else:
            pattern += _name_pattern(name) + ("" if last else "/")
    return re.compile(f"{pattern}(?:/.*)?", re.DOTALL)


_PIECE = re.compile(r"(?P<star>\*+)|(?P<any>\?)|\[(?P<not>[!^])?(?P<set>\]?[^\]/]*)\]|(?P<text>.)", re.DOTALL)


def _name_pattern(name: str) -> str:
    pattern = ""
    for piece in _PIECE.finditer(name):
        if piece["star"]:
            pattern += "[^/]*"
        elif piece["any"]:
            pattern += "[^/]"
        elif piece["set"]:
            characters = re.sub(r"([\\\[\]^&~|])", r"\\\1", piece["set"])
            pattern += f"[^/{characters}]" if piece["not"] else f"[{characters}]"
        else:
            pattern += re.escape(piece[0])
    return pattern
