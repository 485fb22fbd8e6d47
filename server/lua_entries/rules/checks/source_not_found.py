"""LE201: the file behind `file://` does not exist; the runtime drops the whole index file
(wippyai/runtime boot/loader/interpolate/interpolators.go, boot/loader/loader.go)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from lua_entries.catalog.near import close_names
from lua_entries.files.paths import is_under, shown
from lua_entries.project.sources import FileTarget
from lua_entries.project.units import Entry, IndexUnit
from lua_entries.rules.common import did_you_mean, entry_at, relative, replace
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import looked_in_key, orphan_key
from lua_entries.rules.rule import Context, IndexCheck, Rule

RULE = Rule("LE201", "source-not-found", Severity.ERROR, "the file behind a `file://` value does not exist", "editor")

_FAULTS = {"missing": "does not exist", "directory": "is a directory"}
_OFFERED = 3


def run(context: Context, unit: IndexUnit) -> Iterator[Finding]:
    """Every `file://` value whose file is missing; not in entries that could not be read as they are meant."""
    snapshot = context.snapshot
    for target in snapshot.file_targets(unit):
        fault = _FAULTS.get(target.problem)
        owner = target.value.entry
        if fault is None or (owner >= 0 and unit.facts.entries[owner].broken):
            continue
        value = target.value.value
        entry = entry_at(unit, value.span)
        near = _near(target, entry, snapshot.lua_paths)
        written = [_written(context, unit, target, path) for path in near]
        fixes = [replace(f"Change it to `{text}`", unit.path, value.inner, text, "editor") for text in written]
        looked = relative(target.path, snapshot.directory)
        yield RULE.finding(
            f"`{value.text}` leads to `{looked}`, which {fault}; the runtime drops this whole index file",
            unit.path,
            value.inner,
            entry=entry,
            help=did_you_mean(written) or "create the file or correct the path",
            fixes=fixes,
            keys=[*(orphan_key(path) for path in near), looked_in_key(target.path)],
        )


def _near(target: FileTarget, entry: Entry | None, lua_paths: frozenset[str]) -> list[str]:
    """Lua files of the load root that were probably meant: a similar name in the same directory, the same name
    elsewhere, or the name of the entry."""
    folder, name = os.path.split(target.path)
    by_folder, by_name = _sorted_out(lua_paths)

    def loaded(paths: Iterable[str]) -> list[str]:
        return [path for path in paths if path != target.path and is_under(path, target.load_directory)]

    beside = {os.path.basename(path): path for path in loaded(by_folder.get(folder, ()))}
    close = [beside[match] for match in close_names(name, sorted(beside), limit=1, cutoff=0.7)]
    if close:
        return close
    named = loaded(by_name.get(name, ()))[:_OFFERED]
    if named or entry is None or not entry.name:
        return named
    own = os.path.join(os.path.dirname(entry.path), f"{entry.name}.lua")
    return loaded([own]) if own in lua_paths else []


@lru_cache(maxsize=4)
def _sorted_out(paths: frozenset[str]) -> tuple[Mapping[str, Sequence[str]], Mapping[str, Sequence[str]]]:
    """The paths by their directory, and by their name, in order."""
    by_folder: dict[str, list[str]] = {}
    by_name: dict[str, list[str]] = {}
    for path in sorted(paths):
        folder, name = os.path.split(path)
        by_folder.setdefault(folder, []).append(path)
        by_name.setdefault(name, []).append(path)
    return by_folder, by_name


def _written(context: Context, unit: IndexUnit, target: FileTarget, path: str) -> str:
    """The value that leads to `path`, from where the value at hand starts: the index file, or the load root."""
    scheme = context.view.catalog.definition.file_scheme
    if target.value.value.text.startswith("/", len(scheme)):
        return f"{scheme}/{shown(path, target.load_directory)}"
    return scheme + shown(path, os.path.dirname(unit.path))


CHECK = IndexCheck(RULE, run)
