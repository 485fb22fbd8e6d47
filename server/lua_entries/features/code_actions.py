"""Code actions: what the editor offers at a place to mend, silence or explain what is found there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from lua_entries.features.action import EXPLAIN, FIX_ALL, QUICK_FIX, Action, Command, FixAll, wants
from lua_entries.features.new_entry import new_entries
from lua_entries.features.new_file import missing_file
from lua_entries.features.new_function import missing_function
from lua_entries.features.suppressing import suppression
from lua_entries.files.paths import shown
from lua_entries.project.snapshot import Snapshot
from lua_entries.rules.checks import orphan_lua_file
from lua_entries.rules.finding import FileEdit, Finding, Safety
from lua_entries.rules.fixing import ROUNDS, carried_out, plan
from lua_entries.text.edits import Edit, Region, joined, regions
from lua_entries.text.lines import LineIndex
from lua_entries.text.span import Span

_ORDER: tuple[Safety, ...] = ("safe", "unsafe", "editor")


class State(NamedTuple):
    """A snapshot and everything that is found in it."""

    snapshot: Snapshot
    findings: tuple[Finding, ...]


def actions(
    snapshot: Snapshot,
    findings: Iterable[Finding],
    path: str,
    span: Span,
    only: tuple[str, ...] = (),
) -> tuple[Action, ...]:
    """What is offered for a place of the file at `path`.

    First the fixes of the findings that touch the span, the safe ones before the others; then new files, functions and
    entries; then the fixes of whole files; then comments that silence, and explanations. A finding about a whole file
    is at its first line.

    Args:
        snapshot: the workspace.
        findings: everything that is found in it, in any file.
        path: absolute.
        span: the selection, or the cursor as an empty span; offsets in code points.
        only: the kinds of actions that the editor asks for, as of the protocol; empty for all.
    """
    here = [finding for finding in findings if finding.path == path]
    found = [finding for finding in here if _touches(finding, span, snapshot.text(path))]
    offered: list[Action] = []
    if wants(only, QUICK_FIX):
        offered += _fixes(found)
        for finding in found:
            offered += _creations(snapshot, finding)
        offered += _whole_files(here, found)
        offered += _suppressions(snapshot, found)
        offered += _explanations(found)
    if wants(only, FIX_ALL) and any(_is_local(finding) for finding in here):
        offered.append(Action("Fix all that is safe to fix in this file", FIX_ALL, deferred=FixAll(path, "")))
    return tuple(offered)


def fix_all(
    snapshot: Snapshot,
    findings: Iterable[Finding],
    asked: FixAll,
    check: Callable[[Mapping[str, str]], State] | None = None,
) -> tuple[FileEdit, ...]:
    """The edits of a deferred action, against the texts of the snapshot: all safe fixes in a file, or of one rule.

    Without a rule, nothing but the file itself is changed. Fixes that touch each other are carried out in rounds;
    `check` gives the state in which files (by path) have other texts. Without it there is one round.
    """
    texts: dict[str, str] = {}
    changed: dict[str, tuple[Region, ...]] = {}
    now = State(snapshot, tuple(findings))
    for _ in range(ROUNDS):
        wanted = (finding for finding in now.findings if _is_asked(finding, asked))
        planned = plan(wanted, ("safe",), now.snapshot.text)
        if not planned.edits:
            break
        if check is None:
            return tuple(FileEdit(path, edit) for path, edits in planned.edits.items() for edit in edits)
        texts.update(carried_out(planned, now.snapshot.text))
        for path, edits in planned.edits.items():
            changed[path] = joined(changed.get(path, ()), regions(edits))
        now = check(texts)
    return tuple(
        FileEdit(path, Edit(before, text[slice(*after)]))
        for path, text in sorted(texts.items())
        for before, after in changed[path]
        if snapshot.text(path)[slice(*before)] != text[slice(*after)]
    )


def _is_asked(finding: Finding, asked: FixAll) -> bool:
    if finding.path != asked.path:
        return False
    return finding.rule == asked.rule if asked.rule else _is_local(finding)


def _is_local(finding: Finding) -> bool:
    """True where the first safe fix changes nothing but the finding's own file."""
    fix = next((fix for fix in finding.fixes if fix.safety == "safe"), None)
    return fix is not None and all(edit.path == finding.path for edit in fix.edits)


def _touches(finding: Finding, span: Span, text: str) -> bool:
    place = finding.span or Span(0, len(LineIndex(text).line_text(0)))
    return place.start <= span.end and span.start <= place.end


def _fixes(found: Iterable[Finding]) -> Iterator[Action]:
    """The fixes of findings, each change once, safe ones first."""
    merged: dict[frozenset[FileEdit], Action] = {}
    for safety in _ORDER:
        for finding in found:
            fixes = [fix for fix in finding.fixes if fix.safety == safety]
            for number, fix in enumerate(fixes):
                known = merged.get(frozenset(fix.edits))
                title = f"{fix.title} (unsafe)" if safety == "unsafe" else fix.title
                preferred = safety == "safe" and number == 0
                action = known or Action(title, QUICK_FIX, fix.edits, preferred=preferred)
                merged[frozenset(fix.edits)] = action._replace(findings=(*action.findings, finding))
    yield from merged.values()


def _creations(snapshot: Snapshot, finding: Finding) -> Iterator[Action]:
    """Files, functions and entries that the finding misses."""
    file = missing_file(snapshot, finding)
    if file is not None:
        title = f"Create `{shown(file.path, snapshot.directory)}`"
        yield Action(title, QUICK_FIX, creates=(file,), findings=(finding,))
    function = missing_function(snapshot, finding)
    if function is not None:
        where = shown(function.edits[0].path, snapshot.directory)
        title = f"{'Return' if function.exists else 'Create function'} `{function.name}` in `{where}`"
        yield Action(title, QUICK_FIX, function.edits, findings=(finding,))
    if finding.rule == orphan_lua_file.RULE.name:
        for entry in new_entries(snapshot, finding.path, snapshot.text(finding.path)):
            where = shown(entry.path, snapshot.directory)
            title = f"Add entry `{entry.name}` ({entry.kind}) to `{where}`"
            yield Action(title, QUICK_FIX, (entry.edit,), findings=(finding,))


def _whole_files(here: Iterable[Finding], found: Iterable[Finding]) -> Iterator[Action]:
    """For each rule that is broken at the place and elsewhere in the file, its safe fixes together."""
    fixable = [finding for finding in here if any(fix.safety == "safe" for fix in finding.fixes)]
    for rule in dict.fromkeys(finding.rule for finding in found if finding in fixable):
        same = tuple(finding for finding in fixable if finding.rule == rule)
        if len(same) > 1:
            title = f"Fix all `{rule}` in this file"
            yield Action(title, QUICK_FIX, findings=same, deferred=FixAll(same[0].path, rule))


def _suppressions(snapshot: Snapshot, found: Iterable[Finding]) -> Iterator[Action]:
    merged: dict[tuple[str, FileEdit], Action] = {}
    for finding in found:
        edit = suppression(snapshot, finding)
        if edit is not None:
            action = merged.get((finding.rule, edit))
            action = action or Action(f"Ignore `{finding.rule}` here with a comment", QUICK_FIX, (edit,))
            merged[finding.rule, edit] = action._replace(findings=(*action.findings, finding))
    yield from merged.values()


def _explanations(found: Iterable[Finding]) -> Iterator[Action]:
    for code, rule in dict.fromkeys((finding.code, finding.rule) for finding in found):
        yield Action(f"Explain {code} `{rule}`", QUICK_FIX, command=Command(EXPLAIN, (code,)))
