"""The analysis of one folder. What the event loop tells it is kept until the worker thread reads it."""

from __future__ import annotations

import contextlib
import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any, Final, Literal, NamedTuple, TypeAlias, TypeVar

from lua_entries.catalog import load_catalog
from lua_entries.features.code_actions import State
from lua_entries.files import disk
from lua_entries.files.paths import is_under
from lua_entries.files.store import MAX_FILE_SIZE
from lua_entries.lsp.documents import Document
from lua_entries.lsp.reading import Reading
from lua_entries.project.config import CONFIG_NAME, ConfigError
from lua_entries.project.fold import changed_keys
from lua_entries.project.memory import Memory, TooMuchToReadError
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.units import LuaUnit
from lua_entries.project.workspace import LoadRequest, load_part, load_workspace, read_ahead
from lua_entries.rules.alone import check_alone
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.incremental import Checker
from lua_entries.rules.registry import RULE_CODES
from lua_entries.text.lines import LineIndex
from lua_entries.text.span import Span

T = TypeVar("T")


class _Later(Enum):
    LATER = "later"


Later: TypeAlias = Literal[_Later.LATER]
LATER: Final = _Later.LATER
"""In place of an answer: ask again when all is read."""

_LOG = logging.getLogger(__name__)
_FEW = 40
"""So many Lua files are summarised before anybody notices."""
_OLDER = -1
"""The number of inputs that are not the newest, so that whoever asks next loads again."""
_TRIES = 10
"""How often a question about everything is asked again because something changed while it was answered."""
_EVERY = 4
"""After how many Lua files to see whether other work waits."""


class Inputs(NamedTuple):
    """What an analysis starts from. `number` grows with every change, be it of the disk."""

    number: int
    documents: Mapping[str, Document]
    settings: Mapping[str, Any]


class Result(NamedTuple):
    """What an analysis found."""

    inputs: Inputs
    snapshot: Snapshot | None
    """None while no configuration could be used; of the open files alone where `is_alone`."""
    findings: Mapping[str, tuple[Finding, ...]]
    """By path; paths without findings are absent."""
    problem: str = ""
    """What is wrong with the settings of the editor."""
    config_text: tuple[str, str] = ("", "")
    """Path and text of a configuration file that cannot be used."""
    is_early: bool = False
    """True for findings of the open files alone, as far as they are known before everything has been read."""
    is_alone: bool = False
    """True where not even the index files have been read."""

    def text(self, path: str) -> str:
        """The text that the findings of a file count in; empty where it is not known."""
        document = self.inputs.documents.get(path)
        if document is not None:
            return document.text
        if path == self.config_text[0]:
            return self.config_text[1]
        return self.snapshot.text(path) if self.snapshot is not None else ""


