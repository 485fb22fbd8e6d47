"""Where the cache is on each platform, and whose directories are believed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from lua_entries.cache.place import VARIABLE, cache_directory, is_ours, made, shelf

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="owners and modes of POSIX")


@POSIX
@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, "/home/someone/.cache/lua-entries"),
        ("linux", {"XDG_CACHE_HOME": "/var/cache/someone"}, "/var/cache/someone/lua-entries"),
        ("linux", {"XDG_CACHE_HOME": "relative"}, "/home/someone/.cache/lua-entries"),
        ("darwin", {"XDG_CACHE_HOME": "/ignored"}, "/home/someone/Library/Caches/lua-entries"),
        ("win32", {}, None),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/lua-entries/Cache"),
        ("win32", {"LOCALAPPDATA": "/local", VARIABLE: "/other"}, "/other"),
        ("linux", {VARIABLE: ""}, "/home/someone/.cache/lua-entries"),
    ],
)
def test_platforms(
    monkeypatch: pytest.MonkeyPatch, platform: str, environment: dict[str, str], expected: str | None
) -> None:
    monkeypatch.setenv("HOME", "/home/someone")
    assert cache_directory(environment, platform) == expected


def test_made_once(tmp_path: Path) -> None:
    directory = str(tmp_path / "a" / "b")
    found = made(directory)
    assert found == shelf(directory)
    assert os.path.isdir(shelf(directory))
    assert (
        (tmp_path / "a" / "b" / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55\n")
    )
    assert made(directory) == found


@POSIX
def test_only_a_directory_of_our_own_is_believed(tmp_path: Path) -> None:
    directory = tmp_path / "cache"
    found = made(str(directory))
    assert found is not None
    assert os.stat(found).st_mode & 0o777 == 0o700
    for mode in (0o770, 0o707, 0o777):
        os.chmod(found, mode)
        assert made(str(directory)) is None
    os.chmod(found, 0o700)
    assert made(str(directory)) == found
    os.rename(found, tmp_path / "elsewhere")
    os.symlink(tmp_path / "elsewhere", found)
    assert made(str(directory)) is None


@POSIX
def test_a_directory_of_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_ours(str(tmp_path))
    owner = os.stat(tmp_path).st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    assert not is_ours(str(tmp_path))


def test_no_place_at_all(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert made(str(tmp_path / "file")) is None
    assert made(str(tmp_path / "file" / "below")) is None
    assert not is_ours(str(tmp_path / "none"))
    assert not is_ours(str(tmp_path / "file"))
