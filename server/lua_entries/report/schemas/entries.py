"""The schema of index files, from the catalog.

It says less than `lint`, on purpose, since it sees one file and no project:

* `name` and `kind` are required, the fields of a kind are not: a requirement, an override or a variable may fill them
  in. Their descriptions say that they are needed, and a snippet for each kind writes them.
* Any kind is accepted, since plugins have their own; the known ones are offered, and those that cannot be declared are
  refused.
* Unknown fields are accepted. Misspellings that the catalog lists are marked as deprecated.
* The runtime compares names of fields without case; a schema cannot, so fields in other cases are not checked.
* Ids, files and demands on several fields at once are not checked.

Types and allowed values are checked. A value that stands only until something else replaces it should be empty or a
placeholder; any other of the wrong type is refused here, although `lint` knows that it is replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lua_entries.catalog import Catalog, Field, FieldNode, Kind
from lua_entries.catalog.field_tree import split_path
from lua_entries.report.schemas.fields import FieldSchemas, sentence
from lua_entries.report.schemas.write import DRAFT, Schema, reference, shared

_COMMENT = (
    "Made by `lua-entries schema entries`. It is tolerant: fields may be filled in from elsewhere, the runtime reads "
    "field names without case, plugins bring kinds and fields of their own. `lua-entries lint` checks the project."
)

_ENTRY = "entry"


def entries_schema(catalog: Catalog) -> Schema:
    """The schema of index files with the kinds and modules of the catalog."""
    return _Maker(catalog).schema()


class _Maker:
    """Makes the schema; see the module for what it leaves out."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._keys = catalog.definition
        self._fields = FieldSchemas(catalog)

    def schema(self) -> Schema:
        keys = self._keys
        single = (keys.name, keys.kind)
        frame = {field.path: self._frame_field(field) for field in keys.file_fields if field.path not in single}
        frame[keys.entries] |= {"type": ["array", "null"], "items": reference(_ENTRY)}
        kinds = [kind for name in self._catalog.kinds if (kind := self._catalog.kind(name)) is not None]
        definitions = {_ENTRY: self._entry(kinds)}
        for kind in kinds:
            definitions |= self._kind(kind)
        return {
            "$schema": DRAFT,
            "$comment": _COMMENT,
            "title": "Wippy entries",
            "type": ["object", "null"],
            "properties": frame,
            "required": [field.path for field in keys.file_fields if field.required == "yes"],
            # The file itself is an entry where it has a kind and no others; else it needs the list.
            "if": {"type": "object", "required": [keys.kind], "properties": {keys.entries: {"maxItems": 0}}},
            "then": reference(_ENTRY),
            "else": {"required": [keys.entries], "properties": {keys.entries: {"type": "array"}}},
            "definitions": shared({**definitions, **self._fields.definitions}),
        }

    def _frame_field(self, field: Field) -> Schema:
        schema = self._fields.of_field(field)
        if field.required == "yes":
            schema |= {"type": "string", "pattern": r"\S", "patternErrorMessage": "Must not be blank"}
        return schema

    def _entry(self, kinds: list[Kind]) -> Schema:
        """What all entries have in common, and what each kind adds."""
        keys = self._keys
        usable = [kind for kind in kinds if kind.usable]
        properties = {field.path: self._frame_field(field) for field in keys.entry_fields}
        separator = re.escape(keys.id_separator)
        properties[keys.name] |= {
            "pattern": rf"^[^{separator}]*[^{separator}\s][^{separator}]*$",
            "patternErrorMessage": f"Must be neither blank nor hold `{keys.id_separator}`",
        }
        properties[keys.data] |= _usually({"type": "object"})
        # Editors show the first description that they meet: it is that of the kind which is written.
        del properties[keys.kind]["description"]
        properties[keys.kind]["anyOf"] = [*(self._offer(kind) for kind in usable), {"type": "string"}]
        return {
            "type": "object",
            "properties": properties,
            "required": [field.path for field in keys.entry_fields if field.required == "yes"],
            "allOf": [
                *({"if": self._is_of(kind), "then": reference(f"kind.{kind.name}")} for kind in kinds),
                {
                    "if": {"type": "object", "required": [keys.kind]},
                    "else": {"defaultSnippets": [self._snippet(kind) for kind in usable]},
                },
            ],
        }

    def _is_of(self, kind: Kind) -> Schema:
        """The condition that an entry is of a kind.

        The type keeps items without content apart. The pattern says nothing new to a validator, but while somebody
        types, yaml-language-server takes a constant as met by its beginning: one kind's name may begin another's.
        """
        named = {"const": kind.name, "pattern": f"^{re.escape(kind.name)}$"}
        return {"type": "object", "properties": {self._keys.kind: named}, "required": [self._keys.kind]}

    def _offer(self, kind: Kind) -> Schema:
        about = sentence(kind.summary)
        offered = {"const": kind.name, "description": about or f"`{kind.name}`"}
        link = self._catalog.doc_url(kind.doc)
        if link:
            offered["markdownDescription"] = f"{about}\n\n[Documentation]({link})".lstrip()
        return offered

    def _kind(self, kind: Kind) -> dict[str, Schema]:
        """The definitions of a kind: what its entries hold, and its fields, which `data` may hold as well."""
        keys = self._keys
        if not kind.usable:
            # A kind is not blank, so nothing passes; of the ways to say no, editors show the words of this one.
            message = f"`{kind.name}` cannot be declared: use {kind.replacement}"
            refused = {"pattern": "^$", "patternErrorMessage": message}
            return {f"kind.{kind.name}": {"properties": {keys.kind: refused}}}
        properties: dict[str, Schema] = {}
        meta = self._meta(kind)
        if meta:
            properties[keys.meta] = {"properties": meta}
        fields = {name: self._fields.of_node(child) for name, child in kind.tree.children() if name != keys.meta}
        for path, schema in self._written_in_vain(kind):
            _put(fields, path, schema)
        if not fields:
            return {f"kind.{kind.name}": {"properties": properties}}
        data = reference(f"fields.{kind.name}")
        properties[keys.data] = data
        return {
            f"kind.{kind.name}": {"properties": properties, "allOf": [data]},
            # Under `data` it is described already.
            f"fields.{kind.name}": {"properties": fields, "doNotSuggest": True},
        }

    def _meta(self, kind: Kind) -> dict[str, Schema]:
        """The keys of `meta`: those that the runtime reads are checked, those of conventions are offered."""
        node = kind.tree.child(self._keys.meta)
        found = {name: self._fields.of_node(child) for name, child in node.children()} if node is not None else {}
        for key in self._catalog.meta_keys:
            if key.origin == "convention" and key.key not in found and self._catalog.accepts(key.kinds, kind.name):
                found[key.key] = {
                    "description": sentence(key.field.summary),
                    **_usually(self._fields.of_type(key.field.type)),
                }
                if key.values:
                    found[key.key]["examples"] = list(key.values)
        return found

    def _written_in_vain(self, kind: Kind) -> Iterator[tuple[list[str], Schema]]:
        """Keys that are known to have no effect, with the words about them. Editors do not offer them."""
        for path, right in kind.misspellings.items():
            yield split_path(path), {"deprecationMessage": f"The runtime does not read it, did you mean `{right}`?"}
        for path, reason in kind.ignored.items():
            yield split_path(path), {"deprecationMessage": f"The runtime does not read it: {reason}"}

    def _snippet(self, kind: Kind) -> Schema:
        """An entry of a kind with what it must have."""
        keys = self._keys
        stops = _Stops(keys.file_scheme)
        body = {keys.name: stops.next("name"), keys.kind: kind.name, **stops.required(kind.tree)}
        return {"label": kind.name, "description": sentence(kind.summary), "body": body}


