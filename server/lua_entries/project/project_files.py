"""The files that mark and configure a root: `wippy.lock`, `wippy.yaml`, `.wippy.yaml`, read as the runtime reads them
(wippyai/runtime boot/deps/lock, boot/deps/config, cmd/internal/bootconfig)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from lua_entries.catalog import Definition, LockFile
from lua_entries.catalog.field_tree import split_path
from lua_entries.catalog.field_types import parse_type
from lua_entries.files.paths import normal
from lua_entries.files.store import Files, Unreadable
from lua_entries.project.units import descend
from lua_entries.project.walk import is_null
from lua_entries.syntax.yaml import parse_yaml
from lua_entries.syntax.yaml.nodes import Mapping, Node, Scalar, Sequence
from lua_entries.text.span import WHOLE_FILE, Problem, Span

_RULE = "project-file"
_MODULE_NAME = re.compile(r"[^/]+/[^/]+")
_OVERRIDE_PARTS = 3  # namespace, name, path


class Load(NamedTuple):
    """What the lock file of a root makes it load. Paths are absolute."""

    source: str
    others: tuple[str, ...]
    """Directories of replacements."""
    vendored: tuple[str, ...]
    """Directories of unpacked modules."""
    vendor: str
    """The directory that holds those, whether they are locked or left over."""
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
    problems += _shape_problems(root, lock.keys)
    problems += _lock_problems(root, lock)
    source = normal(os.path.join(directory, _text(root, lock.source) or lock.source_default))
    if source != directory and not files.is_directory(source):  # a root that only an editor holds has no directory yet
        value = descend(root, lock.source)
        span = value.inner if isinstance(value, Scalar) else Span(0, 0)
        shown = ".".join(lock.source)
        written = value.text if isinstance(value, Scalar) else lock.source_default
        message = f"`{written}` is no directory, so `{shown}` leads nowhere and nothing is loaded"
        problems.append(_problem(span, message, "create it, or name the directory of the index files"))
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
            message = f"`{target.text}` is no directory, so it cannot replace `{name.text if name else ''}`"
            help = "correct the path, which is relative to this file, or remove the replacement"
            problems.append(_problem(target.inner, message, help))
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
    return Load(source, tuple(others), tuple(vendored), base, tuple(problems))


def read_manifest(directory: str, files: Files, keys: Definition) -> tuple[Problem, ...]:
    """What is wrong with the module manifest of the root at `directory`."""
    manifest = keys.manifest
    root, problems = _mapping(os.path.join(directory, manifest.file), files)
    problems += _shape_problems(root, manifest.keys)
    for key in (manifest.organization, manifest.module):
        name = _scalar(root, key) if root is not None else None
        if name is not None and name.text and not re.search(manifest.identifier, name.text):
            message = f"`{name.text}` cannot be the `{key}` of a module"
            problems.append(_problem(name.inner, message, "use lower-case letters, digits and inner hyphens"))
    return tuple(problems)


def _lock_problems(root: Mapping | None, lock: LockFile) -> Iterator[Problem]:
    """What the runtime's own validation of the lock file refuses (wippyai/runtime boot/deps/lock/validate.go)."""
    for section, name_key, other_key in (
        (lock.modules, lock.module_name, lock.module_version),
        (lock.replacements, lock.replacement_from, lock.replacement_to),
    ):
        for item in _items(descend(root, (section,))):
            for key in (name_key, other_key):
                value = _scalar(item, key)
                if item.get(key) is None or (value is not None and not value.text):
                    place = item.pairs[0].key.span if item.pairs else item.span
                    yield _problem(place, f"an item of `{section}` has no `{key}`", f"add `{key}: …`")
                elif key == name_key and value is not None and not _MODULE_NAME.fullmatch(value.text):
                    yield _problem(value.inner, f"`{value.text}` is no module name", "write `organization/module`")


def _shape_problems(root: Mapping | None, types: dict[str, str]) -> Iterator[Problem]:
    """Values that the runtime's reader cannot put into their fields; it takes any scalar for a text."""
    for path, written in types.items() if root is not None else ():
        wanted = parse_type(written)
        held: list[Node] = [root] if root is not None else []
        for segment in split_path(path):
            held = [value for node in held for value in _step(node, segment)]
        for value in held:
            if isinstance(value, Scalar):
                fits = value.type == "null" or bool(wanted.scalars)
                if wanted.scalars == {"bool"}:
                    fits = value.type in ("bool", "null") or value.text.lower() in _BOOLEAN_WORDS
            else:
                fits = wanted.mapping if isinstance(value, Mapping) else wanted.item is not None
            if not fits:
                yield _problem(value.span, f"`{path.replace('[]', '')}` must be {wanted.label}")


_BOOLEAN_WORDS = ("y", "yes", "on", "n", "no", "off")


def _step(node: Node, segment: str) -> Iterator[Node]:
    if segment == "[]":
        yield from node.items if isinstance(node, Sequence) else ()
    elif isinstance(node, Mapping) and (pair := node.get(segment)) is not None:
        yield pair.value


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
        problems.append(
            _problem(version.value.span, f"the runtime does not accept this `{boot.version}`", f"use {allowed}")
        )
    for pair in root.pairs:
        if pair.key.text != boot.version and not (isinstance(pair.value, Mapping) or is_null(pair.value)):
            problems.append(_problem(pair.value.span, f"the section `{pair.key.text}` must be a mapping"))
    section = descend(root, (boot.override,))
    overrides: list[Override] = []
    if isinstance(section, Mapping):
        for pair in section.pairs:
            parts = pair.key.text.split(keys.id_separator, 2)
            if len(parts) < _OVERRIDE_PARTS or not all(parts):
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
        return None, [_problem(WHOLE_FILE, f"the file cannot be read: {text.reason}")]
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
