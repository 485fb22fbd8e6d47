"""Which findings the editor has been told of, and what it must be told now: pushed, or when it asks."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple
from uuid import uuid4

from lsprotocol import types

from lua_entries.lsp.analysis import Project, Result
from lua_entries.lsp.convert import Places, diagnostic
from lua_entries.lsp.documents import Documents
from lua_entries.lsp.uris import to_uri
from lua_entries.rules.finding import Finding
from lua_entries.text.encoding import Encoding


class Told(NamedTuple):
    """What the editor knows of a file."""

    findings: tuple[Finding, ...]
    text: str
    version: int | None


class Said(NamedTuple):
    """An answer about a file. Each has a name of its own, so that one which the editor dropped passes for no other."""

    identifier: str
    told: Told


class Board:
    """The findings of all projects by file."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self.related = True
        """The editor takes related places."""
        self._results: dict[Project, Result] = {}
        self._early: dict[Project, Result] = {}
        self._holders: dict[str, dict[Project, None]] = {}
        """The projects whose results say something of a file, be it that there is nothing."""
        self._numbers = itertools.count()
        self._order: dict[Project, int] = {}
        self._changed: set[str] = set()
        """Files of which the editor may have to be told."""
        self._told: dict[str, Told] = {}
        self._said: dict[str, Said] = {}
        """The last answers about single files."""
        self._said_of_all: dict[str, Said] = {}
        """What the last answers about everything said of files that were not asked about by themselves since."""
        session, numbers = uuid4().hex[:8], itertools.count()
        self._names = (f"{session}-{number}" for number in numbers)

    def put(self, project: Project, result: Result) -> None:
        """Take in what a project found."""
        self._order.setdefault(project, next(self._numbers))
        before = self._paths_of(project)
        if result.is_early:
            self._early[project] = result
        else:
            self._early.pop(project, None)
            self._results[project] = result
        self._index(project, before)

    def drop(self, project: Project) -> None:
        """A project is gone, and with it its findings."""
        before = self._paths_of(project)
        self._results.pop(project, None)
        self._early.pop(project, None)
        self._order.pop(project, None)
        self._index(project, before)

    def _paths_of(self, project: Project) -> set[str]:
        held = (self._results.get(project), self._early.get(project))
        known = (result for result in held if result is not None)
        return {path for result in known for path in (*result.findings, *result.inputs.documents)}

    def _index(self, project: Project, before: set[str]) -> None:
        after = self._paths_of(project)
        for path in before - after:
            holders = self._holders[path]
            del holders[project]
            if not holders:
                del self._holders[path]
        for path in after - before:
            self._holders.setdefault(path, {})[project] = None
        self._changed |= before | after

    def _about(self, path: str) -> Iterator[Result]:
        """The newest results about a file, one of each project that says something of it."""
        for project in sorted(self._holders.get(path, ()), key=self._order.__getitem__):
            early = self._early.get(project)
            if early is not None and path in early.inputs.documents:
                yield early
            elif project in self._results:
                yield self._results[project]

    def results(self) -> Mapping[Project, Result]:
        """What each project found last; projects that were not analysed yet are absent."""
        return self._results

    def paths(self) -> frozenset[str]:
        """Files with findings, and those that the editor was told of."""
        held = (path for path, holders in self._holders.items() if any(self._has(item, path) for item in holders))
        return frozenset((*held, *self._told))

    def _has(self, project: Project, path: str) -> bool:
        known = (self._results.get(project), self._early.get(project))
        return any(result is not None and path in result.findings for result in known)

    def findings(self, path: str) -> tuple[Finding, ...]:
        """The findings in a file, each once."""
        held = (result.findings.get(path, ()) for result in self._about(path))
        return tuple(dict.fromkeys(finding for findings in held for finding in findings))

    def to_push(self) -> list[types.PublishDiagnosticsParams]:
        """What has changed since the editor was told, the open files first; it is held to be told from now on.

        A file whose text is newer than what was analysed waits for the analysis of that text.
        """
        documents = {document.path: document for document in self._documents.all()}
        order = sorted(self._changed, key=lambda path: (path not in documents, path))
        self._changed.clear()
        pushed: list[types.PublishDiagnosticsParams] = []
        for path in order:
            now = self._current(path)
            before = self._told.get(path)
            if now is None:
                self._changed.add(path)
            if now is None or now == before or (before is None and not now.findings and now.version is None):
                continue
            pushed.append(
                types.PublishDiagnosticsParams(self.uri(path), self.items(path, now.findings), version=now.version)
            )
            if now.findings or now.version is not None:
                self._told[path] = now
            else:
                self._told.pop(path, None)
        return pushed

    def _current(self, path: str) -> Told | None:
        """What is to be told of a file; None while its newest text has not been analysed."""
        document = self._documents.at(path)
        holders = [result for result in self._about(path) if self._holds(result, path)]
        if document is not None:
            known = [result.inputs.documents.get(path) for result in holders]
            if not known or any(item is not document for item in known):
                return None
            return Told(self.findings(path), document.text, document.version)
        return Told(self.findings(path), self._text(path), None)

    def _holds(self, result: Result, path: str) -> bool:
        return path in result.inputs.documents or path in result.findings

    def items(self, path: str, findings: Iterable[Finding]) -> list[types.Diagnostic]:
        """The findings of a file as diagnostics."""

        def text(other: str) -> str:
            """Also of a file about which there is nothing to say, but which a finding here points to."""
            return self._text(other) or self._text(other, path)

        places = Places(text, self.encoding, self.uri)
        return [diagnostic(finding, places, self.related) for finding in findings]

    @property
    def encoding(self) -> Encoding:
        """What columns count."""
        return self._documents.encoding

    def uri(self, path: str) -> str:
        """The editor's own URI of a file where it has one."""
        document = self._documents.at(path)
        return document.uri if document is not None else to_uri(path)

    def _text(self, path: str, near: str | None = None) -> str:
        """The text that was analysed by who says something of the file, or of the one `near` it."""
        return next((text for result in self._about(near or path) if (text := result.text(path))), "")

    def report(
        self, path: str, previous: str | None
    ) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
        """The answer to a question for one file; `previous` is what came with the last one."""
        now = self._told[path] = self._now(path)
        self._said_of_all.pop(path, None)  # of two answers nobody knows which the editor shows
        said = self._said.get(path)
        if said is not None and said == (previous, now):
            return types.RelatedUnchangedDocumentDiagnosticReport(said.identifier)
        said = self._said[path] = Said(next(self._names), now)
        return types.RelatedFullDocumentDiagnosticReport(self.items(path, now.findings), result_id=said.identifier)

    def reports(self, previous: Mapping[str, str]) -> list[types.WorkspaceDocumentDiagnosticReport]:
        """The answer to a question for everything; `previous` are the results that the editor has, by path."""
        found: list[types.WorkspaceDocumentDiagnosticReport] = []
        for path in sorted(self.paths() | previous.keys() | self._said_of_all.keys()):
            document, now = self._documents.at(path), self._now(path)
            version = document.version if document is not None else None
            if document is None:  # editors go by what they asked about an open file itself, and drop what is said here
                self._told[path] = now
            known = (previous.get(path), now)
            if self._said.get(path) == known or self._said_of_all.get(path) == known:
                identifier = previous[path]
                found.append(
                    types.WorkspaceUnchangedDocumentDiagnosticReport(self.uri(path), identifier, version=version)
                )
            else:
                said = self._said_of_all[path] = Said(next(self._names), now)
                items = self.items(path, now.findings)
                found.append(
                    types.WorkspaceFullDocumentDiagnosticReport(
                        self.uri(path), items, version=version, result_id=said.identifier
                    )
                )
        return found

    def is_stale(self, but: Callable[[str], bool]) -> bool:
        """True when files other than `but` have other findings than the editor got when it asked last."""
        return any(
            self._told.get(path, Told((), "", None)).findings != self.findings(path)
            for path in self.paths()
            if not but(path)
        )

    def _now(self, path: str) -> Told:
        return Told(self.findings(path), self._text(path), None)
