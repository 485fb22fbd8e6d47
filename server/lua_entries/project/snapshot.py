"""An immutable view of a whole workspace: what rules and features ask."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple, Protocol, TypeVar, cast

from lua_entries.catalog import Catalog
from lua_entries.facts.lua_model import CHUNK
from lua_entries.project.config import Config
from lua_entries.project.fold import Fold
from lua_entries.project.imports import Link, closure, links_of, listed_modules
from lua_entries.project.injection import Filled
from lua_entries.project.lua_text import Outside
from lua_entries.project.project_files import Override
from lua_entries.project.references import FieldReference, groups_in, references_of
from lua_entries.project.resolver import EntryIndex, Resolution, resolve
from lua_entries.project.roots import Root
from lua_entries.project.sources import FileTarget, Source, unit_key
from lua_entries.project.units import Entry, IndexUnit, LuaUnit
from lua_entries.project.walk import injected
from lua_entries.syntax.yaml.nodes import Scalar
from lua_entries.text.span import WHOLE_FILE, Problem, Span

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
V_co = TypeVar("V_co", covariant=True)


class Gathered(Protocol[V_co]):
    """Values of many files by key."""

    def get(self, key: Any) -> tuple[V_co, ...]:
        """The values of a key, in the order of the files."""

    def known_keys(self) -> Collection[Any]:
        """All keys that have a value."""


class Held(NamedTuple):
    """Values that were gathered once."""

    held: Mapping[Any, tuple[Any, ...]]

    def get(self, key: Any) -> tuple[Any, ...]:
        """As in `Gathered`."""
        return self.held.get(key, ())

    def known_keys(self) -> Collection[Any]:
        """As in `Gathered`."""
        return self.held.keys()


class IncompleteError(Exception):
    """Something was asked about all Lua of the workspace while not all of it has been summarised."""


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A problem of a file that is neither an index file nor Lua: a lock file, a limit, an unreadable file."""

    path: str
    span: Span | None
    rule: str
    message: str
    help: str = ""

    @staticmethod
    def of(path: str, problem: Problem) -> FileProblem:
        """The same problem with its file."""
        span = None if problem.span == WHOLE_FILE else problem.span
        return FileProblem(path, span, problem.rule, problem.message, problem.help)


