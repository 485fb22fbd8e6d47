"""What a question about one file comes with."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types

from lua_entries.lsp.convert import Places


@dataclass(frozen=True)
class Asked:
    """A question about one file: the places of its snapshot, and what the editor can take."""

    path: str
    places: Places
    client: types.ClientCapabilities
