"""What was asked of the disk: a record holds while every answer is the same, and no longer."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lua_entries.files import disk

LIMIT = 100


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A directory with two files, a directory and a link."""
    (tmp_path / "a").write_bytes(b"one")
    (tmp_path / "b").write_bytes(b"two")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "c").write_bytes(b"three")
    return tmp_path


def ask(place: Path) -> None:
    """A question of every kind."""
    disk.items(str(place))
    disk.items(str(place / "none"))
    disk.read(str(place / "a"), LIMIT)
    with pytest.raises(FileNotFoundError):
        disk.read(str(place / "none"), LIMIT)
    assert disk.is_file(str(place / "b"))
    assert not disk.is_file(str(place / "sub"))
    assert disk.is_directory(str(place / "sub"))
    assert not disk.exists(str(place / "later"))
    assert disk.real(str(place / "sub" / "c")) == os.path.realpath(place / "sub" / "c")


def holds(record: disk.Record) -> bool:
    return disk.still_holds(record.answers, record.digest(), ()) is not None


def recorded(place: Path) -> disk.Record:
    with disk.recording() as record:
        ask(place)
    return record


def test_nothing_changed(place: Path) -> None:
    record = recorded(place)
    assert record.steady
    assert holds(record)
    os.utime(place / "a", (1, 1))  # times prove nothing, in neither direction
    (place / "sub" / "unasked").write_bytes(b"")
    assert holds(record)


def _replace_with_link(place: Path) -> None:
    os.rename(place / "sub" / "c", place / "sub" / "d")
    (place / "sub" / "c").symlink_to(place / "sub" / "d")


def _replace_with_directory(place: Path) -> None:
    (place / "b").unlink()
    (place / "b").mkdir()


CHANGES: dict[str, Callable[[Path], object]] = {
    "other contents": lambda place: (place / "a").write_bytes(b"One"),
    "a file less": lambda place: (place / "a").unlink(),
    "a file more": lambda place: (place / "z").write_bytes(b""),
    "what was not there": lambda place: (place / "later").mkdir(),
    "a file is a directory": _replace_with_directory,
    "a directory that was not there": lambda place: (place / "none").mkdir(),
    "a link in the place of a file": _replace_with_link,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_every_change_counts(place: Path, change: Callable[[Path], object]) -> None:
    record = recorded(place)
    change(place)
    assert not holds(record)


def test_the_same_contents_with_the_same_time_and_size_are_told_from_others(place: Path) -> None:
    before = (place / "a").stat()
    record = recorded(place)
    (place / "a").write_bytes(b"owe")
    os.utime(place / "a", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not holds(record)


def test_the_limit_is_a_part_of_the_question(place: Path) -> None:
    with disk.recording() as record:
        assert disk.read(str(place / "a"), 2) == b"on"
    (place / "a").write_bytes(b"only the beginning was read")
    assert holds(record)
    (place / "a").write_bytes(b"i")
    assert not holds(record)


def test_a_disk_that_changes_meanwhile(place: Path) -> None:
    with disk.recording() as record:
        disk.read(str(place / "a"), LIMIT)
        (place / "a").write_bytes(b"other")
        disk.read(str(place / "a"), LIMIT)
    assert not record.steady


def test_wanted_contents_are_those_that_were_judged(place: Path) -> None:
    record = recorded(place)
    found = disk.still_holds(record.answers, record.digest(), [str(place / "a")])
    assert found == {str(place / "a"): b"one"}


def test_nothing_is_noted_outside(place: Path) -> None:
    with disk.recording() as record:
        pass
    ask(place)
    assert not record.answers


def test_links_are_followed_as_the_system_does(place: Path) -> None:
    (place / "way").symlink_to(place / "sub")
    (place / "loop").symlink_to(place / "loop")
    asked = [place / "way" / "c", place / "way", place / "loop" / "x", place / "none" / "x", place / "a", Path("/")]
    with disk.recording():
        assert [disk.real(str(path)) for path in asked] == [os.path.realpath(path) for path in asked]
