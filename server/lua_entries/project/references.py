"""Every reference that an entry makes in its fields, resolved. Rules, the graph and the editor read this one list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from lua_entries.catalog import Definition, Field, FieldType, load_catalog
from lua_entries.project.imports import Reference, import_field, reference_of
from lua_entries.project.resolver import Resolution, split_id
from lua_entries.project.units import Entry, IndexUnit
from lua_entries.project.values import has_placeholder
from lua_entries.project.walk import Place, places
from lua_entries.syntax.yaml.nodes import Mapping, Node, Scalar, Sequence


class FieldReference(NamedTuple):
    """One reference in a field other than the imports."""

    field: Field
    path: tuple[str, ...]
    """From the entry's root, list items as `[0]`."""
    value: Node
    reference: Reference
    resolution: Resolution

    @property
    def shown(self) -> str:
        """The path as messages write it."""
        return ".".join(self.path).replace(".[", "[")


def references_of(
    entry: Entry, resolve: Callable[[str, str, Entry], Resolution], keys: Definition
) -> Iterator[FieldReference]:
    """References in the order of the file. Values with placeholders, wildcards and logical names are none."""
    imports = import_field(entry)
    for place in places(entry, keys):
        field = place.node.field
        if field is None or field is imports or not (field.is_reference or _is_variable(field)):
            continue
        for path, value in _values(place, field):
            reference = reference_of(value)
            if reference is None or not _names_entry(value, reference.text, field, keys):
                continue
            yield FieldReference(
                field, path, value, reference, resolve(reference.text, field.ref_form or "full", entry)
            )


def _values(place: Place, field: Field) -> Iterator[tuple[tuple[str, ...], Node]]:
    """The values of the field that may be references; what has the wrong type is none."""
    if isinstance(place.value, Sequence):
        if (item := field.type.item) is not None:
            for number, value in enumerate(place.value.items):
                if _fits(value, item):
                    yield (*place.path, f"[{number}]"), value
    elif _fits(place.value, field.type):
        yield place.path, place.value


def _fits(value: Node, wanted: FieldType) -> bool:
    return isinstance(value, Scalar) or (isinstance(value, Mapping) and wanted.mapping)


def groups_in(unit: IndexUnit) -> frozenset[str]:
    """The ids of the logical groups that the entries of an index file name."""
    keys = load_catalog().definition
    return frozenset(group for entry in unit.entries for group in groups_of(entry, keys))


def groups_of(entry: Entry, keys: Definition) -> Iterator[str]:
    """The ids of the logical groups that the entry names; they look like ids of entries, and nothing declares them."""
    for place in places(entry, keys):
        field = place.node.field
        if field is not None and field.group_ref:
            for _, value in _values(place, field):
                reference = reference_of(value)
                if reference is not None:
                    namespace, name = split_id(reference.text)
                    own = not namespace and field.ref_form != "full"
                    yield f"{entry.namespace}{keys.id_separator}{name}" if own else reference.text


def _is_variable(field: Field) -> bool:
    """True for fields that hold the public name of an environment variable, or the id of its entry."""
    return bool(field.ref) and field.type.format == "env-name"


def _names_entry(value: Node, text: str, field: Field, keys: Definition) -> bool:
    if isinstance(value, Scalar) and (has_placeholder(value, keys) or "*" in text):
        return False
    namespace, _ = split_id(text)
    if _is_variable(field):
        return bool(namespace)  # a public name is looked up among the values of all variables, not among ids
    return not text.startswith(field.prefixes)
