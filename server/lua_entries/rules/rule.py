"""What a rule is, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from lua_entries.project.snapshot import RootView, Snapshot
from lua_entries.project.units import Entry, IndexUnit, LuaUnit
from lua_entries.rules.finding import Finding, Fix, Related, Severity
from lua_entries.text.span import Span


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """The snapshot, and the root whose files are being checked. Each is one of its own."""

    snapshot: Snapshot
    view: RootView
    report_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of mistake. Codes and names are stable and never reused."""

    code: str
    name: str
    severity: Severity
    summary: str
    fix: Literal["", "safe", "unsafe", "editor"] = ""

    def finding(
        self,
        message: str,
        path: str,
        span: Span | None,
        *,
        entry: Entry | None = None,
        severity: Severity | None = None,
        help: str = "",
        related: Iterable[Related] = (),
        fixes: Iterable[Fix] = (),
        keys: Iterable[str] = (),
    ) -> Finding:
        """A finding of this rule; `severity` only where it differs from the rule's own."""
        return Finding(
            self.code,
            self.name,
            self.severity if severity is None else severity,
            message,
            path,
            span,
            entry.id if entry is not None else None,
            help,
            tuple(related),
            tuple(fixes),
            frozenset(keys),
        )


@dataclass(frozen=True, slots=True)
class EntryCheck:
    """Runs once for each entry whose home is the root."""

    rule: Rule
    run: Callable[[Context, Entry], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class IndexCheck:
    """Runs once for each index file of the root."""

    rule: Rule
    run: Callable[[Context, IndexUnit], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class LuaCheck:
    """Runs for each entry of the root that has Lua, with that Lua: facts are per file, verdicts per entry."""

    rule: Rule
    run: Callable[[Context, Entry, LuaUnit], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class LuaFileCheck:
    """Runs once for each Lua unit that any entry of the root uses."""

    rule: Rule
    run: Callable[[Context, LuaUnit], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class RootCheck:
    """Runs once for the root."""

    rule: Rule
    run: Callable[[Context], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class EngineCheck:
    """A rule that the engine itself applies (unused suppressions, failed rules)."""

    rule: Rule


Check: TypeAlias = EntryCheck | IndexCheck | LuaCheck | LuaFileCheck | RootCheck | EngineCheck
