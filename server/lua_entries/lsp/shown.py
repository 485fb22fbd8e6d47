"""What the editor was shown of open files, as far as later answers depend on it: for the worker thread."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple


class Picture(NamedTuple):
    """What an answer about a file showed."""

    feature: Any
    params: Any
    text: str
    """Of the file, when it was asked about."""
    content: int
    """The hash of what can be seen."""


class Shown:
    """What the editor was shown last, by file. Forgotten when a file is closed."""

    def __init__(self) -> None:
        self._tokens: dict[str, tuple[str, Sequence[int]]] = {}
        self._pictures: dict[tuple[str, str], Picture] = {}
        self._numbers = itertools.count(1)

    def keep_tokens(self, path: str, data: Sequence[int]) -> str:
        """Remember the tokens of a file; the id to ask for changes with."""
        identifier = str(next(self._numbers))
        self._tokens[path] = (identifier, data)
        return identifier

    def tokens(self, path: str, identifier: str) -> Sequence[int] | None:
        """The tokens that were given an id; None when they are no longer known."""
        known = self._tokens.get(path)
        return known[1] if known is not None and known[0] == identifier else None

    def keep(self, name: str, path: str, feature: Any, params: Any, text: str, content: Hashable) -> None:
        """Remember what an answer showed, under the name of what is shown."""
        self._pictures[name, path] = Picture(feature, params, text, hash(content))

    def pictures(self) -> Mapping[tuple[str, str], Picture]:
        """All of them by name and path; a copy."""
        return dict(self._pictures)

    def forget(self, name: str, path: str) -> None:
        """The editor is told to ask again: until it does there is nothing to compare with."""
        self._pictures.pop((name, path), None)

    def close(self, path: str) -> None:
        """A file was closed."""
        self._tokens.pop(path, None)
        for name, other in self.pictures():
            if other == path:
                self.forget(name, path)
