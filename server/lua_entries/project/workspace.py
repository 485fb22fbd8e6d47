"""Makes a snapshot: reads what a workspace holds and folds the facts of its files into the index of each root."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol, TypeAlias

from lua_entries.catalog import Catalog, Definition, load_catalog
from lua_entries.facts.bulk import Job
from lua_entries.facts.index_file import index_facts
from lua_entries.facts.index_model import EntryFact
from lua_entries.facts.lua_file import lua_facts
from lua_entries.facts.lua_model import CHUNK, LuaFacts, Require, Returned
from lua_entries.files.digest import text_digest
from lua_entries.files.paths import is_under, normal
from lua_entries.files.store import Files, Unreadable
from lua_entries.project.config import CONFIG_NAME, KnownRules, Limits
from lua_entries.project.configs import Configs
from lua_entries.project.discovery import Finder, Found, FoundRoot, Texts, home_of
from lua_entries.project.injection import Filled, injected_path
from lua_entries.project.inline import inline_map
from lua_entries.project.memory import Basis, Discovery, KnownTargets, KnownUnit, Memory, is_plain, same_entries
from lua_entries.project.resolver import EntryIndex, split_id
from lua_entries.project.roots import Root, group_strays
from lua_entries.project.snapshot import FileProblem, RootView, Snapshot
from lua_entries.project.sources import FileTarget, Source, file_target, source_of, unit_key
from lua_entries.project.units import Entry, IndexUnit, LuaUnit, descend
from lua_entries.syntax.yaml.nodes import Mapping as YamlMapping
from lua_entries.syntax.yaml.nodes import Scalar
from lua_entries.syntax.yaml.nodes import Sequence as YamlSequence
from lua_entries.text.span import WHOLE_FILE, Problem, Span

MARKERS = (*load_catalog().definition.marker_files, CONFIG_NAME)
"""Names of the files that make their directory a root."""


_NOTHING: Mapping[str, str] = MappingProxyType({})


class LuaSource(Protocol):
    """Gives the facts of many Lua texts: from a cache, from several processes."""

    def expect(self, paths: Sequence[str]) -> None:
        """These files are there, and many of them will be asked for."""

    def facts(self, jobs: Sequence[Job], progress: Callable[[int], None]) -> Sequence[LuaFacts]:
        """The facts of each job; `progress` is told the number of each that is begun."""


class LoadRequest(NamedTuple):
    """What to load. Paths are absolute; `overlay` holds unsaved texts by path, `known_rules` codes by rule name.

    `settings` are those of an editor, over every configuration file; `memory` is what earlier loads of the same
    directory left behind.
    """

    directory: str
    config_file: str | None = None
    exclude: tuple[str, ...] = ()
    overlay: Mapping[str, str] = _NOTHING
    known_rules: KnownRules = _NOTHING
    settings: Mapping[str, Any] = _NOTHING
    memory: Memory | None = None
    lua: LuaSource | None = None
    """What gives the facts of many Lua texts at once; without it they are made here, one by one."""


def load_workspace(request: LoadRequest) -> Snapshot:
    """The snapshot of everything below the directory.

    Raises:
        ConfigError: a configuration file cannot be used.
    """
    memory = request.memory or Memory()
    directory = normal(request.directory)
    keys = load_catalog().definition
    configs, found, files, texts = _discover(request, memory, directory, keys)
    if request.lua is not None:
        request.lua.expect(found.lua)
    paths = (*found.index_files, *found.vendored_index)
    units = {path: _index_unit(path, texts, configs, memory) for path in paths}
    roots = _with_strays(found, units)
    loaded = {item.root: _loaded(item, found, units) for item in roots}
    homes = _homes(found.index_files, roots)

    sources: dict[Entry, Source] = {}
    targets: dict[str, tuple[FileTarget, ...]] = {}
    for path, unit in units.items():
        root = homes.get(path) or next((root for root, held in loaded.items() if unit in held), None)
        base = (root.load_directory(path) if root is not None else None) or os.path.dirname(path)
        targets[path] = _targets(unit, base, keys, files, memory)
        by_start = {target.value.value.start: target for target in targets[path]}
        for entry in unit.entries:
            source = source_of(entry, by_start)
            if source is not None:
                sources[entry] = source
    used = _used_lua(sources)
    if request.lua is not None:
        _summarise(request.lua, used, texts, configs, memory)
    lua = _lua_units(used, units, texts, configs, memory)
    views = tuple(_views(roots, loaded, homes, units, configs, found, keys))
    memory.keep(paths, lua)
    return Snapshot(
        directory=directory,
        roots=views,
        index_units=units,
        lua_units=lua,
        sources=sources,
        targets=targets,
        lua_paths=frozenset(found.lua),
        problems=found.problems,
        filled=_filled(views, roots, keys),
        configs=configs.of,
        texts=texts.known,
    )


class _Disk(NamedTuple):
    """What there is to read, and who reads it."""

    configs: Configs
    found: Found
    files: Files
    texts: Texts


def _discover(request: LoadRequest, memory: Memory, directory: str, keys: Definition) -> _Disk:
    """The files of the workspace: searched for, or where nothing that decides about them changed, as they were."""
    plain = frozenset(path for path in request.overlay if is_plain(path))
    weighty = {path: text for path, text in request.overlay.items() if path not in plain}
    basis = Basis(directory, request.config_file, request.exclude, request.settings, weighty)
    known = memory.discovery
    if known is not None and memory.searched and known.holds(basis, plain):
        configs, found = known.configs, known.found
        files = Files(request.overlay, lambda path: configs.of(path).limits.max_file_size)
        texts = Texts(files, memory.text)
    else:
        first = Files(request.overlay)
        configs = Configs(first, directory, request.config_file, request.known_rules, request.settings)
        if known is not None:
            configs = configs.or_the_same(known.configs)
        files = Files(request.overlay, lambda path: configs.of(path).limits.max_file_size)
        texts = Texts(files, memory.text)
        found = Finder(directory, files, texts, configs, keys, request.exclude).find()
        memory.discovery, memory.searched = Discovery(basis, plain, configs, found), True
        memory.targets.clear()
    for path in request.overlay.keys() & set(found.lua):
        texts.read(path)  # Lua that is open in an editor is known, whether or not an entry uses it
    return _Disk(configs, found, files, texts)


def _targets(unit: IndexUnit, base: str, keys: Definition, files: Files, memory: Memory) -> tuple[FileTarget, ...]:
    known = memory.targets.get(unit.path)
    if known is None or known.unit is not unit or known.base != base:
        made = tuple(file_target(unit, value, base, keys, files) for value in unit.facts.file_values)
        known = memory.targets[unit.path] = KnownTargets(unit, base, made)
    return known.targets


def _index_unit(path: str, texts: Texts, configs: Configs, memory: Memory) -> IndexUnit:
    text, limits, catalog = texts.read(path), configs.of(path).limits, configs.catalog(path)
    known = memory.units.get(path)
    if known is None or known.catalog is not catalog or known.limits != limits:
        known = None
    elif known.unit.readable and known.unit.text == text:
        return known.unit
    unit = _read_index(path, text, limits, catalog)
    if known is not None:
        unit = replace(unit, entries=same_entries(known.unit.entries, unit.entries))
    memory.units[path] = KnownUnit(unit, limits, catalog)
    return unit


def _read_index(path: str, text: str | Unreadable, limits: Limits, catalog: Catalog) -> IndexUnit:
    if isinstance(text, Unreadable):
        facts = index_facts("")._replace(problems=(_unreadable("yaml-syntax", text),))
        return IndexUnit(path, "", facts, (), "", readable=False)
    facts = index_facts(text, max_size=limits.max_file_size, max_nesting=limits.max_nesting)
    namespace = facts.namespace.text.strip() if facts.namespace is not None else ""
    limit = limits.max_entries
    if len(facts.entries) > limit:
        message = f"the file has more than {limit:,} entries; the rest was not read"
        help = f"split the file, or raise `limits.max-entries` in `{CONFIG_NAME}`"
        problem = Problem("limit-exceeded", facts.entries[limit].place, message, help)
        facts = facts._replace(
            entries=facts.entries[:limit],
            problems=(*facts.problems, problem),
            file_values=tuple(value for value in facts.file_values if value.entry < limit),
        )
    entries = tuple(_entry(path, namespace, facts.meta, fact, catalog) for fact in facts.entries)
    return IndexUnit(path, text, facts, entries, namespace)


def _unreadable(rule: str, why: Unreadable) -> Problem:
    if not why.limit:
        return Problem(rule, WHOLE_FILE, f"the file cannot be read: {why.reason}")
    help = f"split the file, leave it out with `exclude`, or raise `limits.max-file-size` in `{CONFIG_NAME}`"
    return Problem("limit-exceeded", WHOLE_FILE, f"the file is {why.reason}, so it is not analysed", help)


def _entry(path: str, namespace: str, file_meta: YamlMapping | None, fact: EntryFact, catalog: Catalog) -> Entry:
    name = fact.name.text if fact.name is not None else ""
    kind = fact.kind.text if fact.kind is not None else ""
    meta = fact.node.get(catalog.definition.meta)
    own_meta = meta.value if meta is not None and isinstance(meta.value, YamlMapping) else None
    identifier = f"{namespace}{catalog.definition.id_separator}{name}"
    return Entry(identifier, namespace, name, kind, path, fact, own_meta, file_meta, catalog.kind(kind))


def _with_strays(found: Found, units: Mapping[str, IndexUnit]) -> tuple[FoundRoot, ...]:
    """The marked roots, and those that the remaining index files make."""
    marked = found.marked
    loads = [directory for root in marked for directory in root.root.load]
    strays = [path for path in found.index_files if not any(is_under(path, directory) for directory in loads)]
    namespaces = {path: units[path].namespace for path in strays}
    grouped = group_strays(strays, found.containers, namespaces)
    return (*marked, *(FoundRoot(root, strays=held) for root, held in grouped))


def _loaded(item: FoundRoot, found: Found, units: Mapping[str, IndexUnit]) -> tuple[IndexUnit, ...]:
    """The index files that a root loads, each once, in the runtime's order (wippyai/runtime boot/deps/lock/lock.go)."""
    if item.strays is not None:
        return tuple(units[path] for path in item.strays)
    root = item.root
    held: dict[str, IndexUnit] = {}
    for paths, directories in ((found.index_files, root.load), (found.vendored_index, root.vendored)):
        for directory in directories:
            held.update((path, units[path]) for path in paths if is_under(path, directory))
    return tuple(held.values())


