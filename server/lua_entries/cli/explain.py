"""`lua-entries explain`: the page of one rule."""

from __future__ import annotations

from collections.abc import Sequence

from lua_entries.catalog.resources import rule_page
from lua_entries.cli.arguments import Parser, one_of
from lua_entries.cli.exits import SHORT_EPILOG, Exit, UsageError
from lua_entries.cli.terminal import put
from lua_entries.project.config import unknown_rule_help
from lua_entries.report.pages import as_text
from lua_entries.rules.registry import RULE_CODES, rule_named
from lua_entries.rules.rule import Rule

_DESCRIPTION = """\
Says what a rule finds, why that is bad, what to write instead, and how to
configure it.
"""
_EPILOG = "`lua-entries rules` lists all rules.\n"


def parser() -> Parser:
    """The options of the command."""
    made = Parser("explain", _DESCRIPTION, f"{_EPILOG}\n{SHORT_EPILOG}")
    made.add_argument("rule", metavar="RULE", help="name or code, such as unused-module or LE303")
    options = made.add_argument_group("options")
    options.add_argument(
        "--format",
        type=one_of(("text", "markdown")),
        default="text",
        metavar="FORMAT",
        help="text or markdown (default: text)",
    )
    made.add_help_to(options)
    return made


def run(arguments: Sequence[str]) -> int:
    """Run the command and return the exit code."""
    options = parser().read(arguments)
    rule = rule_named(options.rule)
    if rule is None:
        raise UsageError(f"unknown rule `{options.rule}`", unknown_rule_help(options.rule, RULE_CODES))
    page = rule_page(rule.name)
    if page is None:
        raise FileNotFoundError(f"the page of rule `{rule.name}` is missing from this installation")
    put(page if options.format == "markdown" else f"{facts(rule)}\n\n{as_text(page)}")
    return Exit.CLEAN


def facts(rule: Rule) -> str:
    """What the registry knows of a rule, on one line."""
    fix = f"{rule.fix} fix" if rule.fix else "no fix"
    return f"{rule.code} {rule.name} ({rule.severity.label}, {fix})"
