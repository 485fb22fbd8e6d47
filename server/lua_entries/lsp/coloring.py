"""Semantic tokens, as the protocol writes them: numbers, each place relative to the one before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from lsprotocol import types

from lua_entries.features.token_types import MODIFIERS, TYPES
from lua_entries.features.tokens import Token, tokens
from lua_entries.lsp.asked import Asked
from lua_entries.project.snapshot import Snapshot
from lua_entries.text.encoding import width
from lua_entries.text.span import Span

_TYPE_NUMBERS = {name: number for number, name in enumerate(TYPES)}
_MODIFIER_BITS = {name: 1 << number for number, name in enumerate(MODIFIERS)}


class Since(NamedTuple):
    """The tokens of a file, for an editor that has older ones."""

    previous: str
    tokens: tuple[Token, ...]


def tokens_since(snapshot: Snapshot, path: str, previous: str) -> Since:
    """The tokens of a file, and which ones the editor has."""
    return Since(previous, tokens(snapshot, path))


def since(params: types.SemanticTokensDeltaParams, asked: Asked) -> tuple[str]:
    """The arguments of `tokens_since`."""
    return (params.previous_result_id,)


def within(params: Any, asked: Asked) -> tuple[Span]:
    """A range as one argument."""
    places, path = asked.places, asked.path
    return (Span(places.offset(path, params.range.start), places.offset(path, params.range.end)),)


def part(found: Sequence[Token], asked: Asked) -> types.SemanticTokens:
    """The tokens in a part of a file."""
    return types.SemanticTokens(_numbers(found, asked))


def whole(found: Sequence[Token], asked: Asked) -> types.SemanticTokens:
    """The tokens of a file, with the id to ask for changes with."""
    data = _numbers(found, asked)
    return types.SemanticTokens(data, asked.shown.keep_tokens(asked.path, data))


def changes(found: Since, asked: Asked) -> types.SemanticTokens | types.SemanticTokensDelta:
    """What changed in the numbers, as one edit; all tokens where the older ones are not known."""
    before = asked.shown.tokens(asked.path, found.previous)
    if before is None:
        return whole(found.tokens, asked)
    after = _numbers(found.tokens, asked)
    identifier = asked.shown.keep_tokens(asked.path, after)
    shorter = min(len(before), len(after))
    start = next((index for index in range(shorter) if before[index] != after[index]), shorter)
    most = shorter - start
    same = next((count for count in range(most) if before[-1 - count] != after[-1 - count]), most)
    removed, added = len(before) - same - start, after[start : len(after) - same]
    edits = [types.SemanticTokensEdit(start, removed, added)] if removed or added else []
    return types.SemanticTokensDelta(edits, identifier)


def _numbers(found: Sequence[Token], asked: Asked) -> list[int]:
    """Five numbers for each token. A place costs what lies between it and the one before, however long the line."""
    lines, encoding = asked.places.lines(asked.path), asked.places.encoding
    numbers: list[int] = []
    line, start = 0, 0
    for token in found:
        here = lines.position(token.span.start).line
        if here != line or not numbers:
            start = lines.start(here)
        text = lines.text
        numbers += (
            here - line,
            width(text[start : token.span.start], encoding),
            width(text[token.span.start : token.span.end], encoding),
            _TYPE_NUMBERS[token.type],
            sum(_MODIFIER_BITS[name] for name in token.modifiers),
        )
        line, start = here, token.span.start
    return numbers
