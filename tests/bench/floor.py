"""What no linter can do without: start Python, read the files, compose the YAML in C, parse the Lua with the grammar.

`python floor.py GRAMMAR < LIST` where GRAMMAR is the compiled grammar and LIST names the files, one a line. Run as a
process of its own; it imports nothing of the program, so that it is also a yardstick for its imports.
"""

import ctypes
import gc
import sys

gc.disable()

import yaml  # noqa: E402 the collector is off for imports, too, as it is in the program
from tree_sitter import Language, Parser  # noqa: E402 as above


def main(grammar: str) -> None:
    """Read everything, and keep nothing."""
    library = ctypes.CDLL(grammar)
    library.tree_sitter_wlua.restype = ctypes.c_void_p
    capsule = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
    name = b"tree_sitter.Language"
    parser = Parser(Language(capsule(("PyCapsule_New", ctypes.pythonapi))(library.tree_sitter_wlua(), name, None)))
    for path in sys.stdin.read().splitlines():
        with open(path, "rb") as stream:
            data = stream.read()
        if path.endswith(".lua"):
            parser.parse(data)
        else:
            yaml.compose(data.decode("utf-8-sig"), Loader=yaml.CSafeLoader)


if __name__ == "__main__":
    main(sys.argv[1])
