"""`lua-entries serve`: the language server on stdin and stdout, or on a port of this machine alone."""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING, BinaryIO

from lua_entries.lsp.greeting import greeted
from lua_entries.lsp.transport import Incoming, Writer, framed, frames

if TYPE_CHECKING:
    import socket

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_HIGHEST_PORT = 65535
_PATIENCE = 2.0
"""How long an editor may take to read why there is no server, in seconds."""


def serve(tcp: tuple[str, int] | None = None) -> int:
    """Serve one editor until it leaves: on stdin and stdout, or on a host and port.

    Returns the exit code: 0 after `shutdown` and `exit`, 2 where the port cannot be had,
    70 where the server cannot be loaded, else 1.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("pygls").setLevel(logging.CRITICAL)  # it logs whole messages, and each failed request
    if tcp is None:
        return _serve_streams(*_standard_streams())
    try:
        accepted = _accepted(*tcp)
    except OSError as error:
        print(f"lua-entries: cannot listen on {_shown(*tcp)}: {error.strerror or error}", file=sys.stderr)
        return 2
    with accepted as connection:
        return _serve_streams(connection.makefile("rb"), connection.makefile("wb"))


def _standard_streams() -> tuple[BinaryIO, BinaryIO]:
    """Own copies of stdin and stdout; whatever else is printed goes to stderr, since it would break the protocol."""
    stdin, stdout = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return stdin, stdout


def _accepted(host: str, port: int) -> socket.socket:
    """The connection of the one editor; where it can be reached is said on stderr."""
    import socket  # for editors that ask for a port alone

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listener:
        print(f"lua-entries: listening on {_shown(host, listener.getsockname()[1])}", file=sys.stderr, flush=True)
        return listener.accept()[0]


def _shown(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _serve_streams(reader: BinaryIO, stream: BinaryIO) -> int:
    writer = Writer(stream)
    incoming = Incoming(greeted(frames(reader), writer.write))
    try:
        from lua_entries.lsp.conversation import converse  # takes long: the editor has its first answer meanwhile
    except Exception as error:
        message = f"lua-entries: the language server cannot be loaded: {type(error).__name__}: {error}"
        logging.getLogger(__name__).error(message, exc_info=error)
        writer.write(
            framed({"jsonrpc": "2.0", "method": "window/showMessage", "params": {"type": 1, "message": message}})
        )
        writer.flush(_PATIENCE)
        return 70
    try:
        return converse(incoming, writer)
    except KeyboardInterrupt:
        return 130


def address(text: str) -> tuple[str, int]:
    """Host and port of `[HOST:]PORT`.

    Raises:
        ValueError: it is no port, or a host other than this machine.
    """
    host, _, port = text.rpartition(":")
    host = host.strip("[]") or _LOOPBACK[0]
    if host not in _LOOPBACK:
        raise ValueError(f"`{host}` is not this machine; only {', '.join(_LOOPBACK)} are served")
    if not port.isdecimal() or int(port) > _HIGHEST_PORT:
        raise ValueError(f"`{port}` is not a port")
    return ("127.0.0.1" if host == "localhost" else host), int(port)
