"""Answers that are remembered together with what they were made from, so that a change costs what depends on it.

A *question* is a function with its arguments. While it runs, every question that it asks in turn is noted. In the next
revision an answer holds if all of those answers still hold; only what asks nothing is a look at the data itself, and is
asked anew each time. So an answer is never older than anything that it was made from, provided that questions read
changing data through other questions alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class _Answer:
    __slots__ = ("changed", "checked", "uses", "value")

    def __init__(self, value: Any, revision: int, uses: tuple[Any, ...]) -> None:
        self.value = value
        self.changed = revision
        """The revision in which the value became what it is."""
        self.checked = revision
        """The last revision in which it was found to hold."""
        self.uses = uses


class Answers:
    """The answers of one thread. Values must not be changed by whoever gets them, and are compared with `==`."""

    def __init__(self) -> None:
        self._known: dict[Any, _Answer] = {}
        self._asking: list[dict[Any, None]] = []
        self._revision = 0
        self.made = 0
        """How many answers were made so far, for tests and measurements."""

    def begin(self) -> None:
        """The data may be other than before."""
        self._revision += 1

    def ask(self, question: Callable[..., T], *arguments: Hashable) -> T:
        """The answer of `question(*arguments)` in this revision."""
        key = (question, *arguments)
        if self._asking:
            self._asking[-1][key] = None
        answer = self._known.get(key)
        if answer is None or answer.checked != self._revision:
            answer = self._settle(key, answer)
        value: T = answer.value
        return value

    def forget(self) -> None:
        """Drop what was not asked for in this revision; for use when everything was."""
        self._known = {key: answer for key, answer in self._known.items() if answer.checked == self._revision}

    def _settle(self, key: Any, answer: _Answer | None) -> _Answer:
        if answer is not None and answer.uses and self._holds(answer):
            answer.checked = self._revision
            return answer
        uses: dict[Any, None] = {}
        self._asking.append(uses)
        try:
            value = key[0](*key[1:])
        finally:
            self._asking.pop()
        self.made += 1
        if answer is None:
            answer = self._known[key] = _Answer(value, self._revision, tuple(uses))
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
                use = self._settle(key, use)
            if use.changed > since:
                return False
        return True
