"""Edits of one text, in offsets of the text before any of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from lua_entries.text.span import Span


class Edit(NamedTuple):
    """Replace the text of `span` with `new_text`."""

    span: Span
    new_text: str


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
