"""Makes a snapshot: reads what a workspace holds and folds the facts of its files into the index of each root."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from lua_entries.catalog import Definition, load_catalog
from lua_entries.facts.bulk import Job, Wanted
from lua_entries.facts.lua_model import LuaFacts
from lua_entries.files.paths import normal, parents
from lua_entries.files.store import Files, Unreadable
from lua_entries.project.alone import Part
from lua_entries.project.config import CONFIG_NAME, KnownRules, Limits
from lua_entries.project.configs import Configs
from lua_entries.project.discovery import Finder, Found, Texts
from lua_entries.project.entry_index import RootIndex, by_id, ids_of
from lua_entries.project.filling import filled_of, may_fill, requirement_targets
from lua_entries.project.fold import Edited
from lua_entries.project.index_units import index_unit
from lua_entries.project.inline import inline_map
from lua_entries.project.layout import layout_of
from lua_entries.project.lua_text import LuaText
from lua_entries.project.lua_use import used_again, users_of
from lua_entries.project.memory import Basis, Discovery, KnownSources, Loaded, Memory, is_plain
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.sources import Source, file_target, source_of
from lua_entries.project.units import Changed, Entry, IndexUnit, LuaUnit
from lua_entries.project.views import homes_again, homes_of_lua, root_view

MARKERS = (*load_catalog().definition.marker_files, CONFIG_NAME)
"""Names of the files that make their directory a root."""


FEW = 40
"""So many index files are read before anybody notices."""
_NEAR = 3
"""How many directories above Lua are looked into for the index file that names it."""
_MANY, _MUCH = 2_000, 250_000
"""In so many index files, and so many characters of them, requirements are looked for before the rest is read."""
_NOTHING: Mapping[str, str] = MappingProxyType({})


class LuaSource(Protocol):
    """Gives the facts of many Lua texts: from a cache, from several processes."""

    def expect(self, files: Sequence[Wanted]) -> None:
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
    """What gives the facts of all Lua at once; without it each is made when it is asked for."""
    progress: Callable[[str], None] = lambda path: None
    """Told the path of each Lua file that this process begins to summarise, where all are."""


def load_workspace(request: LoadRequest) -> Snapshot:
    """The snapshot of everything below the directory.

    With a memory, a load that finds the same files as the one before costs what the changed texts contribute.

    Raises:
        ConfigError: a configuration file cannot be used.
    """
    memory = request.memory or Memory()
    directory = normal(request.directory)
    keys = load_catalog().definition
    disk = _discover(request, memory, directory, keys)
    if request.lua is not None:
        request.lua.expect([_wanted(path, disk.configs) for path in disk.found.lua])
    before, memory.loaded = memory.loaded, None  # a load that fails leaves nothing to go on from
    if before is not None and (before.found is not disk.found or before.configs is not disk.configs):
        before = None
    touched = memory.touched(request.overlay)
    units, changes = _index_units(disk, memory, before, touched)
    if before is not None and not changes:
        lua = _lua_again(before, touched, units, disk, memory)
        snapshot = before.snapshot.with_lua(lua, partial(_text, units, lua, disk))
        memory.loaded = before._replace(snapshot=snapshot)
    else:
        memory.loaded = _fold(disk, directory, units, changes, touched, keys, memory, before)
    memory.keep(units, memory.loaded.snapshot.lua_units)
    if request.lua is not None:
        summarise(request.lua, memory.loaded.snapshot.lua_units.values(), request.progress)
    return memory.loaded.snapshot


def load_part(request: LoadRequest, paths: Collection[str]) -> Part | None:
    """Some files, with the index files in the directories around Lua among them and nothing else. None where there are
    few others, or none of the files belongs to a root with marker files: other roots follow from all of their files.

    Raises:
        ConfigError: a configuration file cannot be used.
    """
    memory = request.memory or Memory()
    directory = normal(request.directory)
    keys = load_catalog().definition
    disk = _discover(request, memory, directory, keys)
    found = disk.found
    if len(found.index_files) + len(found.vendored_index) - len(memory.units) <= FEW:
        return None
    around = {
        place for path in paths if path in found.lua_set for place in islice(parents(os.path.dirname(path)), _NEAR)
    }
    loads = {place for root in found.marked for place in root.root.load}
    index_files = tuple(
        path
        for path in found.index_files
        if (path in paths or os.path.dirname(path) in around) and not loads.isdisjoint(parents(path))
    )
    if not index_files:
        return None
    units = {path: index_unit(path, disk.texts, disk.configs, memory) for path in index_files}
    part = disk._replace(found=replace(found, index_files=index_files, vendored_index=()))
    snapshot = _fold(part, directory, units, (), frozenset(), keys, Memory(), None).snapshot
    return Part(snapshot, _targets(disk, memory, keys))


def _targets(disk: _Disk, memory: Memory, keys: Definition) -> frozenset[str] | None:
    """The ids that anything is written to; None where it takes too much reading to tell.

    A file in which neither the kind of a requirement stands nor a backslash, which may hide it, has no requirement.
    """
    paths = (*disk.found.index_files, *disk.found.vendored_index)
    if len(paths) > _MANY:
        return None
    found = {override.entry for item in disk.found.marked for override in item.boot.overrides}
    size = 0
    for path in paths:
        text = disk.texts.read(path)
        kinds = disk.configs.catalog(path).kinds_with("requirement")
        if isinstance(text, Unreadable) or not ("\\" in text or any(kind in text for kind in kinds)):
            continue
        size += len(text)
        if size > _MUCH:
            return None
        for entry in index_unit(path, disk.texts, disk.configs, memory).entries:
            found.update(identifier for identifier, _ in requirement_targets(entry, keys))
    return frozenset(found)


def read_ahead(request: LoadRequest) -> Iterator[None]:
    """Read the index files that `load_workspace` will want, one at each step; needs a memory, which has them then.

    Raises:
        ConfigError: a configuration file cannot be used.
    """
    assert request.memory is not None
    disk = _discover(request, request.memory, normal(request.directory), load_catalog().definition)
    for path in (*disk.found.index_files, *disk.found.vendored_index):
        if path not in request.memory.units:
            index_unit(path, disk.texts, disk.configs, request.memory)
            yield


def _index_units(
    disk: _Disk, memory: Memory, before: Loaded | None, touched: Collection[str]
) -> tuple[Mapping[str, IndexUnit], tuple[Changed, ...]]:
    """All index files, and those that are other than before."""
    if before is None:
        paths = (*disk.found.index_files, *disk.found.vendored_index)
        return Edited({}, {path: index_unit(path, disk.texts, disk.configs, memory) for path in paths}), ()
    units, changes = before.snapshot.index_units, []
    for path in touched:
        known = units.get(path)
        if known is not None:
            unit = index_unit(path, disk.texts, disk.configs, memory)
            if unit is not known:
                changes.append(Changed(known, unit))
    if changes:
        units = Edited(units, {change.after.path: change.after for change in changes})
    return units, tuple(changes)


def _fold(
    disk: _Disk,
    directory: str,
    units: Mapping[str, IndexUnit],
    changes: tuple[Changed, ...],
    touched: Collection[str],
    keys: Definition,
    memory: Memory,
    before: Loaded | None,
) -> Loaded:
    """The snapshot of the files. Where only the text of some index files changed, it costs what those say."""
    found, configs = disk.found, disk.configs
    if before is not None and any(
        change.before.namespace != change.after.namespace and change.after.path in before.layout.strays
        for change in changes
    ):
        before = None
    layout = before.layout if before is not None else layout_of(found, units)
    anew = units if before is None else [change.after.path for change in changes]
    parts = {path: _sources(units[path], layout.bases[path], keys, disk.files, memory) for path in anew}
    targets = Edited({}, {path: part.targets for path, part in parts.items()})
    come = {entry: source for part in parts.values() for entry, source in part.sources}
    if before is None:
        sources = Edited({}, come)
        used = users_of(sources)
        held = homes_of_lua(used, layout)
        lua = Edited({}, {key: _lua_unit(key, use, units, disk, memory) for key, use in used.items()})
        everything = by_id(units)
        indexes = tuple(
            RootIndex(
                {path: units[path] for path in paths},
                configs.of(os.path.join(item.root.directory, "")).external_namespaces,
            )
            for item, paths in zip(layout.roots, layout.loaded, strict=True)
        )
    else:
        old = before.snapshot
        targets = Edited(old.targets, targets)
        changed_entries = [entry for change in changes for entry in change.before.entries]
        gone = {entry: old.sources[entry] for entry in changed_entries if entry in old.sources}
        sources = Edited(old.sources, come, [entry for entry in gone if entry not in come])
        used, keys_of_lua = used_again(before.used, gone, come, sources)
        held = homes_again([view.lua for view in old.roots], keys_of_lua, before.used, used, layout)
        again = [*sorted(keys_of_lua), *(path for path in touched if path in used and path not in keys_of_lua)]
        lua = Edited(
            old.lua_units,
            {key: _lua_unit(key, used[key], units, disk, memory) for key in again if key in used},
            [key for key in again if key not in used],
        )
        everything, indexes = before.everything, before.indexes
        changed = {change.after.path: change.after for change in changes}
        everything.follow({path: unit.once(ids_of) for path, unit in changed.items()})
        for index in indexes:
            index.follow(changed)
    views = tuple(
        root_view(
            number, layout, units, lua_keys, indexes[number].index(everything.held), configs, keys, before, changes
        )
        for number, lua_keys in enumerate(held)
    )
    filled = before.snapshot.filled if before is not None else None
    if filled is None or any(map(may_fill, changes)):
        filled = filled_of(views, units, layout, keys)
    snapshot = Snapshot(
        directory=directory,
        roots=views,
        index_units=units,
        lua_units=lua,
        sources=sources,
        targets=targets,
        lua_paths=found.lua_set,
        problems=found.problems,
        filled=filled,
        homes=layout.homes,
        holders=layout.holders,
        configs=configs.of,
        texts=partial(_text, units, lua, disk),
    )
    return Loaded(found, configs, layout, used, everything, indexes, snapshot)


def _text(units: Mapping[str, IndexUnit], lua: Mapping[str, LuaUnit], disk: _Disk, path: str) -> str:
    """The text of a file; Lua that no entry uses is read when it is asked for."""
    unit = units.get(path) or lua.get(path)
    if unit is not None:
        return unit.text
    text = disk.texts.read(path) if path in disk.found.lua_set else disk.texts.known(path)
    return text if isinstance(text, str) else ""


def summarise(source: LuaSource, units: Iterable[LuaUnit], progress: Callable[[str], None]) -> None:
    """Let the facts of all Lua that has none yet be made at once; `progress` is told the path of each that is begun."""
    wanted = [(unit, job) for unit in units if (job := unit.content.job()) is not None]
    found = source.facts([job for _, job in wanted], lambda number: progress(wanted[number][0].path))
    for (unit, _), facts in zip(wanted, found, strict=True):
        unit.content.settle(facts)


def _wanted(path: str, configs: Configs) -> Wanted:
    limits = configs.of(path).limits
    return Wanted(path, limits.max_file_size, limits.max_nesting)


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
        texts = Texts(files, memory.text, memory.held)
    else:
        first = Files(request.overlay)
        configs = Configs(first, directory, request.config_file, request.known_rules, request.settings)
        if known is not None:
            configs = configs.or_the_same(known.configs)
        files = Files(request.overlay, lambda path: configs.of(path).limits.max_file_size)
        texts = Texts(files, memory.text, memory.held)
        found = Finder(directory, files, texts, configs, keys, request.exclude).find()
        memory.discovery, memory.searched = Discovery(basis, plain, configs, found), True
        memory.sources.clear()
    for path in filter(found.lua_set.__contains__, request.overlay):
        texts.read(path)  # Lua that is open in an editor is known, whether or not an entry uses it
    return _Disk(configs, found, files, texts)


def _sources(unit: IndexUnit, base: str, keys: Definition, files: Files, memory: Memory) -> KnownSources:
    """Where the `file://` values of a unit lead, and the sources of its entries."""
    known = memory.sources.get(unit.path)
    if known is None or known.unit is not unit or known.base != base:
        targets = tuple(file_target(unit, value, base, keys, files) for value in unit.facts.file_values)
        by_start = {target.value.value.start: target for target in targets}
        found = ((entry, source_of(entry, by_start)) for entry in unit.entries)
        sources = tuple((entry, source) for entry, source in found if source is not None)
        known = memory.sources[unit.path] = KnownSources(unit, base, targets, sources)
    return known


def _lua_again(
    before: Loaded, touched: Collection[str], units: Mapping[str, IndexUnit], disk: _Disk, memory: Memory
) -> Mapping[str, LuaUnit]:
    """The Lua of the workspace where nothing but the text of some files may have changed."""
    lua = before.snapshot.lua_units
    again = {path: _lua_unit(path, before.used[path], units, disk, memory) for path in touched if path in before.used}
    changed = {path: unit for path, unit in again.items() if unit is not lua[path]}
    return Edited(lua, changed) if changed else lua


def _lua_unit(
    key: str, used: tuple[Source, tuple[Entry, ...]], units: Mapping[str, IndexUnit], disk: _Disk, memory: Memory
) -> LuaUnit:
    """The Lua behind a source. What is not open is read when it is asked for."""
    source, users = used
    path = source.path
    limits = disk.configs.of(path).limits
    if source.inline:
        inline = inline_map(units[path].text, source.value)
        content = _lua_text(key, partial(_same, source.value.text), None, limits, memory)
    else:
        inline = None
        place = None if disk.files.is_overlaid(path) else path
        content = _lua_text(key, partial(disk.texts.read, path), place, limits, memory)
    known = memory.lua_units.get(key)
    if known is None or known.content is not content or known.users != users or known.inline != inline:
        known = memory.lua_units[key] = LuaUnit(path, content, inline, users)
    return known


def _lua_text(
    key: str, read: Callable[[], str | Unreadable], place: str | None, limits: Limits, memory: Memory
) -> LuaText:
    """The text as it was when loaded before, where that still holds. What is not on disk is not left for later."""
    known = memory.lua_texts.get(key)
    if known is not None and known.limits == limits:
        if known.is_read or place is None:
            if known.known == read():
                return known
        else:
            return known  # nobody has read it yet, so what will be read is the newest
    fresh = memory.lua_texts[key] = LuaText(
        read, limits, place, memory.about_to_read if place is not None else _nothing
    )
    if place is None:
        fresh.known  # noqa: B018 (read now: the text of an editor is that of this moment)
    return fresh


def _nothing() -> None:
    pass


def _same(text: str) -> str:
    return text