@dataclass(frozen=True, eq=False)
class RootView:
    """One root of the workspace with everything that it loads."""

    root: Root
    catalog: Catalog
    index: EntryIndex
    entries: tuple[Entry, ...]
    """Entries whose findings belong to this root (it is the innermost that loads them), in file order."""
    units: tuple[IndexUnit, ...]
    """The index files of those entries."""
    index_files: tuple[str, ...]
    """Their paths."""
    lua: tuple[str, ...]
    """Keys of the Lua whose findings belong to this root: the home of the first of its users that has one."""
    lua_files: tuple[str, ...]
    """Lua files whose innermost root this is, used or not."""
    problems: tuple[FileProblem, ...]
    files: tuple[str, ...]
    """The index files that the root loads, in load order."""
    loaded: tuple[Entry, ...]
    """All entries that the root loads, in load order: its own source, replacements, modules."""
    overrides: tuple[Override, ...]
    """What the root's boot configuration writes into entries."""

    def resolve(self, text: str, form: str, holder: Entry) -> Resolution:
        """What a reference in a field of `holder` means in this root."""
        return resolve(self.index, text, form, holder.namespace)

    def find(self, identifier: str) -> Resolution:
        """What a full id means in this root, whoever asks."""
        return resolve(self.index, identifier, "full", "")


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Roots, files and entries of a workspace at one moment."""

    directory: str
    roots: tuple[RootView, ...]
    index_units: Mapping[str, IndexUnit]
    lua_units: Mapping[str, LuaUnit]
    """Lua by unit key: the path of a file, or `path#id` of an inline source."""
    sources: Mapping[Entry, Source]
    targets: Mapping[str, tuple[FileTarget, ...]]
    """Where the `file://` values of each index file lead."""
    lua_paths: frozenset[str]
    """Every Lua file of the workspace, used or not."""
    problems: tuple[FileProblem, ...]
    filled: Filled
    """What requirements and overrides write into entries before they are registered."""
    homes: Mapping[str, int]
    """By index file, the number of the root that its findings belong to; those of unpacked modules have none."""
    holders: Mapping[str, int]
    """By index file, the number of the root in which its references are looked up: its home, else the first that loads
    it."""
    configs: Callable[[str], Config]
    texts: Callable[[str], str]
    _links: dict[Entry, tuple[Link, ...]] = field(default_factory=dict)
    _references: dict[Entry, tuple[FieldReference, ...]] = field(default_factory=dict)
    _made: dict[object, object] = field(default_factory=dict)

    def once(self, make: Callable[[Snapshot], T]) -> T:
        """What `make` gives for this snapshot: made when first asked for, and kept as long as the snapshot."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("T", self._made[make])

    def gathered(
        self,
        names: Callable[..., Iterable[str]],
        part: Callable[..., Iterable[tuple[Any, T]]],
        *arguments: Hashable,
    ) -> Gathered[T]:
        """What `part(snapshot, *arguments, name)` gives for all `names(snapshot, *arguments)`, by key."""
        key = (part, *arguments)
        if key not in self._made:
            named = {name: by_key(part(self, *arguments, name)) for name in names(self, *arguments)}
            self._made[key] = Held(Fold(joined, named).held)
        return cast("Gathered[T]", self._made[key])

    @property
    def index_count(self) -> int:
        """Index files analysed."""
        return len(self.index_units)

    @property
    def file_count(self) -> int:
        """Index and Lua files analysed."""
        return len(self.index_units) + sum(unit.inline is None for unit in self.lua_units.values())

    @property
    def entry_count(self) -> int:
        """Entries analysed."""
        return sum(len(unit.entries) for unit in self.index_units.values())

    def text(self, path: str) -> str:
        """The text that was analysed; empty for a file that could not be read."""
        return self.texts(path)

    def config_for(self, path: str) -> Config:
        """The configuration that applies to a file."""
        return self.configs(path)

    def home(self, entry: Entry) -> RootView | None:
        """The root that the findings of an entry belong to; None for entries of unpacked modules."""
        number = self.homes.get(entry.path)
        return self.roots[number] if number is not None else None

    def file_targets(self, unit: IndexUnit) -> tuple[FileTarget, ...]:
        """Where the `file://` values of an index file lead, in the order of the file."""
        return self.targets.get(unit.path, ())

    def files_of(self, namespace: str) -> tuple[str, ...]:
        """The index files that declare a namespace."""
        return self.gathered(index_paths, _namespace_in).get(namespace)

    def has_aliases(self, path: str) -> bool:
        """False when the text of an index file, if it is one, surely has no YAML aliases."""
        unit = self.index_units.get(path)
        return unit is not None and "*" in unit.text and "&" in unit.text

    @property
    def used_files(self) -> Collection[str]:
        """Files that some `file://` value leads to, and what stands behind links."""
        return self.gathered(index_paths, _targets_in).known_keys()

    def lua_of(self, entry: Entry) -> LuaUnit | None:
        """The Lua of an entry, where its source can be read."""
        source = self.sources.get(entry)
        if source is None or source.problem:
            return None
        return self.lua_units.get(unit_key(source))

    def outside(self, entry: Entry) -> Outside | None:
        """What the Lua of an entry means to those that import it; None where it cannot be read."""
        lua = self.lua_of(entry)
        return lua.content.outside if lua is not None else None

    def method_of(self, entry: Entry) -> str | None:
        """The method that the runtime would call: the entry's, else the kind's default at run time, else None."""
        known = entry.field("method")
        pair = entry.pair("method")
        if pair is not None and isinstance(pair.value, Scalar) and pair.value.text:
            return pair.value.text
        default = known.runtime_default if known is not None else None
        return default if isinstance(default, str) else None

    def reach(self, entry: Entry, unit: LuaUnit) -> frozenset[int] | None:
        """Functions of the unit that surely may run for the entry (CHUNK included); None when that cannot be told."""
        if entry.has_role("library"):
            return None
        returned = unit.facts.returned
        start = returned.function if returned.shape == "function" else None
        if returned.shape == "table":
            method = self.method_of(entry)
            start = next((export.function for export in returned.exports if export.name == method), None)
        if start is None or start == CHUNK:
            return None
        return unit.facts.reachable(CHUNK) | unit.facts.reachable(start)

    def is_test(self, entry: Entry) -> bool:
        """True for entries whose meta marks them as tests."""
        view = self.view_of(entry)
        if view is None:
            return False
        key = view.catalog.meta_with_role("type")
        if key is None:
            return False
        node = entry.meta(tuple(key.key.split(".")))
        return isinstance(node, Scalar) and node.text in key.test_values

    def only_tests(self, unit: LuaUnit) -> bool:
        """True for Lua that only test entries use."""
        return bool(unit.users) and all(self.is_test(user) for user in unit.users)

    def view_of(self, entry: Entry) -> RootView | None:
        """The root in which an entry's references are looked up: its home, else the first root that loads it."""
        number = self.holders.get(entry.path)
        return self.roots[number] if number is not None else None

    def links(self, entry: Entry) -> tuple[Link, ...]:
        """The entry's imports, resolved in its root."""
        known = self._links.get(entry)
        if known is None:
            view = self.view_of(entry)
            known = links_of(entry, view.resolve, view.catalog.definition) if view is not None else ()
            self._links[entry] = known
        return known

    def references(self, entry: Entry) -> tuple[FieldReference, ...]:
        """The entry's references outside of its imports, resolved in its root; without those that a requirement or an
        override replaces."""
        known = self._references.get(entry)
        if known is None:
            view = self.view_of(entry)
            known = ()
            if view is not None:
                keys = view.catalog.definition
                known = tuple(
                    item
                    for item in references_of(entry, view.resolve, keys)
                    if not self.filled.covers(entry.id, injected(item.path, keys))
                )
            self._references[entry] = known
        return known

    @cached_property
    def groups(self) -> frozenset[str]:
        """The ids of all logical groups that entries of the workspace name."""
        return frozenset().union(*(unit.once(groups_in) for unit in self.index_units.values()))

    def patched(self, name: str) -> frozenset[str]:
        """Members of a name that some Lua of the workspace assigns to although it is not its own: `http.get = fake`."""
        return self.once(_patched_in).get(name, frozenset())

    def with_lua(self, lua_units: Mapping[str, LuaUnit], texts: Callable[[str], str]) -> Snapshot:
        """The same workspace with the texts of some of its Lua changed: what follows from index files alone stays."""
        made = replace(self, lua_units=lua_units, texts=texts, _made={})
        if "groups" in self.__dict__:
            made.__dict__["groups"] = self.groups
        return made

    def link(self, entry: Entry, alias: str) -> Link | None:
        """The import that an alias of the entry stands for."""
        return next((link for link in self.links(entry) if link.alias.text == alias), None)

    def imported(self, entry: Entry) -> tuple[Entry, ...]:
        """The entries that an entry imports, in the order of its file; of doubled ids the one that is kept."""
        return tuple(target for link in self.links(entry) for target in link.entries[-1:])

    def closure(self, entry: Entry) -> Iterator[tuple[Entry, tuple[Entry, ...]]]:
        """Everything the entry runs with, itself first, each with the path of imports that leads there."""
        return closure(entry, self.imported)

    def declares(self, entry: Entry, name: str) -> bool:
        """True when the entry lists a module, or has an alias, of this name."""
        return self.link(entry, name) is not None or any(item.text == name for item in listed_modules(entry))

    def importers(self, entry: Entry) -> tuple[Entry, ...]:
        """Entries that import an entry, in order of their ids."""
        found = self.gathered(index_paths, _imports_in).get(entry)
        return tuple(sorted(found, key=lambda user: user.id)) if len(found) > 1 else found


