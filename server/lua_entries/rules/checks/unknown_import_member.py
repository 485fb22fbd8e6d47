"""LE602: a member that the imported entry's chunk does not return."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.catalog.near import close_names
from lua_entries.facts.lua_model import NameUse
from lua_entries.project.lua_names import Meaning
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.rules.common import did_you_mean, is_filled, relative
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import field_key, looked_in_key, lua_key, name_key
from lua_entries.rules.members import absent
from lua_entries.rules.rule import Context, LuaCheck, Rule
from lua_entries.rules.targets import suggestions

RULE = Rule(
    "LE602", "unknown-import-member", Severity.WARNING, "a member that the imported entry does not return", "editor"
)


def run(context: Context, entry: Entry, unit: LuaUnit) -> Iterator[Finding]:
    """Members of imports that are surely not there.

    Silent when what the chunk returns is not known as a whole, and for targets that the root does not load itself: it
    may run with another version of them.
    """

    def lacks(known: Meaning, use: NameUse) -> bool:
        target = _target(context, known)
        library = context.snapshot.outside(target) if target is not None else None
        return library is not None and library.exports is not None and use.member not in library.exports

    for use, known in absent(context, entry, unit, lacks):
        target = _target(context, known)
        library = context.snapshot.lua_of(target) if target is not None else None
        if target is not None and library is not None:
            yield _finding(context, entry, unit, use, target, library)


def _target(context: Context, known: Meaning) -> Entry | None:
    """The imported entry, where it is surely that which runs."""
    if known.link is None:
        return None
    target = known.link.entries[-1]
    if target not in context.view.index.entries.get(target.id, ()) or is_filled(context, target, "source"):
        return None
    return target


def _finding(context: Context, entry: Entry, unit: LuaUnit, use: NameUse, target: Entry, library: LuaUnit) -> Finding:
    assert use.member_span is not None
    returned = library.facts.returned
    near = close_names(use.member, [export.name for export in returned.exports], limit=2)
    span = unit.place(use.member_span)
    related = []
    if returned.span is not None:
        related.append(Related(library.path, library.place(returned.span), f"this is what `{target.id}` returns"))
    where = relative(library.path, context.snapshot.directory)
    imports = entry.field("imports")
    alias = (
        [field_key(entry.id, f"{imports.path}.{use.name}"), name_key(entry.id, use.name)] if imports is not None else []
    )
    return RULE.finding(
        f"`{target.id}` (`{where}`) returns no `{use.member}`, so this is nil",
        unit.path,
        span,
        entry=entry,
        help=did_you_mean(near),
        related=related,
        fixes=suggestions(unit.path, span, near if unit.is_exact else ()),
        keys=[lua_key(unit.path), lua_key(library.path), looked_in_key(library.path), *alias],
    )


CHECK = LuaCheck(RULE, run)
