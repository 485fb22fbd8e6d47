"""LE002: the same key twice in one mapping, which the runtime's reader refuses (wippyai/runtime system/payload/yaml/yaml.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.project.units import IndexUnit
from lua_entries.rules.common import entry_at, index_problems
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import field_key, uses_key
from lua_entries.rules.rule import Context, IndexCheck, Rule
from lua_entries.text.span import Problem

RULE = Rule("LE002", "duplicate-key", Severity.ERROR, "the same key twice in one mapping", "unsafe")


def run(context: Context, unit: IndexUnit) -> Iterator[Finding]:
    """Each key that stands in its mapping a second time."""

    def keys(problem: Problem) -> tuple[str, ...]:
        entry = entry_at(unit, problem.span)
        if entry is None:
            return ()
        fields = entry.info.fields if entry.info is not None else ()
        return (uses_key(entry.id), *(field_key(entry.id, known.path) for known in fields))

    return index_problems(RULE, unit, keys)


CHECK = IndexCheck(RULE, run)