def _homes(paths: Iterable[str], roots: Sequence[FoundRoot]) -> dict[str, Root | None]:
    """The root that the findings of each file belong to: the innermost marked one that loads it, else that of the stray
    index files around it."""
    marked = [item.root for item in roots if item.strays is None]
    grouped = [item for item in roots if item.strays is not None]
    by_stray = {path: item.root for item in grouped for path in item.strays or ()}
    loose = [item.root for item in grouped]
    return {path: by_stray.get(path) or home_of(path, marked) or home_of(path, loose) for path in paths}


_Used: TypeAlias = Mapping[str, tuple[Source, list[Entry]]]
"""Lua by unit key: where it is, and the entries that use it."""


def _used_lua(sources: Mapping[Entry, Source]) -> _Used:
    used: dict[str, tuple[Source, list[Entry]]] = {}
    for entry, source in sorted(sources.items(), key=lambda item: (item[0].id, item[0].path, item[0].fact.span)):
        if not source.problem and entry.has_role("lua-source"):
            used.setdefault(unit_key(source), (source, []))[1].append(entry)
    return used


def _summarise(lua: LuaSource, used: _Used, texts: Texts, configs: Configs, memory: Memory) -> None:
    """Put the facts of all Lua that the memory does not know yet into it."""
    jobs: dict[str, Job] = {}
    limits_of: dict[str, Limits] = {}
    for key, (source, _) in used.items():
        text = source.value.text if source.inline else texts.read(source.path)
        limits = configs.of(source.path).limits
        if isinstance(text, Unreadable) or _known_facts(key, text, limits, memory) is not None:
            continue
        path = source.path if not source.inline and texts.is_on_disk(source.path) else None
        jobs[key] = Job(path, text, text_digest(text), limits.max_file_size, limits.max_nesting)
        limits_of[key] = limits
    keys = list(jobs)
    found = lua.facts(list(jobs.values()), lambda number: memory.progress(used[keys[number]][0].path))
    for key, facts in zip(keys, found, strict=True):
        memory.lua_facts[key] = (jobs[key].text, limits_of[key], _judged(facts))


