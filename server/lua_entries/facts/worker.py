"""A process that summarises Lua files for another one: see `bulk`. Started by it alone, and it ends when that one does.

It is told once, on stdin: a list of (path, largest size, deepest nesting). It answers on stdout, in that order, each
time with a header (number of the file, length of the facts), the digest of the text that it read, and the facts.
"""

from __future__ import annotations

import gc
import marshal
import signal
import struct
import sys

HEADER = struct.Struct("<II")


def main() -> None:
    """Do all that is asked for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent, too, and that one ends the work
    gc.disable()
    from lua_entries.facts.codec import encode
    from lua_entries.facts.lua_file import lua_facts
    from lua_entries.files.digest import text_digest
    from lua_entries.files.store import Files

    try:
        jobs = marshal.load(sys.stdin.buffer)
    except EOFError:
        return  # there was nothing to do
    limits = {path: max_size for path, max_size, _ in jobs}
    files = Files(None, limits.__getitem__)
    answers = sys.stdout.buffer
    try:
        for number, (path, max_size, max_nesting) in enumerate(jobs):
            text = files.read(path, any_bytes=True)
            if isinstance(text, str):
                facts = encode(lua_facts(text, max_size=max_size, max_nesting=max_nesting))
                answers.write(HEADER.pack(number, len(facts)) + text_digest(text) + facts)
                answers.flush()
    except OSError:
        pass  # nobody listens any more
