"""Rounds of fixes in memory: each round is judged by reading the whole project anew; nothing is written here."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from lua_entries.cli.analysis import Analysis
from lua_entries.files.paths import shown
from lua_entries.project.snapshot import Snapshot
from lua_entries.rules.finding import Finding
from lua_entries.rules.fixing import ROUNDS, carried_out, plan


class Fixing:
    """The texts that fixes have changed so far, by path."""

    def __init__(self, wanted: bool, unsafe: bool) -> None:
        self.texts: dict[str, str] = {}
        self.originals: dict[str, str] = {}
        self.mended = 0
        self._allowed = ("safe", "unsafe") if unsafe else ("safe",)
        self._rounds = ROUNDS if wanted else 0

    def improve(self, analysis: Analysis | Snapshot, findings: Iterable[Finding]) -> bool:
        """Carry out what can be carried out at once; False when nothing is left to do."""
        if self._rounds == 0:
            return False
        self._rounds -= 1
        planned = plan(findings, self._allowed, analysis.text)
        for path, text in carried_out(planned, analysis.text).items():
            self.originals.setdefault(path, analysis.text(path))
            self.texts[path] = text
        self.mended += len(planned.findings)
        return bool(planned.edits)

    def diff(self, directory: str) -> str:
        """The changes as a unified diff with paths relative to `directory`; empty without changes."""
        parts: list[str] = []
        for path in sorted(self.texts):
            name = shown(path, directory)
            old, new = (text.splitlines(keepends=True) for text in (self.originals[path], self.texts[path]))
            for line in difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"):
                parts.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
        return "".join(parts)
