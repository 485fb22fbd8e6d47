"""LE005: something is too large to be analysed; said, never silent."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.units import IndexUnit, LuaUnit
from lua_entries.rules.common import lua_problems, problem_findings, unread_keys
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import text_key
from lua_entries.rules.rule import Context, IndexCheck, LuaFileCheck, RootCheck, Rule

RULE = Rule("LE005", "limit-exceeded", Severity.WARNING, "a file or project too large to be analysed as a whole")


def of_root(context: Context) -> Iterator[Finding]:
    """What a limit kept from being read in the workspace and the root."""
    for problem in (*context.snapshot.problems, *context.view.problems):
        if problem.rule == RULE.name:
            hidden = unread_keys(context, None)
            yield RULE.finding(problem.message, problem.path, problem.span, help=problem.help, keys=hidden)


def of_index(context: Context, unit: IndexUnit) -> Iterator[Finding]:
    """What a limit kept from being read in an index file."""
    for finding in problem_findings(RULE, unit.path, unit.facts.problems):
        yield finding._replace(keys=unread_keys(context, unit) | {text_key(unit.path)})


def of_lua(context: Context, unit: LuaUnit) -> Iterator[Finding]:
    """What a limit kept from being read in Lua."""
    return lua_problems(RULE, unit, lambda problem: (text_key(unit.path),))


CHECK = (RootCheck(RULE, of_root), IndexCheck(RULE, of_index), LuaFileCheck(RULE, of_lua))
