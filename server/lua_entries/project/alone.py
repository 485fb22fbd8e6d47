"""What can be told of some files before the rest of the workspace has been read."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, NoReturn, TypeVar

from lua_entries.project.injection import Filled, Path
from lua_entries.project.resolver import split_id
from lua_entries.project.snapshot import Gathered, IncompleteError, RootView, Snapshot

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


class _Known(Mapping[K, V]):
    """A mapping of which some pairs are known: nobody can tell whether it has others."""

    def __init__(self, known: Mapping[K, V]) -> None:
        self._known = known

    def __getitem__(self, key: K) -> V:
        if key not in self._known:
            raise IncompleteError
        return self._known[key]

    def __contains__(self, key: object) -> bool:
        if key not in self._known:
            raise IncompleteError
        return True

    def __iter__(self) -> Iterator[K]:
        raise IncompleteError

    def __len__(self) -> int:
        raise IncompleteError


class _Filled(Mapping[str, set[Path]]):
    """What is written into entries: nothing, as far as it is sure that nobody means them."""

    def __init__(self, part: Snapshot, targets: frozenset[str] | None) -> None:
        ids = {entry.id for unit in part.index_units.values() for entry in unit.entries}
        # A target that is there is meant; one that may be a slip may mean any entry of its namespace or its name.
        self._targets = targets
        others = [split_id(target) for target in targets or () if target not in ids]
        self._namespaces = {namespace for namespace, _ in others}
        self._names = {name for _, name in others}

    def _is_meant(self, identifier: str) -> bool:
        namespace, name = split_id(identifier)
        if self._targets is None or identifier in self._targets:
            return True
        return namespace in self._namespaces or name in self._names

    def __getitem__(self, key: str) -> set[Path]:
        if self._is_meant(key):
            raise IncompleteError
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        if self._is_meant(str(key)):
            raise IncompleteError
        return False

    def __iter__(self) -> Iterator[str]:
        raise IncompleteError

    def __len__(self) -> int:
        raise IncompleteError


class Part(NamedTuple):
    """Some files of a workspace as if there were no others; to be asked through `Alone`."""

    snapshot: Snapshot
    targets: frozenset[str] | None
    """The ids that requirements and overrides of the whole workspace write to; None where that is not known."""


_NOTHING: _Known[Any, Any] = _Known({})


class _View(RootView):
    """A root of which the directory, the catalog and the names of Lua files are known."""

    def __init__(self, view: RootView) -> None:
        maps: dict[str, Any] = {
            name: _NOTHING for name, value in view.index._asdict().items() if isinstance(value, Mapping)
        }
        self.__dict__.update(
            root=view.root, catalog=view.catalog, index=view.index._replace(**maps), lua_files=view.lua_files
        )

    def __getattr__(self, name: str) -> NoReturn:
        """Whatever else there is to a root takes all of its files."""
        raise IncompleteError


class Alone(Snapshot):
    """A part of a workspace (`load_part`) as a snapshot that answers what is the same in the whole of it.

    Everything else is refused with `IncompleteError`: what Lua in files is used by, what ids and namespaces there are,
    what may be written into entries from elsewhere.
    """

    def __init__(self, held: Part) -> None:
        part = held.snapshot
        inline = {key: unit for key, unit in part.lua_units.items() if unit.inline is not None}
        self.__dict__.update(
            directory=part.directory,
            roots=tuple(map(_View, part.roots)),
            index_units=_Known(part.index_units),
            lua_units=_Known(inline),
            sources=part.sources,
            targets=part.targets,
            lua_paths=part.lua_paths,
            filled=Filled(_Filled(part, held.targets)),  # type: ignore[arg-type]  # it is only read
            homes=_Known(part.homes),
            holders=_Known(part.holders),
            configs=part.configs,
            texts=part.texts,
            _links={},
            _references={},
            _made={},
        )

    def __getattr__(self, name: str) -> NoReturn:
        """Refused, as what is overridden here."""
        raise IncompleteError

    @property
    def groups(self) -> frozenset[str]:
        """Refused."""
        raise IncompleteError

    def gathered(
        self,
        names: Callable[..., Iterable[str]],
        part: Callable[..., Iterable[tuple[Any, T]]],
        *arguments: Hashable,
    ) -> Gathered[T]:
        """Refused."""
        raise IncompleteError

    def patched(self, name: str) -> frozenset[str]:
        """Refused."""
        raise IncompleteError
