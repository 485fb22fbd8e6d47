"""Folds, selections, links and entries of the workspace, as the protocol writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lsprotocol import types

from lua_entries.features.folding import Fold
from lua_entries.features.links import Link
from lua_entries.features.workspace_symbols import WorkspaceSymbol, workspace_symbols
from lua_entries.lsp.asked import Asked
from lua_entries.lsp.convert import Places
from lua_entries.project.snapshot import Snapshot
from lua_entries.text.span import Span

_STEPS = 100
"""How often a selection can grow: the library writes what is nested by recursion, some calls a level."""


def folds(found: Sequence[Fold], asked: Asked) -> list[types.FoldingRange]:
    """Folds of whole lines."""
    return [types.FoldingRange(fold.first, fold.last, kind=fold.kind or None) for fold in found]


def links(found: Sequence[Link], asked: Asked) -> list[types.DocumentLink]:
    """Links to other files."""
    return [
        types.DocumentLink(asked.places.range(asked.path, link.span), target=asked.places.uri(link.target))
        for link in found
    ]


def selections(found: Sequence[Sequence[Span]], asked: Asked) -> list[types.SelectionRange]:
    """For each place the ranges around it, each the parent of the one inside."""
    return [_selection(spans, asked) for spans in found]


def _selection(spans: Sequence[Span], asked: Asked) -> types.SelectionRange:
    outer: types.SelectionRange | None = None
    for span in reversed(spans[:_STEPS]):
        outer = types.SelectionRange(asked.places.range(asked.path, span), outer)
    return outer or types.SelectionRange(types.Range(types.Position(0, 0), types.Position(0, 0)))


def at_positions(params: Any, asked: Asked) -> tuple[list[int]]:
    """The offsets of several positions."""
    return ([asked.places.offset(asked.path, position) for position in params.positions],)


def entries_like(snapshot: Snapshot, query: str) -> tuple[WorkspaceSymbol, ...]:
    """Entries that fit a query, best first."""
    return workspace_symbols(snapshot, query).symbols


def symbols(found: Sequence[WorkspaceSymbol], places: Places) -> list[types.WorkspaceSymbol]:
    """Entries with their kinds and namespaces."""
    return [
        types.WorkspaceSymbol(
            places.location(symbol.location.path, symbol.location.span),
            f"{symbol.namespace}:{symbol.name}",
            types.SymbolKind.Object,
            container_name=symbol.kind or None,
        )
        for symbol in found
    ]
