"""Known findings of a run: `--baseline FILE` for all files, else the file that the configuration of each names."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lua_entries.cli.arguments import PROGRAM
from lua_entries.cli.exits import UsageError
from lua_entries.cli.terminal import put_file
from lua_entries.files.paths import normal, shown
from lua_entries.files.store import Files, Unreadable
from lua_entries.report.context import plural
from lua_entries.rules.finding import INTERNAL

if TYPE_CHECKING:
    from lua_entries.cli.analysis import Analysis
    from lua_entries.report.baseline import Baseline

_NARROWING = ("paths", "namespace", "fix", "diff", "watch")
"""Options that cannot stand beside `--write-baseline`: a baseline is about everything that is analysed."""


class Baselines:
    """The baselines of one run. `notes` are for stderr, after `new` or `write`."""

    def __init__(self, options: argparse.Namespace, cwd: str) -> None:
        self._cwd = cwd
        self._forced = normal(os.path.join(cwd, options.baseline)) if options.baseline else None
        # What was not looked for is not gone.
        self._whole = options.select is None and not (options.ignore or options.exclude or options.stdin_filename)
        self.writes: bool = options.write_baseline
        self.notes: list[str] = []
        if self.writes:
            beside = next((name for name in _NARROWING if getattr(options, name)), None)
            if beside is not None:
                name = "PATH" if beside == "paths" else f"`--{beside}`"
                raise UsageError(f"`--write-baseline` and {name} do not go together", "a baseline is of everything")

    @property
    def files(self) -> tuple[str, ...]:
        """The file that the command line names."""
        return (self._forced,) if self._forced is not None else ()

    def new(self, analysis: Analysis) -> set[int]:
        """The numbers of the findings that no baseline knows.

        Raises:
            UsageError: a baseline is missing or malformed.
        """
        self.notes = []
        new: set[int] = set()
        for path, numbers in self._grouped(analysis, range(len(analysis.findings))).items():
            if path is None:
                new.update(numbers)
                continue
            from lua_entries.report.baseline import compare  # most runs have no baseline

            group = {id(analysis.findings[number]): number for number in numbers}
            compared = compare(self._read(path), [analysis.findings[number] for number in numbers])
            new.update(group[id(finding)] for finding in compared.new)
            if self._whole and compared.resolved:
                count = plural(len(compared.resolved), "finding")
                verb = "is" if len(compared.resolved) == 1 else "are"
                self.notes.append(
                    f"{count} of baseline `{shown(path, self._cwd)}` {verb} resolved; `--write-baseline` takes "
                    + ("it out" if len(compared.resolved) == 1 else "them out")
                )
        return new

    def write(self, analysis: Analysis, numbers: Sequence[int]) -> list[int]:
        """Write the findings with these numbers into their baselines, and return those that have none.

        Raises:
            UsageError: there is no baseline to write, or it cannot be written.
        """
        grouped = self._grouped(analysis, numbers)
        loose = grouped.pop(None, [])
        if not grouped:
            help = f'`{PROGRAM} lint --write-baseline --baseline FILE`, or `baseline = "FILE"` in the configuration'
            raise UsageError("`--write-baseline` does not know which file to write", help)
        from lua_entries.report.baseline import baseline_text

        for path, group in grouped.items():
            put_file(path or "", baseline_text(path or "", [analysis.findings[number] for number in group]))
            self.notes.append(f"wrote {plural(len(group), 'known finding')} to `{shown(path or '', self._cwd)}`")
        return loose

    def _grouped(self, analysis: Analysis, numbers: Sequence[int]) -> dict[str | None, list[int]]:
        """Findings by baseline, those without findings included. The failure of a rule is never known."""
        paths = (self._forced,) if self._forced is not None else analysis.baselines
        groups: dict[str | None, list[int]] = {path: [] for path in paths}
        for number in numbers:
            internal = analysis.findings[number].code == INTERNAL
            path = None if internal else self._forced or analysis.baseline_of[number]
            groups.setdefault(path, []).append(number)
        return groups

    def _read(self, path: str) -> Baseline:
        from lua_entries.report.baseline import BaselineError, read_baseline

        place = shown(path, self._cwd)
        anew = "`--write-baseline` makes it anew"
        if not os.path.isfile(path):
            raise UsageError(f"no such baseline: `{place}`", "`--write-baseline` makes it")
        text = Files().read(path)
        if isinstance(text, Unreadable):
            raise UsageError(f"{place}: cannot be read: {text.reason}")
        try:
            return read_baseline(path, text)
        except BaselineError as error:
            line = f":{error.line}" if error.line is not None else ""
            raise UsageError(f"{place}{line}: {error.message}", anew) from None
