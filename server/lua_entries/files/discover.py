"""Walking a workspace: which files matter, without following links and without what ignore files hide."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from lua_entries.files import disk
from lua_entries.files.disk import Item
from lua_entries.files.paths import is_under
from lua_entries.files.store import MAX_FILE_SIZE

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

MAX_FILES = 50_000
"""Default limit on the number of files found in one workspace (`limits.max-files`)."""

_SKIPPED = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".jj",
        "node_modules",
        "__pycache__",
        ".venv",
        ".tox",
        ".nox",
        ".cache",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".hypothesis",
        ".idea",
        ".vscode",
    }
)


class Found(NamedTuple):
    """What a walk found, in lexical order. `complete` is False when the limit on files stopped it."""

    files: tuple[str, ...]
    repositories: tuple[str, ...]
    """Directories that hold a `.git`."""
    complete: bool


class _Ignore(NamedTuple):
    """Patterns of one ignore file, which hold below its directory."""

    directory: str
    spec: GitIgnoreSpec

    def verdict(self, path: str, directory: bool) -> bool | None:
        relative = path[len(self.directory) :].replace(os.sep, "/").lstrip("/") + ("/" if directory else "")
        return self.spec.check_file(relative).include


def _read_ignore(directory: str) -> _Ignore | None:
    try:
        data = disk.read(os.path.join(directory, ".gitignore"), MAX_FILE_SIZE)
    except OSError:
        return None
    lines = data.decode("utf-8", "replace").splitlines()
    if not any(line.strip() and not line.startswith("#") for line in lines):
        return None
    from pathspec import GitIgnoreSpec  # 25 ms to import, so only where an ignore file has patterns

    return _Ignore(directory, GitIgnoreSpec.from_lines(lines))


def _hidden(path: str, is_directory: bool, ignores: tuple[_Ignore, ...]) -> bool:
    for ignore in reversed(ignores):  # the nearest file decides
        verdict = ignore.verdict(path, is_directory)
        if verdict is not None:
            return verdict
    return False


def walk(
    directory: str,
    wanted: Callable[[str], bool],
    *,
    excluded: Callable[[str], bool] = lambda path: False,
    respect_ignores: bool = True,
    max_files: int = MAX_FILES,
) -> Found:
    """Files below `directory` whose name is `wanted`.

    Links to directories are not followed (the runtime does not either: wippyai/runtime boot/loader/file_loader.go); a
    link to a file counts when its target lies inside `directory`.
    """
    files: list[str] = []
    repositories: list[str] = []
    real_top = disk.real(directory)
    for entry in _scan(directory, excluded, respect_ignores, repositories):
        if entry.is_directory or not wanted(entry.name):
            continue
        if entry.is_link and not is_under(disk.real(entry.path), real_top):
            continue
        if len(files) >= max_files:
            return Found(tuple(sorted(files)), tuple(repositories), complete=False)
        files.append(entry.path)
    return Found(tuple(sorted(files)), tuple(repositories), complete=True)


def _scan(top: str, excluded: Callable[[str], bool], respect_ignores: bool, repositories: list[str]) -> Iterator[Item]:
    pending: list[tuple[str, tuple[_Ignore, ...]]] = [(top, ())]
    while pending:
        directory, ignores = pending.pop()
        if respect_ignores and (ignore := _read_ignore(directory)) is not None:
            ignores = (*ignores, ignore)
        for entry in disk.items(directory):  # of one that cannot be read nothing can be loaded either
            if entry.name == ".git":
                repositories.append(directory)
            is_directory = entry.is_directory
            if is_directory and entry.name in _SKIPPED:
                continue
            if excluded(entry.path) or (ignores and _hidden(entry.path, is_directory, ignores)):
                continue
            if is_directory:
                pending.append((entry.path, ignores))
            yield entry
