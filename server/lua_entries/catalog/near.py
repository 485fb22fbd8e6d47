"""Which known name was probably meant. `difflib` is imported only when somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

_SEPARATORS = str.maketrans({"-": ".", "_": ".", "/": ".", ":": ".", " ": "."})
_ENOUGH = 0.66
"""The least likeness (0 to 1) of a suggestion."""
_WEAK = 0.7
"""The least likeness at which two segments count as related."""
_PREFIX = 0.85
"""The likeness of a segment and its abbreviation (`dir`, `directory`)."""
_SHORTEST_PREFIX = 2
_LONGEST = 200
"""Longer names are like no other: nobody means them, and comparing takes the square of the length."""


def close_names(name: str, names: Iterable[str], limit: int = 3, cutoff: float = 0.6) -> list[str]:
    """Known names that are written much like `name`, letter case included, best first.

    `cutoff` is the least likeness, from 0 to 1.
    """
    from difflib import get_close_matches

    return get_close_matches(name, list(names), limit, cutoff) if len(name) <= _LONGEST else []


def near_names(name: str, names: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Known names like `name`, best first; empty when none is like it."""
    return _ranked(name.lower(), names, limit, _ratio)


def near_dotted(name: str, names: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Like `near_names` for dotted names: also finds swapped, missing and wrongly separated segments."""
    return _ranked(name.lower().translate(_SEPARATORS).strip("."), names, limit, _dotted_likeness)


def _ranked(wanted: str, names: Iterable[str], limit: int, likeness: Callable[[str, str], float]) -> tuple[str, ...]:
    if not wanted or len(wanted) > _LONGEST:
        return ()
    found: list[tuple[float, float, int, str]] = []
    for order, name in enumerate(names):
        low = name.lower()
        score = likeness(wanted, low)
        if score >= _ENOUGH:
            found.append((-round(score, 3), -_ratio(wanted, low), order, name))
    return tuple(name for _, _, _, name in sorted(found)[:limit])


def _ratio(left: str, right: str) -> float:
    from difflib import SequenceMatcher  # costs as much as half the catalog, and is rarely needed

    if left == right:
        return 1.0
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.real_quick_ratio() < _ENOUGH or matcher.quick_ratio() < _ENOUGH:
        return 0.0
    return matcher.ratio()


def _dotted_likeness(wanted: str, name: str) -> float:
    """How much the names share in any order of segments; what was written weighs more than what is missing."""
    mine, theirs = wanted.split("."), name.split(".")
    if len(mine) > 2 * len(theirs):  # they cannot share enough
        return _ratio(wanted, name)
    free = list(theirs)
    shared = 0.0
    for segment in mine:
        if not free:
            break
        score, best = max((_segment_likeness(segment, other), other) for other in free)
        if score >= _WEAK:
            free.remove(best)
            shared += score
    by_segments = shared / (len(mine) + len(theirs)) + 0.5 * shared / len(mine)
    return max(by_segments, _ratio(wanted, name))


def _segment_likeness(left: str, right: str) -> float:
    if left != right and len(left) >= _SHORTEST_PREFIX and right.startswith(left):
        return _PREFIX
    return _ratio(left, right)
