"""Where the cache is, and whether it can be trusted."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping

VARIABLE = "LUA_ENTRIES_CACHE_DIR"
"""The environment variable that names the directory."""

_NAME = "lua-entries"
_LAYOUT = "lua-entries-v1"
_TAG = "CACHEDIR.TAG"
_TAG_TEXT = """\
Signature: 8a477f597d28d172789f06886806bc55
# This directory holds a cache of lua-entries; it can be deleted at any time.
# https://bford.info/cachedir/
"""


def cache_directory(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str | None:
    """The directory of the cache, absolute, whether or not it exists; None where there is no place for one.

    The one that the variable names; else in the platform's place for caches.
    """
    named = environment.get(VARIABLE)
    if named:
        return os.path.abspath(named)
    if platform == "win32":
        base = environment.get("LOCALAPPDATA", "")
        return os.path.join(base, _NAME, "Cache") if os.path.isabs(base) else None
    home = os.path.expanduser("~")
    if platform == "darwin":
        base = os.path.join(home, "Library", "Caches")
    else:
        base = environment.get("XDG_CACHE_HOME", "")
        if not os.path.isabs(base):  # a relative one counts as unset (XDG base directory specification)
            base = os.path.join(home, ".cache")
    return os.path.join(base, _NAME) if os.path.isabs(base) else None


def shelf(directory: str) -> str:
    """The part of a cache directory that files of this layout are in."""
    return os.path.join(directory, _LAYOUT)


def is_ours(directory: str) -> bool:
    """True for a directory into which nobody else can have written: what is read from it is believed.

    A link is not followed. Where the platform knows no owners, the user's own directories are private anyway.
    """
    try:
        state = os.lstat(directory)
    except OSError:
        return False
    if not stat.S_ISDIR(state.st_mode):
        return False
    if not hasattr(os, "geteuid"):
        return True
    return state.st_uid == os.geteuid() and not state.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def made(directory: str) -> str | None:
    """The shelf of a cache directory, made if need be; None when that cannot be, or is not ours."""
    found = shelf(directory)
    if not os.path.isdir(found):
        try:
            os.makedirs(directory, mode=0o700, exist_ok=True)
            with open(os.path.join(directory, _TAG), "w", encoding="ascii", newline="\n") as stream:
                stream.write(_TAG_TEXT)
            os.mkdir(found, mode=0o700)
        except FileExistsError:
            pass  # another run was faster
        except OSError:
            return None
    return found if is_ours(found) else None
