"""Whole runs in the cache: the findings, and the questions to the disk that they follow from.

A run is believed when the same was asked on the command line and every question has the same answer: every directory
holds the same names, every file that was read has the same contents (they are read and hashed, times and sizes prove
nothing), everything that was looked for is there or is not, as before. Nothing of the analysis is imported for that.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from lua_entries.cache.store import Store
from lua_entries.cli.analysis import Analysis, Asked
from lua_entries.files.digest import digest
from lua_entries.files.disk import Record, still_holds
from lua_entries.files.store import decoded
from lua_entries.rules.finding import FileEdit, Finding, Fix, Related, Severity
from lua_entries.text.edits import Edit
from lua_entries.text.span import Span


class Memo:
    """The run of one command line in one directory."""

    def __init__(self, store: Store, asked: Asked) -> None:
        told = (
            asked.cwd,
            asked.reported.files,
            asked.reported.directories,
            asked.select,
            asked.ignore,
            asked.report_unknown,
            asked.config,
            asked.exclude,
            os.path.expanduser("~"),  # is never searched
        )
        self._store = store
        self._name = f"run-{digest(repr(told).encode('utf-8', 'surrogatepass')).hex()}"

    def read(self) -> Analysis | None:
        """What the run found, if it would find the same today."""
        held = self._store.read(self._name)
        if held is None:
            return None
        questions, answers, texts, findings, rest = held
        contents = still_holds(questions, answers, texts)
        if contents is None:
            return None
        namespaces, all_namespaces, directory, index_count, file_count, entry_count, unread, catalog = rest
        return Analysis(
            findings=tuple(_finding(row) for row in findings),
            crashed=False,
            namespaces=tuple(frozenset(names) for names in namespaces),
            all_namespaces=all_namespaces,
            directory=directory,
            index_count=index_count,
            file_count=file_count,
            entry_count=entry_count,
            unread=unread,
            catalog=catalog,
            text=lambda path: decoded(contents[path], any_bytes=True) if path in contents else "",
        )

    def write(self, analysis: Analysis, record: Record) -> None:
        """Remember a run, unless the disk changed while it went on."""
        if not record.steady:
            return
        rest = (
            [sorted(names) for names in analysis.namespaces],
            analysis.all_namespaces,
            analysis.directory,
            analysis.index_count,
            analysis.file_count,
            analysis.entry_count,
            analysis.unread,
            analysis.catalog,
        )
        texts = sorted(path for path in _mentioned(analysis.findings) if analysis.text(path))
        rows = [_row(finding) for finding in analysis.findings]
        self._store.write(self._name, (list(record.answers), record.digest(), texts, rows, rest))


def _mentioned(findings: Sequence[Finding]) -> set[str]:
    """The files whose text a report may show."""
    paths = {finding.path for finding in findings}
    paths |= {related.path for finding in findings for related in finding.related}
    return paths | {edit.path for finding in findings for fix in finding.fixes for edit in fix.edits}


def _row(finding: Finding) -> tuple[Any, ...]:
    code, rule, severity, message, path, span, entry, help, related, fixes, keys = finding
    return (
        code,
        rule,
        int(severity),
        message,
        path,
        _plain(span),
        entry,
        help,
        [(other.path, _plain(other.span), other.message) for other in related],
        [(fix.title, fix.safety, [(path, *edit.span, edit.new_text) for path, edit in fix.edits]) for fix in fixes],
        sorted(keys),
    )


def _finding(row: tuple[Any, ...]) -> Finding:
    code, rule, severity, message, path, span, entry, help, related, fixes, keys = row
    return Finding(
        code,
        rule,
        Severity(severity),
        message,
        path,
        _span(span),
        entry,
        help,
        tuple(Related(other, _span(place), text) for other, place, text in related),
        tuple(
            Fix(title, safety, tuple(FileEdit(path, Edit(Span(start, end), text)) for path, start, end, text in edits))
            for title, safety, edits in fixes
        ),
        frozenset(keys),
    )


def _plain(span: Span | None) -> tuple[int, int] | None:
    return (span.start, span.end) if span is not None else None


def _span(span: tuple[int, int] | None) -> Span | None:
    return Span(*span) if span is not None else None
