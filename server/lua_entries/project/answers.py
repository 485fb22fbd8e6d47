"""Answers that are remembered together with what they were made from, so that a change costs what depends on it.

A *question* is a function with its arguments. While it runs, every question that it asks in turn is noted. A *look* is
a question that reads the changing data itself. Whoever changes the data says which looks may come out differently; what
was made from those, directly or not, is then in doubt, and is made anew when it is asked for unless everything that it
was made from came out the same. So an answer is never older than anything that it was made from, provided that
questions read changing data through looks alone, and that every change is told.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")

Key = tuple[Any, ...]
"""A question: the function, and its arguments."""

_FEW = 4096
_MANY_USERS = 4
"""So many keys take less memory as a tuple than as a set."""


class _Answer:
    __slots__ = ("changed", "checked", "doubtful", "has_moved", "is_look", "key", "users", "uses", "value")

    def __init__(self, key: Key, value: Any, revision: int, is_look: bool) -> None:
        self.key = key
        """One object for all who mention the question."""
        self.value = value
        self.changed = revision
        """The revision in which the value became what it is."""
        self.checked = revision
        """The last revision in which it was found to hold."""
        self.is_look = is_look
        self.doubtful = False
        self.has_moved = False
        self.uses: tuple[Key, ...] = ()
        self.users: tuple[Key, ...] | set[Key] = ()

    def add_user(self, key: Key) -> None:
        """Note that the answer to a question was made from this one."""
        if isinstance(self.users, set):
            self.users.add(key)
        elif key not in self.users:
            users = (*self.users, key)
            self.users = users if len(users) <= _MANY_USERS else set(users)

    def drop_user(self, key: Key) -> None:
        """Note that it is not made from this one any more."""
        if isinstance(self.users, set):
            self.users.discard(key)
        else:
            self.users = tuple(user for user in self.users if user != key)


class Answers:
    """The answers of one thread. Values must not be changed by whoever gets them, and are compared with `==`."""

    def __init__(self) -> None:
        self._known: dict[Key, _Answer] = {}
        self._asking: list[dict[Key, None]] = []
        self._watched: dict[Any, set[Key]] = {}
        self._revision = 0
        self._swept = 0
        self.made = 0
        """How many answers were made so far; looks do not count."""

    def begin(self, changed: Iterable[Key]) -> None:
        """The data changed: these looks may come out differently."""
        self._revision += 1
        doubted = list(changed)
        while doubted:
            key = doubted.pop()
            answer = self._known.get(key)
            if answer is not None and not answer.doubtful:
                answer.doubtful = True
                doubted += answer.users
                watched = self._watched.get(key[0])
                if watched is not None:
                    watched.add(key)

    def ask(self, question: Callable[..., T], *arguments: Hashable) -> T:
        """The answer of `question(*arguments)`."""
        value: T = self._answer((question, *arguments), False)
        return value

    def look(self, question: Callable[..., T], *arguments: Hashable) -> T:
        """The answer of a question that reads the data themselves; it may ask others beside."""
        value: T = self._answer((question, *arguments), True)
        return value

    @property
    def is_asking(self) -> bool:
        """True while a question is being answered."""
        return bool(self._asking)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """While this lasts, the question that is being answered does not depend on what is asked: for whoever tells of
        changes of the answers himself."""
        self._asking.append({})
        try:
            yield
        finally:
            self._asking.pop()

    def move(self, question: Callable[..., T], *arguments: Hashable) -> None:
        """The answer says what it said, of places that have moved: it is made anew when it is asked for, and whatever
        was made from it holds."""
        answer = self._known.get((question, *arguments))
        if answer is not None:
            answer.has_moved = True

    def amend(self, value: T, question: Callable[..., T], *arguments: Hashable) -> None:
        """The answer to a question that somebody asked before, brought up to date by whoever knows how it moved."""
        answer = self._known.get((question, *arguments))
        if answer is not None:
            answer.value = value

    def known(self, question: Callable[..., T], *arguments: Hashable) -> bool:
        """True when somebody asked this before."""
        return (question, *arguments) in self._known

    def value(self, question: Callable[..., T], *arguments: Hashable) -> T:
        """The last answer to a question that somebody asked before."""
        key = (question, *arguments)
        value: T = self._known[key].value
        return value

    def doubted(self, question: Callable[..., Any]) -> set[Key]:
        """The arguments for which the question came into doubt since it was asked for here; from now on, at first."""
        found = self._watched.get(question, set())
        self._watched[question] = set()
        return {key[1:] for key in found}

    def forget(self, wanted: Callable[[], Iterable[Key]]) -> None:
        """Now and then, drop what is of no use for the questions that are wanted. At first there is nothing to drop."""
        if not self._swept:
            self._swept = len(self._known)
        if len(self._known) < self._swept + max(_FEW, self._swept // 4):
            return
        kept: dict[Key, _Answer] = {}
        pending = list(wanted())
        while pending:
            key = pending.pop()
            if key not in kept and (answer := self._known.get(key)) is not None:
                kept[key] = answer
                pending += answer.uses
        for answer in kept.values():
            users = [user for user in answer.users if user in kept]
            answer.users = tuple(users) if len(users) <= _MANY_USERS else set(users)
        self._known, self._swept = kept, len(kept)

    def _answer(self, key: Key, is_look: bool) -> Any:
        answer = self._known.get(key)
        if answer is not None:
            key = answer.key
        if self._asking:
            self._asking[-1][key] = None
        if answer is None or answer.doubtful:
            answer = self._settle(key, answer, is_look)
        if answer.has_moved:
            answer.has_moved = False
            with self.aside():  # it is made from what it was made from
                answer.value = key[0](*key[1:])
        return answer.value

    def _settle(self, key: Key, answer: _Answer | None, is_look: bool) -> _Answer:
        if answer is not None and not is_look and self._holds(answer):
            answer.checked, answer.doubtful = self._revision, False
            return answer
        uses: dict[Key, None] = {}
        self._asking.append(uses)
        try:
            value = key[0](*key[1:])
        except BaseException:
            self._asking.pop()
            if self._asking:  # whoever makes do with the failure depends on what led to it
                self._asking[-1].pop(key, None)
                self._asking[-1].update(uses)
            raise
        self._asking.pop()
        self.made += not is_look
        if answer is None:
            answer = self._known[key] = _Answer(key, value, self._revision, is_look)
        elif not (answer.value is value or answer.value == value):
            answer.value, answer.changed = value, self._revision
        self._connect(key, answer, uses)
        answer.checked, answer.doubtful, answer.has_moved = self._revision, False, False
        return answer

    def _connect(self, key: Key, answer: _Answer, uses: dict[Key, None]) -> None:
        for old in answer.uses:
            if old not in uses and (used := self._known.get(old)) is not None:
                used.drop_user(key)
        for use in uses:
            self._known[use].add_user(key)
        answer.uses = tuple(uses)

    def _holds(self, answer: _Answer) -> bool:
        since = answer.checked
        for key in answer.uses:  # in the order asked: a question may make sense only while those before it hold
            use = self._known.get(key)
            if use is None:
                return False
            if use.doubtful:
                use = self._settle(key, use, use.is_look)
            if use.changed > since:
                return False
        return True
