"""What many parts say together, by key, kept in step with changed parts at the cost of what those say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Fold(Generic[K, V]):
    """The values of named parts merged by key: the same whether made at once or followed change by change."""

    def __init__(self, merge: Callable[[Sequence[V]], V], parts: Mapping[str, Mapping[K, V]]) -> None:
        """`merge` makes one value of several, which come in the order of `parts`."""
        self._merge = merge
        self._parts = dict(parts)
        self._ranks = {name: rank for rank, name in enumerate(parts)}
        self._names: dict[K, tuple[str, ...]] = {}
        for name, part in parts.items():
            alone = (name,)
            for key in part:
                known = self._names.get(key)
                self._names[key] = alone if known is None else (*known, name)
        self.held: Mapping[K, V] = {key: self._value(key) for key in self._names}
        """The merged values; another object when it changes, so that it can be kept."""

    def follow(self, parts: Mapping[str, Mapping[K, V]]) -> Collection[K]:
        """Take in what some parts say now; the keys that it changes. Parts that were not there at first are ignored."""
        touched: dict[K, None] = {}
        for name, after in parts.items():
            if name not in self._ranks:
                continue
            before = self._parts[name]
            self._parts[name] = after
            for key in {**before, **after}:
                if key not in after:
                    self._names[key] = tuple(other for other in self._names[key] if other != name)
                elif key not in before:
                    names = (*self._names.get(key, ()), name)
                    self._names[key] = tuple(sorted(names, key=self._ranks.__getitem__))
                elif before[key] == after[key]:
                    continue
                touched[key] = None
        if touched:
            held = dict(self.held)
            for key in touched:
                if self._names[key]:
                    held[key] = self._value(key)
                else:
                    del self._names[key]
                    held.pop(key, None)
            self.held = held
        return touched.keys()

    def _value(self, key: K) -> V:
        names = self._names[key]
        if len(names) == 1:
            return self._parts[names[0]][key]
        return self._merge([self._parts[name][key] for name in names])
