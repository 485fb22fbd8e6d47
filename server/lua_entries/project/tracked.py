"""A snapshot that stays while the workspace changes, and notes who reads what of it.

Rules and features read it like any other snapshot. Everything that an edit can change is read through `Answers`; what
stays the same while a tracked snapshot lives (roots, configuration, catalogs) is not.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar, cast

from lua_entries.project.answers import Answers, Key
from lua_entries.project.imports import Link
from lua_entries.project.injection import Filled
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

    def now(self) -> Mapping[K, V]:
        """The mapping as it is, read without anybody noticing."""
        return self._read()

    def differences(self, before: Mapping[K, V], known: dict[tuple[int, int], list[K]] | None = None) -> Iterator[Key]:
        """The looks that come out differently, now that the mapping is no longer `before`. Maps that share what they
        hold, as roots do, share the comparison in `known`."""
        after = self._read()
        if after is before:
            return
        pair = (id(before), id(after))
        changed = known.get(pair) if known is not None else None
        if changed is None:
            get = before.get
            changed = [key for key, value in after.items() if (old := get(key, _ABSENT)) is not value and old != value]
            changed += before.keys() - after.keys()
            if known is not None:
                known[pair] = changed
        for key in changed:
            yield (self._value, key)
        if changed:
            yield (self._read,)

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


_PARTS = ("entries", "units", "lua", "lua_files", "problems", "loaded", "overrides")


def _part_of(now: Callable[[], RootView], name: str) -> Any:
    return getattr(now(), name)


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
        self.__dict__.update(
            root=first.root,
            catalog=first.catalog,
            index=first.index._replace(**maps),
            _look=answers.look,
            _parts={name: partial(_part_of, now, name) for name in _PARTS},
            _maps=tuple(maps.values()),
        )

    @property
    def maps(self) -> tuple[TrackedMap[Any, Any], ...]:
        """What is read key by key."""
        found: tuple[TrackedMap[Any, Any], ...] = self.__dict__["_maps"]
        return found

    @property
    def parts(self) -> tuple[Callable[[], Any], ...]:
        """What is read as a whole."""
        return tuple(self.__dict__["_parts"].values())

    @property
    def entries(self) -> tuple[Entry, ...]:
        """As in `RootView`."""
        return self._part("entries")

    @property
    def units(self) -> tuple[IndexUnit, ...]:
        """As in `RootView`."""
        return self._part("units")

    @property
    def lua(self) -> tuple[str, ...]:
        """As in `RootView`."""
        return self._part("lua")

    @property
    def lua_files(self) -> tuple[str, ...]:
        """As in `RootView`."""
        return self._part("lua_files")

    @property
    def problems(self) -> tuple[FileProblem, ...]:
        """As in `RootView`."""
        return self._part("problems")

    @property
    def loaded(self) -> tuple[Entry, ...]:
        """As in `RootView`."""
        return self._part("loaded")

    @property
    def overrides(self) -> tuple[Override, ...]:
        """As in `RootView`."""
        return self._part("overrides")

    def _part(self, name: str) -> tuple[Any, ...]:
        found: tuple[Any, ...] = self.__dict__["_look"](self.__dict__["_parts"][name])
        return found


_FEW = 8
_WHOLE = ("lua_paths", "problems", "used_files", "groups", "patched")


def _whole_of(now: Callable[[], Snapshot], name: str) -> Any:
    return getattr(now(), name)


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

        def edges(path: str) -> tuple[tuple[Entry, Entry], ...]:
            unit = self.index_units[path]
            return tuple((target, entry) for entry in unit.entries for target in self.imported(entry))

        def importers() -> Mapping[Entry, tuple[Entry, ...]]:
            found: dict[Entry, list[Entry]] = {}
            for path in self.index_units:
                for target, entry in answers.ask(edges, path):
                    found.setdefault(target, []).append(entry)
            return {
                target: tuple(sorted(users, key=lambda user: user.id) if len(users) > 1 else users)
                for target, users in found.items()
            }

        def known_importers() -> Mapping[Entry, tuple[Entry, ...]]:
            known: Mapping[Entry, tuple[Entry, ...]] | None = self.__dict__["_importers"]
            if known is None:
                known = self.__dict__["_importers"] = answers.aside(importers)
            return known

        def links(entry: Entry) -> tuple[Link, ...]:
            return Snapshot.links(self, entry)

        def references(entry: Entry) -> tuple[FieldReference, ...]:
            return Snapshot.references(self, entry)

        def text(path: str) -> str:
            return now().text(path)

        def texts(path: str) -> str:
            self.__dict__["_texts_read"].add(path)
            return answers.look(text, path)

        def track(name: str) -> TrackedMap[Any, Any]:
            def read() -> Mapping[Any, Any]:
                found: Mapping[Any, Any] = getattr(now(), name)
                return found

            return TrackedMap(answers, read)

        filled = TrackedMap(answers, lambda: now().filled.paths)
        views = tuple(TrackedView(answers, view_at(number)) for number in range(len(snapshot.roots)))
        maps = {name: track(name) for name in ("index_units", "lua_units", "sources", "targets", "homes", "holders")}
        self.__dict__.update(
            maps,
            answers=answers,
            directory=snapshot.directory,
            roots=views,
            filled=Filled(cast(Any, filled)),
            configs=snapshot.configs,
            texts=texts,
            importers=TrackedMap(answers, known_importers),
            whole=True,
            _importers=None,
            _all_importers=importers,
            _text=text,
            _texts_read=set(),
            _maps=(*maps.values(), filled, *(tracked for view in views for tracked in view.maps)),
            _parts=tuple(part for view in views for part in view.parts),
            _links=_Forgetful(),
            _references=_Forgetful(),
            _made={},
            _questions={"links": links, "references": references},
            _looks={name: partial(_whole_of, now, name) for name in _WHOLE},
        )

    def follow(self, snapshot: Snapshot) -> bool:
        """Become the next snapshot of the workspace; False when its roots or configuration are others, so that another
        tracked snapshot must be made."""
        own, answers = self.__dict__, self.answers
        if _frame(own["_now"]) != _frame(snapshot):
            return False
        maps: tuple[TrackedMap[Any, Any], ...] = own["_maps"]
        parts = [part for part in (*own["_parts"], *own["_looks"].values()) if answers.known(part)]
        before = [tracked.now() for tracked in maps], [answers.value(part) for part in parts]
        texts = {path: own["_text"](path) for path in own["_texts_read"]}
        own["_now"] = snapshot
        own["_made"] = {}  # what was made of the last snapshot is not true of this one
        known: dict[tuple[int, int], list[Any]] = {}
        changed = [key for tracked, old in zip(maps, before[0], strict=True) for key in tracked.differences(old, known)]
        lua = own["_looks"]["patched"]  # which takes all Lua: where much of it is unread, that can wait
        later = lua in parts and sum(not unit.content.is_summarised for unit in snapshot.lua_units.values()) > _FEW
        changed += (
            (part,) for part, old in zip(parts, before[1], strict=True) if (part is lua and later) or part() != old
        )
        changed += ((own["_text"], path) for path, old in texts.items() if own["_text"](path) != old)
        answers.begin(changed)
        importers = own["_importers"]
        if importers is not None:
            own["_importers"] = answers.ask(own["_all_importers"])
            answers.begin(own["importers"].differences(importers))
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
