"""Messages from and to streams of bytes, read on a thread of their own: the event loop never blocks on input."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NamedTuple

MAX_MESSAGE = 64 * 1024 * 1024
"""Larger messages are skipped, in bytes: many times the largest file that is analysed, with every character escaped."""
_MAX_HEADER = 16 * 1024
_LENGTH = re.compile(rb"Content-Length:[ \t]*(\d{1,18})[ \t]*\r?\n?\Z", re.IGNORECASE)
"""At the end of a line: where a length was wrong, the rest of that message stands before the next header."""
_PIECE = 1024 * 1024


class Writer:
    """Where messages go until nobody reads them any more, which `gone` is told."""

    def __init__(self, stream: BinaryIO, gone: Callable[[], object]) -> None:
        self._stream = stream
        self._gone = gone

    def write(self, data: bytes) -> None:
        """Write a message."""
        try:
            self._stream.write(data)
            self._stream.flush()
        except (OSError, ValueError):
            self._gone()

    def close(self) -> None:
        """Nothing more will be written."""


class Broken(NamedTuple):
    """A message that could not be read, and why."""

    reason: str


def frames(stream: BinaryIO) -> Iterator[Any | Broken]:
    """Each message of the stream as JSON, until it ends. Lines that are no header are skipped."""
    length: int | None = None
    while line := stream.readline(_MAX_HEADER):
        if header := _LENGTH.search(line):
            length = int(header[1])
        elif not line.strip() and length is not None:
            yield _body(stream, length)
            length = None


def _body(stream: BinaryIO, length: int) -> Any | Broken:
    if length > MAX_MESSAGE:
        while length > 0 and (piece := stream.read(min(length, _PIECE))):
            length -= len(piece)
        return Broken(f"the message is larger than {MAX_MESSAGE:,} bytes")
    body = stream.read(length)
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        return Broken(f"not JSON: {error}")


async def pump(stream: BinaryIO, handle: Callable[[Any | Broken], None], stopped: asyncio.Event) -> None:
    """Hand each message to `handle` on the event loop, in order, until the stream ends or `stopped` is set.

    What a message begins has taken its first step before the next is handed over, so an edit finds the requests that
    came before it. At most a few messages wait to be handled, so that a flood of input costs no memory.
    """
    loop = asyncio.get_running_loop()
    room = threading.Semaphore(64)
    waiting: asyncio.Queue[Any] = asyncio.Queue()
    end = object()

    def read() -> None:
        try:
            for message in frames(stream):
                room.acquire()
                loop.call_soon_threadsafe(waiting.put_nowait, message)
        except (OSError, ValueError):
            pass  # the stream is gone, which ends it as well
        except RuntimeError:
            return  # the loop has ended before
        with contextlib.suppress(RuntimeError):  # the loop has ended before
            loop.call_soon_threadsafe(waiting.put_nowait, end)

    async def deliver() -> None:
        try:
            while (message := await waiting.get()) is not end and not stopped.is_set():
                room.release()
                handle(message)
                await asyncio.sleep(0)
        finally:
            stopped.set()

    threading.Thread(target=read, name="reader", daemon=True).start()
    delivering = asyncio.ensure_future(deliver())
    await stopped.wait()
    delivering.cancel()
    loop.set_exception_handler(lambda _loop, _context: None)  # of what is cut off now there is nobody to tell
