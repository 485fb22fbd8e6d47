"""What several rules share: problems of files as findings, wording, and how Lua of shared files is judged."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from lua_entries.facts.lua_model import LuaFacts
from lua_entries.files.paths import below, shown
from lua_entries.project.imports import closure, listed_modules
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry, IndexUnit, LuaUnit
from lua_entries.project.walk import injected
from lua_entries.rules.finding import FileEdit, Finding, Fix, Related, Safety
from lua_entries.rules.followers import namespace_key, orphan_key
from lua_entries.rules.rule import Context, Rule
from lua_entries.text.edits import Edit
from lua_entries.text.span import WHOLE_FILE, Problem, Span


def entry_at(unit: IndexUnit, span: Span) -> Entry | None:
    """The entry of the index file whose text holds the span."""
    return next((entry for entry in unit.entries if entry.fact.span.start <= span.start < entry.fact.span.end), None)


def problem_findings(
    rule: Rule,
    path: str,
    problems: Iterable[Problem],
    *,
    place: Callable[[Span], Span] = lambda span: span,
    owner: Callable[[Span], Entry | None] = lambda span: None,
    keys: Callable[[Problem], Iterable[str]] = lambda problem: (),
) -> Iterator[Finding]:
    """The problems that belong to the rule, as findings of the file at `path`."""
    for problem in problems:
        if problem.rule == rule.name:
            yield rule.finding(
                problem.message,
                path,
                None if problem.span == WHOLE_FILE else place(problem.span),
                entry=owner(problem.span),
                help=problem.help,
                fixes=_replacements(path, problem, place),
                related=[Related(path, place(note.span), note.message) for note in problem.notes],
                keys=keys(problem),
            )


def _replacements(path: str, problem: Problem, place: Callable[[Span], Span]) -> list[Fix]:
    text = problem.replacement
    return [] if text is None else [replace(f"Change it to `{text}`", path, place(problem.span), text)]


def index_problems(rule: Rule, unit: IndexUnit, keys: Callable[[Problem], Iterable[str]]) -> Iterator[Finding]:
    """The problems of an index file that belong to the rule."""
    return problem_findings(rule, unit.path, unit.facts.problems, owner=lambda span: entry_at(unit, span), keys=keys)


def lua_problems(rule: Rule, unit: LuaUnit, keys: Callable[[Problem], Iterable[str]]) -> Iterator[Finding]:
    """The problems of Lua text that belong to the rule; the entry is named where there is only one."""
    only = unit.users[0] if len(unit.users) == 1 else None
    return problem_findings(rule, unit.path, unit.facts.problems, place=unit.place, owner=lambda span: only, keys=keys)


def unread_keys(context: Context, unit: IndexUnit | None) -> frozenset[str]:
    """Keys for what may stand in a part that could not be read: of an index file, or (None) of the whole root.

    A file without a known namespace may declare entries of any.
    """
    view = context.view
    namespaces = [unit.namespace] if unit is not None and unit.namespace else view.index.namespaces
    files = view.lua_files if unit is None else below(view.lua_files, os.path.dirname(unit.path))
    return frozenset((*map(namespace_key, namespaces), *map(orphan_key, files)))


def replace(title: str, path: str, span: Span, text: str, safety: Safety = "safe") -> Fix:
    """A fix that puts other text in one place."""
    return Fix(title, safety, (FileEdit(path, Edit(span, text)),))


def offers(path: str, span: Span, texts: Sequence[str], sure: bool = True) -> list[Fix]:
    """Fixes that put one of the texts in one place: a safe one where only one is offered and it is surely meant, else
    some for the editor."""
    safety: Safety = "safe" if sure and len(texts) == 1 else "editor"
    return [replace(f"Change it to `{text}`", path, span, text, safety) for text in texts]


def is_filled(context: Context, entry: Entry, *roles: str) -> bool:
    """True when a requirement or an override writes to the entry's kind, or to a field of it that plays one of the
    roles: then what the file says is not what runs."""
    filled, keys = context.snapshot.filled, context.view.catalog.definition
    if entry.id not in filled.paths:
        return False
    known = (entry.field(role) for role in roles)
    paths = [(keys.kind,), *(injected(tuple(field.path.split(".")), keys) for field in known if field is not None)]
    return any(filled.covers(entry.id, path) for path in paths)


def did_you_mean(names: Iterable[str]) -> str:
    """A question that offers names, best first; empty without names."""
    offered = [f"`{name}`" for name in names]
    if not offered:
        return ""
    head, last = offered[:-1], offered[-1]
    return f"did you mean {', '.join(head)}{' or ' if head else ''}{last}?"


def required_names(facts: LuaFacts) -> frozenset[str]:
    """Names that the Lua text requires by a literal."""
    return frozenset(require.name for require in facts.requires if require.name is not None)


def used_names(facts: LuaFacts) -> frozenset[str]:
    """Names that the Lua text may take from its imports and modules: required, read as globals, or named in types."""
    read = {use.member if use.name in _TABLES_OF_GLOBALS else use.name for use in facts.names if not use.required}
    return required_names(facts) | read | {use.base for use in facts.types}


def is_opaque(facts: LuaFacts) -> bool:
    """True when the text may use names that cannot be seen: a computed `require`, code made at run time, or the table
    of all globals used otherwise than by a plain field (`_G.name`)."""
    return any(require.name is None for require in facts.requires) or any(
        use.name in _CODE_MAKERS or (use.name in _TABLES_OF_GLOBALS and use.access != ".")
        for use in facts.names
        if not use.required
    )


_TABLES_OF_GLOBALS = ("_G", "_ENV")
_CODE_MAKERS = ("load", "loadstring", "setfenv", "getfenv")


def surely_runs(context: Context, entry: Entry, unit: LuaUnit, function: int) -> bool:
    """True when Lua inside `function` may be judged by what `entry` declares.

    In a file of one entry that is always so; where several share it, only for what surely runs for this one.
    """
    if len(unit.users) <= 1:
        return True
    reach = context.snapshot.reach(entry, unit)
    return reach is not None and function in reach


def suppliers(snapshot: Snapshot, entry: Entry, name: str) -> Iterator[Entry]:
    """Entries of the import closure, other than the entry itself, that list a module or alias of this name."""
    for other, path in snapshot.closure(entry):
        if len(path) > 1 and snapshot.declares(other, name):
            yield other


def supplies(snapshot: Snapshot, entry: Entry, name: str) -> bool:
    """True when an imported entry requires a name without declaring it, so that `entry` is what makes it work."""
    return supplied(snapshot, entry)(name)


def supplied(snapshot: Snapshot, entry: Entry) -> Callable[[str], bool]:
    """The same for many names of one entry: what it imports is looked up once."""

    @cache
    def below() -> tuple[Entry, ...]:
        return tuple(other for other, path in snapshot.closure(entry) if len(path) > 1)

    return lambda name: any(
        _leans(snapshot, other, name) and not _is_ambient(snapshot, entry, name) for other in below()
    )


def leaning(snapshot: Snapshot, entry: Entry, name: str) -> list[Entry]:
    """Entries that require a name without declaring it and get it from this entry, which they import; nearest first."""
    users = closure(entry, snapshot.importers)
    return [
        user
        for user, path in users
        if len(path) > 1 and _leans(snapshot, user, name) and not _is_ambient(snapshot, user, name)
    ]


def _leans(snapshot: Snapshot, entry: Entry, name: str) -> bool:
    lua = snapshot.outside(entry)
    return lua is not None and name in lua.required and not snapshot.declares(entry, name)


def _is_ambient(snapshot: Snapshot, entry: Entry, name: str) -> bool:
    view = snapshot.view_of(entry)
    return view is not None and name in view.catalog.ambient(entry.kind)


def globals_made(snapshot: Snapshot, entry: Entry) -> frozenset[str]:
    """Globals that the entry or anything it imports may define; `_G` stands for those whose names cannot be seen."""
    made: set[str] = set()
    for other, _ in snapshot.closure(entry):
        lua = snapshot.outside(other)
        if lua is not None:
            made.update(lua.made)
    return frozenset(made)


def missing_declaration(context: Context, entry: Entry, module: str) -> str:
    """How an entry comes to a module that it does not list."""
    modules, known = entry.field("modules"), context.view.catalog.module(module)
    if modules is None or known is None:
        return ""
    if entry.has_role("deterministic") and not known.deterministic:
        return f"`{entry.id}` may not list `{module}`: do this in a function that it calls"
    where = relative(entry.path, context.snapshot.directory)
    return f"add `{module}` to `{modules.path}` of `{entry.id}` in `{where}`"


def can_take(context: Context, entry: Entry, module: str) -> bool:
    """True when the entry may list or import the module: it exists, suits the kind, and is not declared yet."""
    known = context.view.catalog.module(module)
    if known is None or (entry.has_role("deterministic") and not known.deterministic):
        return False
    listed = (item.text for item in listed_modules(entry))
    imported = (link.resolution.id for link in context.snapshot.links(entry))
    return module not in (*listed, *imported)


def lua_named(context: Context, entry: Entry, unit: LuaUnit) -> str:
    """How messages call the Lua of an entry: its file, or for text inside the index file the entry's Lua."""
    return f"the Lua of `{entry.id}`" if unit.inline else f"`{relative(unit.path, context.snapshot.directory)}`"


def relative(path: str, directory: str) -> str:
    """A path as messages write it: relative to the workspace."""
    return shown(path, directory)
