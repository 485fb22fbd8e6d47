"""Which directories are roots, what each of them loads, and to which root a file belongs."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
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


class Homes:
    """Which of some roots each path belongs to."""

    def __init__(self, roots: Iterable[Root]) -> None:
        self._by_load: dict[str, list[tuple[int, Root]]] = {}
        for number, root in enumerate(roots):
            for directory in root.load:
                self._by_load.setdefault(directory, []).append((number, root))

    def of(self, path: str) -> Root | None:
        """The innermost root that loads a path as its own: the nearest above it, else the deepest of those that load
        it."""
        found = {number: root for parent in parents(path) for number, root in self._by_load.get(parent, ())}
        holders = [root for _, root in sorted(found.items())]
        above = innermost(path, (root.directory for root in holders))
        if above is not None:
            return next(root for root in holders if root.directory == above)
        return min(holders, key=lambda root: (-len(root.directory), root.directory), default=None)


def below(paths: Sequence[str], directory: str) -> Sequence[str]:
    """Those of some sorted paths that lie below a directory, or are it."""
    inside = directory if directory.endswith(os.sep) else directory + os.sep
    after = inside[:-1] + chr(ord(os.sep) + 1)
    held = paths[bisect_left(paths, inside) : bisect_left(paths, after)]
    place = bisect_left(paths, directory)
    return (directory, *held) if paths[place : place + 1] == (directory,) else held


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
