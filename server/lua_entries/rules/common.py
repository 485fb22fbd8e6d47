"""What several rules share: problems of files as findings, wording, and how Lua of shared files is judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from lua_entries.facts.lua_model import LuaFacts
from lua_entries.files.paths import shown
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import Entry, IndexUnit, LuaUnit
from lua_entries.rules.finding import FileEdit, Finding, Fix, Related
from lua_entries.rules.rule import Context, Rule
from lua_entries.text.edits import Edit
from lua_entries.text.span import Problem, Span


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
                place(problem.span),
                entry=owner(problem.span),
                help=problem.help,
                related=[Related(path, place(note.span), note.message) for note in problem.notes],
                keys=keys(problem),
            )


def index_problems(rule: Rule, unit: IndexUnit, keys: Callable[[Problem], Iterable[str]]) -> Iterator[Finding]:
    """The problems of an index file that belong to the rule."""
    return problem_findings(
        rule, unit.path, unit.facts.problems, owner=lambda span: entry_at(unit, span), keys=keys
    )


def lua_problems(rule: Rule, unit: LuaUnit, keys: Callable[[Problem], Iterable[str]]) -> Iterator[Finding]:
    """The problems of Lua text that belong to the rule; the entry is named where there is only one."""
    only = unit.users[0] if len(unit.users) == 1 else None
    return problem_findings(
        rule, unit.path, unit.facts.problems, place=unit.place, owner=lambda span: only, keys=keys
    )


def replace(title: str, path: str, span: Span, text: str) -> Fix:
    """A safe fix that puts other text in one place."""
    return Fix(title, "safe", (FileEdit(path, Edit(span, text)),))


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
    """True when the text may use names that cannot be seen: a computed `require`, code made at run time, or the table of
    all globals used otherwise than by a plain field (`_G.name`)."""
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
    for other, path in snapshot.closure(entry):
        if len(path) > 1 and not snapshot.declares(other, name):
            lua = snapshot.lua_of(other)
            if lua is not None and name in required_names(lua.facts):
                return True
    return False


def relative(path: str, directory: str) -> str:
    """A path as messages write it: relative to the workspace."""
    return shown(path, directory)
