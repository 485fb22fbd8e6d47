"""What index files say together, by key, kept in step with changed files at the cost of what those say."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from lua_entries.project.units import Changed, IndexUnit

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Fold(Generic[K, V]):
    """The values of some index files merged by key: the same whether made at once or followed change by change.

    `part` gives what one file contributes, `merge` makes one value of several, which come in the order of `paths`.
    """

    def __init__(
        self,
        part: Callable[[IndexUnit], Mapping[K, V]],
        merge: Callable[[Sequence[V]], V],
        paths: Sequence[str],
        units: Mapping[str, IndexUnit],
    ) -> None:
        self._part = part
        self._merge = merge
        self._ranks = {path: rank for rank, path in enumerate(paths)}
        self._paths: dict[K, tuple[str, ...]] = {}
        for path in paths:
            alone = (path,)
            for key in units[path].once(part):
                known = self._paths.get(key)
                self._paths[key] = alone if known is None else (*known, path)
        self.held: Mapping[K, V] = {key: self._value(key, units) for key in self._paths}
        """The merged values; another object when it changes, so that it can be kept."""

    def follow(self, changes: Iterable[Changed], units: Mapping[str, IndexUnit]) -> None:
        """Take in changed files; `units` are all files as they are now."""
        touched: dict[K, None] = {}
        for change in changes:
            path = change.after.path
            if path not in self._ranks:
                continue
            before, after = change.before.once(self._part), change.after.once(self._part)
            for key in {**before, **after}:
                if key not in after:
                    self._paths[key] = tuple(other for other in self._paths[key] if other != path)
                elif key not in before:
                    paths = (*self._paths.get(key, ()), path)
                    self._paths[key] = tuple(sorted(paths, key=self._ranks.__getitem__))
                elif before[key] == after[key]:
                    continue
                touched[key] = None
        if not touched:
            return
        held = dict(self.held)
        for key in touched:
            if self._paths[key]:
                held[key] = self._value(key, units)
            else:
                del self._paths[key], held[key]
        self.held = held

    def _value(self, key: K, units: Mapping[str, IndexUnit]) -> V:
        paths = self._paths[key]
        if len(paths) == 1:
            return units[paths[0]].once(self._part)[key]
        return self._merge([units[path].once(self._part)[key] for path in paths])
