"""`lua-entries rules`: the list of all rules."""

from __future__ import annotations

import json
from collections.abc import Sequence

from lua_entries.cli.arguments import Parser, one_of
from lua_entries.cli.exits import SHORT_EPILOG, Exit
from lua_entries.cli.terminal import put
from lua_entries.rules.registry import RULES
from lua_entries.rules.rule import Rule

_DESCRIPTION = "Lists all rules with their default severity and the kind of fix that they offer."
_EPILOG = """\
fixes:
  safe    changes nothing that runs
  unsafe  may change what runs
  editor  needs a person, so only editors offer it

`lua-entries explain RULE` says more about one of them.
"""


def parser() -> Parser:
    """The options of the command."""
    made = Parser("rules", _DESCRIPTION, f"{_EPILOG}\n{SHORT_EPILOG}")
    options = made.add_argument_group("options")
    options.add_argument(
        "--format", type=one_of(("text", "json")), default="text", metavar="FORMAT", help="text or json (default: text)"
    )
    made.add_help_to(options)
    return made


def run(arguments: Sequence[str]) -> int:
    """Run the command and return the exit code."""
    options = parser().read(arguments)
    put(as_json(RULES) if options.format == "json" else as_table(RULES))
    return Exit.CLEAN


def as_table(rules: Sequence[Rule]) -> str:
    """One line for each rule, in columns."""
    rows = [("CODE", "NAME", "SEVERITY", "FIX", "SUMMARY")]
    rows += [(rule.code, rule.name, rule.severity.label, rule.fix or "-", rule.summary) for rule in rules]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines) + "\n"


def as_json(rules: Sequence[Rule]) -> str:
    """A list of objects; `fix` is null for rules without one."""
    listed = [
        {
            "code": rule.code,
            "name": rule.name,
            "severity": rule.severity.label,
            "fix": rule.fix or None,
            "summary": rule.summary,
        }
        for rule in rules
    ]
    return json.dumps(listed, indent=2) + "\n"
