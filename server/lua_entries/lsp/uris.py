"""File URIs and paths. Only `file:` is a path; what an editor has not saved anywhere yet is none."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lua_entries.files.paths import normal

_SEPARATOR = "\\"


def to_path(uri: str) -> str | None:
    """The absolute, normalised path of a `file:` URI; None for any other."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file" or not parts.path.startswith("/"):
        return None
    path = unquote(parts.path, errors="surrogateescape")
    if "\0" in path:
        return None
    return normal(windows_path(parts.netloc, path) if os.name == "nt" else path)


def windows_path(host: str, path: str) -> str:
    """The path on Windows that the host and the unquoted path of a `file:` URI name.

    Editors write the letter of a drive in either case; here it is always a capital one.
    """
    path = path.replace("/", "\\")
    if host not in ("", "localhost"):
        return f"\\\\{host}{path}"
    drive = re.match(r"\\([A-Za-z])[:|]", path)
    return f"{drive[1].upper()}:{path[3:] or _SEPARATOR}" if drive else path


def to_uri(path: str) -> str:
    """The `file:` URI of an absolute path."""
    return Path(path).as_uri()
