"""Mend a project in memory, round by round, as `lint --fix` does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from lua_entries.cli.fixing import Fixing
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.workspace import LoadRequest, load_workspace
from lua_entries.rules.engine import check
from lua_entries.rules.finding import Finding
from lua_entries.rules.fixing import plan
from lua_entries.rules.registry import RULE_CODES
from lua_entries.text.edits import Edit


class Round(NamedTuple):
    """What was found, what of it was to be mended, and what was found then."""

    snapshot: Snapshot
    before: tuple[Finding, ...]
    mended: tuple[Finding, ...]
    after: tuple[Finding, ...]
    texts: Mapping[str, str]
    """The files that the rounds up to this one changed."""
    edits: Mapping[str, tuple[Edit, ...]]


class Mended(NamedTuple):
    """A project after all rounds."""

    rounds: tuple[Round, ...]
    first: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    originals: Mapping[str, str]
    texts: Mapping[str, str]
    settled: bool
    """False when the rounds ended before there was nothing left to mend."""


def mend(root: Path, unsafe: bool = False, overlay: Mapping[str, str] | None = None) -> Mended:
    """Mend what can be mended; `overlay` holds texts (by absolute path) that take the place of the files' own."""
    overlay = dict(overlay or {})
    allowed = ("safe", "unsafe") if unsafe else ("safe",)
    fixing = Fixing(wanted=True, unsafe=unsafe)
    rounds: list[Round] = []
    snapshot, found = _found(root, overlay)
    first = found
    while fixing.improve(snapshot, found):
        planned = plan(found, allowed, snapshot.text)
        texts = dict(fixing.texts)
        following, after = _found(root, {**overlay, **texts})
        rounds.append(Round(snapshot, found, planned.findings, after, texts, planned.edits))
        snapshot, found = following, after
    settled = not plan(found, allowed, snapshot.text).edits
    return Mended(tuple(rounds), first, found, fixing.originals, fixing.texts, settled)


def _found(root: Path, overlay: Mapping[str, str]) -> tuple[Snapshot, tuple[Finding, ...]]:
    snapshot = load_workspace(LoadRequest(str(root), overlay=overlay, known_rules=RULE_CODES))
    return snapshot, check(snapshot).findings
