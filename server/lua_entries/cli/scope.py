"""What a run analyses, and what of it is reported."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from lua_entries.cli.exits import UsageError
from lua_entries.files import disk
from lua_entries.files.paths import is_too_wide, is_under, normal, parents, shown
from lua_entries.project.globs import glob_problem
from lua_entries.rules.finding import Finding
from lua_entries.rules.followers import looked_in_key

if TYPE_CHECKING:
    from lua_entries.project.snapshot import Snapshot


def working_directory() -> str:
    """The working directory, absolute.

    Raises:
        UsageError: it was removed.
    """
    try:
        return normal(os.getcwd())
    except FileNotFoundError:
        raise UsageError("the working directory does not exist any more") from None


class Reported(NamedTuple):
    """The files and directories, absolute, whose findings are wanted."""

    files: tuple[str, ...]
    directories: tuple[str, ...]

    def wants(self, finding: Finding) -> bool:
        """True for a finding in a named place, or one elsewhere that misses something looked for in a named file."""
        if finding.path in self.files or any(is_under(finding.path, directory) for directory in self.directories):
            return True
        return any(looked_in_key(path) in finding.keys for path in self.files)

    @property
    def only_files(self) -> bool:
        """True when every PATH is a file."""
        return not self.directories


def named_paths(paths: Sequence[str], cwd: str) -> Reported:
    """The PATHs of a command line; without any, the working directory.

    Each counts both as written and with its links resolved.

    Raises:
        UsageError: one is missing.
    """
    if not paths:
        return Reported((), (cwd,))
    found = [normal(os.path.join(cwd, path)) for path in paths]
    missing = [path for path, full in zip(paths, found, strict=True) if not disk.exists(full)]
    if missing:
        names = ", ".join(f"`{path}`" for path in missing)
        raise UsageError(f"no such file or directory: {names}")
    both = dict.fromkeys(form for path in found for form in (path, disk.real(path)))
    directories = tuple(path for path in both if disk.is_directory(path))
    return Reported(tuple(path for path in both if path not in directories), directories)


def analysis_directory(reported: Reported, cwd: str, markers: Sequence[str], exists: Callable[[str], bool]) -> str:
    """The directory to analyse: what is reported never decides what is known.

    It is the nearest repository above everything reported. Outside of a repository it is the working directory, or what
    the PATHs have in common where they lie outside of that, up to the nearest directory with a marker file of a root.

    Raises:
        UsageError: that would be a home directory or the root of the file system.
    """
    places = [*reported.directories, *(os.path.dirname(path) for path in reported.files)]
    try:
        common = os.path.commonpath([disk.real(place) for place in places])
    except ValueError:
        raise UsageError("the paths lie on different drives", "name paths of one project") from None
    start = cwd if is_under(common, cwd) and not is_too_wide(cwd) else common
    for start_at, names in ((common, (".git",)), (start, markers)):
        for parent in parents(start_at):
            if is_too_wide(parent):
                break
            if any(exists(os.path.join(parent, name)) for name in names):
                return parent
    if is_too_wide(start):
        raise UsageError(f"`{start}` is not a project: it is never searched", "name the directory of a project")
    return start


def anchored_globs(globs: Sequence[str], cwd: str, directory: str) -> tuple[str, ...]:
    """Globs relative to the working directory, rewritten to be relative to `directory`.

    Raises:
        UsageError: a glob can never match.
    """
    prefix = shown(cwd, directory) if is_under(cwd, directory) and cwd != directory else ""
    prefix = "".join(f"[{character}]" if character in "*?[" else character for character in prefix)
    rewritten: list[str] = []
    for glob in globs:
        if problem := glob_problem(glob):
            raise UsageError(f"glob `{glob}` matches nothing: {problem}")
        body = glob.removeprefix("./")
        anchored = prefix and "/" in body.rstrip("/")
        rewritten.append(f"{prefix}/{body.lstrip('/')}" if anchored else body)
    return tuple(rewritten)


def namespaces_of(snapshot: Snapshot, finding: Finding) -> frozenset[str]:
    """The namespaces that a finding belongs to: its entry's, else those of its file."""
    if finding.entry is not None:
        return frozenset({finding.entry.partition(":")[0]})
    unit = snapshot.index_units.get(finding.path)
    if unit is not None:
        return frozenset({unit.namespace})
    lua = snapshot.lua_units.get(finding.path)
    return frozenset(user.namespace for user in lua.users) if lua is not None else frozenset()


def unread_files(reported: Reported, snapshot: Snapshot) -> tuple[str, ...]:
    """Named files that the analysis left out, so that silence about them means nothing."""
    known = snapshot.lua_paths | snapshot.index_units.keys()
    real = (path for path in reported.files if disk.real(path) == path)
    return tuple(path for path in real if path not in known and not snapshot.text(path))
