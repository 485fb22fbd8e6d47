"""What a code action is."""

from __future__ import annotations

from typing import NamedTuple

from lua_entries.rules.finding import FileEdit, Finding

QUICK_FIX = "quickfix"
FIX_ALL = "source.fixAll.luaEntries"
EXPLAIN = "lua-entries.explain"
"""The command that shows the page of a rule; its argument is the rule's code."""


class NewFile(NamedTuple):
    """A file to create, with its directories; `path` is absolute and inside a load directory."""

    path: str
    text: str


class FixAll(NamedTuple):
    """What to compute when the action is chosen: see `fix_all`."""

    path: str
    rule: str
    """The name of a rule, or empty for all."""


class Command(NamedTuple):
    """A command of the server."""

    name: str
    arguments: tuple[str, ...]


class Action(NamedTuple):
    """Something that the editor offers at a place. New files come before the edits."""

    title: str
    kind: str
    edits: tuple[FileEdit, ...] = ()
    creates: tuple[NewFile, ...] = ()
    findings: tuple[Finding, ...] = ()
    """The findings that it removes."""
    preferred: bool = False
    deferred: FixAll | None = None
    """Set where the edits are still to be computed."""
    command: Command | None = None


def wants(only: tuple[str, ...], kind: str) -> bool:
    """True when an editor that asks for these kinds of actions (none: for all) wants one of `kind`."""
    return not only or any(kind == asked or kind.startswith(f"{asked}.") for asked in only if asked) or "" in only
