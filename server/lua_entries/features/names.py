"""Names that features make of entries."""

from __future__ import annotations

import re

from lua_entries.project.units import Entry
from lua_entries.syntax.yaml.nodes import Scalar

_NOT_IN_ALIAS = re.compile(r"\W+", re.ASCII)


def alias_for(name: str) -> str:
    """A name for Lua made of the name of an entry: its last part, without what Lua does not take."""
    alias = _NOT_IN_ALIAS.sub("_", name.rpartition(".")[2]).strip("_")
    return f"_{alias}" if alias[:1].isdigit() else alias


def public_name(entry: Entry) -> str:
    """The name under which an environment variable is known; empty for other entries and without one."""
    pair = entry.pair("env-name") if entry.has_role("env-variable") else None
    return pair.value.text if pair is not None and isinstance(pair.value, Scalar) else ""
