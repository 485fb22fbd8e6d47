"""Edits of one text, in offsets of the text before any of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from lua_entries.text.span import Span

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")


class Edit(NamedTuple):
    """Replace the text of `span` with `new_text`."""

    span: Span
    new_text: str


def edits_between(old: str, new: str) -> tuple[Edit, ...]:
    """Edits of whole lines, apart from each other, that make `new` of `old`; none where they are equal.

    Lines end at LF, CRLF or CR.
    """
    from difflib import SequenceMatcher  # 2 ms to import, so only where texts are compared

    before, after = _LINE.findall(old), _LINE.findall(new)
    starts = [0, *accumulate(map(len, before))]
    return tuple(
        Edit(Span(starts[first], starts[last]), "".join(after[start:end]))
        for tag, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        if tag != "equal"
    )


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text after all edits.

    Raises:
        ValueError: two edits overlap, or one lies outside the text.
    """
    parts: list[str] = []
    done = 0
    for (start, end), new_text in sorted(edits, key=lambda edit: edit.span):
        if start < done or end < start or end > len(text):
            raise ValueError(f"edit {start}..{end} overlaps another or lies outside the text")
        parts += (text[done:start], new_text)
        done = end
    parts.append(text[done:])
    return "".join(parts)
