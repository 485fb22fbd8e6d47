"""Short Markdown texts that go with completed names."""

from __future__ import annotations

from collections.abc import Iterable

from lua_entries.catalog import Catalog, Field, Kind, Member, Module
from lua_entries.files.paths import shown
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry
from lua_entries.project.walk import meta_pairs
from lua_entries.syntax.yaml.nodes import Scalar


def kind_doc(kind: Kind, catalog: Catalog) -> str:
    """What a kind is, and where to read on."""
    return _joined((kind.summary, _link(catalog.doc_url(kind.doc))))


def field_doc(field: Field) -> str:
    """What a field means and what it may hold."""
    facts = [field.type.label]
    if field.required in ("yes", "documented"):
        facts.append("required")
    if field.condition:
        facts.append(f"required {field.condition}")
    if field.default is not None or field.default_note:
        facts.append(f"default {field.default_note or _value(field.default)}")
    if field.unit:
        facts.append(f"in {field.unit}")
    values = f"One of {', '.join(f'`{value}`' for value in field.enum)}" if field.enum else ""
    return _joined((field.summary, "; ".join(facts), values, "Only in later runtimes" if field.newer else ""))


def module_doc(module: Module, catalog: Catalog) -> str:
    """What a module is for."""
    workflows = "Workflows may use it" if module.deterministic else "Not for workflows"
    return _joined((module.summary, workflows, module.availability, module.note, _link(catalog.doc_url(module.doc))))


def member_doc(member: Member) -> str:
    """What a member does."""
    options = "\n".join(
        f"- `{option.name}{'?' if option.optional else ''}: {option.type}`" for option in member.options
    )
    return _joined((member.summary, member.note, f"Options:\n{options}" if options else ""))


def entry_doc(snapshot: Snapshot, entry: Entry, catalog: Catalog) -> str:
    """What an entry is: its remark, its kind, its file."""
    key = catalog.meta_with_role("comment")
    node = entry.meta(tuple(key.key.split("."))) if key is not None else None
    comment = node.text.strip() if isinstance(node, Scalar) else ""
    return _joined((comment, f"`{entry.kind}` in `{shown(entry.path, snapshot.directory)}`"))


def remark(entry: Entry, catalog: Catalog) -> str:
    """The entry's own remark, on one line."""
    key = catalog.meta_with_role("comment")
    for pair in meta_pairs(entry) if key is not None else ():
        if key is not None and pair.key.text == key.key and isinstance(pair.value, Scalar):
            return " ".join(pair.value.text.split())
    return ""


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part)


def _link(url: str) -> str:
    return f"[Documentation]({url})" if url else ""


def _value(value: object) -> str:
    return f"`{str(value).lower()}`" if isinstance(value, bool) else f"`{value}`"
