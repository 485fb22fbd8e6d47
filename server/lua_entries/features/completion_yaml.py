"""Completion in index files: kinds, fields, values, ids, files, whole entries."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator

from lua_entries.catalog import Field, FieldNode
from lua_entries.facts.lua_file import lua_facts
from lua_entries.facts.lua_model import LuaFacts
from lua_entries.features.completion_docs import entry_doc, field_doc, kind_doc, module_doc
from lua_entries.features.completion_items import CompletionItem, ItemKind, escaped, times
from lua_entries.features.entry_snippets import INDENT, entry_lines
from lua_entries.features.names import alias_for, public_name
from lua_entries.features.usage import usage_of
from lua_entries.features.yaml_place import (
    EntryPlace,
    FilePlace,
    entry_around,
    field_node,
    load_directory,
    role_path,
)
from lua_entries.files.paths import is_under, normal, shown
from lua_entries.project.resolver import split_id
from lua_entries.project.units import Entry
from lua_entries.syntax.yaml.cursor import Part, YamlCursor
from lua_entries.syntax.yaml.nodes import Mapping
from lua_entries.syntax.yaml.scalars import plain_type

Texts = Callable[[str], str]

_NEEDS_QUOTES = re.compile(r"[\[\]{},&*!|>%@`\"'#]|[?:-](?:\s|\Z)|.*(?::(?:\s|\Z)|\s#)|\s|.*\s\Z", re.DOTALL)
_FLOW_SIGNS = frozenset(",[]{}")

# What comes first among the items of one place.
_FIRST, _SOON, _USUAL, _LATE, _LAST = "0", "1", "2", "3", "4"


class YamlCompletion:
    """The items for one cursor. `texts` gives the newest text of any file, empty for unknown ones."""

    def __init__(self, place: FilePlace, text: str, cursor: YamlCursor, texts: Texts) -> None:
        self.place = place
        self.text = text
        self.cursor = cursor
        self.texts = texts
        line = max(text.rfind("\n", 0, cursor.span.start), text.rfind("\r", 0, cursor.span.start)) + 1
        before = text[line : cursor.span.start]
        self.inner = " " * (len(before.lstrip()) + len(cursor.gap))
        """What lines of the same mapping need beyond the indentation of the cursor's line."""

    def items(self) -> Iterator[CompletionItem]:
        """Everything that may be typed, in no order."""
        cursor = self.cursor
        if cursor.key is not None:
            yield from self._keys(cursor.key)
        if cursor.value is not None:
            yield from self._values(cursor.value, "")
        if cursor.item is not None and (cursor.item is not cursor.key or self._expects_list(cursor.item)):
            yield from self._list_items(cursor.item)

    # --- making items ---------------------------------------------------------------------------------

    def _item(
        self,
        label: str,
        kind: ItemKind,
        written: str,
        sort: str,
        *,
        detail: str = "",
        documentation: str = "",
        filter: str = "",
        snippet: bool = False,
        deprecated: bool = False,
        more: bool = False,
    ) -> CompletionItem:
        text = self.cursor.gap + written
        return CompletionItem(
            label,
            kind,
            self.cursor.span,
            text,
            detail,
            documentation,
            f"{sort}{label.lower()}",
            filter,
            snippet,
            deprecated,
            more,
        )

    def _value(
        self,
        text: str,
        kind: ItemKind,
        sort: str,
        dash: str,
        *,
        label: str = "",
        detail: str = "",
        documentation: str = "",
        filter: str = "",
        literal: bool = False,
    ) -> CompletionItem:
        """A scalar; `literal` for numbers and booleans, which get no quotes."""
        written = text if literal else self._written(text)
        return self._item(
            label or text, kind, dash + written, sort, detail=detail, documentation=documentation, filter=filter
        )

    def _written(self, text: str) -> str:
        """Text as a scalar, in quotes where it needs them."""
        quote = self.cursor.quote
        if quote == "'":
            return text.replace("'", "''")
        if quote == '"':
            return text.replace("\\", "\\\\").replace('"', '\\"')
        flow = self.cursor.flow and not _FLOW_SIGNS.isdisjoint(text)
        if not text or flow or _NEEDS_QUOTES.match(text) or plain_type(text) != "str":
            escaped_text = text.replace("\\", "\\\\").replace('"', '\\"')
            return f'"{escaped_text}"'
        return text

    def _key(
        self,
        name: str,
        kind: ItemKind,
        sort: str,
        field: Field | None,
        shape: str,
        documentation: str = "",
        detail: str = "",
    ) -> CompletionItem:
        """A key with its colon and what begins behind it; `shape` is `scalar`, `list` or `mapping`."""
        cursor = self.cursor
        more = shape == "scalar" and (field is None or _offers(field) or field.path == self.place.keys.kind)
        written, snippet = self._written(name) if not cursor.quote else name, False
        if not cursor.colon and not cursor.quote:
            written += ":"
            if cursor.flow or shape == "scalar":
                written += " "
            else:
                dash = "- " if shape == "list" else ""
                written = f"{escaped(written)}\n{self.inner}{INDENT}{dash}$0"
                snippet = True
        return self._item(
            name,
            kind,
            written,
            sort,
            detail=detail or (field.type.name if field is not None else ""),
            documentation=documentation or (field_doc(field) if field is not None else ""),
            snippet=snippet,
            deprecated=field is not None and (field.deprecated or field.unused),
            more=(more or shape != "scalar") and not cursor.colon,
        )

    # --- keys -----------------------------------------------------------------------------------------

    def _keys(self, holder: Part) -> Iterator[CompletionItem]:
        present = {
            name.lower() for name, span, _ in holder.pairs if not span.start <= self.cursor.span.start <= span.end
        }
        keys = self.place.keys
        around = entry_around(self.place, holder)
        if not holder.path:
            yield from self._declared(keys.file_fields, present, _USUAL)
        if around is None:
            return
        entry, path = around
        if not path:
            yield from self._entry_keys(entry, present)
        elif path[0] == keys.meta:
            yield from self._meta_keys(entry, path[1:], present)
        else:
            node = field_node(self.place, entry, path)
            if node is not None:
                yield from self._field_keys(node, present)
                yield from self._alias_keys(node, entry, holder, present)

    def _declared(self, fields: Iterable[Field], present: set[str], sort: str) -> Iterator[CompletionItem]:
        """Keys of the file or of every entry; those that must be there first."""
        for number, field in enumerate(fields):
            if field.path.lower() not in present:
                first = _FIRST if field.required == "yes" else sort
                yield self._key(field.path, "field", f"{first}{number:02}", field, _shape(field))

    def _entry_keys(self, entry: EntryPlace, present: set[str]) -> Iterator[CompletionItem]:
        keys = self.place.keys
        listed = entry.part.parent is not None
        if listed:
            yield from self._declared(keys.entry_fields, present, _LATE)
        if entry.info is not None and keys.data not in present:
            yield from self._field_keys(entry.info.tree, present | {keys.meta.lower()})
        if listed and not present and not self.cursor.colon and not self.cursor.flow:
            yield from self._snippets("")

    def _field_keys(self, node: FieldNode, present: set[str]) -> Iterator[CompletionItem]:
        for number, (name, child) in enumerate(node.children()):
            if name.lower() in present:
                continue
            field = child.field
            needed = field is not None and field.required == "yes"
            old = field is not None and (field.deprecated or field.unused)
            sort = _SOON if needed else _LAST if old else _USUAL
            yield self._key(name, "field", f"{sort}{number:03}", field, "mapping" if child.names else _shape(field))

    def _alias_keys(
        self, node: FieldNode, entry: EntryPlace, holder: Part, present: set[str]
    ) -> Iterator[CompletionItem]:
        """Imports that could be added: an alias with its target."""
        field = node.other.field if node.other is not None else None
        if field is None or field.role != "import-target" or self.cursor.colon or self.cursor.quote:
            return
        taken = {value.text.strip() for _, _, value in holder.pairs}
        for target in self._targets(field, entry):
            alias = alias_for(target.name)
            if target.id in taken or alias.lower() in present or not alias:
                continue
            usual = _USUAL if target.has_role("library") else _LATE
            yield self._item(
                alias,
                "alias",
                f"{alias}: {self._written(target.id)}",
                usual + self._nearness(target),
                detail=target.id,
                documentation=self._entry_doc(target),
                filter=f"{alias} {target.id}",
            )

    def _meta_keys(self, entry: EntryPlace, path: tuple[str, ...], present: set[str]) -> Iterator[CompletionItem]:
        """Keys below `meta`: those with a meaning, then those that the workspace uses."""
        place = self.place
        known = field_node(place, entry, (place.keys.meta, *path))
        told: set[str] = set(present)
        if known is not None:
            for item in self._field_keys(known, present):
                told.add(item.label.lower())
                yield item
        for meta in place.catalog.meta_keys:
            steps = tuple(meta.key.split("."))
            name = steps[len(path)] if len(steps) > len(path) else ""
            fitting = steps[: len(path)] == path and (not entry.kind or place.catalog.accepts(meta.kinds, entry.kind))
            if fitting and name and name.lower() not in told:
                told.add(name.lower())
                last = len(steps) == len(path) + 1
                yield self._key(
                    name, "field", _USUAL, meta.field if last else None, _shape(meta.field if last else None)
                )
        for steps, use in usage_of(place.snapshot).meta.items():
            if steps[:-1] == path and steps[-1].lower() not in told:
                yield self._key(steps[-1], "property", _LATE, None, use.shape, detail=f"used {times(use.number)}")

    # --- values ---------------------------------------------------------------------------------------

    def _values(self, part: Part, dash: str) -> Iterator[CompletionItem]:
        keys = self.place.keys
        if part.path == (keys.namespace,):
            for namespace in usage_of(self.place.snapshot).namespaces:
                yield self._value(namespace, "namespace", _USUAL, dash)
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
            order = _FIRST + f"{9999 - min(used[name], 9999):04}" if used[name] else _USUAL
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
                    yield self._value(group, "value", _USUAL, dash, detail=f"used {times(number)}")
        else:
            yield from self._plain_values(field, taken, dash)

    def _plain_values(self, field: Field, taken: set[str], dash: str) -> Iterator[CompletionItem]:
        for number, value in enumerate(field.enum):
            if value and value not in taken:
                detail = "default" if value == field.default else ""
                yield self._value(value, "value", f"{_FIRST}{number:03}", dash, detail=detail)
        if field.enum:
            return
        if "bool" in field.type.scalars and "str" not in field.type.scalars:
            for word, meant in (("true", True), ("false", False)):
                detail = "default" if field.default is meant else ""
                yield self._value(word, "value", _FIRST, dash, detail=detail, literal=True)
        elif field.default not in (None, "") and isinstance(field.default, (str, int, float)):
            literal = not isinstance(field.default, str)
            yield self._value(str(field.default), "value", _FIRST, dash, detail="default", literal=literal)

    def _modules(self, entry: EntryPlace, taken: set[str], dash: str) -> Iterator[CompletionItem]:
        catalog = self.place.catalog
        durable = entry.info is not None and "deterministic" in entry.info.roles
        imports = role_path(entry, "imports")
        if imports is not None:
            taken = taken | {value.text for _, _, value in imports.pairs}
        for name in catalog.module_names:
            module = catalog.module(name)
            if module is None or not module.listable or name in taken or (durable and not module.deterministic):
                continue
            yield self._value(
                name, "module", _USUAL, dash, detail=module.summary, documentation=module_doc(module, catalog)
            )

    def _ids(self, field: Field, entry: EntryPlace, part: Part, taken: set[str], dash: str) -> Iterator[CompletionItem]:
        """Ids of entries that a reference field takes, the short names first where they are enough."""
        form = field.ref_form
        if field.role == "import-target":
            taken = _beside(part)
        short_allowed = form in ("full-or-short", "short-only")
        for target in self._targets(field, entry):
            if target.id in taken:
                continue
            documentation = self._entry_doc(target)
            own = target.namespace == entry.namespace
            if short_allowed and own and target.name not in taken:
                yield self._value(
                    target.name,
                    "entry",
                    _FIRST,
                    dash,
                    detail=target.kind,
                    documentation=documentation,
                    filter=target.id,
                )
            if form != "short-only":
                sort = _USUAL + self._nearness(target)
                yield self._value(target.id, "entry", sort, dash, detail=target.kind, documentation=documentation)
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
            yield self._value(name, "value", _SOON, dash, detail=entry.id, documentation=self._entry_doc(entry))

    def _targets(self, field: Field, entry: EntryPlace) -> Iterator[Entry]:
        """The entries whose kinds a field takes, of the root and of the rest of the workspace; not the entry itself."""
        view, accepts = self.place.view, self.place.catalog.accepts
        if view is None:
            return
        fitting: dict[str, bool] = {}
        for held in (view.index.entries, view.index.elsewhere):
            for identifier, entries in held.items():
                target = entries[-1]
                if held is view.index.elsewhere and identifier in view.index.entries:
                    continue
                kind = target.kind
                if kind not in fitting:
                    fitting[kind] = accepts(field.ref, kind)
                if fitting[kind] and target is not entry.known and target.id != entry.id and target.name:
                    yield target

    def _nearness(self, target: Entry) -> str:
        """Entries of the own namespace before those of related ones, and these before all others."""
        own, other = self.place.namespace, target.namespace
        if own == other:
            return "0"
        return "1" if own.partition(".")[0] == other.partition(".")[0] else "2"

    def _entry_doc(self, target: Entry) -> str:
        return entry_doc(self.place.snapshot, target, self.place.catalog)

    # --- files and what is in them --------------------------------------------------------------------

    def _files(self, entry: EntryPlace, part: Part, dash: str) -> Iterator[CompletionItem]:
        """Lua files that the entry could run: those that no entry uses first, then by how near they are."""
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
            sort = (_LATE if path in used else _SOON) + f"{min(written.count('../'), 9)}{min(written.count('/'), 9)}"
            detail = "" if path in used else "no entry uses it"
            yield self._value(text, "file", sort, dash, label=written, detail=detail, filter=text)

    def _methods(self, entry: EntryPlace, dash: str) -> Iterator[CompletionItem]:
        """Functions that the entry's Lua returns."""
        facts = self._lua(entry)
        default = entry.info.field_with_role("method") if entry.info is not None else None
        usual = default.runtime_default if default is not None else None
        for export in facts.returned.exports if facts is not None else ():
            if facts is None or export.kind == "value":
                continue
            function = facts.functions[export.function] if export.function >= 0 else None
            sort = _FIRST if export.kind == "function" else _USUAL
            detail = function.signature if function is not None else ""
            documentation = function.doc if function is not None else ""
            yield self._value(export.name, "function", sort, dash, detail=detail, documentation=documentation)
        if isinstance(usual, str) and not (facts is not None and any(e.name == usual for e in facts.returned.exports)):
            yield self._value(usual, "value", _LATE, dash, detail="default at run time")

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
                yield self._value(dot + written, "field", _SOON, dash, detail=f"written in {target.id}")
            for other in fields:
                if "[" not in other.path and "*" not in other.path and other.path.lower() not in present:
                    yield self._value(
                        dot + other.path, "field", _USUAL, dash, detail=other.type.name, documentation=field_doc(other)
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
                yield from self._plain_values(meta.field, taken, dash)
            for value in meta.values:
                if value not in told:
                    told.add(value)
                    yield self._value(value, "value", _SOON, dash)
        if field is not None and (field.is_reference or not (field.type.item or "str" in field.type.scalars)):
            return
        for (value, is_text), number in usage_of(place.snapshot).meta_values.get(steps, {}).items():
            if value not in told:
                yield self._value(value, "value", _USUAL, dash, detail=f"used {times(number)}", literal=not is_text)

    # --- lists ----------------------------------------------------------------------------------------

    def _expects_list(self, part: Part) -> bool:
        """True when the catalog knows that a list belongs here."""
        if part.path == (self.place.keys.entries,):
            return True
        around = entry_around(self.place, part)
        if around is None:
            return False
        node = field_node(self.place, *around)
        return node is not None and node.field is not None and node.field.type.item is not None

    def _list_items(self, holder: Part) -> Iterator[CompletionItem]:
        """Items whose dash is not written yet."""
        if holder.path == (self.place.keys.entries,):
            yield from self._snippets("- ")
            return
        number = len(holder.items)
        phantom = Part(holder, f"[{number}]", self.cursor.span.start)
        yield from self._values(phantom, "- ")

    def _snippets(self, dash: str) -> Iterator[CompletionItem]:
        """Whole entries."""
        catalog = self.place.catalog
        used = usage_of(self.place.snapshot).kinds
        for name in catalog.kinds:
            kind = catalog.kind(name)
            if kind is None or not kind.usable:
                continue
            lines = entry_lines(kind, self.place.keys)
            pad = f"\n{self.inner}{' ' * len(dash)}"
            sort = _LATE + (f"{9999 - min(used[name], 9999):04}" if used[name] else "9999")
            yield self._item(
                name,
                "snippet",
                dash + pad.join(lines),
                sort,
                detail="new entry",
                documentation=kind_doc(kind, catalog),
                snippet=True,
            )


def _shape(field: Field | None) -> str:
    """How a value is written as a rule."""
    if field is None:
        return "mapping"
    if field.type.scalars:
        return "scalar"
    return "list" if field.type.item is not None else "mapping"


def _offers(field: Field) -> bool:
    """True when the values of a field can be completed."""
    known = field.enum or field.is_reference or field.role or field.type.format == "env-name"
    return bool(known) or "bool" in field.type.scalars


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


_PATH_DEPTH = 3
