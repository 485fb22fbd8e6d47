"""LE003: the chunk does not compile, so the runtime refuses the entry (wippyai/runtime runtime/lua/code/manager.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.units import LuaUnit
from lua_entries.rules.common import lua_problems
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import lua_key, text_key
from lua_entries.rules.rule import Context, LuaFileCheck, Rule

RULE = Rule("LE003", "lua-syntax", Severity.ERROR, "a Lua chunk that does not compile in the runtime's dialect")


def run(context: Context, unit: LuaUnit) -> Iterator[Finding]:
    """The places where the text stops being Lua."""
    return lua_problems(RULE, unit, lambda problem: (lua_key(unit.path), text_key(unit.path)))


CHECK = LuaFileCheck(RULE, run)
