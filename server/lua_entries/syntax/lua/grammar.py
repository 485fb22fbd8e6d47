"""The compiled grammar, loaded without Python headers: a shared library, opened with ctypes."""

from __future__ import annotations

import ctypes
import os
import sys
from functools import lru_cache

from tree_sitter import Language, Query

_SUFFIX = {"win32": ".dll", "darwin": ".dylib"}.get(sys.platform, ".so")
LIBRARY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "_grammar" + _SUFFIX)
"""The compiled grammar."""
MISPLACED, JUMPS, AMBIGUOUS, ESCAPES = 1, 2, 4, 8
"""What a text may hold: a `break` or `...` where it means nothing, jumps, a `(` on the line after `)`, decimal escapes
from 200 on. What it surely does not hold need not be looked for in its tree."""
# The capsule keeps a pointer to its name, so the name must outlive it.
_CAPSULE_NAME = b"tree_sitter.Language"
_NEW_CAPSULE = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)


@lru_cache(maxsize=1)
def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(LIBRARY)
        library.tree_sitter_wlua.restype = ctypes.c_void_p
        library.tree_sitter_wlua.argtypes = ()
        library.wlua_survey.restype = ctypes.c_int64
        library.wlua_survey.argtypes = (
            ctypes.c_char_p,
            ctypes.c_size_t,
            ctypes.c_uint32,
            ctypes.c_uint32,
            ctypes.POINTER(ctypes.c_uint32),
        )
    except (OSError, AttributeError) as error:
        raise RuntimeError(
            f"the Lua grammar cannot be loaded ({error}); in a source checkout build it with "
            "`python setup.py build_grammar`"
        ) from error
    return library


@lru_cache(maxsize=1)
def language() -> Language:
    """The language of Lua files, for the tree-sitter library.

    Raises:
        RuntimeError: the grammar is not built, or not for this platform.
    """
    new_capsule = _NEW_CAPSULE(("PyCapsule_New", ctypes.pythonapi))
    return Language(new_capsule(_library().tree_sitter_wlua(), _CAPSULE_NAME, None))


@lru_cache(maxsize=32)
def query(source: str) -> Query:
    """A compiled query, kept for the life of the process; `source` is in tree-sitter's query language.

    Raises:
        tree_sitter.QueryError: the source is no query for this grammar.
    """
    compiled: Query = Query(language(), source)
    return compiled


def survey(source: bytes, max_depth: int, max_links: int) -> tuple[int | None, int]:
    """The first byte of UTF-8 `source` that nests too deeply, or None, and then the mistakes that may be in it: the sum
    of `MISPLACED`, `JUMPS`, `AMBIGUOUS` and `ESCAPES`. See `server/grammar/src/guard.c`."""
    suspected = ctypes.c_uint32(0)
    at: int = _library().wlua_survey(source, len(source), max_depth, max_links, ctypes.byref(suspected))
    return (None if at < 0 else at), suspected.value
