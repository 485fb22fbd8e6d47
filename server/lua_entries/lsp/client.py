"""What the editor is told and asked beside answers: messages, progress, settings, watchers."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.lsp.server import LanguageServer

from lua_entries.lsp.uris import to_uri

SECTION = "luaEntries"
"""The section of the editor's settings."""
_NOT_OURS = ("trace", "server")
"""Keys of the section that belong to the extension, which starts the server."""
_PATIENCE = 2.0
"""How long an editor may take to answer, in seconds."""

_LOG = logging.getLogger(__name__)


def can(server: LanguageServer, capability: str) -> bool:
    """True when the editor has a capability, named by its dotted path."""
    return bool(get_capability(server.client_capabilities, capability, False))


class Notices:
    """Messages that are shown to the user, each only once."""

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self._shown: set[str] = set()

    def show(self, kind: types.MessageType, message: str) -> None:
        """Show a message unless it was shown before."""
        if message not in self._shown:
            self._shown.add(message)
            self._server.window_show_message(types.ShowMessageParams(kind, message))

    def failed(self, what: str, error: BaseException) -> None:
        """Log a failure with its trace once, and show it once."""
        reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        message = f"lua-entries: {what} failed: {reason}"
        if message not in self._shown:
            self._shown.add(message)
            _LOG.error(message, exc_info=error)
            self.show(types.MessageType.Error, f"{message}; the log has more, and everything else goes on")


async def pull_settings(server: LanguageServer, folders: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """The settings of each folder, and under the empty name those without a folder; empty when there is no answer."""
    scopes = [None, *(to_uri(folder) for folder in folders)]
    items = [types.ConfigurationItem(scope_uri=scope, section=SECTION) for scope in scopes]
    try:
        request = server.workspace_configuration_async(types.ConfigurationParams(items))
        answers = await asyncio.wait_for(request, _PATIENCE)
    except Exception as error:  # noqa: BLE001 (whatever an editor answers, the files can be analysed)
        _LOG.warning("no settings from the editor: %r", error)
        return {}
    return {folder: own_settings(answer) for folder, answer in zip(("", *folders), answers, strict=False)}


def own_settings(value: Any) -> Mapping[str, Any]:
    """The settings in an answer, without what belongs to the extension; empty when it is no mapping."""
    if not isinstance(value, Mapping):
        return {}
    return {key: item for key, item in value.items() if key not in _NOT_OURS and item is not None}


async def register(server: LanguageServer, globs: Sequence[str]) -> None:
    """Ask the editor to tell of files that change on disk and of settings, as far as it can be asked."""
    wanted: list[types.Registration] = []
    if can(server, "workspace.did_change_watched_files.dynamic_registration"):
        watchers = [types.FileSystemWatcher(glob) for glob in globs]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        wanted.append(types.Registration(uuid.uuid4().hex, types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
    if can(server, "workspace.did_change_configuration.dynamic_registration"):
        section = {"section": SECTION}
        wanted.append(types.Registration(uuid.uuid4().hex, types.WORKSPACE_DID_CHANGE_CONFIGURATION, section))
    if not wanted:
        return
    try:
        request = server.client_register_capability_async(types.RegistrationParams(wanted))
        await asyncio.wait_for(request, _PATIENCE)
    except Exception as error:  # noqa: BLE001 (without it, saving a file still makes the disk be looked at)
        _LOG.warning("the editor watches no files: %r", error)


class Progress:
    """One line of progress in the editor, for work that takes long. Every method is for the event loop."""

    def __init__(self, server: LanguageServer, title: str) -> None:
        self._server = server
        self._title = title
        self._token = uuid.uuid4().hex
        self._state = "new"
        self._count = 0

    async def begin(self) -> None:
        """Show the line, where the editor has one."""
        if self._state != "new" or not can(self._server, "window.work_done_progress"):
            return
        try:
            await asyncio.wait_for(self._server.work_done_progress.create_async(self._token), _PATIENCE)
        except Exception as error:  # noqa: BLE001 (work goes on without a line about it)
            _LOG.debug("no progress: %r", error)
            return
        if self._state == "new":
            self._state = "shown"
            begun = types.WorkDoneProgressBegin(self._title, cancellable=False)
            self._server.work_done_progress.begin(self._token, begun)

    def count(self, files: int) -> None:
        """Say how many files have been read."""
        if self._state == "shown":
            report = types.WorkDoneProgressReport(message=f"{files} files")
            self._server.work_done_progress.report(self._token, report)

    def end(self) -> None:
        """Take the line away."""
        if self._state == "shown":
            self._server.work_done_progress.end(self._token, types.WorkDoneProgressEnd())
        self._state = "ended"
