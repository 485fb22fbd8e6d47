"""Places to go to and texts to show, as the protocol writes them."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from lua_entries.features.hover import Hover
from lua_entries.features.references import Occurrence
from lua_entries.features.symbols import Location
from lua_entries.lsp.asked import Asked


def definitions(found: Sequence[Location], asked: Asked) -> list[types.LocationLink] | list[types.Location]:
    """Definitions, with all that belongs to them where the editor can take it."""
    document = asked.client.text_document
    options = document.definition if document is not None else None
    return _targets(found, asked, options is not None and bool(options.link_support))


def declarations(found: Sequence[Location], asked: Asked) -> list[types.LocationLink] | list[types.Location]:
    """Declarations, likewise."""
    document = asked.client.text_document
    options = document.declaration if document is not None else None
    return _targets(found, asked, options is not None and bool(options.link_support))


def _targets(found: Sequence[Location], asked: Asked, links: bool) -> list[types.LocationLink] | list[types.Location]:
    places = asked.places
    if not links:
        return [places.location(item.path, item.span) for item in found]
    return [
        types.LocationLink(
            places.uri(item.path), places.range(item.path, item.whole), places.range(item.path, item.span)
        )
        for item in found
    ]


def hover(found: Hover | None, asked: Asked) -> types.Hover | None:
    """A text about something, in Markdown where the editor shows it."""
    if found is None:
        return None
    document = asked.client.text_document
    options = document.hover if document is not None else None
    formats = (options.content_format if options is not None else None) or [types.MarkupKind.PlainText]
    kind = types.MarkupKind.Markdown if types.MarkupKind.Markdown in formats else types.MarkupKind.PlainText
    content = types.MarkupContent(kind, found.text)
    return types.Hover(content, asked.places.range(found.path, found.span))


def references(found: Sequence[Occurrence], asked: Asked) -> list[types.Location]:
    """Uses anywhere in the workspace."""
    return [asked.places.location(item.path, item.span) for item in found]


def highlights(found: Sequence[Occurrence], asked: Asked) -> list[types.DocumentHighlight]:
    """Uses in the file that is asked about."""
    return [
        types.DocumentHighlight(
            asked.places.range(item.path, item.span),
            types.DocumentHighlightKind.Write if item.declaration else types.DocumentHighlightKind.Read,
        )
        for item in found
    ]
