"""The folders of the editor, and the projects that analyse them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from lua_entries.catalog import load_catalog
from lua_entries.files.paths import is_too_wide, parents
from lua_entries.lsp.analysis import Project, is_relevant
from lua_entries.lsp.documents import Document
from lua_entries.project.discovery import LUA_SUFFIX
from lua_entries.project.workspace import MARKERS


class Workspace:
    """Which project a file belongs to. A folder inside another is part of that one's project.

    A file outside of all folders gets the project of its repository, which lives as long as such files are open.
    """

    def __init__(self, started: Callable[[Project], None], ended: Callable[[Project], None]) -> None:
        self._started = started
        self._ended = ended
        self._folders: dict[str, Project] = {}
        self._loose: dict[str, Project] = {}
        self._wanted: tuple[str, ...] = ()

    @property
    def projects(self) -> tuple[Project, ...]:
        """All projects, those of folders first."""
        return (*self._folders.values(), *self._loose.values())

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders as the editor named them."""
        return self._wanted

    def refused(self) -> tuple[str, ...]:
        """Folders that are never searched: home directories and the root of the file system."""
        return tuple(folder for folder in self._wanted if is_too_wide(folder))

    def set_folders(self, folders: Iterable[str], documents: Iterable[Document]) -> None:
        """These are the folders now."""
        self._wanted = tuple(dict.fromkeys(folders))
        fit = [folder for folder in self._wanted if not is_too_wide(folder)]
        known = frozenset(fit)
        outer = [folder for folder in fit if known.isdisjoint(parents(os.path.dirname(folder)))]
        for folder in self._folders.keys() - set(outer):
            self._ended(self._folders.pop(folder))
        for folder in outer:
            if folder not in self._folders:
                self._folders[folder] = self._start(folder)
        self.set_documents(documents)

    def set_documents(self, documents: Iterable[Document]) -> list[Project]:
        """These documents are open now. Returns the projects for which that makes a difference."""
        documents = tuple(documents)
        loose = (item.path for item in documents if self._folder_of(item.path) is None and is_relevant(item.path))
        homes = {home for path in loose if (home := home_directory(path)) is not None}
        for home in self._loose.keys() - homes:
            self._ended(self._loose.pop(home))
        for home in sorted(homes - self._loose.keys()):
            self._loose[home] = self._start(home)
        return [project for project in self.projects if project.tell_documents(documents)]

    def project_of(self, path: str) -> Project | None:
        """The project of a file: that of its folder, else that of its repository, else any that reads it."""
        own = self._folder_of(path) or self._loose.get(home_directory(path) or "")
        return own or next((project for project in self.projects if project.concerns(path)), None)

    def _folder_of(self, path: str) -> Project | None:
        return next((self._folders[parent] for parent in parents(path) if parent in self._folders), None)

    def _start(self, directory: str) -> Project:
        project = Project(directory)
        self._started(project)
        return project


def home_directory(path: str) -> str | None:
    """The directory that is analysed for a file outside of all folders: its repository, else its root, else its own;
    None where that is a home directory or the root of the file system."""
    directory = os.path.dirname(path)
    for names in ((".git",), MARKERS):
        for parent in parents(directory):
            if is_too_wide(parent):
                break
            if any(os.path.exists(os.path.join(parent, name)) for name in names):
                return parent
    return None if is_too_wide(directory) else directory


def watched_globs() -> tuple[str, ...]:
    """What the editor is asked to watch: Lua, what may be an index file (the name is free), and the files that mark and
    configure roots."""
    keys = load_catalog().definition
    suffixes = (LUA_SUFFIX, *keys.suffixes)
    names = (name for name in dict.fromkeys((*MARKERS, keys.boot.file)) if not name.endswith(suffixes))
    return (*(f"**/*{suffix}" for suffix in suffixes), *(f"**/{name}" for name in names))
