"""Where `file://` values lead, and the text behind an entry's source."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Literal, NamedTuple

from lua_entries.catalog import Definition
from lua_entries.facts.index_model import FileValue
from lua_entries.files.disk import real
from lua_entries.files.paths import is_under, normal
from lua_entries.files.store import Files
from lua_entries.project.units import Entry, IndexUnit
from lua_entries.syntax.yaml.nodes import Scalar

TargetProblem = Literal["", "empty", "escapes", "link", "missing", "directory"]


class FileTarget(NamedTuple):
    """A `file://` value and the file that it leads to.

    `problem` is empty when the file is there; `link` when a link on the way leaves the load root; `directory` when that
    is what the path leads to.
    """

    value: FileValue
    path: str
    load_directory: str
    problem: TargetProblem
    real: str = ""
    """The file behind a link inside the load root; empty where there is no link."""


class Source(NamedTuple):
    """The text of an entry's source field: a file, or text inside the index file (`path` is that file then)."""

    value: Scalar
    path: str
    inline: bool
    problem: TargetProblem = ""


def file_target(unit: IndexUnit, value: FileValue, load_directory: str, keys: Definition, files: Files) -> FileTarget:
    """Follow a `file://` value: relative to the index file, or with three slashes to the load root; never out of it
    (wippyai/runtime boot/loader/interpolate/interpolators.go)."""
    written = value.value.text[len(keys.file_scheme) :]
    base = load_directory if written.startswith("/") else os.path.dirname(unit.path)
    path = normal(os.path.join(base, written.lstrip("/")))
    problem: TargetProblem = ""
    followed = ""
    if not written.strip("/") or path == normal(base):
        problem = "empty"
    elif not is_under(path, load_directory):
        problem = "escapes"
    elif not files.is_file(path):
        problem = "directory" if files.is_directory(path) else "missing"
    else:
        root = real(load_directory)
        behind = real(path)
        if not is_under(behind, root):
            problem = "link"
        elif os.path.relpath(behind, root) != os.path.relpath(path, load_directory):
            followed = normal(os.path.join(load_directory, os.path.relpath(behind, root)))
    return FileTarget(value, path, load_directory, problem, followed)


def source_of(entry: Entry, targets: Mapping[int, FileTarget]) -> Source | None:
    """The source of an entry; None when it has none that could be read.

    `targets` are those of its file by the offset at which the value starts.
    """
    pair = entry.pair("source")
    if pair is None or not isinstance(pair.value, Scalar) or pair.value.type != "str" or not pair.value.text.strip():
        return None
    target = targets.get(pair.value.start)
    if target is not None:
        return Source(pair.value, target.path, inline=False, problem=target.problem)
    return Source(pair.value, entry.path, inline=True)


def unit_key(source: Source) -> str:
    """The key of an entry's Lua among all Lua of a snapshot: the path, or for inline text a key of its own."""
    return f"{source.path}#{source.value.start}" if source.inline else source.path
