"""One conversation with an editor, from what is loaded by then until one of the two leaves."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import threading
import time
from collections.abc import Callable
from typing import Any

from lua_entries.lsp.server import Server
from lua_entries.lsp.transport import END, NOTHING, Incoming, Writer

_PARENT_CHECK = 2.0
"""How often to look whether the editor is still there, in seconds."""
_RARELY = (50_000, 20, 100)
"""When to collect garbage: reading a workspace makes much that stays, and each collection would look at all of it."""
_FAREWELL = 2.0
"""How long an editor may take to read the last words, in seconds."""


def converse(incoming: Incoming, writer: Writer) -> int:
    """Serve until the editor leaves, and return the exit code: 0 after `shutdown` and `exit`, else 1."""
    gc.freeze()  # what has been imported stays
    gc.set_threshold(*_RARELY)
    gc.enable()
    code = asyncio.run(_converse(incoming, writer))
    writer.flush(_FAREWELL)
    return code


async def _converse(incoming: Incoming, writer: Writer) -> int:
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    server = Server()

    def on_loop(work: Callable[[], object]) -> Callable[[], None]:
        def call() -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(work)

        return call

    server.protocol.set_writer(writer)
    server.protocol.on_exit = stopped.set
    server.is_behind = lambda: writer.is_behind
    writer.watch(on_loop(stopped.set), on_loop(server.caught_up))
    _watch_parent(lambda: server.process_id, on_loop(stopped.set))
    await pump(incoming, server.protocol.receive, stopped)
    server.close()
    return server.protocol.exit_code if server.protocol.exit_code is not None else 1


async def pump(incoming: Incoming, handle: Callable[[Any], None], stopped: asyncio.Event) -> None:
    """Hand each message to `handle` on the event loop, in order, until they end or `stopped` is set.

    What a message begins has taken its first step before the next is handed over, so an edit finds the requests that
    came before it.
    """
    loop = asyncio.get_running_loop()
    there = asyncio.Event()

    def tell() -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended before
            loop.call_soon_threadsafe(there.set)

    async def deliver() -> None:
        try:
            while not stopped.is_set():
                there.clear()
                message = incoming.take()
                if message is END:
                    return
                if message is NOTHING:
                    await there.wait()
                else:
                    handle(message)
                    await asyncio.sleep(0)
        finally:
            stopped.set()

    incoming.watch(tell)
    delivering = asyncio.ensure_future(deliver())
    await stopped.wait()
    delivering.cancel()
    loop.set_exception_handler(lambda _loop, _context: None)  # of what is cut off now there is nobody to tell


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