def _lua_units(
    used: _Used, units: Mapping[str, IndexUnit], texts: Texts, configs: Configs, memory: Memory
) -> dict[str, LuaUnit]:
    """The Lua behind all sources, with the entries that use each."""
    found: dict[str, LuaUnit] = {}
    for key, (source, users) in used.items():
        read = _inline_unit if source.inline else _lua_unit
        unit = read(key, source, users, units, texts, configs, memory)
        known = memory.lua_units.get(key)
        if known is not None and known.facts is unit.facts and known.users == users and known.inline == unit.inline:
            unit = known
        found[key] = memory.lua_units[key] = unit
    return found


def _inline_unit(
    key: str,
    source: Source,
    users: list[Entry],
    units: Mapping[str, IndexUnit],
    texts: Texts,
    configs: Configs,
    memory: Memory,
) -> LuaUnit:
    text = source.value.text
    facts = _lua_facts(key, source.path, text, configs, memory)
    return LuaUnit(source.path, text, facts, inline_map(units[source.path].text, source.value), users)


def _lua_unit(
    key: str,
    source: Source,
    users: list[Entry],
    units: Mapping[str, IndexUnit],
    texts: Texts,
    configs: Configs,
    memory: Memory,
) -> LuaUnit:
    path = source.path
    text = texts.read(path)
    if isinstance(text, Unreadable):
        return LuaUnit(path, "", _unseen(_unreadable("lua-syntax", text)), None, users)
    return LuaUnit(path, text, _lua_facts(key, path, text, configs, memory), None, users)


