"""Runs the rules over a snapshot: isolation, merging, followers, severities, suppressions, order."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from typing import NamedTuple, TypeAlias

from lua_entries.project.config import is_selected, severity_for
from lua_entries.project.snapshot import IncompleteError, RootView, Snapshot
from lua_entries.project.units import Entry, IndexUnit, LuaUnit
from lua_entries.rules.checks import internal_error, unused_suppression
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import without_followers
from lua_entries.rules.registry import CHECKS, RULE_SEVERITIES, RULES
from lua_entries.rules.rule import Check, Context, EntryCheck, IndexCheck, LuaCheck, LuaFileCheck, RootCheck
from lua_entries.rules.shared import with_care
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
        context = context_of(snapshot, view, options)
        for item in CHECKS:
            for subject in subjects(item, context):
                raw += run_isolated(item, context, subject)
    return judge(snapshot, raw, suppressions(snapshot), levels(snapshot, options))


def context_of(snapshot: Snapshot, view: RootView, options: CheckOptions = _DEFAULT) -> Context:
    """What the rules are given for one root."""
    unknown = options.report_unknown or snapshot.config_for(os.path.join(view.root.directory, "")).report_unknown
    return Context(snapshot, view, unknown)


Level: TypeAlias = Callable[[Finding], "tuple[Finding, ...]"]
"""Gives a finding its configured severity, or nothing where its rule is off."""


def judge(snapshot: Snapshot, raw: Iterable[Finding], places: Iterable[Place], enabled: Level) -> CheckResult:
    """What is reported of all findings that the rules made, which come in the order of roots, rules and subjects.

    `places` are the suppression comments.
    """
    raw = [finding for finding in raw if not _fails_unseen(finding, enabled)]
    crashed = any(finding.rule == internal_error.RULE.name for finding in raw)
    everything = _merged(snapshot, raw)
    findings = [leveled for finding in without_followers(everything) for leveled in enabled(finding)]
    findings = _suppressed(snapshot, findings, everything, list(places), enabled)
    return CheckResult(tuple(sorted(findings, key=_order)), crashed)


def _fails_unseen(finding: Finding, enabled: Level) -> bool:
    """True for the failure of a rule that is switched off."""
    failed = internal_error.failed_rule(finding)
    return failed is not None and not enabled(finding._replace(rule=failed))


def _order(finding: Finding) -> tuple[str, Span, str, str]:
    return (finding.path, finding.span or Span(-1, -1), finding.code, finding.message)


Subject: TypeAlias = "Entry | IndexUnit | LuaUnit | None"
"""What a rule runs on; None for the root as a whole."""


def run_isolated(item: Check, context: Context, subject: Subject) -> list[Finding]:
    """The findings of one rule about one subject. A rule that fails loses those, not the run.

    Raises:
        IncompleteError: the rule needs more than a part of the workspace (`TrackedSnapshot.in_part`).
    """
    try:
        found = list(_run(item, context, subject))
        return list(with_care(context.snapshot, found)) if found else found
    except IncompleteError:
        raise
    except Exception:  # noqa: BLE001 (whatever a rule fails with becomes a finding)
        trace = traceback.format_exc(limit=-1)
        where = subject if isinstance(subject, Entry) or subject is None else subject.path
        return [internal_error.finding(item.rule, where, os.path.join(context.view.root.directory, ""), trace)]


def _run(item: Check, context: Context, subject: Subject) -> Iterable[Finding]:
    if isinstance(subject, Entry):  # as nearly all are
        if isinstance(item, EntryCheck):
            return item.run(context, subject)
        lua = context.snapshot.lua_of(subject)
        return item.run(context, subject, lua) if isinstance(item, LuaCheck) and lua is not None else ()
    if isinstance(item, RootCheck):
        return item.run(context)
    if isinstance(item, IndexCheck):
        assert isinstance(subject, IndexUnit)
        return item.run(context, subject)
    assert isinstance(item, LuaFileCheck) and isinstance(subject, LuaUnit)
    return item.run(context, subject)


def subjects(item: Check, context: Context) -> Iterable[Subject]:
    """What a rule runs on in one root, in order."""
    view = context.view
    if isinstance(item, RootCheck):
        return (None,)
    if isinstance(item, IndexCheck):
        return view.units
    if isinstance(item, (EntryCheck, LuaCheck)):
        return (entry for entry in view.entries if not entry.fact.broken)
    return (context.snapshot.lua_units[key] for key in view.lua) if isinstance(item, LuaFileCheck) else ()


def _merged(snapshot: Snapshot, findings: Iterable[Finding]) -> list[Finding]:
    """One finding per place and code: entries that share a text become related places of the first.

    What one entry gets wrong twice at one place (two absent fields) stays two findings.
    """
    groups: list[list[Finding]] = []
    by_place: dict[tuple[str, Span | None, str], list[list[Finding]]] = {}
    for finding in findings:
        here = by_place.setdefault((finding.path, finding.span, finding.code), [])
        group = next((group for group in here if _belongs(finding, group)), None)
        if group is None:
            group = []
            here.append(group)
            groups.append(group)
        group.append(finding)
    return [_folded(snapshot, group) for group in groups]


def _belongs(finding: Finding, group: list[Finding]) -> bool:
    if any(other.message == finding.message and other.entry == finding.entry for other in group):
        return True
    first = group[0]
    if finding.span is None or finding.entry is None or first.entry is None:
        return first.message == finding.message
    return all(other.entry != finding.entry for other in group)


def _folded(snapshot: Snapshot, group: list[Finding]) -> Finding:
    first = group[0]
    if len(group) == 1:
        return first
    others = dict.fromkeys(finding.entry for finding in group if finding.entry not in (None, first.entry))
    return first._replace(
        keys=frozenset().union(*(finding.keys for finding in group)),
        severity=max(finding.severity for finding in group),
        related=(*first.related, *(place for entry in others if entry for place in _entry_place(snapshot, entry))),
    )


def _entry_place(snapshot: Snapshot, identifier: str) -> Iterator[Related]:
    for view in snapshot.roots:
        for entry in view.index.entries.get(identifier, ()):
            if snapshot.home(entry) is view:
                yield Related(entry.path, entry.fact.place, f"also holds for `{identifier}`")
                return


def levels(snapshot: Snapshot, options: CheckOptions) -> Level:
    """The levels of a snapshot, and of all others with the same configuration."""

    @cache
    def configured_for(path: str, rule: str) -> str | None:
        config = snapshot.config_for(path)
        return severity_for(config, rule, path) if is_selected(config, rule, options.select, options.ignore) else "off"

    def level(finding: Finding) -> tuple[Finding, ...]:
        if finding.rule == internal_error.RULE.name:
            return (finding,)
        configured = configured_for(finding.path, finding.rule)
        if configured is None:
            return (finding,)
        if configured == "off":
            return ()
        # Findings that the rule itself holds to be milder than its others stay so.
        wanted = Severity[configured.upper()]
        milder = finding.severity < RULE_SEVERITIES.get(finding.rule, finding.severity)
        return (finding._replace(severity=min(wanted, finding.severity) if milder else wanted),)

    return level


def _suppressed(
    snapshot: Snapshot,
    findings: list[Finding],
    everything: list[Finding],
    places: list[Place],
    level: Level,
) -> list[Finding]:
    """The findings that no comment silences, and those about comments without effect.

    `everything` holds the findings before any was dropped as the mere consequence of another: a comment about one of
    those is of use, too.
    """
    if not places:
        return findings
    lines = {path: LineIndex(snapshot.text(path)) for path in {place.path for place in places}}
    failures = [finding for finding in findings if finding.rule == internal_error.RULE.name]
    left, unused = apply((finding for finding in findings if finding not in failures), places, lines)
    never = {(place.path, rule.span) for place, rule in apply(everything, places, lines).unused}
    about = [
        finding
        for place, rule in unused
        if (place.path, rule.span) in never
        for finding in unused_suppression.findings(
            place, rule, lines[place.path], RULES, lambda probe: bool(level(probe))
        )
    ]
    kept = [
        finding for finding in without_followers([*everything, *about]) if finding.rule == unused_suppression.RULE.name
    ]
    return failures + left + [leveled for finding in kept for leveled in level(finding)]


def suppressions(snapshot: Snapshot, paths: Collection[str] | None = None) -> Iterator[Place]:
    """Every suppression comment in the files whose findings are reported; with `paths`, in those of them alone."""
    for view in snapshot.roots:
        for unit in view.units:
            if paths is None or unit.path in paths:
                yield from suppressions_in(unit)
        for lua in (snapshot.lua_units[key] for key in view.lua):
            if paths is None or lua.path in paths:
                yield from suppressions_in(lua)


def suppressions_in(unit: IndexUnit | LuaUnit) -> Iterator[Place]:
    """The suppression comments of one file. Those in inline Lua are none."""
    if isinstance(unit, LuaUnit):
        if unit.inline is None:
            yield from (Place(unit.path, suppression) for suppression in unit.facts.suppressions)
        return
    yield from (Place(unit.path, suppression) for suppression in unit.facts.suppressions)
    for entry in unit.entries:
        yield from (Place(unit.path, held, entry.id, entry.fact.span) for held in entry.fact.suppressions)