def index_paths(snapshot: Snapshot) -> Iterable[str]:
    """The paths of all index files."""
    return snapshot.index_units


def lua_keys(snapshot: Snapshot) -> Iterable[str]:
    """The keys of all Lua."""
    return snapshot.lua_units


def _imports_in(snapshot: Snapshot, path: str) -> Iterator[tuple[Entry, Entry]]:
    for entry in snapshot.index_units[path].entries:
        for target in dict.fromkeys(snapshot.imported(entry)):
            yield target, entry


def _targets_in(snapshot: Snapshot, path: str) -> Iterator[tuple[str, None]]:
    for target in snapshot.targets[path]:
        yield target.path, None
        yield target.real, None


def _namespace_in(snapshot: Snapshot, path: str) -> Iterator[tuple[str, str]]:
    yield snapshot.index_units[path].namespace, path


def by_key(pairs: Iterable[tuple[K, T]]) -> Mapping[K, tuple[T, ...]]:
    """The values of each key, in their order."""
    found: dict[K, list[T]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


def joined(values: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    """All values, one after the other."""
    return tuple(chain.from_iterable(values))


def _patched_in(snapshot: Snapshot) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for unit in snapshot.lua_units.values():
        for name, member in unit.content.patched:
            found.setdefault(name, set()).add(member)
    return {name: frozenset(members) for name, members in found.items()}