def _lua_facts(key: str, path: str, text: str, configs: Configs, memory: Memory) -> LuaFacts:
    limits = configs.of(path).limits
    known = _known_facts(key, text, limits, memory)
    if known is not None:
        return known
    memory.progress(path)
    facts = _judged(lua_facts(text, max_size=limits.max_file_size, max_nesting=limits.max_nesting))
    memory.lua_facts[key] = (text, limits, facts)
    return facts


def _known_facts(key: str, text: str, limits: Limits, memory: Memory) -> LuaFacts | None:
    known = memory.lua_facts.get(key)
    return known[2] if known is not None and known[0] == text and known[1] == limits else None


def _judged(facts: LuaFacts) -> LuaFacts:
    """The facts, with those of Lua that a limit kept from being analysed as what they are."""
    limit = next((problem for problem in facts.problems if problem.rule == "limit-exceeded"), None)
    return facts if limit is None else _unseen(limit)


def _unseen(problem: Problem) -> LuaFacts:
    """Facts of Lua that was not analysed: what it requires and returns is unknown, which is not the same as nothing."""
    unseen = Require(None, Span(0, 0), Span(0, 0), False, CHUNK, "")
    returned = Returned("unknown", (), False, None, CHUNK)
    return lua_facts("")._replace(problems=(problem,), requires=(unseen,), returned=returned)


