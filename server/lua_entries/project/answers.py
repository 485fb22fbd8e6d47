"""Answers that are remembered together with what they were made from, so that a change costs what depends on it.

A *question* is a function with its arguments. While it runs, every question that it asks in turn is noted. In the next
revision an answer holds if all of those answers still hold. A *look* is a question that reads the changing data itself,
and is asked anew in each revision. So an answer is never older than anything that it was made from, provided that
questions read changing data through looks alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class _Answer:
    __slots__ = ("changed", "checked", "is_look", "uses", "value")

    def __init__(self, value: Any, revision: int, uses: tuple[Any, ...], is_look: bool) -> None:
        self.value = value
        self.changed = revision
        """The revision in which the value became what it is."""
        self.checked = revision
        """The last revision in which it was found to hold."""
        self.uses = uses
        self.is_look = is_look


class Answers:
    """The answers of one thread. Values must not be changed by whoever gets them, and are compared with `==`."""

    def __init__(self) -> None:
        self._known: dict[Any, _Answer] = {}
        self._asking: list[dict[Any, None]] = []
        self._revision = 0
        self.made = 0
        """How many answers were made so far; looks do not count."""

    def begin(self) -> None:
        """The data may be other than before."""
        self._revision += 1

    def ask(self, question: Callable[..., T], *arguments: Hashable) -> T:
        """The answer of `question(*arguments)` in this revision."""
        value: T = self._answer((question, *arguments), False)
        return value

    def look(self, question: Callable[..., T], *arguments: Hashable) -> T:
        """The answer of a question that reads the data themselves; it may ask others beside."""
        value: T = self._answer((question, *arguments), True)
        return value

    def forget(self) -> None:
        """Drop what was not asked for in this revision; for use when everything was."""
        self._known = {key: answer for key, answer in self._known.items() if answer.checked == self._revision}

    def _answer(self, key: Any, is_look: bool) -> Any:
        if self._asking:
            self._asking[-1][key] = None
        answer = self._known.get(key)
        if answer is None or answer.checked != self._revision:
            answer = self._settle(key, answer, is_look)
        return answer.value

    def _settle(self, key: Any, answer: _Answer | None, is_look: bool) -> _Answer:
        if answer is not None and not is_look and self._holds(answer):
            answer.checked = self._revision
            return answer
        uses: dict[Any, None] = {}
        self._asking.append(uses)
        try:
            value = key[0](*key[1:])
        finally:
            self._asking.pop()
        self.made += not is_look
        if answer is None:
            answer = self._known[key] = _Answer(value, self._revision, tuple(uses), is_look)
            return answer
        if not (answer.value is value or answer.value == value):
            answer.value = value
            answer.changed = self._revision
        answer.uses = tuple(uses)
        answer.checked = self._revision
        return answer

    def _holds(self, answer: _Answer) -> bool:
        revision, known, since = self._revision, self._known, answer.checked
        for key in answer.uses:  # in the order asked: a question may make sense only while those before it hold
            use = known.get(key)
            if use is None:
                return False
            if use.checked != revision:
                use = self._settle(key, use, use.is_look)
            if use.changed > since:
                return False
        return True
