"""What many parts say together, by key, kept in step with changed parts at the cost of what those say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar
from weakref import ref

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Edited(dict[K, V]):
    """A mapping that differs from another in some keys, and knows which."""

    __slots__ = ("__weakref__", "changed", "origin")

    def __init__(self, origin: Mapping[K, V], changes: Mapping[K, V], gone: Iterable[K] = ()) -> None:
        """`gone` are keys that are not there any more."""
        super().__init__(origin)
        self.update(changes)
        for key in gone:
            self.pop(key, None)
        self.origin = ref(origin) if isinstance(origin, Edited) else None
        self.changed = (*changes, *gone) if self.origin is not None else ()


def changed_keys(before: Mapping[K, Any], after: Mapping[K, Any]) -> Iterable[K]:
    """The keys that have other values, or are only in one of two mappings."""
    if after is before:
        return ()
    keys: Iterable[K] = {**before, **after}
    if isinstance(after, Edited) and after.origin is not None and after.origin() is before:
        keys = after.changed
    old, new = before.get, after.get
    return [key for key in keys if (was := old(key, _ABSENT)) is not (value := new(key, _ABSENT)) and was != value]


_ABSENT: Any = object()


class Fold(Generic[K, V]):
    """The values of named parts merged by key: the same whether made at once or followed change by change."""

    def __init__(self, merge: Callable[[Sequence[V]], V], parts: Mapping[str, Mapping[K, V]]) -> None:
        """`merge` makes one value of several, which come in the order of `parts`."""
        self._merge = merge
        self._parts = dict(parts)
        self._ranks = {name: rank for rank, name in enumerate(parts)}
        names: dict[K, list[str]] = {}
        for name, part in parts.items():
            for key in part:
                names.setdefault(key, []).append(name)
        alone = {name: (name,) for name in parts}
        self._names: dict[K, tuple[str, ...]] = {
            key: tuple(held) if len(held) > 1 else alone[held[0]] for key, held in names.items()
        }
        self.held: Mapping[K, V] = Edited({}, {key: self._value(key) for key in self._names})
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
            gone = [key for key in touched if not self._names[key]]
            for key in gone:
                del self._names[key]
            changes = {key: self._value(key) for key in touched if key in self._names}
            self.held = Edited(self.held, changes, gone)
        return touched.keys()

    def _value(self, key: K) -> V:
        names = self._names[key]
        if len(names) == 1:
            return self._parts[names[0]][key]
        return self._merge([self._parts[name][key] for name in names])
