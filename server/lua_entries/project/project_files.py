"""The files that mark and configure a root: `wippy.lock`, `wippy.yaml`, `.wippy.yaml`, read as the runtime reads them
(wippyai/runtime boot/deps/lock, boot/deps/config, cmd/internal/bootconfig)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from lua_entries.catalog import Definition
from lua_entries.files.paths import normal
from lua_entries.files.store import Files, Unreadable
from lua_entries.project.units import descend
from lua_entries.syntax.yaml import parse_yaml
from lua_entries.syntax.yaml.nodes import Mapping, Node, Scalar, Sequence
from lua_entries.text.span import Problem, Span

_RULE = "project-file"


class Load(NamedTuple):
    """What the lock file of a root makes it load. Paths are absolute."""

    source: str
    others: tuple[str, ...]
    """Directories of replacements."""
    vendored: tuple[str, ...]
    """Directories of unpacked modules."""
    problems: tuple[Problem, ...]


class Override(NamedTuple):
    """A key of the boot configuration that writes into an entry."""

    entry: str
    path: str
    span: Span


class Boot(NamedTuple):
    """The boot configuration of a root."""

    overrides: tuple[Override, ...]
    problems: tuple[Problem, ...]


def read_lock(directory: str, files: Files, keys: Definition) -> Load:
    """What the root at `directory` loads; the defaults when it has no lock file."""
    lock = keys.lock
    path = os.path.join(directory, lock.file)
    root, problems = _mapping(path, files)
    source = normal(os.path.join(directory, _text(root, lock.source) or lock.source_default))
    if not files.is_directory(source):
        value = descend(root, lock.source)
        span = value.inner if isinstance(value, Scalar) else Span(0, 0)
        problems.append(_problem(span, f"`{'.'.join(lock.source)}` names a directory that does not exist"))
        source = directory
    replaced, others = set(), []
    for item in _items(descend(root, (lock.replacements,))):
        target = _scalar(item, lock.replacement_to)
        name = _scalar(item, lock.replacement_from)
        if name is not None:
            replaced.add(name.text)
        if target is None or not target.text:
            continue
        place = normal(os.path.join(directory, target.text))
        if not files.is_directory(place):
            problems.append(_problem(target.inner, f"replacement `{target.text}` is not a directory"))
            continue
        inner = os.path.join(place, lock.replacement_source)
        others.append(inner if files.is_directory(inner) else place)
    base = normal(os.path.join(directory, _text(root, lock.vendored) or lock.vendored_default, lock.vendor_directory))
    vendored = []
    for item in _items(descend(root, (lock.modules,))):
        name, version = _scalar(item, lock.module_name), _scalar(item, lock.module_version)
        if name is None or name.text in replaced or ".." in name.text.split("/"):
            continue
        candidates = [name.text] + ([f"{name.text}-{version.text}"] if version is not None else [])
        found = (os.path.join(base, *candidate.split("/")) for candidate in candidates)
        vendored += [place for place in found if files.is_directory(place)][:1]
    return Load(source, tuple(others), tuple(vendored), tuple(problems))


def read_manifest(directory: str, files: Files, keys: Definition) -> tuple[Problem, ...]:
    """What is wrong with the module manifest of the root at `directory`."""
    _, problems = _mapping(os.path.join(directory, keys.manifest.file), files)
    return tuple(problems)


def read_boot(directory: str, files: Files, keys: Definition) -> Boot:
    """The boot configuration of the root at `directory`; empty when it has none."""
    boot = keys.boot
    path = os.path.join(directory, boot.file)
    if not files.is_file(path):
        return Boot((), ())
    root, problems = _mapping(path, files)
    if root is None:
        return Boot((), tuple(problems))
    version = root.get(boot.version)
    if version is None:
        first = root.pairs[0].key.span if root.pairs else Span(0, 0)
        problems.append(_problem(first, f"`{boot.version}` is missing", f'add `{boot.version}: "{boot.versions[0]}"`'))
    elif not (isinstance(version.value, Scalar) and version.value.text in boot.versions):
        allowed = ", ".join(f"`{item}`" for item in boot.versions)
        problems.append(_problem(version.value.span, f"the runtime does not accept this `{boot.version}`", f"use {allowed}"))
    section = descend(root, (boot.override,))
    overrides: list[Override] = []
    if isinstance(section, Mapping):
        for pair in section.pairs:
            parts = pair.key.text.split(keys.id_separator, 2)
            if len(parts) < 3 or not all(parts):
                message = f"`{pair.key.text}` is no override key"
                problems.append(_problem(pair.key.inner, message, "write `namespace:name:path`"))
                continue
            overrides.append(Override(keys.id_separator.join(parts[:2]), parts[2], pair.key.inner))
    return Boot(tuple(overrides), tuple(problems))


def _mapping(path: str, files: Files) -> tuple[Mapping | None, list[Problem]]:
    """The top-level mapping of a project file; None, without a problem, when the file is absent or empty."""
    if not files.is_file(path):
        return None, []
    text = files.read(path)
    if isinstance(text, Unreadable):
        return None, [_problem(Span(0, 0), f"cannot be read: {text.reason}")]
    parsed = parse_yaml(text)
    problems = [Problem(_RULE, problem.span, problem.message, problem.help) for problem in parsed.problems]
    if parsed.root is None or isinstance(parsed.root, Mapping):
        return parsed.root, problems
    return None, [*problems, _problem(parsed.root.span, "the top level must be a mapping")]


def _problem(span: Span, message: str, help: str = "") -> Problem:
    return Problem(_RULE, span, message, help)


def _text(root: Mapping | None, path: tuple[str, ...]) -> str:
    value = descend(root, path)
    return value.text if isinstance(value, Scalar) else ""


def _items(node: Node | None) -> Iterator[Mapping]:
    if isinstance(node, Sequence):
        yield from (item for item in node.items if isinstance(item, Mapping))


def _scalar(node: Mapping, key: str) -> Scalar | None:
    value = descend(node, (key,))
    return value if isinstance(value, Scalar) else None
