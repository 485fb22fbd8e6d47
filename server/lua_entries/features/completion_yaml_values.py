"""Completion of the scalars in index files: kinds, ids, files, and whatever else a field takes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache

from lua_entries.catalog import Field, FieldNode
from lua_entries.facts.lua_file import lua_facts
from lua_entries.facts.lua_model import LuaFacts
from lua_entries.features.completion_docs import field_doc, kind_doc, module_doc
from lua_entries.features.completion_items import (
    FIRST,
    LATE,
    SOON,
    USUAL,
    Candidate,
    CompletionItem,
    times,
)
from lua_entries.features.completion_yaml_items import YamlItems
from lua_entries.features.names import alias_for, public_name
from lua_entries.features.usage import usage_of
from lua_entries.features.yaml_place import (
    EntryPlace,
    entry_around,
    field_node,
    load_directory,
    role_path,
)
from lua_entries.files.paths import is_under, normal, shown
from lua_entries.project.discovery import LUA_SUFFIX
from lua_entries.project.resolver import split_id
from lua_entries.project.units import Entry
from lua_entries.syntax.yaml.cursor import Part
from lua_entries.syntax.yaml.nodes import Mapping


class YamlValues(YamlItems):
    """The values for one cursor."""

    def _values(self, part: Part, dash: str) -> Iterator[CompletionItem]:
        keys = self.place.keys
        if part.path == (keys.namespace,):
            for namespace in usage_of(self.place.snapshot).namespaces:
                yield self._value(namespace, "namespace", USUAL, dash, opening=True)
        around = entry_around(self.place, part)
        if around is None:
            return
        entry, path = around
        if path == (keys.kind,):
            yield from self._kinds(dash)
        elif path and path[0] == keys.meta:
            yield from self._meta_values(entry, part, path, dash)
        elif path:
            node = field_node(self.place, entry, path)
            field = self._field_of(part, node, entry, path)
            if field is not None:
                yield from self._field_values(field, entry, part, dash)

    def _field_of(self, part: Part, node: FieldNode | None, entry: EntryPlace, path: tuple[str, ...]) -> Field | None:
        """The field that says what a scalar may be; for a list item that of its list."""
        if node is not None and node.field is not None:
            return node.field if node.field.type.scalars or part.segment.startswith("[") else None
        if path and path[-1].startswith("["):
            outer = field_node(self.place, entry, path[:-1])
            if outer is not None and outer.field is not None and outer.field.type.item is not None:
                return outer.field
        return None

    def _kinds(self, dash: str) -> Iterator[CompletionItem]:
        catalog = self.place.catalog
        used = usage_of(self.place.snapshot).kinds
        for name in catalog.kinds:
            kind = catalog.kind(name)
            if kind is None or not kind.usable:
                continue
            order = FIRST + f"{9999 - min(used[name], 9999):04}" if used[name] else USUAL
            detail = f"used {times(used[name])}" if used[name] else ""
            yield self._value(name, "kind", order, dash, detail=detail, documentation=kind_doc(kind, catalog))

    def _field_values(self, field: Field, entry: EntryPlace, part: Part, dash: str) -> Iterator[CompletionItem]:
        """The values that fit a field, whatever says so."""
        taken = _others(part)
        if field.role == "modules":
            yield from self._modules(entry, taken, dash)
        elif field.role == "source":
            yield from self._files(entry, part, dash)
        elif field.role == "method":
            yield from self._methods(entry, dash)
        elif field.role == "target-path":
            yield from self._target_paths(part, dash)
        elif field.is_reference or field.type.format == "env-name":
            yield from self._ids(field, entry, part, taken, dash)
        elif field.group_ref:
            for group, number in usage_of(self.place.snapshot).groups.items():
                if group not in taken:
                    yield self._value(group, "value", USUAL, dash, detail=f"used {times(number)}")
        else:
            yield from self._plain_values(field, taken, dash)

    def _plain_values(self, field: Field, taken: set[str], dash: str) -> Iterator[CompletionItem]:
        for number, value in enumerate(field.enum):
            if value and value not in taken:
                detail = "default" if value == field.default else ""
                yield self._value(value, "value", f"{FIRST}{number:03}", dash, detail=detail)
        if field.enum:
            return
        if "bool" in field.type.scalars and "str" not in field.type.scalars:
            for word, meant in (("true", True), ("false", False)):
                detail = "default" if field.default is meant else ""
                yield self._value(word, "value", FIRST, dash, detail=detail, literal=True)
        elif field.default not in (None, "") and isinstance(field.default, (str, int, float)):
            literal = not isinstance(field.default, str)
            yield self._value(str(field.default), "value", FIRST, dash, detail="default", literal=literal, opening=True)

    def _modules(self, entry: EntryPlace, taken: set[str], dash: str) -> Iterator[CompletionItem]:
        catalog = self.place.catalog
        durable = entry.info is not None and "deterministic" in entry.info.roles
        imports = role_path(entry, "imports")
        if imports is not None:
            taken = taken | {value.text for _, _, value in imports.pairs}
        wanted = self._required(entry) | self._globals(entry)
        for name in catalog.module_names:
            module = catalog.module(name)
            if module is None or not module.listable or name in taken or (durable and not module.deterministic):
                continue
            sort = FIRST if name in wanted else USUAL
            yield self._value(
                name, "module", sort, dash, detail=module.summary, documentation=module_doc(module, catalog)
            )

    def _ids(self, field: Field, entry: EntryPlace, part: Part, taken: set[str], dash: str) -> Iterator[CompletionItem]:
        """Ids of entries that a reference field takes, the short names first where they are enough."""
        form = field.ref_form
        if field.role == "import-target":
            taken = _beside(part)
        short_allowed = form in ("full-or-short", "short-only")
        targets = [target for target in self._targets(field, entry) if target.id not in taken]
        for target in targets if short_allowed else ():
            if target.namespace == entry.namespace and target.name not in taken:
                yield self._value(target.name, "entry", FIRST, dash, detail=target.kind, about=target)
        if form != "short-only":
            sorts, alias = self._sorts(), part.segment if field.role == "import-target" else ""

            def sort_of(target: Entry) -> str:
                named = alias and alias in (target.name, alias_for(target.name))
                return (FIRST if named else USUAL) + sorts(target.namespace)

            candidates = (
                Candidate((f"{sort_of(target)}{target.id.lower()}", target.id), target.id, target) for target in targets
            )
            for _, _, target in self._first(candidates):
                yield self._value(target.id, "entry", sort_of(target), dash, detail=target.kind, about=target)
        if field.type.format == "env-name":
            yield from self._public_names(dash)

    def _public_names(self, dash: str) -> Iterator[CompletionItem]:
        """The names under which environment variables are known."""
        view = self.place.view
        names: dict[str, Entry] = {}
        for entry in view.loaded if view is not None else ():
            if public := public_name(entry):
                names.setdefault(public, entry)
        for name, entry in names.items():
            yield self._value(name, "value", SOON, dash, detail=entry.id, about=entry)

    def _targets(self, field: Field, entry: EntryPlace) -> Iterator[Entry]:
        """The entries whose kinds a field takes, of the root and of the rest of the workspace; not the entry itself."""
        view, accepts = self.place.view, self.place.catalog.accepts
        if view is None:
            return
        fitting: dict[str, bool] = {}
        for target in view.index.nameable():
            kind = target.kind
            if kind not in fitting:
                fitting[kind] = accepts(field.ref, kind)
            if fitting[kind] and target is not entry.known and target.id != entry.id and target.name:
                yield target

    def _sorts(self) -> Callable[[str], str]:
        """By namespace: entries of the own one before those of related ones, and these before all others."""
        own = self.place.namespace
        related = own.partition(".")[0]
        return cache(lambda other: "0" if other == own else "1" if other.partition(".")[0] == related else "2")

    # --- files and what is in them --------------------------------------------------------------------

    def _files(self, entry: EntryPlace, part: Part, dash: str) -> Iterator[CompletionItem]:
        """Lua files that the entry could run: those that no entry uses first, then by how near they are; and one of the
        entry's name that is still to be written."""
        place = self.place
        if entry.info is None or "lua-source" not in entry.info.roles:
            return
        base, bound = os.path.dirname(place.path), load_directory(place)
        used = place.snapshot.used_files
        scheme = place.keys.file_scheme
        for path in place.snapshot.lua_paths:
            if not is_under(path, bound):
                continue
            written = shown(path, base)
            text = scheme + written
            sort = (LATE if path in used else SOON) + f"{min(written.count('../'), 9)}{min(written.count('/'), 9)}"
            detail = "" if path in used else "no entry uses it"
            yield self._value(text, "file", sort, dash, label=written, detail=detail, filter=text)
        own = f"{entry.name}{LUA_SUFFIX}"
        if entry.name and os.path.join(base, own) not in place.snapshot.lua_paths:
            text = scheme + own
            yield self._value(text, "file", USUAL, dash, label=own, detail="a new file", filter=text)

    def _methods(self, entry: EntryPlace, dash: str) -> Iterator[CompletionItem]:
        """Functions that the entry's Lua returns."""
        facts = self._lua(entry)
        default = entry.info.field_with_role("method") if entry.info is not None else None
        usual = default.runtime_default if default is not None else None
        for export in facts.returned.exports if facts is not None else ():
            if facts is None or export.kind == "value":
                continue
            function = facts.functions[export.function] if export.function >= 0 else None
            sort = FIRST if export.kind == "function" else USUAL
            detail = function.signature if function is not None else ""
            documentation = function.doc if function is not None else ""
            yield self._value(export.name, "function", sort, dash, detail=detail, documentation=documentation)
        if isinstance(usual, str) and not (facts is not None and any(e.name == usual for e in facts.returned.exports)):
            yield self._value(usual, "value", LATE, dash, detail="default at run time")

    def _required(self, entry: EntryPlace) -> frozenset[str]:
        """The names that the entry's Lua requires."""
        facts = self._lua(entry)
        return frozenset(require.name for require in facts.requires if require.name) if facts is not None else _NONE

    def _globals(self, entry: EntryPlace) -> frozenset[str]:
        """The names that the entry's Lua reads without declaring them."""
        facts = self._lua(entry)
        return frozenset(use.name for use in facts.names if not use.required) if facts is not None else _NONE

    def _lua(self, entry: EntryPlace) -> LuaFacts | None:
        """The facts of the Lua that the entry's text names now."""
        source = role_path(entry, "source")
        if source is None or source.kind != "scalar":
            return None
        scheme = self.place.keys.file_scheme
        if source.style in ("|", ">") or not source.text.startswith(scheme):
            unit = self.place.snapshot.lua_of(entry.known) if entry.known is not None else None
            return unit.facts if unit is not None else None
        written = source.text[len(scheme) :]
        base = load_directory(self.place) if written.startswith("/") else os.path.dirname(self.place.path)
        path = normal(os.path.join(base, written.lstrip("/")))
        unit = self.place.snapshot.lua_units.get(path)
        if unit is not None:
            return unit.facts
        text = self.texts(path) if path in self.place.snapshot.lua_paths else ""
        return lua_facts(text) if text else None

    def _target_paths(self, part: Part, dash: str) -> Iterator[CompletionItem]:
        """The fields of the entry that a requirement's value is written to."""
        view, holder, keys = self.place.view, part.parent, self.place.keys
        around = entry_around(self.place, part)
        if view is None or holder is None or around is None or around[0].info is None:
            return
        entry = around[0]
        assert entry.info is not None, "it was looked at above"
        field = entry.info.field_with_role("target-entry")
        name = holder.scalar(field.path.rpartition(".")[2]).strip() if field is not None else ""
        namespace, short = split_id(name)
        targets = view.find(f"{namespace or entry.namespace}{keys.id_separator}{short}").entries
        dot = "." if self.cursor.prefix.startswith(".") or not self.cursor.prefix else ""
        for target in targets[-1:]:
            fields = (*target.info.fields, *target.info.meta_fields) if target.info is not None else ()
            present: set[str] = set()
            for written in _paths(target, frozenset((keys.name, keys.kind))):
                present.add(written.lower())
                yield self._value(dot + written, "field", SOON, dash, detail=f"written in {target.id}")
            for other in fields:
                if "[" not in other.path and "*" not in other.path and other.path.lower() not in present:
                    yield self._value(
                        dot + other.path, "field", USUAL, dash, detail=other.type.name, documentation=field_doc(other)
                    )

    # --- meta -----------------------------------------------------------------------------------------

    def _meta_values(self, entry: EntryPlace, part: Part, path: tuple[str, ...], dash: str) -> Iterator[CompletionItem]:
        place = self.place
        steps = tuple(step for step in path[1:] if not step.startswith("["))
        taken = _others(part)
        told = set(taken)
        node = field_node(place, entry, path)
        field = self._field_of(part, node, entry, path)
        if field is not None:
            for item in self._field_values(field, entry, part, dash):
                told.add(item.label)
                yield item
        for meta in place.catalog.meta_keys:
            if tuple(meta.key.split(".")) != steps:
                continue
            if meta.field is not field and field is None and not meta.field.is_reference:
                for item in self._plain_values(meta.field, told, dash):
                    told.add(item.label)
                    yield item
            for value in meta.values:
                if value not in told:
                    told.add(value)
                    yield self._value(value, "value", SOON, dash)
        if field is not None and (field.is_reference or not (field.type.item or "str" in field.type.scalars)):
            return
        for (value, is_text), number in usage_of(place.snapshot).meta_values.get(steps, {}).items():
            if value in told:
                continue
            told.add(value)
            free = number == 1 or not is_text or " " in value
            detail = f"used {times(number)}"
            yield self._value(value, "value", USUAL, dash, detail=detail, literal=not is_text, opening=free)


def _others(part: Part) -> set[str]:
    """The other items of the list that a scalar is in."""
    if part.parent is None or part.parent.kind != "list":
        return set()
    return {item.text for item in part.parent.items if item is not part and item.kind == "scalar"}


def _beside(part: Part) -> set[str]:
    """The other values of the mapping that a scalar is in."""
    if part.parent is None:
        return set()
    return {value.text for _, _, value in part.parent.pairs if value is not part and value.kind == "scalar"}


def _paths(entry: Entry, keys: frozenset[str]) -> Iterator[str]:
    """The paths of what an entry has, mappings followed; without the keys that are given."""
    pending: list[tuple[str, Mapping, int]] = [("", entry.fact.node, 0)]
    while pending:
        path, mapping, depth = pending.pop()
        for pair in mapping.pairs:
            here = f"{path}.{pair.key.text}" if path else pair.key.text
            if not path and pair.key.text in keys:
                continue
            yield here
            if isinstance(pair.value, Mapping) and depth < _PATH_DEPTH:
                pending.append((here, pair.value, depth + 1))


_NONE: frozenset[str] = frozenset()
_PATH_DEPTH = 3
