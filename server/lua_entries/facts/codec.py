"""Facts of Lua as bytes and back: for the cache, and for the way between processes.

The bytes are those of `marshal` over plain tuples: made in a third of the time of pickle, and what is read from them is
data, never a call. `marshal` trusts its input, so only bytes may go in that are known to be what `encode` made.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable
from typing import Any

from lua_entries.facts.lua_model import (
    CallLiteral,
    Export,
    Function,
    LuaFacts,
    NameUse,
    Require,
    Returned,
    TypeUse,
)
from lua_entries.facts.suppression import SuppressedRule, Suppression
from lua_entries.text.span import Note, Problem, Span

_new: Callable[..., Any] = tuple.__new__  # half the cost of a NamedTuple's own constructor


def encode(facts: LuaFacts) -> bytes:
    """The facts as bytes."""
    returned = facts.returned
    return marshal.dumps(
        (
            [
                (rule, *span, message, help, [(*note.span, note.message) for note in notes], replacement)
                for rule, span, message, help, notes, replacement in facts.problems
            ],
            [
                (name, *span, *(name_span or _NOWHERE), params, method, parent, uses, doc, signature)
                for name, span, name_span, params, method, parent, uses, doc, signature in facts.functions
            ],
            facts.chunk_uses,
            [
                (name, *span, *call, protected, function, bound)
                for name, span, call, protected, function, bound in facts.requires
            ],
            [tuple(use) for use in facts.names],
            [(base, name, *span) for base, name, span in facts.types],
            [
                (callee, argument, option, text, *span, function)
                for callee, argument, option, text, span, function in facts.literals
            ],
            facts.defined_globals,
            (
                returned.shape,
                [(name, *span, kind, function) for name, span, kind, function in returned.exports],
                returned.complete,
                *(returned.span or _NOWHERE),
                returned.function,
            ),
            [
                (*span, [(rule.name, *rule.span) for rule in rules], reason, scope, first, last)
                for span, rules, reason, scope, first, last in facts.suppressions
            ],
        ),
        _VERSION,
    )


def decode(data: bytes) -> LuaFacts:
    """The facts that `encode` made the bytes of."""
    problems, functions, chunk_uses, requires, names, types, literals, assigned, returned, suppressions = marshal.loads(
        data
    )
    shape, exports, complete, start, end, function = returned
    return LuaFacts(
        tuple(
            Problem(
                rule,
                Span(start, end),
                message,
                help,
                tuple(Note(Span(*note[:2]), note[2]) for note in notes),
                replacement,
            )
            for rule, start, end, message, help, notes, replacement in problems
        ),
        _rows(
            Function,
            (
                (name, _new(Span, (start, end)), _span(first, last), params, method, parent, uses, doc, signature)
                for name, start, end, first, last, params, method, parent, uses, doc, signature in functions
            ),
        ),
        chunk_uses,
        _rows(
            Require,
            (
                (name, _new(Span, (start, end)), _new(Span, (first, last)), protected, function, bound)
                for name, start, end, first, last, protected, function, bound in requires
            ),
        ),
        _rows(NameUse, names),
        _rows(TypeUse, ((base, name, _new(Span, (start, end))) for base, name, start, end in types)),
        _rows(
            CallLiteral,
            (
                (callee, argument, option, text, _new(Span, (start, end)), function)
                for callee, argument, option, text, start, end, function in literals
            ),
        ),
        assigned,
        Returned(
            shape,
            _rows(
                Export,
                ((name, _new(Span, (first, last)), kind, where) for name, first, last, kind, where in exports),
            ),
            complete,
            _span(start, end),
            function,
        ),
        tuple(
            Suppression(
                Span(start, end),
                tuple(SuppressedRule(name, Span(begin, finish)) for name, begin, finish in rules),
                reason,
                scope,
                first,
                last,
            )
            for start, end, rules, reason, scope, first, last in suppressions
        ),
    )


_NOWHERE = (-1, -1)
_VERSION = 4  # of marshal; keeps strings that occur often once, and interned


def _span(start: int, end: int) -> Span | None:
    return Span(start, end) if start >= 0 else None


def _rows(kind: type[Any], rows: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple([_new(kind, row) for row in rows])
