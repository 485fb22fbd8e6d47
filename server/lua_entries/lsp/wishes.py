"""What an extension says of itself in `initializationOptions`, beside settings, and names that we share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

SHOW_REFERENCES = "lua-entries.showReferences"
"""A command of the extension; arguments: URI, position, locations."""
STATUS = "luaEntries/status"
"""The notification of the state; its parameters are what the command `lua-entries.server.status` returns."""


class Wishes(NamedTuple):
    """What the extension can do and wants to be told."""

    show_references: bool = False
    """`showReferences`: it has the command that shows places."""
    explain: bool = False
    """`explain`: it has the command that shows the page of a rule."""
    status: bool = False
    """`status`: it wants the notification of the state."""


_KEYS = {"showReferences": "show_references", "explain": "explain", "status": "status"}


def split(options: Any) -> tuple[Wishes, Any]:
    """The wishes in `initializationOptions`, and what else is in there, which are settings."""
    if not isinstance(options, Mapping):
        return Wishes(), options
    wishes = Wishes(**{name: options.get(key) is True for key, name in _KEYS.items()})
    return wishes, {key: value for key, value in options.items() if key not in _KEYS}
