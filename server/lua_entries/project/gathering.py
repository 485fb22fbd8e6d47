"""What questions about many files say together, by key, kept in step with their answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from lua_entries.project.answers import Answers, Key
from lua_entries.project.fold import Fold
from lua_entries.project.snapshot import by_key, joined


class Gathering:
    """`Snapshot.gathered` of a tracked snapshot. The parts are questions of their own, so that a change costs what the
    parts say that it puts in doubt."""

    def __init__(
        self, answers: Answers, names: Callable[[], Iterable[str]], part: Callable[[str], Iterable[tuple[Any, Any]]]
    ) -> None:
        self._answers = answers
        self._names = names
        self._make = part
        self._fold: Fold[Any, tuple[Any, ...]] | None = None
        self._known: tuple[str, ...] = ()
        self._stale: set[str] = set()
        self._is_watched = False

    def get(self, key: Any) -> tuple[Any, ...]:
        """The values of a key, in the order of the names."""
        if not self._answers.is_asking:
            self._update()
            return self._value(key)
        return self._answers.look(self._look, key)

    def known_keys(self) -> Collection[Any]:
        """All keys that have a value."""
        if not self._answers.is_asking:
            self._update()
            return self._all_keys()
        return self._answers.look(self._look_at_keys)

    def follow(self) -> list[Key]:
        """The looks that come out differently after a change of what the parts were made from."""
        if self._fold is None or not self._is_watched:
            return []
        before = self._fold.held
        changed = self._update()
        found: list[Key] = [(self._look, key) for key in changed]
        if any((key in before) is not (key in self._fold.held) for key in changed):
            found.append((self._look_at_keys,))
        return found

    def questions(self) -> Iterable[Key]:
        """The questions that the values are made from."""
        return ((self._part, name) for name in self._known)

    def _look(self, key: Any) -> tuple[Any, ...]:
        self._watch()
        return self._value(key)

    def _look_at_keys(self) -> Collection[Any]:
        self._watch()
        return self._all_keys()

    def _watch(self) -> None:
        if self._fold is None or not self._is_watched:
            self._update()
            self._is_watched = True  # from now on `follow` keeps it in step

    def _all_keys(self) -> Collection[Any]:
        assert self._fold is not None
        return self._fold.held.keys()

    def _value(self, key: Any) -> tuple[Any, ...]:
        assert self._fold is not None
        return self._fold.held.get(key, ())

    def _part(self, name: str) -> Any:
        return by_key(self._make(name))

    def _update(self) -> Collection[Any]:
        """Take in what has changed since; the keys that have other values now."""
        answers = self._answers
        with answers.aside():
            self._stale.update(name for (name,) in answers.doubted(self._part))
            names = tuple(self._names())
            if self._fold is not None and names == self._known:
                changed = self._fold.follow({name: answers.ask(self._part, name) for name in self._stale})
            else:
                parts = {name: answers.ask(self._part, name) for name in names}
                before, self._fold, self._known = self._fold, Fold(joined, parts), names
                old, new = before.held if before is not None else {}, self._fold.held
                changed = [key for key in {**old, **new} if old.get(key) != new.get(key)]
        self._stale = set()
        return changed
