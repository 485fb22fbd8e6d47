"""LE005: something is too large to be analysed; said, never silent."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.rules.common import lua_problems, problem_findings
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.rule import Context, RootCheck, Rule

RULE = Rule("LE005", "limit-exceeded", Severity.WARNING, "a file or project too large to be analysed as a whole")


def run(context: Context) -> Iterator[Finding]:
    """What a limit kept from being read, in the workspace, in index files and in Lua."""
    for problem in (*context.snapshot.problems, *context.view.problems):
        if problem.rule == RULE.name:
            yield RULE.finding(problem.message, problem.path, problem.span, help=problem.help)
    for unit in context.view.units:
        yield from problem_findings(RULE, unit.path, unit.facts.problems)
    for entry in context.view.entries:
        lua = context.snapshot.lua_of(entry)
        if lua is not None:
            yield from lua_problems(RULE, lua, lambda problem: ())


CHECK = RootCheck(RULE, run)
