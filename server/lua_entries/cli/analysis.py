"""What a run of the linter found out about a workspace: made by `checking`, or remembered from an earlier run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from lua_entries.rules.finding import Finding

if TYPE_CHECKING:
    from lua_entries.cli.scope import Reported
    from lua_entries.project.snapshot import Snapshot


class Asked(NamedTuple):
    """What decides about the findings on a command line, as it was written."""

    cwd: str
    reported: Reported
    overlay: Mapping[str, str]
    """Unsaved texts by absolute path."""
    select: Sequence[str] | None
    ignore: Sequence[str]
    report_unknown: bool
    config: str | None
    exclude: Sequence[str]
    jobs: int
    """How many processes may be used; they make no difference to the findings."""


class Analysis(NamedTuple):
    """All findings of a workspace, whatever is shown of them, and what a report and its reader need to know."""

    findings: tuple[Finding, ...]
    crashed: bool
    """A rule failed; there is a finding about it."""
    namespaces: tuple[frozenset[str], ...]
    """For each finding those that it belongs to."""
    all_namespaces: tuple[str, ...]
    directory: str
    index_count: int
    file_count: int
    entry_count: int
    unread: tuple[str, ...]
    """Files that were named on the command line but are not part of the workspace."""
    catalog: str
    """The version of the catalog."""
    text: Callable[[str], str]
    """The text that was analysed, by path; empty where there is none."""
    snapshot: Snapshot | None = None
    """None for what is remembered."""
    keep: Callable[[], None] = lambda: None
    """Remember it for later runs; to be called when all else is done."""
