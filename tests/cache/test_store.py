"""Files of the cache: exactly what was written, or nothing."""

from __future__ import annotations

import errno
import os
import threading
import time
from pathlib import Path
from typing import Any, NoReturn

import pytest

from lua_entries.cache.store import MAX_AGE, Store, files

VALUE = {b"key": (1, b"data" * 50), "text": ["größe", None, True, 1.5]}
VERSION = bytes(range(16))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path), VERSION, "1")


def only_file(place: Path) -> Path:
    (path,) = place.iterdir()
    return path


def test_what_was_written_is_read(store: Store, tmp_path: Path) -> None:
    assert store.read("lua-x") is None
    assert store.write("lua-x", VALUE)
    assert store.read("lua-x") == VALUE
    assert store.read("lua-y") is None
    assert store.write("lua-x", [1])
    assert store.read("lua-x") == [1]
    assert only_file(tmp_path).name == "lua-x-1"


def test_every_kind_of_damage(store: Store, tmp_path: Path) -> None:
    """Each byte changed, each length cut: nothing is read, and the file is gone, so that it is made anew."""
    store.write("lua-x", VALUE)
    path = only_file(tmp_path)
    whole = path.read_bytes()
    damaged = [whole[:length] for length in range(len(whole))]
    damaged += [whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :] for at in range(len(whole))]
    damaged += [whole + b"\0", b"\0" * len(whole), b"", b"cos\nsystem\n(S'true'\ntR."]
    for data in damaged:
        path.write_bytes(data)
        assert store.read("lua-x") is None
        assert not path.exists()
    path.write_bytes(whole)
    assert store.read("lua-x") == VALUE


def test_another_version(store: Store, tmp_path: Path) -> None:
    store.write("lua-x", VALUE)
    assert Store(str(tmp_path), VERSION[::-1], "1").read("lua-x") is None
    store.write("lua-x", VALUE)
    assert Store(str(tmp_path), VERSION[::-1], "2").read("lua-x") is None
    assert store.read("lua-x") == VALUE, "an edition of its own does not touch the other's files"


def test_a_directory_in_the_place_of_a_file(store: Store, tmp_path: Path) -> None:
    (tmp_path / "lua-x-1").mkdir()
    assert store.read("lua-x") is None
    assert not store.write("lua-x", VALUE)
    assert [path.name for path in tmp_path.iterdir()] == ["lua-x-1"]


def test_a_shelf_that_is_gone(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "none"), VERSION, "1")
    assert store.read("lua-x") is None
    assert not store.write("lua-x", VALUE)
    store.tidy()
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("function", ["replace", "open"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT])
def test_a_disk_that_refuses(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str, number: int
) -> None:
    store.write("lua-x", [1])

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, function, refuse)
        assert not store.write("lua-x", VALUE)
    assert store.read("lua-x") == [1]
    assert only_file(tmp_path).name == "lua-x-1", "nothing half written stays"


def test_a_disk_that_is_full_in_the_middle(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource", reason="the platform has no limits on the size of files")
    import signal

    store.write("lua-x", [1])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        assert not store.write("lua-x", [os.urandom(100_000)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert store.read("lua-x") == [1]
    assert only_file(tmp_path).name == "lua-x-1"


def test_an_interrupt_leaves_nothing_half_written(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: Any) -> NoReturn:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", interrupt)
        with pytest.raises(KeyboardInterrupt):
            store.write("lua-x", VALUE)
    assert list(tmp_path.iterdir()) == []


def test_writers_and_readers_at_once(tmp_path: Path) -> None:
    """Whoever reads finds one writer's value whole, or nothing at all: never a mixture, never an error."""
    values = [[number] * 20_000 for number in range(4)]
    wrong: list[object] = []

    def write(value: list[int]) -> None:
        own = Store(str(tmp_path), VERSION, "1")
        for _ in range(20):
            own.write("lua-x", value)

    def read() -> None:
        own = Store(str(tmp_path), VERSION, "1")
        for _ in range(60):
            found = own.read("lua-x")
            if found is not None and found not in values:
                wrong.append(found)

    threads = [threading.Thread(target=write, args=(value,)) for value in values]
    threads += [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert Store(str(tmp_path), VERSION, "1").read("lua-x") in values
    assert only_file(tmp_path).name == "lua-x-1"


def aged(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_pruning(store: Store, tmp_path: Path) -> None:
    for name in ("lua-old", "lua-new", "run-half", "run-fresh"):
        store.write(name, [name])
    aged(tmp_path / "lua-old-1", MAX_AGE + 60)
    os.rename(tmp_path / "run-half-1", tmp_path / "run-half-1.99.tmp")
    aged(tmp_path / "run-half-1.99.tmp", 7200)
    os.rename(tmp_path / "run-fresh-1", tmp_path / "run-fresh-1.99.tmp")  # somebody may be writing it
    (tmp_path / "letter.txt").write_text("not ours")
    aged(tmp_path / "letter.txt", MAX_AGE + 60)
    store.prune()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letter.txt", "lua-new-1", "run-fresh-1.99.tmp"]


def test_pruning_by_size(store: Store, tmp_path: Path) -> None:
    for number in range(4):
        store.write(f"lua-{number}", [b"x" * 1000])
        aged(tmp_path / f"lua-{number}-1", 1000 - number)
    size = files(str(tmp_path))[0][1]
    store.prune(max_size=2 * size)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lua-2-1", "lua-3-1"]


def test_reading_counts_as_use(store: Store, tmp_path: Path) -> None:
    store.write("lua-x", [1])
    aged(only_file(tmp_path), MAX_AGE + 60)
    assert store.read("lua-x") == [1]
    store.prune()
    assert store.read("lua-x") == [1]


def test_tidied_once_a_day(store: Store, tmp_path: Path) -> None:
    store.tidy()
    store.write("lua-x", [1])
    aged(tmp_path / "lua-x-1", MAX_AGE + 60)
    store.tidy()
    assert (tmp_path / "lua-x-1").exists()
    aged(tmp_path / "pruned", 90_000)
    store.tidy()
    assert not (tmp_path / "lua-x-1").exists()