class Project:
    """One folder of the workspace. Methods that begin with `tell` are for the event loop, the others for the worker."""

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self.read = 0
        """How many Lua files were summarised so far."""
        self.inputs = Inputs(0, {}, {})
        self._events: deque[tuple[str, ...] | None] = deque()
        self._memory = Memory()
        self._checker = Checker()
        self._plain: Snapshot | None = None
        self._snapshot: Snapshot | None = None
        self._summarised: Mapping[str, LuaUnit] = {}
        """Lua that was summarised to the last."""
        self._loaded = _OLDER
        self._early = -1
        self._alone = -1
        self._has_index = False
        self.reads_ahead = False
        """Somebody carries out `reading`, so that much Lua is not read on the worker."""
        self.reading: Reading | None = None
        self._error: ConfigError | None = None
        self._outside: frozenset[str] = frozenset()

    def concerns(self, path: str) -> bool:
        """True for a file that may belong to the analysis."""
        return is_relevant(path) and (is_under(path, self.directory) or path in self._outside)

    def tell_documents(self, documents: Iterable[Document]) -> bool:
        """These documents are open now; False when that changes nothing here."""
        held = {document.path: document for document in documents if self.concerns(document.path)}
        if held == self.inputs.documents:
            return False
        self._tell(documents=held)
        return True

    def tell_settings(self, settings: Mapping[str, Any]) -> None:
        """These are the settings of the editor now."""
        self._tell(settings=settings)

    def tell_files(self, paths: Iterable[str]) -> None:
        """These files were written, made or removed."""
        self._events.append(tuple(paths))
        self._tell()

    def tell_anything(self) -> None:
        """Anything on disk may have changed."""
        self._events.append(None)
        self._tell()

    def _tell(self, **changes: Any) -> None:
        self.inputs = self.inputs._replace(number=self.inputs.number + 1, **changes)

    def snapshot(self, document: Document | None = None) -> Snapshot | None:
        """The snapshot of the newest texts, but for a document that was edited since; the last that could be made where
        the configuration is broken."""
        inputs = self.inputs
        if document is not None and inputs.documents.get(document.path, document) is not document:
            inputs = inputs._replace(number=_OLDER, documents={**inputs.documents, document.path: document})
        elif inputs.number == self._loaded:
            return self._snapshot
        request = self._newest(inputs)
        self._error = None
        before = self._plain
        try:
            self._plain = self._load(request)
            self._snapshot = self._checker.follow(self._plain)
        except ConfigError as error:
            self._error = error
        self._loaded = inputs.number
        if self._plain is not None and (before is None or before.lua_paths is not self._plain.lua_paths):
            paths = (*self._plain.index_units, *self._plain.lua_paths)
            self._outside = frozenset(path for path in paths if not is_under(path, self.directory))
        return self._snapshot

    def sparing(self, work: Callable[[], T]) -> T | Later:
        """What a question gives, or `LATER` where it takes the index files or much Lua, and those are still being read
        beside everything else."""
        if not self.reads_ahead:
            return work()
        if not self._has_index:
            return LATER
        self._memory.may_read = _FEW
        try:
            return work()
        except TooMuchToReadError:
            return LATER
        finally:
            self._memory.may_read = None

    def _newest(self, inputs: Inputs) -> LoadRequest:
        """What to load now, after taking in what changed on disk."""
        while self._events:
            paths = self._events.popleft()
            if paths is None:
                self._memory.recheck()
            else:
                self._memory.changed(paths)
        return self._request({path: document.text for path, document in inputs.documents.items()})

    def _request(self, overlay: Mapping[str, str]) -> LoadRequest:
        return LoadRequest(
            self.directory,
            overlay=overlay,
            known_rules=RULE_CODES,
            settings=self.inputs.settings,
            memory=self._memory,
        )

    def _load(self, request: LoadRequest) -> Snapshot:
        """Load; where the settings of the editor cannot be used, without them."""
        try:
            return load_workspace(request)
        except ConfigError as error:
            if os.path.isabs(error.path):
                raise
            self._error = error
            return load_workspace(request._replace(settings={}))

    def check(self, give_way: Callable[[], bool] = lambda: False, *, at_once: bool = False) -> Result | None:
        """The findings of the newest texts; None when it gave way to other work and is to be called again.

        While many index files or much Lua waits to be read, what can be told of the open files comes first: an early
        result, unless all is wanted at once. With `reads_ahead` there is then a `reading` of the Lua to be carried out,
        and to be settled.
        """
        inputs = self.inputs

        def stop() -> bool:
            return self.inputs.number != inputs.number or give_way()

        if not self._has_index:
            first = self._first(inputs) if not at_once else None
            if first is not None:
                return first
            if not self._read_index(inputs, stop):
                return None
        self.snapshot()
        if self._loaded != inputs.number:
            return None  # edited meanwhile: what was loaded is newer than `inputs`
        if self._plain is None:
            return self._result(inputs, ())

        lua = self._plain.lua_units
        units = (lua[key] for key in changed_keys(self._summarised, lua) if key in lua)
        unread = [unit for unit in units if not unit.content.is_summarised]
        waits = self.reading is not None or (self._early != inputs.number and (inputs.documents or self.reads_ahead))
        if len(unread) > _FEW and waits and not at_once:
            self._early = inputs.number
            if self.reads_ahead and self.reading is None:
                self.reading = Reading(self.directory, unread, self._memory, self._count)
            return self._result(inputs, self._checker.check_part(self._plain, inputs.documents.keys()), True)
        for number, unit in enumerate(unread):
            if number % _EVERY == 0 and stop():
                return None
            unit.content.facts  # noqa: B018 (made here, so that nobody has to wait for it)
            self.read += 1
        self._summarised = lua
        checked = self._checker.check(self._plain, stop)
        return self._result(inputs, checked.findings) if checked is not None else None

    def _first(self, inputs: Inputs) -> Result | None:
        """What can be told of the open files while many index files are unread; None where it was told, or need not."""
        if self._alone == inputs.number or not inputs.documents:
            return None
        self._alone = inputs.number
        try:
            part = load_part(self._newest(inputs), inputs.documents.keys())
        except ConfigError:
            return None  # the whole is told of it
        if part is None:
            return None
        by_path = _by_path(check_alone(part, inputs.documents.keys()))
        return Result(inputs, part.snapshot, by_path, is_early=True, is_alone=True)

    def _read_index(self, inputs: Inputs, stop: Callable[[], bool]) -> bool:
        """Read all index files for the first time; False when other work waits: what was read is not lost."""
        with contextlib.suppress(ConfigError):  # the load tells of it
            for number, _ in enumerate(read_ahead(self._newest(inputs))):
                if number % _EVERY == 0 and stop():
                    return False
        self._has_index = True
        return True

    def _count(self) -> None:
        self.read += 1

    def settle_reading(self) -> None:
        """The reading has been carried out, or has failed."""
        reading, self.reading = self.reading, None
        if reading is not None:
            reading.settle()

    def _result(self, inputs: Inputs, found: Iterable[Finding], is_early: bool = False) -> Result:
        """The findings by file, with what is wrong with the configuration."""
        findings = _by_path(found)
        problem, broken = "", ("", "")
        if self._error is not None:
            if os.path.isabs(self._error.path):
                document = inputs.documents.get(self._error.path)
                broken = (self._error.path, document.text if document is not None else _read(self._error.path))
                findings[self._error.path] = (_config_finding(self._error, broken[1]),)
            else:
                problem = str(self._error) + (f" ({self._error.help})" if self._error.help else "")
        return Result(inputs, self._plain, findings, problem, broken, is_early)

    def state(self) -> State:
        """The newest texts and everything that is found in them; nothing is found where changes never stop."""
        result = None
        for _ in range(_TRIES):  # a change of something else while this goes on must not look like nothing to mend
            result = self.check(at_once=True)
            if result is not None:
                break
        assert self._plain is not None
        found = result.findings.values() if result is not None else ()
        return State(self._plain, tuple(finding for held in found for finding in held))

    def imagine(self, texts: Mapping[str, str]) -> State:
        """What would be found if files (by path) had other texts; nothing stays changed.

        Raises:
            ConfigError: a configuration file cannot be used.
        """
        self.snapshot()
        overlay = {path: document.text for path, document in self.inputs.documents.items()}
        imagined = self._load(self._request({**overlay, **texts}))
        self._loaded = _OLDER
        self._checker.follow(imagined)
        checked = self._checker.check(imagined)
        return State(imagined, checked.findings if checked is not None else ())

    def text(self, path: str) -> str:
        """The text that the snapshot was made from."""
        return self._plain.text(path) if self._plain is not None else ""


def _by_path(found: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    by_path: dict[str, list[Finding]] = {}
    for finding in found:
        by_path.setdefault(finding.path, []).append(finding)
    return {path: tuple(held) for path, held in by_path.items()}


def is_relevant(path: str) -> bool:
    """True for files by whose text or presence findings may change."""
    name, keys = os.path.basename(path), load_catalog().definition
    return name.endswith((".lua", *keys.suffixes)) or name in (*keys.marker_files, keys.boot.file, CONFIG_NAME)


def _config_finding(error: ConfigError, text: str) -> Finding:
    """The finding about a configuration file that cannot be used."""
    span = None
    if error.line is not None:
        lines = LineIndex(text)
        start = lines.start(error.line - 1)
        span = Span(start, start + len(lines.line_text(error.line - 1)))
    message = f"{error.message}; until this is mended, the last configuration that could be used holds"
    return Finding("config", "configuration", Severity.ERROR, message, error.path, span, help=error.help)


def _read(path: str) -> str:
    try:
        return disk.read(path, MAX_FILE_SIZE).decode("utf-8", "replace")
    except OSError:
        return ""
