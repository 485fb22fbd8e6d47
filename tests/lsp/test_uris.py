"""URIs as editors write them, and the paths that they name."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath
from urllib.parse import unquote, urlsplit

import pytest

from lua_entries.lsp.uris import to_path, to_uri, windows_path


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///p/a.lua", "/p/a.lua"),
        ("file://localhost/p/a.lua", "/p/a.lua"),
        ("file:///p/a%20b/%c3%A9%F0%9F%98%80%23%25.lua", "/p/a b/é😀#%.lua"),
        ("file:///p/é b/../a.lua", "/p/a.lua"),
        ("FILE:///p/a.lua", "/p/a.lua"),
        ("untitled:Untitled-1", None),
        ("untitled:/p/a.lua", None),
        ("git:/p/a.lua?%7B%22ref%22%3A%22~%22%7D", None),
        ("vscode-notebook-cell:/p/a.ipynb#1", None),
        ("jar:file:///p/a!/b.lua", None),
        ("file:a.lua", None),
        ("file:///p/%00.lua", None),
        ("file://[", None),
        ("/p/a.lua", None),
        ("", None),
    ],
)
def test_only_files_have_a_path(uri: str, path: str | None) -> None:
    assert to_path(uri) == path


@pytest.mark.parametrize("path", ["/p/a b/é😀#?%.lua", "/p/a+b&c=d/%20.lua", "/p/\udcff.lua"])
def test_there_and_back(path: str) -> None:
    assert to_path(to_uri(path)) == path
    assert to_uri(path) == Path(path).as_uri()


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///c%3A/Users/x%20y/_index.yaml", r"C:\Users\x y\_index.yaml"),  # VS Code
        ("file:///C:/Users/%C3%A9/a.lua", r"C:\Users\é\a.lua"),
        ("file:///d%3a/a.lua", r"D:\a.lua"),
        ("file:///c%3A/", "C:\\"),
        ("file:///c:", "C:\\"),
        ("file://server/share/a%20b.lua", r"\\server\share\a b.lua"),
        ("file://localhost/C:/a.lua", r"C:\a.lua"),
    ],
)
def test_drives_and_shares_of_windows(uri: str, path: str) -> None:
    parts = urlsplit(uri)
    found = windows_path(parts.netloc, unquote(parts.path))
    assert found == path
    again = urlsplit(PureWindowsPath(found).as_uri())
    assert windows_path(again.netloc, unquote(again.path)) == path
