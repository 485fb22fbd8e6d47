"""Streams: reports to stdout or a file, messages to stderr, colour, progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Literal, TextIO

from lua_entries.cli.exits import UsageError

ColourChoice = Literal["auto", "always", "never"]


def use_colour(choice: str, stream: TextIO | None, environment: Mapping[str, str]) -> bool:
    """True when a report to `stream` (None: a file) is coloured.

    `auto` goes by the stream; `NO_COLOR` and a dumb terminal turn it off, `FORCE_COLOR` on, as CI servers want whose
    logs show colours. Of these, the first that is set decides, in the order `NO_COLOR`, `FORCE_COLOR`, `TERM`.
    """
    if choice != "auto":
        return choice == "always"
    if stream is None or environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return environment.get("TERM") != "dumb" and is_terminal(stream)


def is_terminal(stream: TextIO | None) -> bool:
    """True when a person reads the stream. A stream that was closed before the start is None."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed since
        return False


def complain(text: str) -> None:
    """Write a message to stderr; where stderr is gone there is nobody to tell."""
    if sys.stderr is not None:
        try:
            sys.stderr.write(_encodable(text, sys.stderr) + "\n")
            sys.stderr.flush()
        except OSError:
            _abandon(sys.stderr)


def put(text: str) -> None:
    """Write a result to stdout. A reader that went away (`| head`) is no error.

    Raises:
        UsageError: stdout cannot be written.
    """
    stream = sys.stdout
    if stream is None:
        return
    try:
        stream.write(_encodable(text, stream))
        stream.flush()
    except BrokenPipeError:
        _abandon(stream)
    except OSError as error:
        _abandon(stream)
        raise UsageError(f"cannot write to stdout: {error.strerror}") from None


def put_file(path: str, text: str) -> None:
    """Write a result to a file, in UTF-8 with LF.

    Raises:
        UsageError: the file cannot be written.
    """
    try:
        with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise UsageError(f"cannot write `{path}`: {error.strerror}") from None


def _encodable(text: str, stream: TextIO) -> str:
    """The text with what the stream's encoding lacks written as escapes."""
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _abandon(stream: TextIO) -> None:
    """Send what is still buffered nowhere, so that the interpreter does not fail on it again when it ends."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass  # not a real file: nothing is flushed at the end either


PATIENCE = 0.5
"""Seconds of silence before progress is shown."""


class Progress:
    """One line on a terminal that says what is being done, from `PATIENCE` seconds on; without a stream, nothing."""

    def __init__(self, stream: TextIO | None, patience: float) -> None:
        self._stream = stream
        self._text = ""
        self._visible = False
        if stream is not None:
            import threading  # a run whose stderr is no terminal does without

            self._lock = threading.Lock()
            self._timer = threading.Timer(patience, self._appear)
            self._timer.daemon = True

    def say(self, text: str) -> None:
        """What is being done now."""
        if self._stream is None:
            return
        with self._lock:
            self._text = text
            if self._visible:
                self._draw(text)

    def start(self) -> None:
        """Begin to wait."""
        if self._stream is not None:
            self._timer.start()

    def stop(self) -> None:
        """Take the line away."""
        if self._stream is None:
            return
        self._timer.cancel()
        with self._lock:
            self._text = ""
            if self._visible:
                self._visible = False
                self._draw("")

    def _appear(self) -> None:
        with self._lock:
            if self._text:
                self._visible = True
                self._draw(self._text)

    def _draw(self, text: str) -> None:
        if self._stream is not None:
            self._stream.write(f"\r{text}\x1b[K")
            self._stream.flush()


@contextmanager
def progress(stream: TextIO | None) -> Iterator[Progress]:
    """A running progress line on `stream` where that is a terminal."""
    wanted = is_terminal(stream) and os.environ.get("TERM") != "dumb"
    line = Progress(stream if wanted else None, PATIENCE)
    line.start()
    try:
        yield line
    finally:
        line.stop()
