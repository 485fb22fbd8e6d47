"""Completion in index files: keys, values (in a module of their own), list items, whole entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lua_entries.catalog import Field, FieldNode
from lua_entries.features.completion_docs import kind_doc
from lua_entries.features.completion_items import (
    FIRST,
    LAST,
    LATE,
    SOON,
    USUAL,
    Candidate,
    CompletionItem,
    times,
)
from lua_entries.features.completion_yaml_values import YamlValues
from lua_entries.features.entry_snippets import entry_lines
from lua_entries.features.names import alias_for
from lua_entries.features.usage import usage_of
from lua_entries.features.yaml_place import (
    EntryPlace,
    entry_around,
    field_node,
)
from lua_entries.syntax.yaml.cursor import Part


class YamlCompletion(YamlValues):
    """The items for one cursor. `texts` gives the newest text of any file, empty for unknown ones."""

    def items(self) -> Iterator[CompletionItem]:
        """Everything that may be typed, in no order."""
        cursor = self.cursor
        if cursor.key is not None:
            yield from self._keys(cursor.key)
        if cursor.value is not None:
            yield from self._values(cursor.value, "")
        if cursor.item is not None and (cursor.item is not cursor.key or self._expects_list(cursor.item)):
            yield from self._list_items(cursor.item)

    # --- keys -----------------------------------------------------------------------------------------

    def _keys(self, holder: Part) -> Iterator[CompletionItem]:
        present = {
            name.lower() for name, span, _ in holder.pairs if not span.start <= self.cursor.span.start <= span.end
        }
        keys = self.place.keys
        around = entry_around(self.place, holder)
        if not holder.path:
            yield from self._declared(keys.file_fields, present, USUAL)
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
                first = FIRST if field.required == "yes" else sort
                yield self._key(field.path, "field", f"{first}{number:02}", field, _shape(field))

    def _entry_keys(self, entry: EntryPlace, present: set[str]) -> Iterator[CompletionItem]:
        keys = self.place.keys
        listed = entry.part.parent is not None
        if listed:
            yield from self._declared(keys.entry_fields, present, LATE)
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
            sort = SOON if needed else LAST if old else USUAL
            yield self._key(name, "field", f"{sort}{number:03}", field, "mapping" if child.names else _shape(field))

    def _alias_keys(
        self, node: FieldNode, entry: EntryPlace, holder: Part, present: set[str]
    ) -> Iterator[CompletionItem]:
        """Imports that could be added: an alias with its target."""
        field = node.other.field if node.other is not None else None
        if field is None or field.role != "import-target" or self.cursor.colon or self.cursor.quote:
            return
        taken = {value.text.strip() for _, _, value in holder.pairs}
        wanted, told = self._required(entry), set(present)
        sorts, candidates = self._sorts(), []
        for target in self._targets(field, entry):
            alias = alias_for(target.name)
            if target.id in taken or alias.lower() in present or not alias:
                continue
            told.add(alias.lower())
            usual = USUAL if target.has_role("library") else LATE
            sort = (FIRST if alias in wanted else usual) + sorts(target.namespace)
            candidates.append(Candidate((f"{sort}{alias.lower()}", alias), f"{alias} {target.id}", target))
        for (sort, alias), filter, target in self._first(candidates):
            yield self._item(
                alias,
                "alias",
                f"{alias}: {self._written(target.id)}",
                sort.removesuffix(alias.lower()),
                detail=target.id,
                filter=filter,
                about=target,
            )
        for name in wanted:
            if name.lower() not in told and self.place.catalog.module(name) is None:
                yield self._key(name, "alias", FIRST, field, "scalar", detail="required in its Lua")

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
                    name, "field", USUAL, meta.field if last else None, _shape(meta.field if last else None)
                )
        for steps, use in usage_of(place.snapshot).meta.items():
            if steps[:-1] == path and steps[-1].lower() not in told:
                yield self._key(steps[-1], "property", LATE, None, use.shape, detail=f"used {times(use.number)}")

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
            sort = LATE + (f"{9999 - min(used[name], 9999):04}" if used[name] else "9999")
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
