"""The first answer of a conversation, given by what reads its messages: the rest of the server may still be loading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from lua_entries.lsp.announcing import result
from lua_entries.lsp.transport import framed


class Greeted(NamedTuple):
    """A request to initialize that has been answered."""

    message: dict[str, Any]


def greeted(messages: Iterator[Any], write: Callable[[bytes], object]) -> Iterator[Any]:
    """The messages. Where the first asks to initialize it is answered here, and handed on as `Greeted`.

    Anything else that comes first is refused by the server in its turn.
    """
    for first in messages:
        identifier, client = _request(first)
        if client is not None:
            write(framed({"jsonrpc": "2.0", "id": identifier, "result": result(client)}))
            yield Greeted(first)
        else:
            yield first
        break
    yield from messages


def _request(message: Any) -> tuple[Any, Any]:
    """The id and the editor's capabilities of a request to initialize; None and None where it is none, or unsound."""
    if not isinstance(message, dict) or message.get("method") != "initialize":
        return None, None
    params, identifier = message.get("params"), message.get("id")
    client = params.get("capabilities") if isinstance(params, dict) else None
    return (identifier, client) if isinstance(client, dict) and type(identifier) in (int, str) else (None, None)
