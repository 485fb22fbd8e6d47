"""Index files with their entries, as they were before as far as their text is."""

from __future__ import annotations

from dataclasses import replace

from lua_entries.catalog import Catalog
from lua_entries.facts.index_file import index_facts
from lua_entries.facts.index_model import EntryFact
from lua_entries.files.store import Unreadable
from lua_entries.project.config import CONFIG_NAME, Limits
from lua_entries.project.configs import Configs
from lua_entries.project.discovery import Texts
from lua_entries.project.lua_text import unreadable
from lua_entries.project.memory import KnownUnit, Memory
from lua_entries.project.moving import kept_entries, move_between
from lua_entries.project.units import Entry, IndexUnit
from lua_entries.syntax.yaml.nodes import Mapping as YamlMapping
from lua_entries.text.span import Problem


def index_unit(path: str, texts: Texts, configs: Configs, memory: Memory) -> IndexUnit:
    """The index file at a path; entries that an edit only moved are those of the last load."""
    text, limits, catalog = texts.read(path), configs.of(path).limits, configs.catalog(path)
    known = memory.units.get(path)
    if known is None or known.catalog is not catalog or known.limits != limits:
        known = None
    elif known.unit.readable and known.unit.text == text:
        return known.unit
    unit = _read_index(path, text, limits, catalog)
    if known is not None:
        move = move_between(known.unit.text, unit.text)
        unit = replace(unit, entries=kept_entries(known.unit, unit, move), origin=known.unit.mark)
    memory.units[path] = KnownUnit(unit, limits, catalog)
    return unit


def _read_index(path: str, text: str | Unreadable, limits: Limits, catalog: Catalog) -> IndexUnit:
    if isinstance(text, Unreadable):
        facts = index_facts("")._replace(problems=(unreadable("yaml-syntax", text),))
        return IndexUnit(path, "", facts, (), "", readable=False)
    facts = index_facts(text, max_size=limits.max_file_size, max_nesting=limits.max_nesting)
    namespace = facts.namespace.text.strip() if facts.namespace is not None else ""
    limit = limits.max_entries
    if len(facts.entries) > limit:
        message = f"the file has more than {limit:,} entries; the rest was not read"
        help = f"split the file, or raise `limits.max-entries` in `{CONFIG_NAME}`"
        problem = Problem("limit-exceeded", facts.entries[limit].place, message, help)
        facts = facts._replace(
            entries=facts.entries[:limit],
            problems=(*facts.problems, problem),
            file_values=tuple(value for value in facts.file_values if value.entry < limit),
        )
    entries = tuple(_entry(path, namespace, facts.meta, fact, catalog) for fact in facts.entries)
    return IndexUnit(path, text, facts, entries, namespace)


def _entry(path: str, namespace: str, file_meta: YamlMapping | None, fact: EntryFact, catalog: Catalog) -> Entry:
    name = fact.name.text if fact.name is not None else ""
    kind = fact.kind.text if fact.kind is not None else ""
    meta = fact.node.get(catalog.definition.meta)
    own_meta = meta.value if meta is not None and isinstance(meta.value, YamlMapping) else None
    identifier = f"{namespace}{catalog.definition.id_separator}{name}"
    return Entry(identifier, namespace, name, kind, path, fact, own_meta, file_meta, catalog.kind(kind))
