"""LE006: a project file that the runtime cannot read or use
(wippyai/runtime boot/deps/lock, cmd/internal/bootconfig)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.rule import Context, RootCheck, Rule

RULE = Rule("LE006", "project-file", Severity.ERROR, "a project file that the runtime cannot read or use")


def run(context: Context) -> Iterator[Finding]:
    """What is wrong with the root's own files."""
    for problem in context.view.problems:
        if problem.rule == RULE.name:
            yield RULE.finding(problem.message, problem.path, problem.span, help=problem.help)


CHECK = RootCheck(RULE, run)
