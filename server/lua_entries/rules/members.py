"""Member accesses in Lua that may be judged: what two rules about members share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lua_entries.facts.lua_model import NameUse
from lua_entries.project.lua_names import Meaning, meaning
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.project.walk import injected
from lua_entries.rules.common import surely_runs
from lua_entries.rules.rule import Context

_TESTED_AFTER = re.compile(r"\s*(?:then\b|and\b|or\b|do\b|[=~]=)")
_TESTED_BEFORE = re.compile(r"(?:\bnot|[=~]=|\btype\s*\()\s*$")
_LONGEST_TEST = 24


Lacks = Callable[[Meaning, NameUse], bool]
"""Whether what a name means lacks the member that a use takes; the same for all uses of one member, as long as they are
alike in whether they take it right from a `require`."""


def absent(context: Context, entry: Entry, unit: LuaUnit, lacks: Lacks) -> Iterator[tuple[NameUse, Meaning]]:
    """Uses of `name.member` and `name:member` that surely run for the entry and take what is not there, with what the
    name is.

    Left out are names that the file itself defines, members that some file assigns (`name.member = …`), and those whose
    presence the file tests (`if name.member then`): that the member may be absent is known there.
    """
    known: dict[str, Meaning | None] = {}
    judged: dict[tuple[str, str, bool], bool] = {}
    for use in unit.facts.names:
        if use.member_start < 0 or use.written or use.access not in (".", ":"):
            continue
        key = (use.name, use.member, use.required)
        lacking = judged.get(key)
        if lacking is None:
            if use.name not in known:
                known[use.name] = _meaning(context, entry, use.name)
            what = known[use.name]
            lacking = what is not None and lacks(what, use) and not _is_expected(context, unit, use)
            judged[key] = lacking
        what = known[use.name]
        if lacking and what is not None and surely_runs(context, entry, unit, use.function):
            yield use, what


def _is_expected(context: Context, unit: LuaUnit, use: NameUse) -> bool:
    """Whether what the use shows of a name or member is changed, or its absence allowed for."""
    facts = unit.facts
    if use.member in context.snapshot.patched(use.name) or use.name in facts.defined_globals:
        return True
    for other in facts.names:
        if other.name == use.name:
            if not other.member:
                if other.written:
                    return True
            elif other.member == use.member and other.member_start >= 0 and _is_tested(unit, other):
                return True
    return False


def _meaning(context: Context, entry: Entry, name: str) -> Meaning | None:
    """What a name is; None where an override may have changed it."""
    imports = entry.field("imports")
    if imports is not None:
        path = injected((imports.path, name), context.view.catalog.definition)
        if context.snapshot.filled.covers(entry.id, path):
            return None
    return meaning(context.snapshot, entry, name)


def _is_tested(unit: LuaUnit, use: NameUse) -> bool:
    if use.called or use.member_span is None or use.access not in (".", ":"):
        return False
    before = unit.text[max(use.span.start - _LONGEST_TEST, 0) : use.span.start]
    return bool(_TESTED_AFTER.match(unit.text, use.member_span.end) or _TESTED_BEFORE.search(before))
