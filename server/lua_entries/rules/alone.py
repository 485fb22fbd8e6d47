"""What is found in some files by looking at hardly more than them, while the rest of a workspace is still to be read.

Rules get a snapshot that refuses what only the whole workspace can tell (`project/alone.py`); what a rule finds without
that is found in the whole, too.
"""

from __future__ import annotations

from collections.abc import Collection

from lua_entries.project.alone import Alone, Part
from lua_entries.project.snapshot import IncompleteError
from lua_entries.rules.engine import (
    CheckOptions,
    Subject,
    context_of,
    judge,
    levels,
    run_isolated,
    subjects,
    suppressions,
)
from lua_entries.rules.finding import Finding
from lua_entries.rules.followers import FOLLOWS
from lua_entries.rules.incremental import is_settled
from lua_entries.rules.registry import CHECKS
from lua_entries.rules.rule import EngineCheck, LuaFileCheck, RootCheck

_DEFAULT = CheckOptions()


def check_alone(held: Part, paths: Collection[str], options: CheckOptions = _DEFAULT) -> tuple[Finding, ...]:
    """The findings in the files of a part of a workspace (`load_part`) that do not depend on any other file: nothing
    that a check of the whole does not find, too."""
    part, told = held.snapshot, Alone(held)
    refused = {item.rule.name for item in CHECKS if isinstance(item, RootCheck)}
    if any(unit.path in paths for unit in part.lua_units.values() if unit.inline is None):
        # Entries that are not known here may run the file, too.
        refused.update(item.rule.name for item in CHECKS if not isinstance(item, LuaFileCheck | EngineCheck))
    found: dict[int, list[Finding]] = {}
    for view, shown in zip(part.roots, told.roots, strict=True):
        known, context = context_of(part, view, options), context_of(told, shown, options)
        for number, item in enumerate(CHECKS):
            if isinstance(item, RootCheck):
                continue
            for subject in subjects(item, known):
                if _path(subject) in paths:
                    try:
                        found.setdefault(number, []).extend(run_isolated(item, context, subject))
                    except IncompleteError:
                        refused.add(item.rule.name)
    raw = [finding for number in sorted(found) for finding in found[number]]
    noted = suppressions(part, {*paths, *part.index_units})
    judged = judge(part, raw, noted, levels(part, options)).findings
    doubtful = {follow.effect for follow in FOLLOWS if follow.cause in refused}
    return tuple(item for item in judged if item.path in paths and item.rule not in doubtful and is_settled(item))


def _path(subject: Subject) -> str | None:
    return subject.path if subject is not None else None
