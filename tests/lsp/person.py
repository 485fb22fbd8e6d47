"""A person at an editor: keeps the texts, types, and carries out what the server proposes, on the editor's side of the
protocol alone, so that a mistake in positions or versions shows as a wrong text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.lsp.editor import Editor

_UNIT_BYTES = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


class Person:
    """Somebody who edits files. Lines end at LF in these texts."""

    def __init__(self, editor: Editor, encoding: str) -> None:
        self.editor = editor
        self.texts: dict[Path, str] = {}
        self.versions: dict[Path, int] = {}
        self.confirmed: list[str] = []
        """Texts of edits that asked for confirmation."""
        self._codec, self._size = _UNIT_BYTES[encoding]
        editor.replies["workspace/applyEdit"] = self._apply

    def open(self, path: Path) -> None:
        """Open a file."""
        self.texts[path], self.versions[path] = path.read_text(encoding="utf-8"), 1
        self.editor.open(path)

    def at(self, path: Path, before: str, more: int = 0) -> dict[str, Any]:
        """The place so many characters behind the first `before`."""
        text = self.text(path)
        return {"textDocument": {"uri": path.as_uri()}, "position": self._place(text, _behind(text, before) + more)}

    def over(self, path: Path, part: str) -> dict[str, Any]:
        """The range of the first `part`; of the whole text for an empty one."""
        text = self.text(path)
        end = _behind(text, part) if part else len(text)
        start = end - len(part) if part else 0
        span = {"start": self._place(text, start), "end": self._place(text, end)}
        return {"textDocument": {"uri": path.as_uri()}, "range": span}

    def text(self, path: Path) -> str:
        """The text of a file as the editor has it."""
        return self.texts[path] if path in self.texts else path.read_text(encoding="utf-8")

    def part(self, path: Path, span: Mapping[str, Any]) -> str:
        """The text in a range."""
        text = self.text(path)
        return text[self._offset(text, span["start"]) : self._offset(text, span["end"])]

    def type(self, path: Path, before: str, typed: str) -> None:
        """Type something behind the first `before`, one character after the other."""
        offset = _behind(self.texts[path], before)
        for number, character in enumerate(typed):
            self._change(path, [(offset + number, offset + number, character)])

    def replace(self, path: Path, old: str, new: str) -> None:
        """Write over the first `old`."""
        start = self.texts[path].index(old)
        self._change(path, [(start, start + len(old), new)])

    def become(self, path: Path, text: str) -> None:
        """Go back to a text, as undoing does."""
        self._change(path, [(0, len(self.texts[path]), text)])

    def carry_out(self, edit: Mapping[str, Any]) -> None:
        """Make a workspace edit, in open files and on disk."""
        for uri, edits in edit.get("changes", {}).items():
            self._edit(_path(uri), edits)
        for step in edit.get("documentChanges", []):
            if step.get("kind") == "create":
                _path(step["uri"]).parent.mkdir(parents=True, exist_ok=True)
                _path(step["uri"]).touch()
                continue
            path, version = _path(step["textDocument"]["uri"]), step["textDocument"]["version"]
            assert version in (None, self.versions.get(path))
            self._edit(path, step["edits"])
            notes = edit.get("changeAnnotations", {})
            ids = [item["annotationId"] for item in step["edits"] if "annotationId" in item]
            assert all(notes[name]["needsConfirmation"] for name in ids)
            self.confirmed += [item["newText"] for item in step["edits"] if "annotationId" in item]

    def _apply(self, params: Mapping[str, Any]) -> dict[str, Any]:
        self.carry_out(params["edit"])
        return {"applied": True}

    def _edit(self, path: Path, edits: Iterable[Mapping[str, Any]]) -> None:
        text = self.text(path)
        changes = [
            (self._offset(text, edit["range"]["start"]), self._offset(text, edit["range"]["end"]), edit["newText"])
            for edit in edits
        ]
        if path in self.texts:
            self._change(path, changes)
        else:
            path.write_text(_changed(text, changes), encoding="utf-8")
            self.editor.changed_on_disk(path)

    def _change(self, path: Path, changes: list[tuple[int, int, str]]) -> None:
        """Change an open text, from its end to its start, so that each place is still where it was."""
        text = self.texts[path]
        events = [
            {"range": {"start": self._place(text, start), "end": self._place(text, end)}, "text": new}
            for start, end, new in sorted(changes, reverse=True)
        ]
        self.texts[path] = _changed(text, changes)
        self.versions[path] += 1
        item = {"uri": path.as_uri(), "version": self.versions[path]}
        self.editor.tell("textDocument/didChange", {"textDocument": item, "contentChanges": events})

    def _place(self, text: str, offset: int) -> dict[str, int]:
        line = text.count("\n", 0, offset)
        column = text[text.rfind("\n", 0, offset) + 1 : offset]
        return {"line": line, "character": len(column.encode(self._codec)) // self._size}

    def _offset(self, text: str, place: Mapping[str, int]) -> int:
        lines = text.split("\n")
        units = lines[place["line"]].encode(self._codec)[: place["character"] * self._size]
        return sum(len(line) + 1 for line in lines[: place["line"]]) + len(units.decode(self._codec))


def _behind(text: str, before: str) -> int:
    return text.index(before) + len(before)


def _changed(text: str, changes: Iterable[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _path(uri: str) -> Path:
    return Path(unquote(urlsplit(uri).path))
