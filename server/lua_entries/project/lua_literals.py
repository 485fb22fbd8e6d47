"""Ids of entries in Lua: literals at the places where known calls take them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lua_entries.catalog import Catalog, Definition, IdArgument
from lua_entries.facts.lua_model import CallLiteral
from lua_entries.project.lua_names import callee
from lua_entries.project.resolver import Resolution, split_id
from lua_entries.project.snapshot import RootView, Snapshot
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.text.span import Span


class LiteralId(NamedTuple):
    """A literal that names an entry; `text` is it without what is not part of the id."""

    literal: CallLiteral
    argument: IdArgument
    text: str
    span: Span
    """Of the text alone, where the literal has no escapes."""
    resolution: Resolution


def literal_ids(snapshot: Snapshot, view: RootView, entry: Entry, unit: LuaUnit) -> Iterator[LiteralId]:
    """The ids in the unit's Lua, as seen by one of the entries that use it, in the order of the text."""
    catalog = view.catalog
    callees: dict[str, str | None] = {}
    for literal in unit.facts.literals:
        written = literal.callee
        if written not in callees:
            callees[written] = callee(snapshot, catalog, entry, written)
        argument = _argument(catalog, entry, callees[written], literal)
        if argument is None:
            continue
        text = literal.text.split(argument.cut, 1)[0] if argument.cut else literal.text
        if _is_id(text, catalog.definition):
            span = literal.span._replace(end=literal.span.end - len(literal.text) + len(text))
            yield LiteralId(literal, argument, text, span, view.resolve(text, argument.ref_form or "full", entry))


def _argument(catalog: Catalog, entry: Entry, name: str | None, literal: CallLiteral) -> IdArgument | None:
    for argument in catalog.calls.get(name or "", ()):
        if (argument.argument, argument.option) == (literal.argument, literal.option) and argument.is_reference:
            return None if argument.not_in and entry.has_role(argument.not_in) else argument
    return None


def _is_id(text: str, keys: Definition) -> bool:
    """True for texts that can only be meant as a full id; public names of variables and the like are none."""
    namespace, name = split_id(text)
    return bool(namespace) and re.fullmatch(keys.usual_name, namespace + name) is not None
