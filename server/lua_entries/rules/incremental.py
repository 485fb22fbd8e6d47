"""Checks a workspace again after a change, at the cost of what the change touches.

Each subject (an entry, an index file, a Lua text, a root) is one question: what its rules find. Its answer holds as
long as everything that they read holds (`project/answers.py`), so the findings are those of a check from scratch.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from lua_entries.project.answers import Answers, Key
from lua_entries.project.moving import Move
from lua_entries.project.snapshot import IncompleteError, Snapshot
from lua_entries.project.tracked import TrackedSnapshot
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.rules.checks import unused_suppression
from lua_entries.rules.engine import (
    CheckOptions,
    CheckResult,
    Level,
    Subject,
    context_of,
    judge,
    levels,
    run_isolated,
    subjects,
    suppressions,
    suppressions_in,
)
from lua_entries.rules.finding import Finding
from lua_entries.rules.followers import may_follow_from_afar
from lua_entries.rules.registry import CHECKS
from lua_entries.rules.rule import Context, EntryCheck, IndexCheck, LuaCheck, LuaFileCheck, RootCheck
from lua_entries.rules.suppress import Place
from lua_entries.text.span import Span


class _Found(NamedTuple):
    """What is found about one subject."""

    findings: tuple[tuple[int, tuple[Finding, ...]], ...]
    """By the number of their check; checks without findings are absent."""
    places: tuple[Place, ...] = ()
    """For files, the suppression comments in them."""
    paths: frozenset[str] = frozenset()
    """All files that the findings mention."""

    def moved(self, path: str, place: Callable[[Span], Span]) -> _Found:
        """The same after the text of one file has moved. Comments stay: a file that has changed is read again."""
        found = ((number, tuple(item.moved(path, place) for item in held)) for number, held in self.findings)
        return self._replace(findings=tuple(found))


_GROUPS: tuple[tuple[int, ...], ...] = tuple(
    group
    for group in (
        *((number,) for number, item in enumerate(CHECKS) if isinstance(item, RootCheck)),
        tuple(number for number, item in enumerate(CHECKS) if isinstance(item, IndexCheck)),
        tuple(number for number, item in enumerate(CHECKS) if isinstance(item, EntryCheck)),
        tuple(number for number, item in enumerate(CHECKS) if isinstance(item, LuaCheck)),
        tuple(number for number, item in enumerate(CHECKS) if isinstance(item, LuaFileCheck)),
    )
    if group
)
"""Checks that run on the same subjects, and so are asked together."""
_NOTHING = _Found(())
_EVERY = 16
"""After how many answers that had to be made to see whether other work waits."""
_DEFAULT = CheckOptions()

_Name = Entry | str
"""A subject by what stays while it changes: an index file by its path, Lua by its key, a root by the empty text."""


class _Table:
    """What a group of checks finds in one root, subject by subject, and file by file."""

    def __init__(self, context: Context, group: tuple[int, ...]) -> None:
        self._context = context
        self._group = group
        self._has_entries = isinstance(CHECKS[group[0]], (EntryCheck, LuaCheck))
        self._files: tuple[str, ...] = ()
        self._ranks: dict[str, int] = {}
        self._names: dict[str, tuple[_Name, ...]] = {}
        """The subjects in each file, in order."""
        self._held: dict[str, dict[_Name, _Found]] = {}
        """What is found, by file and subject, where it is anything."""
        self._open: dict[_Name, None] = {}

    def doubt(self, answers: Answers, changed: Iterable[Key], doubted: Collection[Key]) -> None:
        """Take in which answers are in doubt (arguments of `_entries_in` and `_findings`), and which subjects came and
        went."""
        files = answers.ask(_files, self._context, self._group)
        paths = {path: None for context, path in changed if context is self._context and path in self._ranks}
        if files is not self._files:
            self._files = files
            self._ranks, before = {path: rank for rank, path in enumerate(files)}, self._ranks
            for gone in before.keys() - self._ranks.keys():
                self._drop(gone, self._names.pop(gone))
            paths = {path: None for path in files if path not in before or path in paths}
        for path in paths:
            before_names, names = self._names.get(path, ()), self._names_in(answers, path)
            self._names[path] = names
            self._drop(path, set(before_names).difference(names))
            known = frozenset(before_names)
            self._open.update((name, None) for name in names if name not in known)
        for context, group, name in doubted:
            if context is self._context and group is self._group and name in self._names.get(_file_of(name), ()):
                self._open[name] = None

    def _names_in(self, answers: Answers, path: str) -> tuple[_Name, ...]:
        return answers.ask(_entries_in, self._context, path) if self._has_entries else (path,)

    def _drop(self, path: str, names: Iterable[_Name]) -> None:
        for name in names:
            self._open.pop(name, None)
            self._put(path, name, _NOTHING)

    def _put(self, path: str, name: _Name, found: _Found) -> None:
        if found != _NOTHING:
            self._held.setdefault(path, {})[name] = found
        elif path in self._held:
            self._held[path].pop(name, None)
            if not self._held[path]:
                del self._held[path]

    def settle(self, answers: Answers) -> Iterator[None]:
        """Ask what has to be asked, one subject at a time."""
        while self._open:
            name = next(iter(self._open))
            found = answers.ask(_findings, self._context, self._group, name)
            del self._open[name]
            self._put(_file_of(name), name, found)
            yield

    def move(self, answers: Answers, moves: Mapping[str, Move]) -> None:
        """Take in how the texts of some files have moved: what was found in them is where it is now."""
        for held in self._held.values():
            for name, found in held.items():
                now = found
                for path in found.paths.intersection(moves):
                    now = now.moved(path, moves[path].span)
                if now is not found:
                    held[name] = now
                    answers.amend(now, _findings, self._context, self._group, name)

    def found(self) -> Iterator[_Found]:
        """What was found, in the order of the subjects."""
        for path in sorted(self._held, key=self._ranks.__getitem__):
            held = self._held[path]
            yield from (held[name] for name in self._names[path] if name in held)

    def questions(self) -> Iterator[Key]:
        """The questions that were asked."""
        yield (_files, self._context, self._group)
        for path, names in self._names.items():
            if self._has_entries:
                yield (_entries_in, self._context, path)
            yield from ((_findings, self._context, self._group, name) for name in names)


class Checker:
    """The findings of one workspace, followed through its changes. One thread only."""

    def __init__(self, options: CheckOptions = _DEFAULT) -> None:
        self._options = options
        self._tracked: TrackedSnapshot | None = None
        self._contexts: tuple[Context, ...] = ()
        self._tables: tuple[tuple[_Table, ...], ...] = ()
        self._levels: Level = lambda finding: (finding,)

    def follow(self, snapshot: Snapshot) -> TrackedSnapshot:
        """The snapshot as one that notes who reads what; what is known of the one before is kept where it holds."""
        if self._tracked is None or not self._tracked.follow(snapshot):
            self._tracked, options = TrackedSnapshot(snapshot), self._options
            self._levels = levels(self._tracked, options)
            self._contexts = tuple(context_of(self._tracked, view, options) for view in self._tracked.roots)
            self._tables = tuple(tuple(_Table(context, group) for group in _GROUPS) for context in self._contexts)
        elif self._tracked.moves:
            for table in chain.from_iterable(self._tables):
                table.move(self._tracked.answers, self._tracked.moves)
        return self._tracked

    def check(self, snapshot: Snapshot, give_way: Callable[[], bool] = lambda: False) -> CheckResult | None:
        """What `engine.check` gives for the snapshot, which must be the one followed last; None when other work waits:
        what was checked until then is not lost."""
        assert self._tracked is not None
        answers = self._tracked.answers
        changed, doubted = answers.doubted(_entries_in), answers.doubted(_findings)
        for tables in self._tables:
            for table in tables:
                table.doubt(answers, changed, doubted)
        pause = answers.made + _EVERY
        for tables in self._tables:
            for table in tables:
                for _ in table.settle(answers):
                    if answers.made >= pause:
                        pause = answers.made + _EVERY
                        if give_way():
                            return None
        answers.forget(self._questions)
        raw: list[Finding] = []
        places: list[Place] = []
        for tables in self._tables:
            found: dict[int, list[Finding]] = {}
            for held in (held for table in tables for held in table.found()):
                places += held.places
                for number, findings in held.findings:
                    found.setdefault(number, []).extend(findings)
            for number in sorted(found):
                raw += found[number]
        return judge(snapshot, raw, places, self._levels)

    def _questions(self) -> Iterator[Key]:
        """The questions whose answers are to be kept."""
        assert self._tracked is not None
        yield from self._tracked.questions()
        for tables in self._tables:
            for table in tables:
                yield from table.questions()

    def check_part(self, snapshot: Snapshot, paths: Collection[str]) -> tuple[Finding, ...]:
        """The findings in some files as far as they can be told without summarising all Lua of the workspace: nothing
        that `check` does not find, too. The snapshot must be the one followed last."""
        assert self._tracked is not None
        raw: list[Finding] = []
        users = frozenset(user for unit in snapshot.lua_units.values() if unit.path in paths for user in unit.users)
        with self._tracked.in_part():
            for context, view in zip(self._contexts, snapshot.roots, strict=True):
                plain = Context(snapshot, view)  # in which nobody notes who is looked at
                found: dict[int, list[Finding]] = {}
                for group in _GROUPS:
                    if isinstance(CHECKS[group[0]], RootCheck):
                        continue
                    for subject in subjects(CHECKS[group[0]], plain):
                        if _concerns(subject, paths, users):
                            for number in group:
                                with contextlib.suppress(IncompleteError):
                                    found.setdefault(number, []).extend(run_isolated(CHECKS[number], context, subject))
                for number in sorted(found):
                    raw += found[number]
        judged = judge(
            snapshot, raw, suppressions(snapshot, {*paths, *(user.path for user in users)}), self._levels
        ).findings
        return tuple(finding for finding in judged if finding.path in paths and is_settled(finding))


def _concerns(subject: Subject, paths: Collection[str], users: Collection[Entry]) -> bool:
    """True for what is in one of the files, and for the other side of it: the Lua of an entry, the users of Lua."""
    if isinstance(subject, LuaUnit):
        return subject.path in paths or any(user.path in paths for user in subject.users)
    return subject is None or subject.path in paths or subject in users


def is_settled(finding: Finding) -> bool:
    """False for what a finding that was not looked for may explain."""
    return finding.rule != unused_suppression.RULE.name and not may_follow_from_afar(finding)


def _files(context: Context, group: tuple[int, ...]) -> tuple[str, ...]:
    """The files with the subjects of a group, in order; for rules about the root as a whole, one without a name."""
    check = CHECKS[group[0]]
    if isinstance(check, RootCheck):
        return ("",)
    return context.view.lua if isinstance(check, LuaFileCheck) else context.view.index_files


def _entries_in(context: Context, path: str) -> tuple[Entry, ...]:
    return tuple(entry for entry in context.snapshot.index_units[path].entries if not entry.fact.broken)


def _file_of(name: _Name) -> str:
    return name.path if isinstance(name, Entry) else name


def _findings(context: Context, group: tuple[int, ...], name: _Name) -> _Found:
    subject: Subject = name if isinstance(name, Entry) else None
    places: tuple[Place, ...] = ()
    if isinstance(CHECKS[group[0]], LuaFileCheck):
        subject = context.snapshot.lua_units[_file_of(name)]
        places = tuple(suppressions_in(subject))
    elif isinstance(CHECKS[group[0]], IndexCheck):
        subject = context.snapshot.index_units[_file_of(name)]
        places = tuple(suppressions_in(subject))
    found = [(number, tuple(run_isolated(CHECKS[number], context, subject))) for number in group]
    paths = frozenset(path for _, findings in found for finding in findings for path in finding.mentions())
    return _Found(tuple((number, findings) for number, findings in found if findings), places, paths)
