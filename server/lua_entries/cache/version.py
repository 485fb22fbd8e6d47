"""What the contents of the cache depend on besides the files: the program, the interpreter, the libraries that read."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from lua_entries import __version__
from lua_entries.files.digest import digest

FORMAT = 1
"""Changes with the layout of the files in the cache, and with that of the facts and findings in them."""

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_REPOSITORY = os.path.dirname(os.path.dirname(_PACKAGE))
_READERS = ("lupa-", "pathspec-", "pyyaml-", "tree_sitter-", "tomli-")


def edition() -> str:
    """A part of file names, so that versions that are used side by side keep their own files."""
    return digest(f"{__version__} {sys.version}".encode()).hex()[:8]


def fingerprint() -> bytes:
    """A digest that is another one whenever results may be: with each version of the program and of its readers."""
    told = [str(FORMAT), __version__, sys.version, sys.platform, *_readers(), *_sources()]
    return digest("\n".join(told).encode("utf-8", "surrogatepass"))


def _readers() -> Iterator[str]:
    """Names and versions of the libraries, from the names of their metadata: to import anything takes far longer."""
    for directory in dict.fromkeys(sys.path):
        try:
            names = os.listdir(directory or ".")
        except OSError:
            continue
        yield from sorted(
            name for name in names if name.endswith((".dist-info", ".egg-info")) and name.lower().startswith(_READERS)
        )


def _sources() -> Iterator[str]:
    """In a source checkout, where the version stays while the code changes: time and size of everything that runs."""
    if not os.path.isfile(os.path.join(_REPOSITORY, "pyproject.toml")):
        return
    pending = [_PACKAGE, os.path.join(_REPOSITORY, "schema", "generated")]
    while pending:
        directory = pending.pop()
        try:
            with os.scandir(directory) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    pending.append(entry.path)
            else:
                state = entry.stat()
                yield f"{entry.path} {state.st_mtime_ns} {state.st_size}"