def _views(
    roots: Sequence[FoundRoot],
    loaded: Mapping[Root, tuple[IndexUnit, ...]],
    homes: Mapping[str, Root | None],
    units: Mapping[str, IndexUnit],
    configs: Configs,
    found: Found,
    keys: Definition,
) -> Iterator[RootView]:
    everywhere: dict[str, list[Entry]] = {}
    for unit in units.values():
        for entry in unit.entries:
            everywhere.setdefault(entry.id, []).append(entry)
    elsewhere = {identifier: tuple(entries) for identifier, entries in everywhere.items()}
    lua_homes = _homes(found.lua, roots)
    for item in roots:
        root = item.root
        own = tuple(units[path] for path in found.index_files if homes[path] is root)
        held = tuple(entry for unit in loaded[root] for entry in unit.entries)
        config = configs.of(os.path.join(root.directory, ""))
        yield RootView(
            root=root,
            catalog=configs.catalog(os.path.join(root.directory, "")),
            index=_index(held, loaded[root], elsewhere, config.external_namespaces),
            entries=tuple(entry for unit in own for entry in unit.entries),
            units=own,
            lua_files=tuple(path for path in found.lua if lua_homes[path] is root),
            problems=(*item.problems, *_override_problems(item, held, keys)),
            loaded=held,
            overrides=item.boot.overrides,
        )


def _index(
    entries: Iterable[Entry],
    units: Iterable[IndexUnit],
    elsewhere: Mapping[str, tuple[Entry, ...]],
    external: tuple[str, ...],
) -> EntryIndex:
    by_id: dict[str, list[Entry]] = {}
    names: dict[str, set[str]] = {unit.namespace: set() for unit in units if unit.namespace}
    holders: dict[str, dict[str, None]] = {}
    for entry in entries:
        if entry.name and entry.namespace:
            by_id.setdefault(entry.id, []).append(entry)
            names[entry.namespace].add(entry.name)
            holders.setdefault(entry.name, {})[entry.namespace] = None
    return EntryIndex(
        {identifier: tuple(held) for identifier, held in by_id.items()},
        {namespace: frozenset(held) for namespace, held in names.items()},
        elsewhere,
        {name: tuple(held) for name, held in holders.items()},
        external,
    )


def _override_problems(item: FoundRoot, held: Iterable[Entry], keys: Definition) -> Iterator[FileProblem]:
    """Overrides of entries that the root does not load: the load fails (wippyai/runtime boot/build/stages/override.go).

    Only owned namespaces are judged, since installed modules are often not unpacked here.
    """
    if not item.boot.overrides:
        return
    known = {entry.id for entry in held}
    owned = {entry.namespace for entry in held}
    path = os.path.join(item.root.directory, keys.boot.file)
    for override in item.boot.overrides:
        if override.entry not in known and split_id(override.entry)[0] in owned:
            message = f"overrides `{override.entry}`, which does not exist"
            yield FileProblem(path, override.span, "project-file", message, "correct the id or remove the key")


def _filled(views: Iterable[RootView], roots: Iterable[FoundRoot], keys: Definition) -> Filled:
    """What requirements and overrides of any root write into entries, or would but for a slip in their id."""
    filled = Filled()
    for view in views:
        for entry in view.loaded:
            for identifier, path in _requirement_targets(entry, keys):
                filled.add(identifier, path)
                near = view.find(identifier).near
                if len(near) == 1:  # a slip in the target is one mistake: what it should fill in is none of its own
                    filled.add(near[0], path)
    for item in roots:
        for override in item.boot.overrides:
            filled.add(override.entry, injected_path(override.path, keys))
    return filled


def _requirement_targets(entry: Entry, keys: Definition) -> Iterator[tuple[str, tuple[str, ...]]]:
    if not entry.has_role("requirement"):
        return
    targets = entry.pair("targets")
    if targets is None or not isinstance(targets.value, YamlSequence):
        return
    entry_field, path_field = entry.field("target-entry"), entry.field("target-path")
    assert entry_field is not None and path_field is not None
    for item in targets.value.items:
        identifier = descend(item, (entry_field.path.rpartition(".")[2],))
        path = descend(item, (path_field.path.rpartition(".")[2],))
        if isinstance(identifier, Scalar) and isinstance(path, Scalar) and path.text.strip():
            namespace, name = split_id(identifier.text.strip())
            separator = keys.id_separator
            yield f"{namespace or entry.namespace}{separator}{name}", injected_path(path.text, keys)
