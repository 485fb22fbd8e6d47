"""Member accesses in Lua that may be judged: what two rules about members share."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lua_entries.facts.lua_model import NameUse
from lua_entries.project.lua_names import Meaning, meaning
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.project.walk import injected
from lua_entries.rules.common import surely_runs
from lua_entries.rules.rule import Context

_TESTED_AFTER = re.compile(r"\s*(?:then\b|and\b|or\b|do\b|[=~]=)")
_TESTED_BEFORE = re.compile(r"(?:\bnot|[=~]=|\btype\s*\()\s*$")
_LONGEST_TEST = 24


def accesses(context: Context, entry: Entry, unit: LuaUnit) -> Iterator[tuple[NameUse, Meaning]]:
    """Uses of `name.member` and `name:member` that surely run for the entry, with what the name is.

    Left out are names that the file itself defines, members that some file assigns (`name.member = …`), and those whose
    presence the file tests (`if name.member then`): that the member may be absent is known there.
    """
    uses = [use for use in unit.facts.names if use.access in (".", ":") and use.member_start >= 0]
    tested = {(use.name, use.member) for use in uses if _is_tested(unit, use)}
    replaced = {use.name for use in unit.facts.names if use.written and not use.member}
    replaced.update(unit.facts.defined_globals)
    patched = {name: context.snapshot.patched(name) for name in {use.name: None for use in uses}}
    known: dict[str, Meaning | None] = {}
    for use in uses:
        member = (use.name, use.member)
        if use.written or use.member in patched[use.name] or member in tested or use.name in replaced:
            continue
        if use.name not in known:
            known[use.name] = _meaning(context, entry, use.name)
        what = known[use.name]
        if what is not None and surely_runs(context, entry, unit, use.function):
            yield use, what


def _meaning(context: Context, entry: Entry, name: str) -> Meaning | None:
    """What a name is; None where an override may have changed it."""
    imports = entry.field("imports")
    if imports is not None:
        path = injected((imports.path, name), context.view.catalog.definition)
        if context.snapshot.filled.covers(entry.id, path):
            return None
    return meaning(context.snapshot, entry, name)


def _is_tested(unit: LuaUnit, use: NameUse) -> bool:
    if use.called or use.member_span is None:
        return False
    before = unit.text[max(use.span.start - _LONGEST_TEST, 0) : use.span.start]
    return bool(_TESTED_AFTER.match(unit.text, use.member_span.end) or _TESTED_BEFORE.search(before))
