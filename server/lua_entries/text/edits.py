"""Edits of one text, in offsets of the text before any of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from lua_entries.text.span import Span


class Edit(NamedTuple):
    """Replace the text of `span` with `new_text`."""

    span: Span
    new_text: str


class Region(NamedTuple):
    """A part of a text and what became of it."""

    before: Span
    """In the old text."""
    after: Span
    """In the new text."""


def regions(edits: Iterable[Edit]) -> tuple[Region, ...]:
    """What each of some edits of one text changes, in order."""
    found: list[Region] = []
    growth = 0
    for (start, end), new_text in sorted(edits, key=lambda edit: edit.span):
        stop = start + growth + len(new_text)
        found.append(Region(Span(start, end), Span(start + growth, stop)))
        growth = stop - end
    return tuple(found)


def joined(first: Iterable[Region], then: Iterable[Region]) -> tuple[Region, ...]:
    """What both steps change together: `then` goes on where `first` ended. Linear, unlike a comparison of the texts."""
    steps = [(region.after, 0, region) for region in first] + [(region.before, 1, region) for region in then]
    steps.sort()
    found: list[Region] = []
    back = ahead = number = 0  # from the text between the steps: to the old one, to the new one
    while number < len(steps):
        start, end = steps[number][0]
        from_, to = start + back, start + ahead
        while number < len(steps) and steps[number][0].start <= end:
            place, which, region = steps[number]
            end = max(end, place.end)
            if which == 0:
                back = region.before.end - region.after.end
            else:
                ahead = region.after.end - region.before.end
            number += 1
        found.append(Region(Span(from_, end + back), Span(to, end + ahead)))
    return tuple(found)


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
