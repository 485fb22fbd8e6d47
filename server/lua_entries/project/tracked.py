"""A snapshot that stays while the workspace changes, and notes who reads what of it.

Rules and features read it like any other snapshot. Everything that an edit can change is read through `Answers`; what
stays the same while a tracked snapshot lives (roots, configuration, catalogs) is not.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar, cast

from lua_entries.project.answers import Answers
from lua_entries.project.imports import Link
from lua_entries.project.injection import Filled, Path
from lua_entries.project.project_files import Override
from lua_entries.project.references import FieldReference
from lua_entries.project.snapshot import FileProblem, IncompleteError, RootView, Snapshot
from lua_entries.project.units import Entry, IndexUnit

K = TypeVar("K")
V = TypeVar("V")

_ABSENT: Any = object()


class TrackedMap(Mapping[K, V]):
    """A mapping that is read key by key, or as a whole."""

    def __init__(self, answers: Answers, read: Callable[[], Mapping[K, V]]) -> None:
        def value(key: K) -> V:
            found: V = read().get(key, _ABSENT)
            return found

        self._look = answers.look
        self._value = value
        self._read = read

    def get(self, key: K, default: Any = None) -> Any:
        """The value of a key; the others may change without anybody noticing."""
        value = self._look(self._value, cast(Any, key))
        return default if value is _ABSENT else value

    def __getitem__(self, key: K) -> V:
        value = self._look(self._value, cast(Any, key))
        if value is _ABSENT:
            raise KeyError(key)
        return value

    def __contains__(self, key: object) -> bool:
        return self._look(self._value, cast(Any, key)) is not _ABSENT

    def __iter__(self) -> Iterator[K]:
        return iter(self._look(self._read))

    def __len__(self) -> int:
        return len(self._look(self._read))

    def items(self) -> ItemsView[K, V]:
        """All pairs."""
        return self._look(self._read).items()

    def values(self) -> ValuesView[V]:
        """All values."""
        return self._look(self._read).values()


class _TrackedFilled(Filled):
    def __init__(self, answers: Answers, read: Callable[[], Mapping[str, set[Path]]]) -> None:
        self.__dict__["paths"] = TrackedMap(answers, read)


def _map_of_index(now: Callable[[], RootView], name: str) -> Mapping[Any, Any]:
    found: Mapping[Any, Any] = getattr(now().index, name)
    return found


class TrackedView(RootView):
    """One root of a tracked snapshot; `now` gives that root as it is."""

    def __init__(self, answers: Answers, now: Callable[[], RootView]) -> None:
        first = now()
        maps: dict[str, Any] = {
            name: TrackedMap(answers, partial(_map_of_index, now, name))
            for name, value in first.index._asdict().items()
            if isinstance(value, Mapping)
        }
        index = first.index._replace(**maps)
        self.__dict__.update(
            root=first.root,
            catalog=first.catalog,
            index=index,
            _look=answers.look,
            _entries=lambda: now().entries,
            _units=lambda: now().units,
            _lua_files=lambda: now().lua_files,
            _problems=lambda: now().problems,
            _loaded=lambda: now().loaded,
            _overrides=lambda: now().overrides,
        )

    @property
    def entries(self) -> tuple[Entry, ...]:
        """As in `RootView`."""
        return self._part("_entries")

    @property
    def units(self) -> tuple[IndexUnit, ...]:
        """As in `RootView`."""
        return self._part("_units")

    @property
    def lua_files(self) -> tuple[str, ...]:
        """As in `RootView`."""
        return self._part("_lua_files")

    @property
    def problems(self) -> tuple[FileProblem, ...]:
        """As in `RootView`."""
        return self._part("_problems")

    @property
    def loaded(self) -> tuple[Entry, ...]:
        """As in `RootView`."""
        return self._part("_loaded")

    @property
    def overrides(self) -> tuple[Override, ...]:
        """As in `RootView`."""
        return self._part("_overrides")

    def _part(self, name: str) -> tuple[Any, ...]:
        found: tuple[Any, ...] = self.__dict__["_look"](self.__dict__[name])
        return found


class _Forgetful(dict[Any, Any]):
    """A memory that keeps nothing: `Answers` remembers."""

    def __setitem__(self, key: Any, value: Any) -> None:
        return


class TrackedSnapshot(Snapshot):
    """The workspace as it is now, whenever that is: `follow` gives it the next snapshot. One thread only."""

    def __init__(self, snapshot: Snapshot) -> None:
        answers = Answers()
        self.__dict__["_now"] = snapshot

        def now() -> Snapshot:
            current: Snapshot = self.__dict__["_now"]
            return current

        def view_at(number: int) -> Callable[[], RootView]:
            return lambda: now().roots[number]

        views = tuple(TrackedView(answers, view_at(number)) for number in range(len(snapshot.roots)))
        # To mypy `func` is hidden: the cached property shows as its value.
        importers = cast(Callable[[Snapshot], Mapping[Entry, tuple[Entry, ...]]], Snapshot.importers.func)  # type: ignore[attr-defined]

        def all_importers() -> Mapping[Entry, tuple[Entry, ...]]:
            return importers(self)

        def links(entry: Entry) -> tuple[Link, ...]:
            return Snapshot.links(self, entry)

        def references(entry: Entry) -> tuple[FieldReference, ...]:
            return Snapshot.references(self, entry)

        def text(path: str) -> str:
            return now().text(path)

        self.__dict__.update(
            answers=answers,
            directory=snapshot.directory,
            roots=views,
            index_units=TrackedMap(answers, lambda: now().index_units),
            lua_units=TrackedMap(answers, lambda: now().lua_units),
            sources=TrackedMap(answers, lambda: now().sources),
            targets=TrackedMap(answers, lambda: now().targets),
            filled=_TrackedFilled(answers, lambda: now().filled.paths),
            configs=snapshot.configs,
            texts=lambda path: answers.look(text, path),
            importers=TrackedMap(answers, lambda: answers.ask(all_importers)),
            homes=TrackedMap(answers, lambda: now().homes),
            holders=TrackedMap(answers, lambda: now().holders),
            _links=_Forgetful(),
            _references=_Forgetful(),
            _made={},
            whole=True,
            _questions={"links": links, "references": references},
            _looks={
                "lua_paths": lambda: now().lua_paths,
                "problems": lambda: now().problems,
                "used_files": lambda: now().used_files,
                "groups": lambda: now().groups,
                "patched": lambda: now().patched,
            },
        )

    def follow(self, snapshot: Snapshot) -> bool:
        """Become the next snapshot of the workspace; False when its roots or configuration are others, so that another
        tracked snapshot must be made."""
        if _frame(self.__dict__["_now"]) != _frame(snapshot):
            return False
        self.__dict__["_now"] = snapshot
        self.__dict__["_made"] = {}  # what was made of the last snapshot is not true of this one
        self.answers.begin()
        return True

    @property
    def answers(self) -> Answers:
        """What is known of the workspace."""
        found: Answers = self.__dict__["answers"]
        return found

    def _ask(self, name: str, entry: Entry) -> Any:
        return self.answers.ask(self.__dict__["_questions"][name], entry)

    def _look(self, name: str) -> Any:
        return self.answers.look(self.__dict__["_looks"][name])

    @property
    def lua_paths(self) -> frozenset[str]:
        """As in `Snapshot`."""
        found: frozenset[str] = self._look("lua_paths")
        return found

    @property
    def problems(self) -> tuple[FileProblem, ...]:
        """As in `Snapshot`."""
        found: tuple[FileProblem, ...] = self._look("problems")
        return found

    @property
    def used_files(self) -> frozenset[str]:
        """As in `Snapshot`."""
        found: frozenset[str] = self._look("used_files")
        return found

    @property
    def groups(self) -> frozenset[str]:
        """As in `Snapshot`."""
        found: frozenset[str] = self._look("groups")
        return found

    @contextmanager
    def in_part(self) -> Iterator[None]:
        """While this lasts, what takes all Lua of the workspace to answer is refused with `IncompleteError`."""
        self.__dict__["whole"] = False
        try:
            yield
        finally:
            self.__dict__["whole"] = True

    @property
    def patched(self) -> frozenset[tuple[str, str]]:
        """As in `Snapshot`.

        Raises:
            IncompleteError: not while `in_part` lasts.
        """
        if not self.__dict__["whole"]:
            raise IncompleteError
        found: frozenset[tuple[str, str]] = self._look("patched")
        return found

    def links(self, entry: Entry) -> tuple[Link, ...]:
        """As in `Snapshot`."""
        found: tuple[Link, ...] = self._ask("links", entry)
        return found

    def references(self, entry: Entry) -> tuple[FieldReference, ...]:
        """As in `Snapshot`."""
        found: tuple[FieldReference, ...] = self._ask("references", entry)
        return found


def _frame(snapshot: Snapshot) -> tuple[Any, ...]:
    """What a tracked snapshot takes for granted."""
    views = tuple((view.root, view.catalog, view.index.external) for view in snapshot.roots)
    return snapshot.directory, snapshot.configs, views
