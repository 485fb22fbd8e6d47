"""Which directories are roots, what each of them loads, and to which root a file belongs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lua_entries.files.paths import is_under, parents


class Root(NamedTuple):
    """A project: the directory of its marker files (or of its topmost index files) and the directories it loads.

    The first load directory is the application's own source; the others come from the lock file.
    """

    directory: str
    load: tuple[str, ...]
    vendored: tuple[str, ...] = ()
    """Unpacked modules: read for resolution, not reported on."""

    def load_directory(self, path: str) -> str | None:
        """The innermost load directory that holds the path; None when the root does not load it."""
        holders = [directory for directory in (*self.load, *self.vendored) if is_under(path, directory)]
        return max(holders, key=len, default=None)


def innermost(path: str, directories: Iterable[str]) -> str | None:
    """The deepest of the directories that holds the path."""
    return max((directory for directory in directories if is_under(path, directory)), key=len, default=None)


def group_strays(
    paths: Iterable[str], containers: Iterable[str], namespaces: Mapping[str, str]
) -> tuple[tuple[Root, tuple[str, ...]], ...]:
    """Roots for index files that no marked root loads.

    `containers` are directories that bound a root (repositories, the workspace, marked roots that do not load the
    file); `namespaces` gives each file's namespace. Inside a container the topmost directories with index files (a
    `src` counts as its parent) are one root together, unless two of them declare the same namespace: then each is a
    root of its own, as in a collection of examples.
    """
    bounds = set(containers)
    by_container: dict[str, list[str]] = {}
    for path in paths:
        container = next(
            (parent for parent in parents(os.path.dirname(path)) if parent in bounds), os.path.dirname(path)
        )
        by_container.setdefault(container, []).append(path)
    grouped: list[tuple[Root, tuple[str, ...]]] = []
    for container, members in sorted(by_container.items()):
        tops: dict[str, list[str]] = {}
        indexed = {os.path.dirname(path) for path in members}
        for path in members:
            tops.setdefault(_top(path, indexed, container), []).append(path)
        if _share_namespace(tops, namespaces):
            grouped += ((Root(top, (top,)), tuple(held)) for top, held in sorted(tops.items()))
        else:
            grouped.append((Root(container, (container,)), tuple(members)))
    return tuple(grouped)


def _top(path: str, indexed: set[str], container: str) -> str:
    """The topmost directory with an index file on the way up to the container, a `src` counting as its parent."""
    top = os.path.dirname(path)
    for parent in parents(top):
        if not is_under(parent, container):
            break
        if parent in indexed:
            top = parent
    if os.path.basename(top) == "src" and top != container:
        top = os.path.dirname(top)
    return top


def _share_namespace(tops: Mapping[str, list[str]], namespaces: Mapping[str, str]) -> bool:
    seen: dict[str, str] = {}
    for top, held in tops.items():
        for namespace in {namespaces[path] for path in held if namespaces.get(path)}:
            if seen.setdefault(namespace, top) != top:
                return True
    return False
