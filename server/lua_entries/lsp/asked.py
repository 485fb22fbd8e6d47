"""What a question about one file comes with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from lsprotocol import types
from pygls.capabilities import get_capability

from lua_entries.features.code_actions import State
from lua_entries.lsp.convert import Places
from lua_entries.lsp.shown import Shown
from lua_entries.lsp.wishes import Wishes


@dataclass(frozen=True)
class Asked:
    """A question about one file: the places of its snapshot, and what the editor can take."""

    path: str
    places: Places
    client: types.ClientCapabilities
    wishes: Wishes
    shown: Shown
    state: Callable[[], State]
    """The newest texts, and everything that is found in them."""
    imagine: Callable[[Mapping[str, str]], State]
    """The same if files (by path) had other texts; raises ConfigError while a configuration file cannot be used."""


class Answer(NamedTuple):
    """An answer with remarks that are shown to the user beside it."""

    value: Any
    remarks: Sequence[str]


def announces(client: types.ClientCapabilities, capability: str) -> bool:
    """True when an editor announces a capability, named by its dotted path: true, or any options, be it `{}`."""
    return get_capability(client, capability, False) is not False
