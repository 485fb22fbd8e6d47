"""Messages from and to streams of bytes, on threads of their own: the event loop never waits for a stream."""

from __future__ import annotations

import json
import logging
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import IO, Any, BinaryIO, NamedTuple

MAX_MESSAGE = 64 * 1024 * 1024
"""Larger messages are skipped, in bytes: many times the largest file that is analysed, with every character escaped."""
_MAX_HEADER = 16 * 1024
_LENGTH = re.compile(rb"Content-Length:[ \t]*(\d{1,18})[ \t]*\r?\n?\Z", re.IGNORECASE)
"""At the end of a line: where a length was wrong, the rest of that message stands before the next header."""
_PIECE = 1024 * 1024
MAX_UNREAD = 64 * 1024 * 1024
"""An editor that leaves more than this unread will not read any more, in bytes."""
_BEHIND = 1024 * 1024
"""As long as more than this is unread, nothing is sent that can be sent later, in bytes."""

_WAITING = 64
"""How many messages may wait to be taken."""
END = object()
"""There are no more messages."""
NOTHING = object()
"""There is no message yet."""

_LOG = logging.getLogger(__name__)


class Writer:
    """Where messages go, written on a thread of its own: who reads slowly, or not at all, keeps nobody here waiting."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._waiting: deque[bytes] = deque()
        self._unread = 0
        self._changed = threading.Condition()
        self._gone = False
        self._on_gone: Callable[[], object] = lambda: None
        self._on_read: Callable[[], object] = lambda: None
        threading.Thread(target=self._work, name="writer", daemon=True).start()

    def watch(self, gone: Callable[[], object], read: Callable[[], object]) -> None:
        """Let `gone` be called, on any thread, when nobody reads any more, and `read` when everything has been read."""
        with self._changed:
            self._on_gone, self._on_read = gone, read
            if self._gone:
                gone()

    @property
    def is_behind(self) -> bool:
        """True when so much waits to be read that what will be said anew can wait."""
        return self._unread > _BEHIND

    def write(self, data: bytes) -> None:
        """Write a message, unless nobody reads any more."""
        with self._changed:
            if self._gone:
                return
            if self._unread > MAX_UNREAD:
                _LOG.error("the editor leaves more than %s bytes unread; this server ends", f"{MAX_UNREAD:,}")
                self._end()
                return
            self._waiting.append(data)
            self._unread += len(data)
            self._changed.notify_all()

    def flush(self, patience: float) -> None:
        """Wait until everything has been read, for `patience` seconds at most."""
        with self._changed:
            self._changed.wait_for(lambda: self._gone or not self._unread, patience)

    def close(self) -> None:
        """Nothing more will be written."""

    def _end(self) -> None:
        self._gone = True
        self._waiting.clear()
        self._changed.notify_all()
        self._on_gone()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._gone or self._waiting)
                if self._gone:
                    return
                data = self._waiting.popleft()
            try:
                self._stream.write(data)
                self._stream.flush()
            except (OSError, ValueError):
                with self._changed:
                    self._end()
                return
            with self._changed:
                self._unread -= len(data)
                if not self._unread:
                    self._changed.notify_all()
                    self._on_read()


class Broken(NamedTuple):
    """A message that could not be read, and why."""

    reason: str


def framed(message: Any) -> bytes:
    """A message as it is written."""
    body = json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


def frames(stream: IO[bytes]) -> Iterator[Any | Broken]:
    """Each message of the stream as JSON, until it ends. Lines that are no header are skipped."""
    length: int | None = None
    while line := stream.readline(_MAX_HEADER):
        if header := _LENGTH.search(line):
            length = int(header[1])
        elif not line.strip() and length is not None:
            yield _body(stream, length)
            length = None


def _body(stream: IO[bytes], length: int) -> Any | Broken:
    if length > MAX_MESSAGE:
        while length > 0 and (piece := stream.read(min(length, _PIECE))):
            length -= len(piece)
        return Broken(f"the message is larger than {MAX_MESSAGE:,} bytes")
    body = stream.read(length)
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        return Broken(f"not JSON: {error}")


class Incoming:
    """Messages, read on a thread of their own from now on. At most a few wait to be taken, so that a flood of input
    costs no memory."""

    def __init__(self, messages: Iterator[Any]) -> None:
        self._messages = messages
        self._room = threading.Semaphore(_WAITING)
        self._lock = threading.Lock()
        self._waiting: deque[Any] = deque()
        self._tell: Callable[[], object] = lambda: None
        threading.Thread(target=self._read, name="reader", daemon=True).start()

    def _read(self) -> None:
        try:
            for message in self._messages:
                self._room.acquire()
                self._put(message)
        except (OSError, ValueError):
            pass  # the stream is gone, which ends it as well
        self._put(END)

    def _put(self, message: Any) -> None:
        with self._lock:
            self._waiting.append(message)
            self._tell()

    def watch(self, tell: Callable[[], object]) -> None:
        """Let this be called, on the thread that reads, whenever there is something to take; the first time now."""
        with self._lock:
            self._tell = tell
            tell()

    def take(self) -> Any:
        """The next message; `END` after the last one; `NOTHING` where there is none yet."""
        with self._lock:
            if not self._waiting:
                return NOTHING
            message = self._waiting.popleft()
        self._room.release()
        return message
