"""Texts with a cursor: `$0` marks it, and is taken out."""

from __future__ import annotations

import textwrap


def take_cursor(text: str, mark: str = "$0") -> tuple[str, int]:
    """The text without the mark, and where the mark was; fails unless there is exactly one."""
    before, found, after = text.partition(mark)
    if not found or mark in after:
        raise ValueError(f"one `{mark}` is needed")
    return before + after, len(before)


def take_cursor_dedented(text: str) -> tuple[str, int]:
    """The same for an indented text that begins after a line end."""
    return take_cursor(textwrap.dedent(text).removeprefix("\n"))