class _Stops:
    """The places of a snippet that are to be filled in, numbered in the order of writing."""

    def __init__(self, file_scheme: str) -> None:
        self._file_scheme = file_scheme
        self._count = 0

    def next(self, text: str) -> str:
        """A place with a text to begin with."""
        self._count += 1
        return f"${{{self._count}:{text}}}"

    def required(self, node: FieldNode) -> dict[str, Any]:
        """The fields below a node that must be there."""
        found: dict[str, Any] = {}
        for name, child in node.children():
            field = child.field
            if field is not None and field.required != "yes":
                continue
            value = self._value(name, child)
            if value is not None:
                found[name] = value
        return found

    def _value(self, name: str, node: FieldNode) -> Any:
        field = node.field
        below = self.required(node.item if node.item is not None else node)
        if below:
            return [below] if node.item is not None else below
        if field is None:
            return None
        if field.role == "source":
            return f"{self._file_scheme}{self.next(name)}.lua"
        if field.type.scalars:
            return self.next(str(field.runtime_default or (field.enum[0] if field.enum else name)))
        return [self.next(name)] if field.type.item is not None else None


def _usually(schema: Schema) -> Schema:
    """Accepts anything; the first alternative tells editors what to write."""
    return {"anyOf": [schema, {}]}


def _put(fields: dict[str, Schema], path: list[str], schema: Schema) -> None:
    """Put a schema at a path below the fields, where what leads there is known and the place is free."""
    *parents, last = path
    for segment in parents:
        if segment not in fields:
            return
        fields = fields[segment].setdefault("properties", {})
    fields.setdefault(last, schema)
