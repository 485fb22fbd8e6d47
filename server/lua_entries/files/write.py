"""Writing files of the project: only for an explicit fix, all or nothing, and never over a change by somebody else."""

from __future__ import annotations

import os
import tempfile

_MARK = b"\xef\xbb\xbf"


class WriteError(Exception):
    """A file could not be written; the text says why. The file is as it was."""


def replace_text(path: str, old: str, new: str) -> None:
    """Put `new` in place of `old`, the text that was read from the file (without its byte order mark, which stays).

    Raises:
        WriteError: the file changed since it was read, or cannot be written.
    """
    path = os.path.realpath(path)
    try:
        with open(path, "rb") as stream:
            data = stream.read()
        mark = _MARK if data.startswith(_MARK) else b""
        if data[len(mark) :] != old.encode("utf-8", "surrogateescape"):
            raise WriteError("it changed while it was analysed")
        handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".lua-entries-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(mark + new.encode("utf-8", "surrogateescape"))
            os.chmod(temporary, os.stat(path).st_mode & 0o7777)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise WriteError(error.strerror or type(error).__name__) from None
