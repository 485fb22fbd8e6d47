"""The features of the editor: one line each in `FEATURES`.

A feature is a function of `lua_entries.features` over plain data, with what the protocol calls it, how its parameters
become arguments and how its result becomes an answer. What an editor is told of it is in `announcing.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from lsprotocol import types

from lua_entries.features import (
    calls,
    completion,
    definition,
    file_rename,
    folding,
    hover,
    inlay,
    lens,
    outline,
    references,
    rename,
    selection,
    signature,
    tokens,
)
from lua_entries.features import links as document_links
from lua_entries.lsp import annotating, calling, coloring, completing, mending, moving, navigation, shapes
from lua_entries.lsp.asked import Asked
from lua_entries.lsp.convert import Places
from lua_entries.project.snapshot import Snapshot


@dataclass(frozen=True)
class Refresh:
    """Answers that the editor shows all the time, and can be told to ask for again."""

    name: str
    """The part of the protocol's names for it: the capability is `workspace.NAME.refresh_support`."""
    content: Callable[[Any], Hashable] = lambda found: found
    """What can be seen of what the feature found."""


@dataclass(frozen=True)
class FileFeature:
    """A feature that is asked about one file.

    `run` gets the snapshot, the path and what `arguments` makes of the parameters; `answer` gets what it returns. Both
    run on the worker thread.
    """

    method: str
    run: Callable[..., Any]
    arguments: Callable[[Any, Asked], tuple[Any, ...]]
    answer: Callable[[Any, Asked], Any]
    uri: Callable[[Any], str] = lambda params: str(params.text_document.uri)
    refresh: Refresh | None = None
    lasts: bool = False
    """The answer is of use when the user has typed on: it is about the text that was there when the editor asked.
    Editors move what they show along with the text, and some show nothing at all where they are refused."""
    otherwise: Callable[[Any], Any] = lambda params: None
    """The answer for what is no file of a project."""


@dataclass(frozen=True)
class WorkspaceFeature:
    """A feature that is asked about everything: it runs over each project, and the answers are joined."""

    method: str
    run: Callable[..., Any]
    arguments: Callable[[Any], tuple[Any, ...]]
    answer: Callable[[Any, Places], list[Any]]
    join: Callable[[list[Any]], Any] = lambda found: found


def no_arguments(params: Any, asked: Asked) -> tuple[Any, ...]:
    """For features about a whole file."""
    return ()


def at_cursor(params: Any, asked: Asked) -> tuple[int]:
    """For features about a position: its offset."""
    return (asked.places.offset(asked.path, params.position),)


def in_range(params: Any, asked: Asked) -> tuple[int, int]:
    """For features about a range: its offsets."""
    places, path = asked.places, asked.path
    return places.offset(path, params.range.start), places.offset(path, params.range.end)


_SYMBOL_KINDS = {
    "namespace": types.SymbolKind.Namespace,
    "entry": types.SymbolKind.Object,
    "function": types.SymbolKind.Function,
    "method": types.SymbolKind.Method,
}


def _document_symbols(
    found: tuple[outline.Symbol, ...], asked: Asked
) -> list[types.DocumentSymbol] | list[types.SymbolInformation]:
    document = asked.client.text_document
    options = document.document_symbol if document is not None else None
    if options is not None and options.hierarchical_document_symbol_support:
        return [_document_symbol(symbol, asked) for symbol in found]
    return list(_flat(found, asked, None))


def _document_symbol(symbol: outline.Symbol, asked: Asked) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        symbol.name,
        _SYMBOL_KINDS[symbol.role],
        asked.places.range(asked.path, symbol.span),
        asked.places.range(asked.path, symbol.selection),
        symbol.detail or None,
        children=[_document_symbol(child, asked) for child in symbol.children],
    )


def _flat(found: Sequence[outline.Symbol], asked: Asked, holder: str | None) -> list[types.SymbolInformation]:
    flat: list[types.SymbolInformation] = []
    for symbol in found:
        location = asked.places.location(asked.path, symbol.span)
        flat.append(types.SymbolInformation(location, symbol.name, _SYMBOL_KINDS[symbol.role], container_name=holder))
        flat += _flat(symbol.children, asked, symbol.name)
    return flat


def with_declaration(params: Any, asked: Asked) -> tuple[int, bool]:
    """For references: the offset, and whether the declaration counts as one."""
    return (*at_cursor(params, asked), bool(params.context.include_declaration))


def with_name(params: Any, asked: Asked) -> tuple[int, str]:
    """For renaming: the offset, and the new name."""
    return (*at_cursor(params, asked), params.new_name)


def newest_text(params: Any, asked: Asked) -> tuple[str, int]:
    """For features that read what is being typed: the text and the offset in it."""
    return (asked.places.lines(asked.path).text, *at_cursor(params, asked))


def with_trigger(params: Any, asked: Asked) -> tuple[str, int, str]:
    """For completion: the text, the offset in it, and the character that made the editor ask."""
    trigger = params.context.trigger_character if params.context is not None else None
    return (*newest_text(params, asked), trigger or "")


