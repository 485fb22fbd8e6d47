"""The call hierarchy, as the protocol writes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from lua_entries.features.calls import Call, Item, incoming_calls, outgoing_calls
from lua_entries.features.symbols import Location
from lua_entries.lsp.asked import Asked
from lua_entries.project.snapshot import Snapshot
from lua_entries.text.span import Span

_OFFSETS = 4
"""Of the name and of the whole entry."""


def items(found: Sequence[Item], asked: Asked) -> list[types.CallHierarchyItem] | None:
    """Entries."""
    return [_item(item, asked) for item in found] or None


def _item(item: Item, asked: Asked, path: str = "", spans: Sequence[Span] = ()) -> types.CallHierarchyItem:
    """An entry; with a path, as its Lua at that path shows it. Which entry it is stands in its data."""
    places, (home, name, whole) = asked.places, item.location
    data = {"id": item.id, "kind": item.kind, "uri": places.uri(home), "at": [*name, *whole]}
    if path:
        home, name, whole = path, spans[0], Span(spans[0].start, spans[-1].end)
    return types.CallHierarchyItem(
        item.id,
        types.SymbolKind.Object,
        places.uri(home),
        places.range(home, whole),
        places.range(home, name),
        detail=item.kind,
        data=data,
    )


def item_uri(params: Any) -> str:
    """The index file of the entry that is asked about.

    Raises:
        JsonRpcInvalidParams: the item is none that the server made.
    """
    return str(_data(params)["uri"])


def asked_item(params: Any, asked: Asked) -> tuple[Item]:
    """The entry that is asked about; its place may be that of an older text."""
    data = _data(params)
    at: list[int] = data["at"]
    return (Item(data["id"], data["kind"], Location(asked.path, Span(*at[:2]), Span(*at[2:]))),)


def _data(params: Any) -> dict[str, Any]:
    data = params.item.data
    shape = {"id": str, "kind": str, "uri": str}
    if isinstance(data, dict) and all(isinstance(data.get(key), type_) for key, type_ in shape.items()):
        at = data.get("at")
        if isinstance(at, (list, tuple)) and len(at) == _OFFSETS and all(isinstance(offset, int) for offset in at):
            return data
    raise JsonRpcInvalidParams("the item was not made by this server")


def callers(snapshot: Snapshot, path: str, item: Item) -> tuple[Call, ...]:
    """Who refers to an entry of the index file at a path."""
    return incoming_calls(snapshot, item)


def callees(snapshot: Snapshot, path: str, item: Item) -> tuple[Call, ...]:
    """What an entry of the index file at a path refers to."""
    return outgoing_calls(snapshot, item)


def incoming(found: Sequence[Call], asked: Asked) -> list[types.CallHierarchyIncomingCall]:
    """Who refers to the entry. A reference in Lua is shown there, since the ranges are in the file of the item."""
    return [
        types.CallHierarchyIncomingCall(
            _item(call.item, asked, *(() if call.path == call.item.location.path else (call.path, call.spans))),
            [asked.places.range(call.path, span) for span in call.spans],
        )
        for call in found
    ]


def outgoing(found: Sequence[Call], asked: Asked) -> list[types.CallHierarchyOutgoingCall]:
    """What the entry refers to. The ranges are in the file of the entry; those in its Lua are left out."""
    return [
        types.CallHierarchyOutgoingCall(
            _item(call.item, asked),
            [asked.places.range(call.path, span) for span in call.spans] if call.path == asked.path else [],
        )
        for call in found
    ]
