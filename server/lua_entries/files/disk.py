"""Every question that is put to the disk about a project, and a record of them.

What a run of the linter finds follows from the program, from what it was told on the command line, and from what the
disk answered. So a run whose questions have the same answers today has the same result, without being made again:
`recording` notes questions and answers, `still_holds` asks again. Outside of `recording` nothing is noted.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Literal, NamedTuple, TypeAlias

from lua_entries.files.digest import digest

Kind: TypeAlias = Literal["read", "file", "directory", "exists", "real", "list"]
Question: TypeAlias = "tuple[Kind, str, int]"
"""What is asked, about which path; for `read` also how many bytes at most."""


class Item(NamedTuple):
    """What a directory holds."""

    name: str
    path: str
    is_directory: bool
    """False for a link, wherever it leads."""
    is_link: bool


class Record:
    """The questions of one run, in order, with the answers it got."""

    def __init__(self) -> None:
        self.answers: dict[Question, bytes] = {}
        self.steady = True
        """False when one question got two answers: the disk changed meanwhile, and the run proves nothing."""
        self.real: dict[str, str] = {}
        """Directories without their links, asked once a run."""

    def note(self, question: Question, answer: bytes) -> None:
        """Keep what was answered."""
        if self.answers.setdefault(question, answer) != answer:
            self.steady = False

    def digest(self) -> bytes:
        """One digest over all answers."""
        return _digest(self.answers.values())


_record: Record | None = None


@contextmanager
def recording() -> Iterator[Record]:
    """Notes what is asked until the end of the block. One at a time."""
    global _record  # noqa: PLW0603 what is recorded are calls from everywhere
    _record = made = Record()
    try:
        yield made
    finally:
        _record = None


def still_holds(questions: Iterable[Question], expected: bytes, wanted: Iterable[str]) -> Mapping[str, bytes] | None:
    """Ask everything again: None unless the answers have the digest `expected`, else the contents of the `wanted` files
    as they were read just now."""
    kept = dict.fromkeys(wanted, b"")
    real: dict[str, str] = {}
    answers = []
    for kind, path, limit in questions:
        if kind == "read":
            data = _contents(path, limit)
            answers.append(_told(data))
            if path in kept and isinstance(data, bytes):
                kept[path] = data
        elif kind == "real":
            answers.append(_real(path, real).encode("utf-8", "surrogatepass"))
        elif kind == "list":
            answers.append(_listed(_items(path)))
        else:
            answers.append(_YES if _ASKED[kind](path) else _NO)
    return kept if _digest(answers) == expected else None


def read(path: str, limit: int) -> bytes:
    """At most `limit` bytes of a file.

    Raises:
        OSError: it cannot be read.
    """
    data = _contents(path, limit)
    if _record is not None:
        _record.note(("read", path, limit), _told(data))
    if isinstance(data, OSError):
        raise data
    return data


def is_file(path: str) -> bool:
    """True for a regular file, or a link to one."""
    return _ask("file", path)


def is_directory(path: str) -> bool:
    """True for a directory, or a link to one."""
    return _ask("directory", path)


def exists(path: str) -> bool:
    """True for anything that is there, links that lead nowhere excepted."""
    return _ask("exists", path)


def real(path: str) -> str:
    """A normalised absolute path without links."""
    if _record is None:
        return os.path.realpath(path)
    answer = _real(path, _record.real)
    _record.note(("real", path, 0), answer.encode("utf-8", "surrogatepass"))
    return answer


def items(directory: str) -> list[Item]:
    """What a directory holds, in the order of the names; nothing where it cannot be read."""
    found = _items(directory)
    if _record is not None:
        _record.note(("list", directory, 0), _listed(found))
    return found


_YES, _NO = b"y", b"n"
_ASKED: Mapping[str, Callable[[str], bool]] = {
    "file": os.path.isfile,
    "directory": os.path.isdir,
    "exists": os.path.exists,
}


def _ask(kind: Literal["file", "directory", "exists"], path: str) -> bool:
    answer = _ASKED[kind](path)
    if _record is not None:
        _record.note((kind, path, 0), _YES if answer else _NO)
    return answer


_OPEN = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
"""Without waiting: to open a pipe otherwise takes until somebody writes to it."""


def _contents(path: str, limit: int) -> bytes | OSError:
    try:
        handle = os.open(path, _OPEN)
        try:
            state = os.fstat(handle)
            if not stat.S_ISREG(state.st_mode):  # a pipe or a device may have no end
                return OSError(errno.EINVAL, "not a regular file")
            # Room is made for what the file has, not for the limit, which is much more.
            data = os.read(handle, min(state.st_size + 1, limit))
            while len(data) < limit and (more := os.read(handle, limit - len(data))):
                data += more
        finally:
            os.close(handle)
    except OSError as error:
        return error
    return data


def _told(data: bytes | OSError) -> bytes:
    return f"!{data.errno}".encode() if isinstance(data, OSError) else digest(data)


def _items(directory: str) -> list[Item]:
    found = []
    try:
        with os.scandir(directory) as scan:
            for entry in scan:
                try:
                    found.append(Item(entry.name, entry.path, entry.is_dir(follow_symlinks=False), entry.is_symlink()))
                except OSError:
                    continue  # gone meanwhile
    except OSError:
        return []
    found.sort()
    return found


def _listed(found: Iterable[Item]) -> bytes:
    lines = [f"{name}\0{'d' if is_directory else 'l' if is_link else 'f'}" for name, _, is_directory, is_link in found]
    return digest("\0".join(lines).encode("utf-8", "surrogatepass"))


def _real(path: str, known: dict[str, str]) -> str:
    """`os.path.realpath`, which looks at all directories above, with those looked at once."""
    parent, name = os.path.split(path)
    if not name or os.path.islink(path):
        return os.path.realpath(path)
    above = known.get(parent)
    if above is None:
        above = known[parent] = os.path.realpath(parent)
    return os.path.join(above, name)


def _digest(answers: Iterable[bytes]) -> bytes:
    return digest(b"\0".join(b"%d:%b" % (len(answer), answer) for answer in answers))
