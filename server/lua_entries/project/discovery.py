"""Finding what belongs to a workspace: index files, Lua files, roots and what each root loads."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

from lua_entries.catalog import Definition
from lua_entries.files.discover import walk
from lua_entries.files.paths import is_under, parents
from lua_entries.files.store import Files, Unreadable
from lua_entries.project.config import CONFIG_NAME, is_excluded
from lua_entries.project.configs import Configs
from lua_entries.project.globs import path_matches
from lua_entries.project.project_files import Boot, read_boot, read_lock, read_manifest
from lua_entries.project.roots import Root
from lua_entries.project.snapshot import FileProblem

LUA_SUFFIX = ".lua"


Reader: TypeAlias = Callable[[str], "str | Unreadable"]
"""Gives the text of a path, or why it cannot be read."""


class Texts:
    """Texts that were read, by path.

    `disk` may know what is on disk: it is given a path and who can read it. `held` gives what was read before, or None.
    """

    def __init__(
        self,
        files: Files,
        disk: Callable[[str, Reader], str | Unreadable] = lambda path, read: read(path),
        held: Callable[[str], str | Unreadable | None] = lambda path: None,
    ) -> None:
        self._files = files
        self._disk = disk
        self._held = held
        self._texts: dict[str, str | Unreadable] = {}

    def read(self, path: str) -> str | Unreadable:
        """The text of a file, or why it cannot be read. Lua may hold any bytes, as the runtime takes them."""
        if path not in self._texts:
            self._texts[path] = self._read(path) if self._files.is_overlaid(path) else self._disk(path, self._read)
        return self._texts[path]

    def _read(self, path: str) -> str | Unreadable:
        return self._files.read(path, any_bytes=path.endswith(LUA_SUFFIX))

    def known(self, path: str) -> str:
        """The text of a file if it was read or is not saved yet, else an empty one."""
        text = self.read(path) if self._files.is_overlaid(path) else self._texts.get(path, self._held(path))
        return text if isinstance(text, str) else ""


class FoundRoot(NamedTuple):
    """A root: what it loads, its boot configuration, and what is wrong with its own files."""

    root: Root
    boot: Boot = Boot((), ())
    problems: tuple[FileProblem, ...] = ()
    strays: tuple[str, ...] | None = None
    """For roots without marker files: the index files that they consist of."""
    vendor: str = ""
    """Where the root keeps unpacked modules: nothing below is a project of its own."""


@dataclass(frozen=True)
class Found:
    """What a workspace holds. Paths are absolute and sorted."""

    index_files: tuple[str, ...]
    lua: tuple[str, ...]
    vendored_index: tuple[str, ...]
    marked: tuple[FoundRoot, ...]
    containers: frozenset[str]
    """Directories that bound a root without markers: the workspace, repositories, marked roots."""
    problems: tuple[FileProblem, ...]
    """Directories of which a limit kept a part from being read."""

    @cached_property
    def lua_set(self) -> frozenset[str]:
        """The Lua files, for looking one up."""
        return frozenset(self.lua)

    @cached_property
    def paths(self) -> frozenset[str]:
        """All files."""
        return frozenset((*self.index_files, *self.lua, *self.vendored_index))


class Finder:
    """Walks directories and tells files apart. One use, one workspace."""

    def __init__(
        self, directory: str, files: Files, texts: Texts, configs: Configs, keys: Definition, exclude: tuple[str, ...]
    ) -> None:
        self._directory = directory
        self._files = files
        self._texts = texts
        self._configs = configs
        self._keys = keys
        self._exclude = exclude
        self._markers = frozenset((*keys.marker_files, CONFIG_NAME))
        self._namespace = re.compile(rf"^{re.escape(keys.namespace)}[ \t]*:", re.MULTILINE)
        self._content = re.compile(rf"^(?:{re.escape(keys.entries)}|{re.escape(keys.kind)})[ \t]*:", re.MULTILINE)
        self._repositories: list[str] = []
        self._problems: list[FileProblem] = []

    def find(self) -> Found:
        """Everything below the directory, and what lock files name outside of it."""
        paths = self._walk(self._directory, respect_ignores=True)
        roots = sorted({os.path.dirname(path) for path in paths if os.path.basename(path) in self._markers})
        marked: list[FoundRoot] = []
        vendors: set[str] = set()
        for root in roots:  # those above come first
            if vendors.isdisjoint(parents(root)):
                marked.append(self._marked(root))
                vendors.add(marked[-1].vendor)
        outside = {place for root in marked for place in root.root.load if not is_under(place, self._directory)}
        for place in sorted(outside):
            paths += self._walk(place, respect_ignores=True)
        vendored = {place for root in marked for place in root.root.vendored}
        paths = [path for path in paths if vendors.isdisjoint(parents(path))]
        modules = [path for place in sorted(vendored) for path in self._walk(place, respect_ignores=False)]
        return Found(
            index_files=self._index(paths),
            lua=tuple(sorted({path for path in paths if path.endswith(LUA_SUFFIX)})),
            vendored_index=self._index(modules),
            marked=tuple(marked),
            containers=frozenset((self._directory, *self._repositories, *(root.root.directory for root in marked))),
            problems=tuple(self._problems),
        )

    def _walk(self, directory: str, respect_ignores: bool) -> list[str]:
        limit = self._configs.of(os.path.join(directory, "")).limits.max_files
        found = walk(
            directory, self._is_wanted, excluded=self._is_excluded, respect_ignores=respect_ignores, max_files=limit
        )
        self._repositories += found.repositories
        if not found.complete:
            message = f"more than {limit} files; the rest was not read"
            help = f"exclude directories, or raise `limits.max-files` in `{CONFIG_NAME}`"
            self._problems.append(FileProblem(os.path.join(directory, ""), None, "limit-exceeded", message, help))
        unsaved = (path for path in self._files.overlaid() if is_under(path, directory))
        return sorted({*found.files, *(path for path in unsaved if self._is_wanted(os.path.basename(path)))})

    def _is_wanted(self, name: str) -> bool:
        return name.endswith((LUA_SUFFIX, *self._keys.suffixes)) or name in self._markers

    def _is_excluded(self, path: str) -> bool:
        return is_excluded(self._configs.of(path), path) or path_matches(self._exclude, path, self._directory)

    def _index(self, paths: Iterable[str]) -> tuple[str, ...]:
        return tuple(path for path in sorted(set(paths)) if self._is_index(path))

    def _is_index(self, path: str) -> bool:
        """True for index files by name, and for other YAML that declares entries at its top level: to the runtime any
        name will do (wippyai/runtime boot/loader/file_loader.go)."""
        name = os.path.basename(path)
        if name in self._keys.index_files:
            return True
        if not name.endswith((".yaml", ".yml")) or name in self._markers or name == self._keys.boot.file:
            return False
        text = self._texts.read(path)
        return isinstance(text, str) and bool(self._namespace.search(text)) and bool(self._content.search(text))

    def _marked(self, directory: str) -> FoundRoot:
        load = read_lock(directory, self._files, self._keys)
        boot = read_boot(directory, self._files, self._keys)
        held = (
            (self._keys.lock.file, load.problems),
            (self._keys.manifest.file, read_manifest(directory, self._files, self._keys)),
            (self._keys.boot.file, boot.problems),
        )
        problems: list[FileProblem] = []
        for name, found in held:
            path = os.path.join(directory, name)
            if self._files.is_file(path):
                self._texts.read(path)
            problems += (FileProblem.of(path, problem) for problem in found)
        root = Root(directory, (load.source, *load.others), load.vendored)
        return FoundRoot(root, boot, tuple(problems), vendor=load.vendor)
