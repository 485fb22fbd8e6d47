"""A small project, and completion in texts that take the place of its files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lua_entries.features.completion import Completion, CompletionItem, complete
from lua_entries.features.signature import Signature, signature_at
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.workspace import LoadRequest, load_workspace
from tests.features.cursor import take_cursor_dedented
from tests.support.project import make_project


class Project:
    """A project on disk and its snapshot."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.snapshot: Snapshot = load_workspace(LoadRequest(str(directory)))

    def path(self, relative: str) -> str:
        """The absolute path of a file."""
        return str(self.directory / relative)

    def complete(self, relative: str, text: str, texts: Callable[[str], str] | None = None) -> Completion:
        """What may be typed at `$0` in a text that is newer than the snapshot."""
        plain, offset = take_cursor_dedented(text)
        return complete(self.snapshot, self.path(relative), plain, offset, texts=texts)

    def labels(self, relative: str, text: str) -> list[str]:
        """The labels of what may be typed, in order."""
        return [item.label for item in self.complete(relative, text).items]

    def item(self, relative: str, text: str, label: str) -> CompletionItem:
        """One of the items; the first of that label."""
        found = [item for item in self.complete(relative, text).items if item.label == label]
        if not found:
            pytest.fail(f"no `{label}` in {self.labels(relative, text)}")
        return found[0]

    def applied(self, relative: str, text: str, label: str) -> str:
        """The text after an item is taken; tab stops stay as they are."""
        plain, _ = take_cursor_dedented(text)
        item = self.item(relative, text, label)
        return plain[: item.span.start] + item.new_text + plain[item.span.end :]

    def signature(self, relative: str, text: str) -> Signature | None:
        """The signature at `$0`."""
        plain, offset = take_cursor_dedented(text)
        return signature_at(self.snapshot, self.path(relative), plain, offset)


def make(tmp_path: Path, text: str) -> Project:
    """Write the project of a fixture and load it."""
    return Project(make_project(tmp_path, text))
