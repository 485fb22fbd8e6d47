"""What holds for whatever was read."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from tests.fuzz.harness import CHANCE, Case
from tests.support.work import calls

_LEAST = 20_000
"""So many calls are allowed for any text: what is imported, compiled or looked up once."""
_PER_CHARACTER = 150
"""So many are allowed for each character of a text on top. Some hostile texts take half of it, usual ones 5."""


def chance_of(case: Case) -> Random:
    """What a run of a case takes its chance from: the same whenever it is run."""
    return Random(case.get(CHANCE, b""))


def assert_spans_inside(value: Any, length: int) -> None:
    """Everything that has a start and an end, however deep inside a value, lies in a text of this length."""
    pending = [value]
    seen: set[int] = set()
    while pending:
        item = pending.pop()
        if not isinstance(item, tuple | list) or id(item) in seen:
            continue
        seen.add(id(item))
        start, end = getattr(item, "start", None), getattr(item, "end", None)
        if start is not None and end is not None:
            assert 0 <= start <= end <= length, item
        pending += item


def assert_linear(work: Callable[[], object], length: int) -> None:
    """What is done for a text of this length is bounded by a multiple of it."""
    allowed = _LEAST + _PER_CHARACTER * length
    found = calls(work)
    assert found <= allowed, f"{found:,} calls for {length:,} characters"
