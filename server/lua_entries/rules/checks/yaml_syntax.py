"""LE001: the file is not YAML; the runtime drops the whole file with a warning
(wippyai/runtime boot/loader/loader.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.units import IndexUnit
from lua_entries.rules.common import index_problems, unread_keys
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import text_key
from lua_entries.rules.rule import Context, IndexCheck, Rule

RULE = Rule("LE001", "yaml-syntax", Severity.ERROR, "an index file that is not YAML")


def run(context: Context, unit: IndexUnit) -> Iterator[Finding]:
    """The places where the text stops being YAML."""
    for finding in index_problems(RULE, unit, lambda problem: ()):
        yield finding._replace(keys=unread_keys(context, unit) | {text_key(unit.path)})


CHECK = IndexCheck(RULE, run)
