"""Member accesses in Lua that may be judged: what two rules about members share."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lua_entries.facts.lua_model import NameUse
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.rules.common import surely_runs
from lua_entries.rules.rule import Context

_TEST = re.compile(r"\s*(?:then\b|and\b|or\b|do\b|[=~]=)")
_NEGATION = re.compile(r"\bnot\s*$")


def accesses(context: Context, entry: Entry, unit: LuaUnit) -> Iterator[NameUse]:
    """Uses of `name.member` and `name:member` that surely run for the entry.

    Left out are members that the file itself writes, names that it defines, and members whose presence it tests
    (`if name.member then`): that the member may be absent is known there.
    """
    uses = [use for use in unit.facts.names if use.access in (".", ":") and use.member_span is not None]
    doubted = {(use.name, use.member) for use in uses if use.written or _is_tested(unit, use)}
    replaced = {use.name for use in unit.facts.names if use.written and not use.member}
    for use in uses:
        if (use.name, use.member) in doubted or use.name in replaced:
            continue
        if not use.required and use.name in unit.facts.defined_globals:
            continue
        if surely_runs(context, entry, unit, use.function):
            yield use


def _is_tested(unit: LuaUnit, use: NameUse) -> bool:
    if use.called or use.member_span is None:
        return False
    return bool(
        _TEST.match(unit.text, use.member_span.end)
        or _NEGATION.search(unit.text, max(use.span.start - 10, 0), use.span.start)
    )
