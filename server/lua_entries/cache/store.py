"""Files of the cache: written whole or not at all, believed only when they are exactly what was written.

A file is a mark, the fingerprint of the program, a digest, and data in the format of `marshal`. Reading checks them in
that order, so a file that is cut off, damaged or made by another version is no file to us: it is removed and made anew.
`marshal` builds plain data and runs nothing. It must not be given bytes from strangers, and is not: the shelf belongs
to the user and nobody else can write there (`place.is_ours`), and the digest stands between it and accidents.
"""

from __future__ import annotations

import marshal
import os
import time
from contextlib import suppress
from typing import Any

from lua_entries.cache.place import cache_directory, made
from lua_entries.cache.version import edition, fingerprint
from lua_entries.files.digest import SIZE, digest

_MARK = b"lua-entries cache\n"
_HEAD = len(_MARK) + SIZE
KINDS = ("lua-", "run-")
"""What the names of our files begin with: no others are ever touched."""

_TEMPORARY = ".tmp"
PRUNED = "pruned"
_HOUR = 3600
_DAY = 24 * _HOUR

MAX_AGE = 30 * _DAY
"""Files that were not used for so long, in seconds, are removed."""
MAX_SIZE = 512 * 1024 * 1024
"""All files together; above that the ones that were not used for longest are removed."""


class Store:
    """The files on one shelf. Trouble with the disk is never raised: what cannot be read is not there, what cannot be
    written is not kept."""

    def __init__(self, shelf: str, fingerprint: bytes, edition: str) -> None:
        self._shelf = shelf
        self._fingerprint = fingerprint
        self._edition = edition

    def _path(self, name: str) -> str:
        return os.path.join(self._shelf, f"{name}-{self._edition}")

    def read(self, name: str) -> Any:
        """What was written under a name; None where there is nothing."""
        path = self._path(name)
        try:
            with open(path, "rb", buffering=0) as stream:
                state = os.fstat(stream.fileno())
                data = stream.readall()
        except OSError:
            return None
        found = self._opened(data)
        if found is None:  # another version's, or damaged
            with suppress(OSError):
                os.unlink(path)
        elif time.time() - state.st_mtime > _DAY:
            with suppress(OSError):
                os.utime(path)  # the time of the last use, to the day
        return found

    def _opened(self, data: bytes) -> Any:
        body = memoryview(data)[_HEAD + SIZE :]
        if data[: len(_MARK)] != _MARK or data[len(_MARK) : _HEAD] != self._fingerprint:
            return None
        if data[_HEAD : _HEAD + SIZE] != digest(body):
            return None
        try:
            return marshal.loads(body)
        except (ValueError, EOFError, TypeError):
            return None

    def write(self, name: str, value: Any) -> bool:
        """Put plain data under a name, in place of what was there; True when that succeeded.

        Whoever reads meanwhile sees the old or the new. Nothing is flushed to the disk itself: what a power cut leaves
        behind does not have the digest.
        """
        body = marshal.dumps(value)
        path = self._path(name)
        temporary = f"{path}.{os.getpid()}.{os.urandom(4).hex()}{_TEMPORARY}"
        try:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            with open(handle, "wb", buffering=0) as stream:
                for part in (_MARK, self._fingerprint, digest(body), body):
                    view = memoryview(part)
                    while view:
                        view = view[stream.write(view) :]
            os.replace(temporary, path)
        except OSError:
            with suppress(OSError):
                os.unlink(temporary)
            return False
        except BaseException:  # interrupted
            with suppress(OSError):
                os.unlink(temporary)
            raise
        return True

    def tidy(self) -> None:
        """Prune, unless that was done today."""
        mark = os.path.join(self._shelf, PRUNED)
        try:
            if time.time() - os.stat(mark).st_mtime < _DAY:
                return
        except OSError:
            pass
        with suppress(OSError), open(mark, "wb"):
            os.utime(mark)
        self.prune()

    def prune(self, max_age: float = MAX_AGE, max_size: int = MAX_SIZE) -> None:
        """Remove what was not used for long, what is too much, and what interrupted runs left behind."""
        now = time.time()
        left = []
        for path, size, used in files(self._shelf):
            if now - used > (_HOUR if path.endswith(_TEMPORARY) else max_age):
                with suppress(OSError):
                    os.unlink(path)
            else:
                left.append((used, size, path))
        total = sum(size for _, size, _ in left)
        for _, size, path in sorted(left):
            if total <= max_size:
                break
            total -= size
            with suppress(OSError):
                os.unlink(path)


def opened_store() -> Store | None:
    """The user's cache; None where there can be none."""
    directory = cache_directory()
    shelf = made(directory) if directory is not None else None
    return Store(shelf, fingerprint(), edition()) if shelf is not None else None


def files(shelf: str) -> list[tuple[str, int, float]]:
    """Path, size in bytes and time of the last use of each file of ours on a shelf."""
    found = []
    with suppress(OSError), os.scandir(shelf) as scan:
        for entry in scan:
            with suppress(OSError):
                state = entry.stat(follow_symlinks=False)
                if entry.name.startswith(KINDS) and entry.is_file(follow_symlinks=False):
                    found.append((entry.path, state.st_size, state.st_mtime))
    return found
