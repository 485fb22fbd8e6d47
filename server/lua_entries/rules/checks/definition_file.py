"""LE004: an index file whose frame is wrong, so that the runtime drops the file or parts of it
(wippyai/runtime boot/loader/entry_loader.go)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from lua_entries.project.units import IndexUnit
from lua_entries.rules.common import index_problems, unread_keys
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.rule import Context, IndexCheck, Rule

_CONTENT = re.compile(r"^(?!---(?:\s|$)|\.\.\.(?:\s|$))[^\S\r\n]*[^\s#\ufeff]", re.MULTILINE)
"""A line with more than white space, a comment or a marker."""

RULE = Rule("LE004", "definition-file", Severity.ERROR, "an index file whose frame the runtime cannot use", "safe")


def run(context: Context, unit: IndexUnit) -> Iterator[Finding]:
    """Wrong types and missing parts at the top of the file."""
    yield from index_problems(RULE, unit, lambda problem: unread_keys(context, unit))
    if not unit.facts.definition and unit.readable and unit.facts.readable and _CONTENT.search(unit.text):
        keys = context.view.catalog.definition
        yield RULE.finding(
            f"`{os.path.basename(unit.path)}` has no `{keys.namespace}`, so the runtime skips it in silence",
            unit.path,
            None,
            help=f"add `{keys.namespace}: …` at the top of the file",
            keys=unread_keys(context, unit),
        )


CHECK = IndexCheck(RULE, run)
