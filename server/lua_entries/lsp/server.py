"""The server: what comes in from the editor, and who takes care of it. All of it is on the event loop and short."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import inspect
import logging
import os
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeVar

from lsprotocol import types
from pygls.exceptions import (
    FeatureRequestError,
    JsonRpcContentModified,
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidParams,
    JsonRpcServerNotInitialized,
)
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from lua_entries import __version__
from lua_entries.lsp.analysis import LATER, Project
from lua_entries.lsp.announcing import announced, announced_methods
from lua_entries.lsp.asked import Answer, Asked
from lua_entries.lsp.client import Notices, can, own_settings, pull_settings, register
from lua_entries.lsp.commands import COMMANDS
from lua_entries.lsp.convert import Places, changes
from lua_entries.lsp.documents import Documents
from lua_entries.lsp.features import FEATURES, FileFeature, WorkspaceFeature, run_file_feature
from lua_entries.lsp.keeper import Keeper
from lua_entries.lsp.names import SOURCE
from lua_entries.lsp.pending import Pending, Question
from lua_entries.lsp.protocol import Protocol
from lua_entries.lsp.publish import Board
from lua_entries.lsp.refreshing import Refresher
from lua_entries.lsp.schedule import Priority, Scheduler
from lua_entries.lsp.shown import Shown
from lua_entries.lsp.status import Status, status_of
from lua_entries.lsp.uris import to_path
from lua_entries.lsp.wishes import STATUS, Wishes, split
from lua_entries.lsp.workspace import Workspace, watched_globs
from lua_entries.project.snapshot import Snapshot

T = TypeVar("T")

_LOG = logging.getLogger(__name__)
_SETTLE = 0.1
"""How long to wait for more after files changed on disk, in seconds: a branch switch is one change."""
_PATIENCE = 10.0
"""How long the editor has between `initialize` and `initialized` before requests are refused, in seconds."""
_REFRESH = 0.15
"""How long an editor that asks for findings itself has to do so before it is told that there are others, in seconds."""


class Server(LanguageServer):
    """The server of one editor."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__(
            SOURCE,
            __version__,
            types.TextDocumentSyncKind.Incremental,
            protocol_cls=Protocol,
            converter_factory=default_converter,
            max_workers=1,
        )
        self.documents = Documents()
        self.board = Board(self.documents)
        self.scheduler = Scheduler()
        self.reader = Scheduler()
        """A thread of its own for what waits for other processes."""
        self.notices = Notices(self)
        self.projects = Workspace(self._begin, self._end)
        self.is_behind: Callable[[], bool] = lambda: False
        """Tells whether the editor still has much to read."""
        self._unsaid = False
        self._asking: asyncio.TimerHandle | None = None
        self.pulls = False
        """The editor asks for findings itself."""
        self.wishes = Wishes()
        self.shown = Shown()
        self.refresher = Refresher(self)
        self._status: Status | None = None
        self._keepers: dict[Project, Keeper] = {}
        self._pending = Pending()
        self._settings: Mapping[str, Mapping[str, Any]] = {}
        self._first_folders: list[str] = []
        self._ready = asyncio.Event()
        self._tasks: set[asyncio.Future[Any]] = set()
        _connect(self)

    def handle(self, method: str, handler: Callable[[Any], Any]) -> None:
        """Let a method be handled. pygls marks functions that it is given, so each gets one of its own."""
        if inspect.iscoroutinefunction(handler) or inspect.iscoroutinefunction(getattr(handler, "func", None)):

            async def later(params: Any) -> Any:
                return await handler(params)

            self.feature(method)(later)
        else:

            def now(params: Any) -> Any:
                return handler(params)

            self.feature(method)(now)

    # The life of a conversation

    def initialize(self, params: types.InitializeParams, client: Any) -> None:
        """Take in what the editor can do; `client` is the JSON of that. Nothing is read yet."""
        told, methods = announced(client), announced_methods(client)
        self.documents.encoding = told["positionEncoding"]
        self.board.related = can(self, "text_document.publish_diagnostics.related_information") or can(
            self, "text_document.diagnostic.related_information"
        )
        self.pulls = types.TEXT_DOCUMENT_DIAGNOSTIC in methods
        if self.pulls:
            self.handle(types.TEXT_DOCUMENT_DIAGNOSTIC, self.document_diagnostic)
            self.handle(types.WORKSPACE_DIAGNOSTIC, self.workspace_diagnostic)
        self.wishes, settings = split(params.initialization_options)
        self._settings = {"": own_settings(settings)}
        self.refresher.begin()
        for feature in FEATURES:
            if feature.method not in methods:
                continue
            if isinstance(feature, FileFeature):
                self.handle(feature.method, functools.partial(self.file_feature, feature))
            else:
                self.handle(feature.method, functools.partial(self.workspace_feature, feature))
        self._first_folders = _folders(params)

    async def initialized(self, params: types.InitializedParams) -> None:
        """Begin: ask for settings, watch, analyse."""
        with contextlib.suppress(asyncio.CancelledError):  # the editor leaves already; pygls would log a trace
            await self._get_ready()

    async def _get_ready(self) -> None:
        try:
            self.projects.set_folders(self._first_folders, self.documents.all())
            for folder in self.projects.refused():
                self.notices.show(
                    types.MessageType.Warning,
                    f"lua-entries: `{folder}` is a home directory or the root of the file system, which is never"
                    " analysed as a whole; open the folder of a project",
                )
            self._tell_status()
            await self._pull_settings()
        finally:
            self._ready.set()
        await register(self, watched_globs())

    async def _pull_settings(self) -> None:
        if can(self, "workspace.configuration"):
            found = await pull_settings(self, self.projects.folders)
            self._settings = found or self._settings
        for project in self.projects.projects:
            self._apply_settings(project)

    def _apply_settings(self, project: Project) -> None:
        settings = self._settings.get(project.directory, self._settings.get("", {}))
        if settings != project.inputs.settings:
            project.tell_settings(settings)
            self._touch(project)

    # Documents and files

    def did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """A document was opened."""
        item = params.text_document
        if self.documents.open(item.uri, item.version, item.text) is not None:
            self._documents_changed()

    def did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """A document was edited."""
        item = params.text_document
        document = self.documents.change(item.uri, item.version, changes(params.content_changes))
        if document is not None:
            self._pending.edited(document.path)
            self._documents_changed()

    def did_save(self, params: types.DidSaveTextDocumentParams) -> None:
        """A document was saved: a moment to see what else on disk changed, since not all editors tell."""
        path = to_path(params.text_document.uri)
        project = self.projects.project_of(path) if path is not None else None
        if project is not None:
            project.tell_anything()
            self._touch(project)

    def did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """A document was closed: the disk counts again."""
        document = self.documents.close(params.text_document.uri)
        if document is not None:
            self._pending.closed(document.path)
            self.shown.close(document.path)
            for project in self.projects.projects:
                if project.concerns(document.path):
                    project.tell_files([document.path])
            self._documents_changed()

    def _documents_changed(self) -> None:
        for project in self.projects.set_documents(self.documents.all()):
            self._touch(project)

    def did_change_watched_files(self, params: types.DidChangeWatchedFilesParams) -> None:
        """Files changed on disk."""
        paths = [path for path in (to_path(event.uri) for event in params.changes) if path is not None]
        for project in self.projects.projects:
            concerned = [path for path in paths if project.concerns(path)]
            if concerned:
                project.tell_files(concerned)
                self._touch(project, _SETTLE)

    async def did_change_folders(self, params: types.DidChangeWorkspaceFoldersParams) -> None:
        """Folders were added or removed."""
        removed = {to_path(folder.uri) for folder in params.event.removed}
        added = [path for path in (to_path(folder.uri) for folder in params.event.added) if path is not None]
        kept = [folder for folder in self.projects.folders if folder not in removed]
        self.projects.set_folders([*kept, *added], self.documents.all())
        await self._pull_settings()

    async def did_change_configuration(self, params: types.DidChangeConfigurationParams) -> None:
        """Settings changed: they are asked for, or where that cannot be, they are in the message."""
        if not can(self, "workspace.configuration"):
            held = params.settings
            own = held.get("luaEntries") if isinstance(held, Mapping) else None
            self._settings = {"": own_settings(own)}
        await self._pull_settings()

    # Projects

    def _begin(self, project: Project) -> None:
        keeper = self._keepers[project] = Keeper(self, project)
        self._apply_settings(project)
        keeper.touch()
        self.spawn(keeper.run())

    def _end(self, project: Project) -> None:
        self._keepers.pop(project).close()
        self.board.drop(project)
        self.publish()

    def _touch(self, project: Project, delay: float = 0.0) -> None:
        keeper = self._keepers.get(project)
        if keeper is not None:
            keeper.touch(delay)

    def close(self) -> None:
        """Begin nothing more: the editor is gone."""
        for keeper in self._keepers.values():
            keeper.close()
        self.scheduler.close()
        self.reader.close()

    def spawn(self, work: Awaitable[Any]) -> None:
        """Run something beside, without losing it."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def ready(self) -> None:
        """Wait until the editor's settings are known.

        Raises:
            JsonRpcServerNotInitialized: it does not say that it is ready itself.
        """
        if self._ready.is_set():
            return
        try:
            await asyncio.wait_for(self._ready.wait(), _PATIENCE)
        except asyncio.TimeoutError:
            raise JsonRpcServerNotInitialized("the editor has not sent `initialized`") from None

    async def begun(self) -> None:
        """The same, however long that takes."""
        await self._ready.wait()

    def publish(self) -> None:
        """Tell the editor what it does not know yet; while it is behind with reading, that waits for `caught_up`."""
        self.refresher.later()
        self._tell_status()
        if self.is_behind():
            self._unsaid = True
        elif not self.pulls:
            for params in self.board.to_push():
                self.text_document_publish_diagnostics(params)
        elif self._asking is None:
            self._asking = asyncio.get_running_loop().call_later(_REFRESH, self._ask_to_pull)

    def caught_up(self) -> None:
        """The editor has read everything."""
        if self._unsaid:
            self._unsaid = False
            self.publish()

    def _tell_status(self) -> None:
        if self.wishes.status:
            now = status_of(self.board, self.projects.projects)
            if now != self._status:
                self._status = now
                self.protocol.notify(STATUS, now)

    def _ask_to_pull(self) -> None:
        self._asking = None
        if self.board.is_stale(lambda path: False):
            self.spawn(self._refresh())

    async def _refresh(self) -> None:
        with contextlib.suppress(Exception):  # the editor may be gone, or busy
            await asyncio.wait_for(self.workspace_diagnostic_refresh_async(None), 5)

    # Requests

    async def document_diagnostic(self, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        """The findings of one file."""
        path = to_path(params.text_document.uri)
        project = self.projects.project_of(path) if path is not None else None
        if path is None or project is None:
            return types.RelatedFullDocumentDiagnosticReport([])
        later = can(self, "workspace.diagnostics.refresh_support")
        await self._keepers[project].current(early=later and path in project.inputs.documents)
        return self.board.report(path, params.previous_result_id)

    async def workspace_diagnostic(self, params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        """The findings of all files."""
        await self.ready()
        for keeper in list(self._keepers.values()):
            await keeper.current()
        held = ((to_path(item.uri), item.value) for item in params.previous_result_ids)
        return types.WorkspaceDiagnosticReport(self.board.reports({path: value for path, value in held if path}))

    async def file_feature(self, feature: FileFeature, params: Any) -> Any:
        """The answer of a feature about one file, from the text that the editor has; when that is edited meanwhile, of
        the text of then where the answer lasts, and else none."""
        path = to_path(feature.uri(params))
        project = self.projects.project_of(path) if path is not None else None
        if path is None or project is None:
            return feature.otherwise(params)
        question = Question(feature.method, path, self.documents.at(path), feature.lasts)

        def work() -> Any:
            snapshot = project.snapshot(question.document)
            if snapshot is None:
                return feature.otherwise(params)
            return run_file_feature(feature, snapshot, params, self.asked(project, path))

        return await self._answer(question, work, project)

    def asked(self, project: Project, path: str) -> Asked:
        """What a question about a file comes with."""
        places, client = self.places(project), self.client_capabilities
        return Asked(path, places, client, self.wishes, self.shown, project.state, project.imagine)

    def places(self, project: Project) -> Places:
        """Places in the texts that the snapshot of a project was made from."""
        return Places(project.text, self.documents.encoding, self.board.uri)

    async def workspace_feature(self, feature: WorkspaceFeature, params: Any) -> Any:
        """The joined answers of a feature about everything."""
        arguments = feature.arguments(params)

        def run(project: Project, snapshot: Snapshot) -> list[Any]:
            return feature.answer(feature.run(snapshot, *arguments), self.places(project))

        found = await self.about(feature.method, self.projects.projects, run)
        return self._told(feature.join([item for held in found for item in held]))

    async def about(self, method: str, projects: Iterable[Project], run: Callable[[Project, Snapshot], T]) -> list[T]:
        """What a function that reads snapshots gives for each project that has one; for the request `method`."""
        found: list[T] = []
        for project in tuple(projects):

            def work(project: Project = project) -> list[T]:
                snapshot = project.snapshot()
                return [run(project, snapshot)] if snapshot is not None else []

            found += await self._answer(Question(method), work, project)
        return found

    async def execute(self, params: types.ExecuteCommandParams) -> Any:
        """What a command gives.

        Raises:
            JsonRpcInvalidParams: there is no such command, or it takes other arguments.
        """
        run = COMMANDS.get(params.command)
        if run is None:
            raise JsonRpcInvalidParams(f"unknown command `{params.command}`")
        arguments = (self, *(params.arguments or ()))
        try:
            inspect.signature(run).bind(*arguments)
        except TypeError as error:
            raise JsonRpcInvalidParams(f"wrong arguments of {params.command}: {error}") from None
        try:
            return await run(*arguments)
        except JsonRpcException:
            raise
        except Exception as error:  # noqa: BLE001 (one command fails, the rest goes on)
            raise self._failed(params.command, error) from None

    async def look_again(self) -> None:
        """Look at everything on disk, and wait for what is found."""
        await self.ready()
        for project in self.projects.projects:
            project.tell_anything()
            self._touch(project)
        for keeper in list(self._keepers.values()):
            await keeper.current()

    async def _answer(self, question: Question, work: Callable[[], Any], project: Project) -> Any:
        try:
            return self._told(await self._pending.answer(question, self._when_ready(work, project)))
        except JsonRpcException:
            raise  # a refusal with its reason
        except Exception as error:  # noqa: BLE001 (one request fails, the rest goes on)
            raise self._failed(question.method, error) from None

    def _failed(self, what: str, error: Exception) -> JsonRpcException:
        self.notices.failed(what, error)
        return JsonRpcInternalError(f"{what} failed: {type(error).__name__}: {error}")

    def _told(self, answer: Any) -> Any:
        """The answer itself, after its remarks were shown."""
        if not isinstance(answer, Answer):
            return answer
        for remark in answer.remarks:
            self.window_show_message(types.ShowMessageParams(types.MessageType.Info, f"lua-entries: {remark}"))
        return answer.value

    async def _when_ready(self, work: Callable[[], Any], project: Project) -> Any:
        await self.ready()
        keeper = self._keepers.get(project)
        for enough in (keeper.index_read, keeper.all_read) if keeper is not None else ():
            found = await self.scheduler.run(Priority.REQUEST, lambda: project.sparing(work))
            if found is not LATER:
                return found
            await enough()  # everybody else is answered meanwhile
        return await self.scheduler.run(Priority.REQUEST, work)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """What goes wrong outside of a request; those have been answered, and logged, already."""
        if source is not FeatureRequestError and not isinstance(error, JsonRpcContentModified):
            self.notices.failed("a message", error)


def _folders(params: types.InitializeParams) -> list[str]:
    """The folders that the editor opened, in whichever of the three ways it says so."""
    if params.workspace_folders is not None:
        uris = [folder.uri for folder in params.workspace_folders]
    elif params.root_uri is not None:
        uris = [params.root_uri]
    else:
        return [os.path.normpath(params.root_path)] if params.root_path else []
    return [path for path in map(to_path, uris) if path is not None]


def _connect(server: Server) -> None:
    """Say which method handles what."""
    handlers: dict[str, Callable[..., Any]] = {
        types.INITIALIZED: server.initialized,
        types.TEXT_DOCUMENT_DID_OPEN: server.did_open,
        types.TEXT_DOCUMENT_DID_CHANGE: server.did_change,
        types.TEXT_DOCUMENT_DID_SAVE: server.did_save,
        types.TEXT_DOCUMENT_DID_CLOSE: server.did_close,
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES: server.did_change_watched_files,
        types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: server.did_change_folders,
        types.WORKSPACE_DID_CHANGE_CONFIGURATION: server.did_change_configuration,
        types.WORKSPACE_EXECUTE_COMMAND: server.execute,
    }
    for method, handler in handlers.items():
        server.handle(method, handler)
