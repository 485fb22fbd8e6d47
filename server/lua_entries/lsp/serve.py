"""`lua-entries serve`: the language server on stdin and stdout, or on a port of this machine alone."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import BinaryIO

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_HIGHEST_PORT = 65535
_PARENT_CHECK = 2.0
"""How often to look whether the editor is still there, in seconds."""


def serve(tcp: tuple[str, int] | None = None) -> int:
    """Serve one editor until it leaves: on stdin and stdout, or on a host and port.

    Returns the exit code: 0 after `shutdown` and `exit`, 2 where the port cannot be had, else 1.
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
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listener:
        print(f"lua-entries: listening on {_shown(host, listener.getsockname()[1])}", file=sys.stderr, flush=True)
        return listener.accept()[0]


def _shown(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _serve_streams(reader: BinaryIO, writer: BinaryIO) -> int:
    from lua_entries.lsp.server import Server
    from lua_entries.lsp.transport import Writer, pump

    async def run() -> int:
        stopped = asyncio.Event()
        server = Server()
        server.protocol.set_writer(Writer(writer, stopped.set))
        server.protocol.on_exit = stopped.set
        loop = asyncio.get_running_loop()
        _watch_parent(lambda: server.process_id, lambda: loop.call_soon_threadsafe(stopped.set))
        await pump(reader, server.protocol.receive, stopped)
        server.close()
        return server.protocol.exit_code if server.protocol.exit_code is not None else 1

    try:
        return asyncio.run(run())
    except (BrokenPipeError, ConnectionError):
        return 1
    except KeyboardInterrupt:
        return 130


def _watch_parent(process: Callable[[], int | None], gone: Callable[[], object]) -> None:
    """Call `gone` when the process of the editor is no more. Not on Windows, where the end of the stream says so."""
    if os.name == "nt":
        return

    def watch() -> None:
        while True:
            time.sleep(_PARENT_CHECK)
            identifier = process()
            try:
                if identifier is not None:
                    os.kill(identifier, 0)
            except ProcessLookupError:
                gone()
                return
            except OSError:
                pass  # it is there, but somebody else's

    threading.Thread(target=watch, name="parent", daemon=True).start()


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
