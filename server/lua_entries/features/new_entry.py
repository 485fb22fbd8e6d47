"""An entry for a Lua file that none uses."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lua_entries.catalog import Definition, Kind
from lua_entries.facts.lua_file import lua_facts
from lua_entries.facts.lua_model import LuaFacts
from lua_entries.files.paths import parents, shown
from lua_entries.project.snapshot import RootView, Snapshot
from lua_entries.project.units import IndexUnit
from lua_entries.rules.common import required_names
from lua_entries.rules.finding import FileEdit
from lua_entries.syntax.yaml import parse_yaml
from lua_entries.syntax.yaml.edits import written_scalar
from lua_entries.syntax.yaml.nodes import Mapping as YamlMapping
from lua_entries.syntax.yaml.nodes import Sequence
from lua_entries.text.edits import Edit
from lua_entries.text.lines import LineIndex, line_end_of
from lua_entries.text.span import Span


class NewEntry(NamedTuple):
    """An entry that could be added."""

    name: str
    kind: str
    path: str
    """The index file, absolute."""
    edit: FileEdit


def new_entries(snapshot: Snapshot, path: str, text: str) -> Iterator[NewEntry]:
    """Entries for the Lua file at `path` with this text, one for each kind that suits it, the likeliest first.

    They go to the end of the nearest index file above it; none where that is not a list of entries in lines of their
    own.
    """
    view = next((view for view in snapshot.roots if path in view.lua_files), None)
    unit = _nearest(view, path) if view is not None else None
    if view is None or unit is None or not unit.namespace or not unit.facts.readable:
        return
    shape = _shape(unit, view.catalog.definition)
    facts = lua_facts(text)
    name = _name(view, unit, path)
    if shape is None or name is None or facts.problems:
        return
    for kind, method in _kinds(view, facts, _usual_methods(snapshot, view)):
        lines = _lines(view, unit, kind, facts, name, path, method, shape)
        if lines is not None:
            edit = Edit(shape.span, shape.written(lines, line_end_of(unit.text)))
            yield NewEntry(name, kind.name, unit.path, FileEdit(unit.path, edit))


def _nearest(view: RootView, path: str) -> IndexUnit | None:
    indexes = {os.path.dirname(unit.path): unit for unit in reversed(view.units)}
    return next((indexes[folder] for folder in parents(os.path.dirname(path)) if folder in indexes), None)


def _name(view: RootView, unit: IndexUnit, path: str) -> str | None:
    """A name for the entry, from that of the file; None where no usual name can be made of it."""
    stem = os.path.splitext(os.path.basename(path))[0]
    usual = re.compile(view.catalog.definition.usual_name)
    stem = stem if usual.fullmatch(stem) else re.sub(r"\W+", "_", stem, flags=re.ASCII).strip("_").lower()
    taken = view.index.namespaces.get(unit.namespace, frozenset())
    names = (stem if number == 1 else f"{stem}_{number}" for number in range(1, len(taken) + 2))
    name = next(name for name in names if name not in taken)
    return name if usual.fullmatch(name) else None


# Where and how


class _Shape(NamedTuple):
    """Where the entry goes, and how the entries of the file are written."""

    span: Span
    dash: str
    """White space before the dash."""
    key: str
    """White space before the keys."""
    item: str
    """White space before the dashes of lists, from the keys on."""
    apart: bool
    """Whether an empty line is above the entry."""

    def written(self, lines: list[str], end: str) -> str:
        """The text that adds the entry of these lines, given without their common indentation."""
        head = f"{self.dash}-{' ' * max(len(self.key) - len(self.dash) - 1, 1)}{lines[0]}"
        body = [f"{self.key}{line}" for line in lines[1:]]
        gap = [""] if self.apart else []
        return "".join(f"{end}{line}" for line in [*gap, head, *body])


def _shape(unit: IndexUnit, keys: Definition) -> _Shape | None:
    text, lines = unit.text, LineIndex(unit.text)
    if not unit.entries:
        return _empty(text, keys)
    last = max(unit.entries, key=lambda entry: entry.fact.span.start)
    start, end = last.fact.span
    place = lines.position(start)
    dash = lines.line_text(place.line)[: place.column]
    pairs = [pair for pair in last.fact.node.pairs if not pair.merged]
    if text[start : start + 1] != "-" or dash.strip() or last.fact.broken or last.fact.node.flow or not pairs:
        return None
    while text[end - 1 : end].isspace():
        end -= 1
    line = lines.position(end).line
    end = lines.start(line) + len(lines.line_text(line))
    columns = {lines.position(pair.key.start).column for pair in pairs[1:] or pairs}
    items = [
        pair.value for pair in pairs if isinstance(pair.value, Sequence) and not pair.value.flow and pair.value.items
    ]
    column = columns.pop()
    item = max(lines.position(items[0].start).column - column, 0) if items else 2
    heads = [lines.position(entry.fact.span.start).line for entry in unit.entries]
    apart = len(heads) == 1 or any(_is_apart(lines, head) for head in heads[1:])
    return _Shape(Span(end, end), dash, " " * column, " " * item, apart)


def _is_apart(lines: LineIndex, line: int) -> bool:
    """True when an empty line is above the line and the comments above it."""
    while line > 0 and lines.line_text(line - 1).lstrip().startswith("#"):
        line -= 1
    return line > 0 and not lines.line_text(line - 1).strip()


def _empty(text: str, keys: Definition) -> _Shape | None:
    """The place of the first entry, in an empty list."""
    root = parse_yaml(text).root
    pair = root.find(keys.entries) if isinstance(root, YamlMapping) else None
    if pair is None:
        return None
    colon = text.find(":", pair.key.end) + 1
    lines = LineIndex(text)
    line = lines.position(pair.value.end).line
    line_end = lines.start(line) + len(lines.line_text(line))
    if isinstance(pair.value, Sequence) and not pair.value.items and not text[pair.value.end : line_end].strip():
        return _Shape(Span(colon, pair.value.end), "  ", "    ", "  ", apart=False)
    return None


# What


def _usual_methods(snapshot: Snapshot, view: RootView) -> frozenset[str]:
    """Functions that entries of the root run, and those that run when none is named."""
    used = (snapshot.method_of(entry) for entry in view.entries if entry.has_role("runnable"))
    kinds = (view.catalog.kind(name) for name in view.catalog.kinds_with("runnable"))
    defaults = (kind.field_with_role("method") for kind in kinds if kind is not None)
    known = (field.runtime_default for field in defaults if field is not None)
    return frozenset(name for name in (*used, *known) if isinstance(name, str))


def _kinds(view: RootView, facts: LuaFacts, usual: frozenset[str]) -> list[tuple[Kind, str | None]]:
    """Kinds that suit what the chunk returns, each with the method to name."""
    returned = facts.returned
    functions = [export.name for export in returned.exports if export.kind == "function"]
    method = next((name for name in functions if name in usual), functions[0] if functions else None)
    is_library = returned.shape == "table" and not any(name in usual for name in functions)
    found: list[tuple[bool, Kind, str | None]] = []
    for name in view.catalog.kinds:
        kind = view.catalog.kind(name)
        if kind is None or not kind.usable or not {"lua", "lua-source"} <= kind.roles:
            continue
        if "library" in kind.roles:
            if returned.shape != "nothing":
                found.append((is_library, kind, None))
        elif "runnable" in kind.roles and (returned.shape == "function" or method is not None):
            field = kind.field_with_role("method")
            default = field.runtime_default if field is not None else None
            named = method or (default if isinstance(default, str) else None) or min(usual, default=None)
            if named is not None:
                found.append((not is_library, kind, named))
    return [(kind, named) for _, kind, named in sorted(found, key=lambda item: not item[0])]


def _lines(
    view: RootView,
    unit: IndexUnit,
    kind: Kind,
    facts: LuaFacts,
    name: str,
    path: str,
    method: str | None,
    shape: _Shape,
) -> list[str] | None:
    """The entry, line by line; None where the kind cannot have what the Lua requires."""
    keys = view.catalog.definition
    source, modules, imports = (kind.field_with_role(role) for role in ("source", "modules", "imports"))
    if source is None:
        return None
    declared = _declared(view, unit, kind, facts)
    if declared is None:
        return None
    lines = [f"{keys.name}: {written_scalar(name)}", f"{keys.kind}: {kind.name}"]
    lines.append(f"{source.path}: {_source(view, unit, path)}")
    field = kind.field_with_role("method")
    if method is not None and field is not None:
        lines.append(f"{field.path}: {written_scalar(method)}")
    if declared.modules and modules is not None:
        lines.append(f"{modules.path}:")
        lines += (f"{shape.item}- {written_scalar(module)}" for module in declared.modules)
    if declared.imports and imports is not None:
        lines.append(f"{imports.path}:")
        lines += (f"  {written_scalar(alias)}: {written_scalar(target)}" for alias, target in declared.imports.items())
    return lines


def _source(view: RootView, unit: IndexUnit, path: str) -> str:
    text = f"{view.catalog.definition.file_scheme}{shown(path, os.path.dirname(unit.path))}"
    return text if re.fullmatch(r"[\w./:-]+", text) else f'"{text}"'


class _Declared(NamedTuple):
    """What the entry declares for its Lua."""

    modules: list[str]
    imports: Mapping[str, str]


def _declared(view: RootView, unit: IndexUnit, kind: Kind, facts: LuaFacts) -> _Declared | None:
    catalog = view.catalog
    ambient = catalog.ambient(kind.name)
    required = required_names(facts)
    read = {use.name for use in facts.names if not use.required and use.member and not use.written}
    alone = {use.name for use in facts.names if not use.required and not use.member} | set(facts.defined_globals)
    modules: list[str] = []
    imports: dict[str, str] = {}
    for name in sorted(required | (read - alone)):
        module = catalog.module(name)
        if name in ambient or (name not in required and (module is None or not module.listable)):
            continue
        if module is not None:
            if "deterministic" in kind.roles and not module.deterministic:
                return None
            modules.append(name)
            continue
        holders = [
            holder
            for holder in sorted(
                view.index.holders.get(name, ()), key=lambda holder: (holder != unit.namespace, holder)
            )
            if any(entry.has_role("library") for entry in view.index.entries.get(f"{holder}:{name}", ()))
        ]
        if holders:
            imports[name] = f"{holders[0]}:{name}"
    return _Declared(modules, imports)
