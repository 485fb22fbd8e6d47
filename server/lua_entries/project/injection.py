"""What is written into entries after they are read: `ns.requirement` targets and boot overrides.

A field that anything fills in is never missing and never unresolved (wippyai/runtime boot/build/stages/linking.go,
boot/build/stages/override.go).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lua_entries.catalog import Definition

Path = tuple[str, ...]


def injected_path(text: str, keys: Definition) -> Path:
    """The segments of a target path, the first of them the half it selects (`data` or `meta`); lower case.

    A leading dot is optional, and a trailing `+=` appends to a list (wippyai/runtime internal/entry/mutator.go).
    """
    segments = [segment.lower() for segment in text.strip().removesuffix(keys.append).strip().split(".") if segment]
    if segments and segments[0] in (keys.data, keys.meta, keys.kind):
        return tuple(segments)
    return (keys.data, *segments)


@dataclass(frozen=True)
class Filled:
    """Paths by entry id. Built once, then only read."""

    paths: dict[str, set[Path]] = field(default_factory=dict)

    def add(self, identifier: str, path: Path) -> None:
        """Record that something writes `path` of the entry."""
        self.paths.setdefault(identifier, set()).add(path)

    def covers(self, identifier: str, path: Path) -> bool:
        """True when the field at `path` (with its half first), a parent or a child of it is filled in."""
        return any(
            written[: len(path)] == path or path[: len(written)] == written
            for written in self.paths.get(identifier, ())
        )

    def merge(self, others: Iterable[Filled]) -> None:
        """Add what the others hold."""
        for other in others:
            for identifier, paths in other.paths.items():
                self.paths.setdefault(identifier, set()).update(paths)
