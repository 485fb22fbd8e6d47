"""How far a string goes that somebody is still typing."""

from __future__ import annotations

import re

_NAME = re.compile(r"[\w.:/@-]*")
_OUTSIDE = re.compile(r"[),\]}]")


def typed_end(text: str, offset: int, end: int, *, closed: bool) -> int:
    """Where the content ends that a word completed at `offset` replaces, in a string that is read as going on to `end`.

    Without a quote of its own a string swallows the rest of the line, or the code up to the next quote: then what is
    being typed ends with the letters around the cursor.
    """
    match = _NAME.match(text, offset, end)
    stop = match.end() if match is not None else offset
    if stop == end or (closed and _OUTSIDE.search(text, stop, end) is None):
        return end
    return stop
