"""What a question about one file comes with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lsprotocol import types

from lua_entries.lsp.convert import Places
from lua_entries.rules.finding import Finding


@dataclass(frozen=True)
class Asked:
    """A question about one file: the places of its snapshot, and what the editor can take."""

    path: str
    places: Places
    client: types.ClientCapabilities
    findings: Callable[[], tuple[Finding, ...]]
    """Everything that is found in the newest texts."""
