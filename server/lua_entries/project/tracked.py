"""A snapshot that stays while the workspace changes, and notes who reads what of it.

Rules and features read it like any other snapshot. Everything that an edit can change is read through `Answers`; what
stays the same while a tracked snapshot lives (roots, configuration, catalogs) is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, ItemsView, Iterable, Iterator, Mapping, ValuesView
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar, cast

from lua_entries.project.answers import Answers, Key
from lua_entries.project.fold import changed_keys
from lua_entries.project.gathering import Gathering
from lua_entries.project.imports import Link
from lua_entries.project.injection import Filled
from lua_entries.project.lua_text import Outside
from lua_entries.project.moving import Move, move_between
from lua_entries.project.project_files import Override
from lua_entries.project.references import FieldReference
from lua_entries.project.snapshot import FileProblem, Gathered, IncompleteError, RootView, Snapshot
from lua_entries.project.sources import Source
from lua_entries.project.units import Entry, IndexUnit, LuaUnit

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

    def question(self, key: K) -> Key:
        """The look at the value of a key."""
        return (self._value, key)

    def now(self) -> Mapping[K, V]:
        """The mapping as it is, read without anybody noticing."""
        return self._read()

    def differences(self, before: Mapping[K, V]) -> list[Key]:
        """The looks that come out differently, now that the mapping is no longer `before`."""
        changed: list[Key] = [(self._value, key) for key in changed_keys(before, self._read())]
        return [*changed, (self._read,)] if changed else changed

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


_PARTS = ("entries", "units", "lua", "index_files", "lua_files", "problems", "files", "loaded", "overrides")


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
    def index_files(self) -> tuple[str, ...]:
        """As in `RootView`."""
        return self._part("index_files")

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
    def files(self) -> tuple[str, ...]:
        """As in `RootView`."""
        return self._part("files")

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
_WHOLE = ("lua_paths", "problems", "groups")


def _whole_of(now: Callable[[], Snapshot], name: str) -> Any:
    return getattr(now(), name)


class _Patches:
    """Members that Lua assigns to, by the name that they are taken of; of how many texts each."""

    def __init__(self, answers: Answers, now: Callable[[], Snapshot]) -> None:
        self._answers = answers
        self._now = now
        self._counts: dict[str, Counter[str]] | None = None
        self._asked: set[str] = set()

    def members(self, name: str) -> frozenset[str]:
        """Those of one name: a look."""
        if self._counts is None:
            counts: dict[str, Counter[str]] = {}
            for unit in self._now().lua_units.values():
                _count(counts, unit, 1)
            self._counts = counts
        self._asked.add(name)
        return frozenset(self._counts.get(name, ()))

    def follow(self, before: Mapping[str, LuaUnit], after: Mapping[str, LuaUnit]) -> Iterator[Key]:
        """The looks that may come out differently."""
        if self._counts is None or before is after:
            return
        keys = changed_keys(before, after)
        come = [after[key] for key in keys if key in after]
        gone = [before[key] for key in keys if key in before]
        if sum(not unit.content.is_summarised for unit in come) > _FEW:
            self._counts = None  # it takes much Lua that nobody has read, so it waits until somebody asks
            yield from ((self.members, name) for name in self._asked)
            return
        for unit in gone:
            _count(self._counts, unit, -1)
        for unit in come:
            _count(self._counts, unit, 1)
        touched = {name for unit in (*gone, *come) for name, _ in unit.content.patched}
        yield from ((self.members, name) for name in touched)


def _count(counts: dict[str, Counter[str]], unit: LuaUnit, number: int) -> None:
    for name, member in unit.content.patched:
        members = counts.setdefault(name, Counter())
        members[member] += number
        if not members[member]:
            del members[member]


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

        def links(entry: Entry) -> tuple[Link, ...]:
            return Snapshot.links(self, entry)

        def references(entry: Entry) -> tuple[FieldReference, ...]:
            return Snapshot.references(self, entry)

        def outside(entry: Entry) -> Outside | None:
            return Snapshot.outside(self, entry)

        def aliases(path: str) -> bool:
            return Snapshot.has_aliases(self, path)

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
            whole=True,
            moves={},
            _gatherings={},
            _patches=_Patches(answers, now),
            _text=text,
            _texts_read=set(),
            _maps=(*maps.values(), filled, *(tracked for view in views for tracked in view.maps)),
            _parts=tuple(part for view in views for part in view.parts),
            _links=_Forgetful(),
            _references=_Forgetful(),
            _made={},
            _questions={"links": links, "references": references, "outside": outside, "aliases": aliases},
            _looks={name: partial(_whole_of, now, name) for name in _WHOLE},
        )

    def follow(self, snapshot: Snapshot) -> bool:
        """Become the next snapshot of the workspace; False when its roots or configuration are others, so that another
        tracked snapshot must be made."""
        own, answers = self.__dict__, self.answers
        pairs = _changed_units(own["_now"].index_units, snapshot.index_units)
        if _frame(own["_now"]) != _frame(snapshot) or not all(_is_next(before, after) for before, after in pairs):
            return False
        maps: tuple[TrackedMap[Any, Any], ...] = own["_maps"]
        parts = [part for part in (*own["_parts"], *own["_looks"].values()) if answers.known(part)]
        before = [tracked.now() for tracked in maps], [answers.value(part) for part in parts]
        old = own["_now"]
        own["_now"] = snapshot
        own["_made"] = {}  # what was made of the last snapshot is not true of this one
        changed = [key for tracked, was in zip(maps, before[0], strict=True) for key in tracked.differences(was)]
        own["moves"] = {after.path: move_between(before.text, after.text) for before, after in pairs}
        changed = self._without_moved(changed, old, pairs)
        changed += ((part,) for part, was in zip(parts, before[1], strict=True) if part() != was)
        text: Callable[[str], str] = own["_text"]
        units = (old.index_units, snapshot.index_units), (old.lua_units, snapshot.lua_units)
        moved = {key for pair in units for key in changed_keys(*pair)}
        for path in own["_texts_read"]:
            may_differ = path in moved or not (path in snapshot.index_units or path in snapshot.lua_units)
            if may_differ and answers.known(text, path) and answers.value(text, path) != snapshot.text(path):
                changed.append((text, path))
        changed += own["_patches"].follow(old.lua_units, snapshot.lua_units)
        while changed:
            answers.begin(changed)
            changed = [key for gathering in list(own["_gatherings"].values()) for key in gathering.follow()]
        return True

    def _without_moved(
        self, changed: list[Key], old: Snapshot, pairs: Iterable[tuple[IndexUnit, IndexUnit]]
    ) -> list[Key]:
        """The looks that come out differently but for those that only tell of entries that have moved."""
        own, answers = self.__dict__, self.answers
        only_moved: set[Key] = set()
        for before, after in pairs:
            for entry in set(before.entries).intersection(after.entries):
                answers.move(own["_questions"]["links"], entry)
                answers.move(own["_questions"]["references"], entry)
                source = own["sources"].question(entry)
                if _is_same_source(old.sources.get(entry), own["_now"].sources.get(entry)):
                    answers.move(*source)
                    only_moved.add(source)
        return [key for key in changed if key not in only_moved]

    @property
    def moves(self) -> Mapping[str, Move]:
        """How the texts of index files changed when another snapshot was followed last."""
        found: Mapping[str, Move] = self.__dict__["moves"]
        return found

    @property
    def answers(self) -> Answers:
        """What is known of the workspace."""
        found: Answers = self.__dict__["answers"]
        return found

    def _ask(self, name: str, subject: Entry | str) -> Any:
        return self.answers.ask(self.__dict__["_questions"][name], subject)

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

    def patched(self, name: str) -> frozenset[str]:
        """As in `Snapshot`.

        Raises:
            IncompleteError: not while `in_part` lasts.
        """
        if not self.__dict__["whole"]:
            raise IncompleteError
        held: _Patches = self.__dict__["_patches"]
        return self.answers.look(held.members, name)

    def gathered(
        self, names: Callable[..., Iterable[str]], part: Callable[..., Iterable[tuple[Any, V]]], *arguments: Hashable
    ) -> Gathered[V]:
        """As in `Snapshot`."""
        held: dict[Key, Gathering] = self.__dict__["_gatherings"]
        key = (part, *arguments)
        if key not in held:
            held[key] = Gathering(self.answers, partial(names, self, *arguments), partial(part, self, *arguments))
        return held[key]

    def questions(self) -> Iterator[Key]:
        """The questions whose answers are kept as long as the tracked snapshot."""
        for gathering in self.__dict__["_gatherings"].values():
            yield from gathering.questions()

    def links(self, entry: Entry) -> tuple[Link, ...]:
        """As in `Snapshot`."""
        found: tuple[Link, ...] = self._ask("links", entry)
        return found

    def has_aliases(self, path: str) -> bool:
        """As in `Snapshot`."""
        found: bool = self._ask("aliases", path)
        return found

    def outside(self, entry: Entry) -> Outside | None:
        """As in `Snapshot`."""
        found: Outside | None = self._ask("outside", entry)
        return found

    def references(self, entry: Entry) -> tuple[FieldReference, ...]:
        """As in `Snapshot`."""
        found: tuple[FieldReference, ...] = self._ask("references", entry)
        return found


def _changed_units(
    before: Mapping[str, IndexUnit], after: Mapping[str, IndexUnit]
) -> list[tuple[IndexUnit, IndexUnit]]:
    """The index files that are there, and were there with another text."""
    return [(before[key], after[key]) for key in changed_keys(before, after) if key in before and key in after]


def _is_next(before: IndexUnit, after: IndexUnit) -> bool:
    """True when it is known how the entries that both have came from one to the other."""
    return after.origin is before.mark or set(before.entries).isdisjoint(after.entries)


def _is_same_source(before: Source | None, after: Source | None) -> bool:
    """True when a source leads where it led; text in the index file itself is told by where it stands."""
    if before is None or after is None or before.inline or after.inline:
        return before == after
    return before._replace(value=after.value) == after and before.value[2:] == after.value[2:]


def _frame(snapshot: Snapshot) -> tuple[Any, ...]:
    """What a tracked snapshot takes for granted."""
    views = tuple((view.root, view.catalog, view.index.external) for view in snapshot.roots)
    return snapshot.directory, snapshot.configs, views
