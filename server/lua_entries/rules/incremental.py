"""Checks a workspace again after a change, at the cost of what the change touches.

Each subject (an entry, an index file, a Lua text, a root) is one question: what its rules find. Its answer holds as
long as everything that they read holds (`project/answers.py`), so the findings are those of a check from scratch.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator

from lua_entries.project.answers import Answers
from lua_entries.project.snapshot import IncompleteError, Snapshot
from lua_entries.project.tracked import TrackedSnapshot
from lua_entries.project.units import IndexUnit, LuaUnit
from lua_entries.rules.checks import unused_suppression
from lua_entries.rules.engine import CheckResult, Subject, context_of, judge, run_isolated, subjects
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


class Checker:
    """The findings of one workspace, followed through its changes. One thread only."""

    def __init__(self) -> None:
        self._tracked: TrackedSnapshot | None = None
        self._contexts: tuple[Context, ...] = ()

    def follow(self, snapshot: Snapshot) -> TrackedSnapshot:
        """The snapshot as one that notes who reads what; what is known of the one before is kept where it holds."""
        if self._tracked is None or not self._tracked.follow(snapshot):
            self._tracked = TrackedSnapshot(snapshot)
            self._contexts = tuple(context_of(self._tracked, view) for view in self._tracked.roots)
        return self._tracked

    def check(self, snapshot: Snapshot, give_way: Callable[[], bool] = lambda: False) -> CheckResult | None:
        """What `engine.check` gives for the snapshot, which must be the one followed last; None when other work waits:
        what was checked until then is not lost."""
        assert self._tracked is not None
        answers = self._tracked.answers
        raw: list[Finding] = []
        pause = answers.made + _EVERY
        for context in self._contexts:
            found: dict[int, list[Finding]] = {}
            for group in _GROUPS:
                for held in _asked(answers, context, group):
                    if answers.made >= pause:
                        pause = answers.made + _EVERY
                        if give_way():
                            return None
                    for number, findings in held:
                        found.setdefault(number, []).extend(findings)
            for number in sorted(found):
                raw += found[number]
        answers.forget()
        return judge(snapshot, raw)

    def check_part(self, snapshot: Snapshot, paths: Collection[str]) -> tuple[Finding, ...]:
        """The findings in some files as far as they can be told without summarising all Lua of the workspace: nothing
        that `check` does not find, too. The snapshot must be the one followed last."""
        assert self._tracked is not None
        raw: list[Finding] = []
        with self._tracked.in_part():
            for context in self._contexts:
                found: dict[int, list[Finding]] = {}
                for group in _GROUPS:
                    if isinstance(CHECKS[group[0]], RootCheck):
                        continue
                    for subject in subjects(CHECKS[group[0]], context):
                        if _concerns(subject, paths, context):
                            for number in group:
                                with contextlib.suppress(IncompleteError):
                                    found.setdefault(number, []).extend(run_isolated(CHECKS[number], context, subject))
                for number in sorted(found):
                    raw += found[number]
        judged = judge(snapshot, raw, paths=paths).findings
        return tuple(finding for finding in judged if finding.path in paths and _is_settled(finding))


def _concerns(subject: Subject, paths: Collection[str], context: Context) -> bool:
    """True for what is in one of the files, and for the other side of it: the Lua of an entry, the users of Lua."""
    if isinstance(subject, IndexUnit):
        return subject.path in paths
    if isinstance(subject, LuaUnit):
        return subject.path in paths or any(user.path in paths for user in subject.users)
    if subject is None or subject.path in paths:
        return True
    lua = context.snapshot.lua_of(subject)
    return lua is not None and lua.path in paths


def _is_settled(finding: Finding) -> bool:
    """False for what a finding that was not looked for may explain."""
    return finding.rule != unused_suppression.RULE.name and not may_follow_from_afar(finding)


def _asked(answers: Answers, context: Context, group: tuple[int, ...]) -> Iterator[_Found]:
    for subject in answers.ask(_subjects, context, group):
        yield answers.ask(_findings, context, group, subject)


def _subjects(context: Context, group: tuple[int, ...]) -> tuple[Subject, ...]:
    return tuple(subjects(CHECKS[group[0]], context))


def _findings(context: Context, group: tuple[int, ...], subject: Subject) -> _Found:
    checks: list[tuple[int, Check]] = [(number, CHECKS[number]) for number in group]
    found = ((number, tuple(run_isolated(item, context, subject))) for number, item in checks)
    return tuple((number, findings) for number, findings in found if findings)
