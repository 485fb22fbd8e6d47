"""LE005: something is too large to be analysed; said, never silent."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.rules.common import lua_problems, problem_findings, unread_keys
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import text_key
from lua_entries.rules.rule import Context, RootCheck, Rule

RULE = Rule("LE005", "limit-exceeded", Severity.WARNING, "a file or project too large to be analysed as a whole")


def run(context: Context) -> Iterator[Finding]:
    """What a limit kept from being read, in the workspace, in index files and in Lua."""
    for problem in (*context.snapshot.problems, *context.view.problems):
        if problem.rule == RULE.name:
            hidden = unread_keys(context, None)
            yield RULE.finding(problem.message, problem.path, problem.span, help=problem.help, keys=hidden)
    for unit in context.view.units:
        for finding in problem_findings(RULE, unit.path, unit.facts.problems):
            yield finding._replace(keys=unread_keys(context, unit) | {text_key(unit.path)})
    for entry in context.view.entries:
        lua = context.snapshot.lua_of(entry)
        if lua is not None:
            for finding in lua_problems(RULE, lua, lambda problem: ()):
                yield finding._replace(keys=frozenset({text_key(lua.path)}))


CHECK = RootCheck(RULE, run)
