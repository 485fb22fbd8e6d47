"""What names and calls in an entry's Lua stand for: its imports and modules, and the types that calls return."""

from __future__ import annotations

import re
from typing import NamedTuple

from lua_entries.catalog import Catalog, Member, Module
from lua_entries.project.imports import Link
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry


class Meaning(NamedTuple):
    """A builtin module (or global library), or an import of an entry; one of the two."""

    module: Module | None
    link: Link | None


def meaning(snapshot: Snapshot, entry: Entry, name: str) -> Meaning | None:
    """What `require(name)`, or the global of that name, is for the entry; None when that is not known."""
    view = snapshot.view_of(entry)
    if view is None:
        return None
    link = snapshot.link(entry, name)
    if link is not None:
        if link.resolution.verdict == "module":
            module = view.catalog.module(link.resolution.id)
            return Meaning(module, None) if module is not None else None
        return Meaning(None, link) if link.entries else None
    if not snapshot.declares(entry, name) and name not in view.catalog.ambient(entry.kind):
        return None
    module = view.catalog.module(name) or view.catalog.libraries.get(name)
    return Meaning(module, None) if module is not None else None


_STEP = re.compile(r"([.:])([A-Za-z_]\w*)(\(\))?", re.ASCII)
_TYPE = re.compile(r"(?:([a-z_]\w*)\.)?([A-Z]\w*)", re.ASCII)


def callee(snapshot: Snapshot, catalog: Catalog, entry: Entry, written: str) -> str | None:
    """The name under which the catalog knows a call written as in `CallLiteral.callee`: `funcs.new():call` is
    `funcs.Executor:call`. None when the chain leads to something that is not known."""
    base = re.match(r"[A-Za-z_]\w*", written, re.ASCII)
    known = meaning(snapshot, entry, base[0]) if base is not None else None
    if base is None or known is None or known.module is None:
        return None
    module, owner, path = known.module, "", ""
    for sign, name, called in _STEP.findall(written[base.end() :]):
        if owner:
            member: Member | None = _type_member(catalog, module, owner, name)
        else:
            path = f"{path}.{name}" if path else name
            member = module.members.get(path)
        if not called:
            continue
        if member is None or not member.returns:
            return None
        found = _TYPE.match(member.returns[0])
        if found is None:
            return None
        if found[2] != "Self":
            other = catalog.module(found[1]) if found[1] else module
            if other is None:
                return None
            module, owner = other, found[2]
        path = ""
        if sign == ":" and not owner:
            return None
    last = written[base.end() :].rpartition(")")[2]
    if not last:
        return None
    return f"{module.name}.{owner}:{last[1:]}" if owner else f"{module.name}{last}"


def _type_member(catalog: Catalog, module: Module, owner: str, name: str) -> Member | None:
    of = module.types.get(owner)
    return of.members.get(name) if of is not None else None
