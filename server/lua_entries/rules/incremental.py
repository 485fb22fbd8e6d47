"""Checks a workspace again after a change, at the cost of what the change touches.

Each subject (an entry, an index file, a Lua text, a root) is one question: what its rules find. Its answer holds as
long as everything that they read holds (`project/answers.py`), so the findings are those of a check from scratch.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator

from lua_entries.project.answers import Answers, Key
from lua_entries.project.snapshot import IncompleteError, Snapshot
from lua_entries.project.tracked import TrackedSnapshot
from lua_entries.project.units import Entry, IndexUnit, LuaUnit
from lua_entries.rules.checks import unused_suppression
from lua_entries.rules.engine import CheckOptions, CheckResult, Subject, context_of, judge, run_isolated, subjects
from lua_entries.rules.finding import Finding
from lua_entries.rules.followers import may_follow_from_afar
from lua_entries.rules.registry import CHECKS
from lua_entries.rules.rule import Check, Context, EntryCheck, IndexCheck, LuaCheck, LuaFileCheck, RootCheck

_Found = tuple[tuple[int, tuple[Finding, ...]], ...]
"""Findings by the number of their check; checks without findings are absent."""

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
_EVERY = 16
"""After how many answers that had to be made to see whether other work waits."""
_DEFAULT = CheckOptions()

_Name = Entry | IndexUnit | str | None
"""A subject by what stays while it changes: Lua by its key."""


class _Table:
    """What a group of checks finds in one root, subject by subject."""

    def __init__(self, context: Context, group: tuple[int, ...]) -> None:
        self._context = context
        self._group = group
        self._names: tuple[_Name, ...] = ()
        self._places: dict[_Name, int] = {}
        self._held: dict[_Name, _Found] = {}
        self._open: dict[_Name, None] = {}

    def doubt(self, answers: Answers, doubted: Collection[Key]) -> None:
        """Take in which answers are in doubt (arguments of `_findings`), and which subjects came and went."""
        names = answers.ask(_subjects, self._context, self._group)
        if names is not self._names:
            before, self._names = self._places, names
            self._places = {name: place for place, name in enumerate(names)}
            for gone in before.keys() - self._places.keys():
                self._held.pop(gone, None)
                self._open.pop(gone, None)
            self._open.update((name, None) for name in names if name not in before)
        for context, group, name in doubted:
            if context is self._context and group is self._group and name in self._places:
                self._open[name] = None

    def settle(self, answers: Answers) -> Iterator[None]:
        """Ask what has to be asked, one subject at a time."""
        while self._open:
            name = next(iter(self._open))
            found = answers.ask(_findings, self._context, self._group, name)
            del self._open[name]
            if found:
                self._held[name] = found
            else:
                self._held.pop(name, None)
            yield

    def found(self) -> Iterator[_Found]:
        """The findings in the order of the subjects."""
        return (self._held[name] for name in sorted(self._held, key=self._places.__getitem__))

    def questions(self) -> Iterator[Key]:
        """The questions that were asked."""
        yield (_subjects, self._context, self._group)
        yield from ((_findings, self._context, self._group, name) for name in self._names)


class Checker:
    """The findings of one workspace, followed through its changes. One thread only."""

    def __init__(self, options: CheckOptions = _DEFAULT) -> None:
        self._options = options
        self._tracked: TrackedSnapshot | None = None
        self._contexts: tuple[Context, ...] = ()
        self._tables: tuple[tuple[_Table, ...], ...] = ()

    def follow(self, snapshot: Snapshot) -> TrackedSnapshot:
        """The snapshot as one that notes who reads what; what is known of the one before is kept where it holds."""
        if self._tracked is None or not self._tracked.follow(snapshot):
            self._tracked, options = TrackedSnapshot(snapshot), self._options
            self._contexts = tuple(context_of(self._tracked, view, options) for view in self._tracked.roots)
            self._tables = tuple(tuple(_Table(context, group) for group in _GROUPS) for context in self._contexts)
        return self._tracked

    def check(self, snapshot: Snapshot, give_way: Callable[[], bool] = lambda: False) -> CheckResult | None:
        """What `engine.check` gives for the snapshot, which must be the one followed last; None when other work waits:
        what was checked until then is not lost."""
        assert self._tracked is not None
        answers = self._tracked.answers
        doubted = answers.doubted(_findings)
        for tables in self._tables:
            for table in tables:
                table.doubt(answers, doubted)
        pause = answers.made + _EVERY
        for tables in self._tables:
            for table in tables:
                for _ in table.settle(answers):
                    if answers.made >= pause:
                        pause = answers.made + _EVERY
                        if give_way():
                            return None
        answers.forget(lambda: (key for tables in self._tables for table in tables for key in table.questions()))
        raw: list[Finding] = []
        for tables in self._tables:
            found: dict[int, list[Finding]] = {}
            for number, findings in (item for table in tables for held in table.found() for item in held):
                found.setdefault(number, []).extend(findings)
            for number in sorted(found):
                raw += found[number]
        return judge(snapshot, raw, self._options)

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
        judged = judge(snapshot, raw, self._options, paths={*paths, *(user.path for user in users)}).findings
        return tuple(finding for finding in judged if finding.path in paths and is_settled(finding))


def _concerns(subject: Subject, paths: Collection[str], users: Collection[Entry]) -> bool:
    """True for what is in one of the files, and for the other side of it: the Lua of an entry, the users of Lua."""
    if isinstance(subject, LuaUnit):
        return subject.path in paths or any(user.path in paths for user in subject.users)
    return subject is None or subject.path in paths or subject in users


def is_settled(finding: Finding) -> bool:
    """False for what a finding that was not looked for may explain."""
    return finding.rule != unused_suppression.RULE.name and not may_follow_from_afar(finding)


def _subjects(context: Context, group: tuple[int, ...]) -> tuple[_Name, ...]:
    check = CHECKS[group[0]]
    if isinstance(check, LuaFileCheck):
        return context.view.lua
    return tuple(subject for subject in subjects(check, context) if not isinstance(subject, LuaUnit))


def _findings(context: Context, group: tuple[int, ...], name: _Name) -> _Found:
    subject = context.snapshot.lua_units[name] if isinstance(name, str) else name
    checks: list[tuple[int, Check]] = [(number, CHECKS[number]) for number in group]
    found = ((number, tuple(run_isolated(item, context, subject))) for number, item in checks)
    return tuple((number, findings) for number, findings in found if findings)
