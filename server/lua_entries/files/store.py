"""Reading files: unsaved text over disk, with limits. Every failure is a value with a reason, never an exception."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from lua_entries.files import disk

MAX_FILE_SIZE = 4 * 1024 * 1024
"""Default limit on the size of one file, in bytes (`limits.max-file-size`)."""


class Unreadable(NamedTuple):
    """Why a file could not be read. `limit` is True when a configured limit is the reason."""

    reason: str
    limit: bool = False


class Files:
    """Unsaved text by absolute path, over the disk. `max_size` gives the limit for a path, in bytes."""

    __slots__ = ("_max_size", "_overlay")

    def __init__(
        self, overlay: Mapping[str, str] | None = None, max_size: Callable[[str], int] = lambda path: MAX_FILE_SIZE
    ) -> None:
        self._overlay = dict(overlay or {})
        self._max_size = max_size

    def overlaid(self) -> tuple[str, ...]:
        """Paths that have unsaved text."""
        return tuple(self._overlay)

    def is_overlaid(self, path: str) -> bool:
        """True when there is unsaved text for the path."""
        return path in self._overlay

    def is_file(self, path: str) -> bool:
        """True for a regular file, or unsaved text at that path."""
        return path in self._overlay or disk.is_file(path)

    def is_directory(self, path: str) -> bool:
        """True for a directory on disk."""
        return disk.is_directory(path)

    def read(self, path: str, *, any_bytes: bool = False) -> str | Unreadable:
        """The text of a file without a byte order mark; line ends are kept as they are.

        With `any_bytes`, bytes that are not UTF-8 become lone surrogates (strings in Lua may hold any bytes).
        """
        if path in self._overlay:
            return self._overlay[path]
        max_size = self._max_size(path)
        try:
            data = disk.read(path, max_size + 1)
        except OSError as error:
            return Unreadable(error.strerror or type(error).__name__)
        if len(data) > max_size:
            return Unreadable(f"larger than {max_size:,} bytes", limit=True)
        try:
            return decoded(data, any_bytes=any_bytes)
        except UnicodeDecodeError as error:
            return Unreadable(f"not UTF-8 (byte {error.start})")


def decoded(data: bytes, *, any_bytes: bool) -> str:
    """The contents of a file as text, as `Files.read` gives it.

    Raises:
        UnicodeDecodeError: they are not UTF-8, and not any bytes will do.
    """
    return data.decode("utf-8-sig", "surrogateescape" if any_bytes else "strict")