FEATURES: tuple[FileFeature | WorkspaceFeature, ...] = (
    FileFeature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, outline.outline, no_arguments, _document_symbols, lasts=True),
    FileFeature(types.TEXT_DOCUMENT_DEFINITION, definition.definition, at_cursor, navigation.definitions),
    FileFeature(types.TEXT_DOCUMENT_DECLARATION, definition.declaration, at_cursor, navigation.declarations),
    FileFeature(types.TEXT_DOCUMENT_HOVER, hover.hover, at_cursor, navigation.hover),
    FileFeature(types.TEXT_DOCUMENT_REFERENCES, references.references, with_declaration, navigation.references),
    FileFeature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, references.highlights, at_cursor, navigation.highlights),
    FileFeature(
        types.TEXT_DOCUMENT_COMPLETION,
        completion.complete,
        with_trigger,
        completing.completions,
        lasts=True,
    ),
    FileFeature(
        types.TEXT_DOCUMENT_SIGNATURE_HELP,
        signature.signature_at,
        newest_text,
        completing.signatures,
        lasts=True,
    ),
    FileFeature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        mending.offered,
        mending.wanted,
        mending.code_actions,
    ),
    FileFeature(
        types.CODE_ACTION_RESOLVE,
        mending.chosen,
        mending.as_it_is,
        mending.completed,
        uri=mending.action_uri,
        otherwise=lambda action: action,
    ),
    FileFeature(types.TEXT_DOCUMENT_PREPARE_RENAME, rename.prepare_rename, at_cursor, mending.prepared),
    FileFeature(
        types.TEXT_DOCUMENT_RENAME,
        rename.rename,
        with_name,
        mending.renamed,
    ),
    FileFeature(types.TEXT_DOCUMENT_FOLDING_RANGE, folding.folding, no_arguments, shapes.folds),
    FileFeature(
        types.TEXT_DOCUMENT_DOCUMENT_LINK,
        document_links.document_links,
        no_arguments,
        shapes.links,
        lasts=True,
    ),
    FileFeature(types.TEXT_DOCUMENT_SELECTION_RANGE, selection.selections, shapes.at_positions, shapes.selections),
    FileFeature(
        types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL,
        tokens.tokens,
        no_arguments,
        coloring.whole,
        refresh=Refresh("semantic_tokens"),
    ),
    FileFeature(
        types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA,
        coloring.tokens_since,
        coloring.since,
        coloring.changes,
        refresh=Refresh("semantic_tokens", lambda found: found.tokens),
    ),
    FileFeature(
        types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE,
        tokens.tokens,
        coloring.within,
        coloring.part,
    ),
    FileFeature(
        types.TEXT_DOCUMENT_CODE_LENS,
        lens.code_lenses,
        no_arguments,
        annotating.lenses,
        refresh=Refresh("code_lens", annotating.lens_text),
        lasts=True,
    ),
    FileFeature(
        types.CODE_LENS_RESOLVE,
        annotating.lens_at,
        annotating.at_lens,
        annotating.lens_resolved,
        uri=annotating.lens_uri,
        otherwise=lambda lens: lens,
    ),
    FileFeature(
        types.TEXT_DOCUMENT_INLAY_HINT,
        inlay.inlay_hints,
        coloring.within,
        annotating.hints,
        refresh=Refresh("inlay_hint", annotating.hint_text),
    ),
    FileFeature(
        types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY,
        calls.prepare_calls,
        at_cursor,
        calling.items,
    ),
    FileFeature(
        types.CALL_HIERARCHY_INCOMING_CALLS,
        calling.callers,
        calling.asked_item,
        calling.incoming,
        uri=calling.item_uri,
    ),
    FileFeature(
        types.CALL_HIERARCHY_OUTGOING_CALLS,
        calling.callees,
        calling.asked_item,
        calling.outgoing,
        uri=calling.item_uri,
    ),
    WorkspaceFeature(types.WORKSPACE_SYMBOL, shapes.entries_like, lambda params: (params.query,), shapes.symbols),
    WorkspaceFeature(
        types.WORKSPACE_WILL_RENAME_FILES,
        file_rename.follow_moves,
        moving.moves,
        moving.followed,
        join=moving.joined,
    ),
)


def run_file_feature(feature: FileFeature, snapshot: Snapshot, params: Any, asked: Asked) -> Any:
    """The answer of a feature about one file. What the editor will show of it is remembered where that may change."""
    found = feature.run(snapshot, asked.path, *feature.arguments(params, asked))
    refresh = feature.refresh
    if refresh is not None:
        text = asked.places.lines(asked.path).text
        asked.shown.keep(refresh.name, asked.path, feature, params, text, refresh.content(found))
    return feature.answer(found, asked)


def seen(feature: FileFeature, snapshot: Snapshot, params: Any, asked: Asked) -> Hashable:
    """What the editor would see of a feature that can be refreshed, were it asked for with the same parameters."""
    assert feature.refresh is not None
    return feature.refresh.content(feature.run(snapshot, asked.path, *feature.arguments(params, asked)))
