"""File URIs and paths. Only `file:` is a path; what an editor has not saved anywhere yet is none."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from lua_entries.files.paths import normal


def to_path(uri: str) -> str | None:
    """The absolute, normalised path of a `file:` URI; None for any other."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file" or not parts.path.startswith("/"):
        return None
    if os.name == "nt":
        path = url2pathname(parts.path)
        return normal(f"\\\\{parts.netloc}{path}" if parts.netloc not in ("", "localhost") else path)
    path = unquote(parts.path, errors="surrogateescape")
    return None if "\0" in path else normal(path)


def to_uri(path: str) -> str:
    """The `file:` URI of an absolute path."""
    return Path(path).as_uri()
