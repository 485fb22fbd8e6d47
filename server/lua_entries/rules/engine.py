"""Runs the rules over a snapshot: isolation, merging, followers, severities, suppressions, order."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from lua_entries.project.config import is_selected, severity_for
from lua_entries.project.snapshot import RootView, Snapshot
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.rules.checks import internal_error, unused_suppression
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import without_followers
from lua_entries.rules.registry import CHECKS, RULES
from lua_entries.rules.rule import Check, Context, EntryCheck, IndexCheck, LuaCheck, LuaFileCheck, RootCheck
from lua_entries.rules.suppress import Place, apply
from lua_entries.text.lines import LineIndex
from lua_entries.text.span import Span


class CheckOptions(NamedTuple):
    """What the caller asks for, over the configuration. Rules by name."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    report_unknown: bool = False


class CheckResult(NamedTuple):
    """Findings in order of path, place and code; `crashed` when a rule failed (there is a finding about it, too)."""

    findings: tuple[Finding, ...]
    crashed: bool


_DEFAULT = CheckOptions()


def check(snapshot: Snapshot, options: CheckOptions = _DEFAULT) -> CheckResult:
    """Check everything in the snapshot."""
    raw: list[Finding] = []
    for view in snapshot.roots:
        unknown = options.report_unknown or snapshot.config_for(os.path.join(view.root.directory, "")).report_unknown
        context = Context(snapshot, view, unknown)
        for item in CHECKS:
            raw += _isolated(item, context)
    crashed = any(finding.rule == internal_error.RULE.name for finding in raw)
    findings = without_followers(_merged(snapshot, raw))
    enabled = _levels(snapshot, options)
    findings = [leveled for finding in findings for leveled in enabled(finding)]
    findings = _suppressed(snapshot, findings, enabled)
    return CheckResult(tuple(sorted(findings, key=_order)), crashed)


def _order(finding: Finding) -> tuple[str, Span, str, str]:
    return (finding.path, finding.span or Span(-1, -1), finding.code, finding.message)


def _isolated(item: Check, context: Context) -> list[Finding]:
    """The findings of one rule in one root. A rule that fails loses its findings for one subject, not the run."""
    found: list[Finding] = []
    for subject, run in _runs(item, context):
        try:
            found += run()
        except Exception:  # noqa: BLE001 (whatever a rule fails with becomes a finding)
            trace = traceback.format_exc(limit=-1)
            found.append(internal_error.finding(item.rule, subject, context.view.root.directory, trace))
    return found


def _runs(item: Check, context: Context) -> Iterator[tuple[Entry | str | None, Callable[[], Iterable[Finding]]]]:
    """Each subject of a check, with the call that checks it."""
    view, snapshot = context.view, context.snapshot
    if isinstance(item, RootCheck):
        yield None, partial(item.run, context)
    elif isinstance(item, IndexCheck):
        for unit in view.units:
            yield unit.path, partial(item.run, context, unit)
    elif isinstance(item, EntryCheck):
        for entry in view.entries:
            if not entry.fact.broken:
                yield entry, partial(item.run, context, entry)
    elif isinstance(item, LuaCheck):
        for entry in view.entries:
            lua = snapshot.lua_of(entry)
            if lua is not None and not entry.fact.broken:
                yield entry, partial(item.run, context, entry, lua)
    elif isinstance(item, LuaFileCheck):
        for lua in _lua_of(view, snapshot):
            yield lua.path, partial(item.run, context, lua)


def _lua_of(view: RootView, snapshot: Snapshot) -> Iterator[LuaUnit]:
    """The Lua of the root's entries, each once: under the first of its users that has a home."""
    for entry in view.entries:
        lua = snapshot.lua_of(entry)
        if lua is not None and next((user for user in lua.users if snapshot.home(user)), None) is entry:
            yield lua


def _merged(snapshot: Snapshot, findings: Iterable[Finding]) -> list[Finding]:
    """One finding per place and code: entries that share a Lua file become related places of the first."""
    by_place: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        place = (finding.path, finding.span, finding.code, None if finding.span else finding.message)
        first = by_place.setdefault(place, finding)
        if first is finding:
            continue
        keys = first.keys | finding.keys
        if first.entry == finding.entry or finding.entry is None:
            by_place[place] = first._replace(keys=keys)
            continue
        worst = max(first.severity, finding.severity)
        others = (*first.related, *_entry_place(snapshot, finding.entry))
        by_place[place] = first._replace(keys=keys, severity=worst, related=others)
    return list(by_place.values())


def _entry_place(snapshot: Snapshot, identifier: str) -> Iterator[Related]:
    for view in snapshot.roots:
        for entry in view.entries:
            if entry.id == identifier:
                yield Related(entry.path, entry.fact.place, f"also holds for `{identifier}`")
                return


def _levels(snapshot: Snapshot, options: CheckOptions) -> Callable[[Finding], tuple[Finding, ...]]:
    """A function that gives a finding its configured severity, or nothing where its rule is off."""

    def level(finding: Finding) -> tuple[Finding, ...]:
        config = snapshot.config_for(finding.path)
        if finding.rule == internal_error.RULE.name:
            return (finding,)
        if not is_selected(config, finding.rule, options.select, options.ignore):
            return ()
        configured = severity_for(config, finding.rule, finding.path)
        if configured is None:
            return (finding,)
        return () if configured == "off" else (finding._replace(severity=Severity[configured.upper()]),)

    return level


def _suppressed(
    snapshot: Snapshot, findings: list[Finding], level: Callable[[Finding], tuple[Finding, ...]]
) -> list[Finding]:
    places = list(_places(snapshot))
    paths = {finding.path for finding in findings} | {place.path for place in places}
    lines = {path: LineIndex(snapshot.text(path)) for path in paths} if places else {}
    result = apply(findings, places, lines)
    left = result.findings
    for place, rule in result.unused:
        for finding in unused_suppression.findings(place, rule, RULES, lambda probe: bool(level(probe))):
            left += level(finding)
    return left


def _places(snapshot: Snapshot) -> Iterator[Place]:
    """Every suppression comment in the files whose findings are reported."""
    seen: set[str] = set()
    for view in snapshot.roots:
        for unit in view.units:
            for suppression in unit.facts.suppressions:
                yield Place(unit.path, suppression)
            for entry in unit.entries:
                for suppression in entry.fact.suppressions:
                    yield Place(unit.path, suppression, entry.id, entry.fact.span)
        for lua in _lua_of(view, snapshot):
            if lua.inline is None and lua.path not in seen:
                seen.add(lua.path)
                for suppression in lua.facts.suppressions:
                    yield Place(lua.path, suppression)

