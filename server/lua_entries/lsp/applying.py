"""Edits that the editor has the server make: those of a completion in files other than the one that is typed in.

The command carries the edits and what the texts were that they are for, so that nothing is changed in other texts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from lua_entries.files.paths import shown
from lua_entries.files.store import Files
from lua_entries.lsp.asked import Asked
from lua_entries.lsp.client import can
from lua_entries.lsp.documents import Documents
from lua_entries.lsp.names import APPLY_EDITS
from lua_entries.lsp.uris import to_path
from lua_entries.rules.finding import FileEdit

if TYPE_CHECKING:
    from lua_entries.lsp.server import Server

_PATIENCE = 30.0
"""How long an editor may take to make the edits, in seconds; it may ask a person."""


class FileEdits(NamedTuple):
    """The edits of one file."""

    uri: str
    digest: str
    edits: Sequence[types.TextEdit]


def apply_command(title: str, edits: Iterable[FileEdit], asked: Asked) -> types.Command:
    """The command that makes some edits."""
    places = asked.places
    held: dict[str, list[types.TextEdit]] = {}
    for path, (span, new_text) in edits:
        held.setdefault(path, []).append(types.TextEdit(places.range(path, span), new_text))
    files = [
        {"uri": places.uri(path), "digest": digest(places.lines(path).text), "edits": changes}
        for path, changes in held.items()
    ]
    return types.Command(title, APPLY_EDITS, arguments=[title, files])


def digest(text: str) -> str:
    """What tells a text from any other."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


async def apply_edits(server: Server, title: Any, files: Any) -> None:
    """Have the editor make the edits, all or none; where it cannot be done the user is told what to do instead.

    Raises:
        JsonRpcInvalidParams: the arguments are not those of `apply_command`.
    """
    wanted = _read(files)
    what = str(title)
    changed = [item.uri for item in wanted if _text(item.uri, server.documents) != item.digest]
    if changed:
        where = ", ".join(f"`{_shown(uri, server)}`" for uri in changed)
        _warn(server, f"{where} was changed meanwhile, so nothing was done there ({what}); a quick fix can do it now")
        return
    await apply(server, what, _edit(wanted, server))


async def apply(server: Server, what: str, edit: types.WorkspaceEdit) -> None:
    """Have the editor make an edit; the user is told when it does not."""
    params = types.ApplyWorkspaceEditParams(edit, label=what)
    answer = await asyncio.wait_for(server.workspace_apply_edit_async(params), _PATIENCE)
    if answer is None or not answer.applied:
        reason = f": {answer.failure_reason}" if answer is not None and answer.failure_reason else ""
        _warn(server, f"the editor did not make the change ({what}){reason}")


def _warn(server: Server, message: str) -> None:
    server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, f"lua-entries: {message}"))


def _read(files: Any) -> list[FileEdits]:
    try:
        return [
            FileEdits(str(item["uri"]), str(item["digest"]), [_text_edit(edit) for edit in item["edits"]])
            for item in files
        ]
    except (TypeError, KeyError, ValueError):
        raise JsonRpcInvalidParams(f"wrong arguments of {APPLY_EDITS}") from None


def _text_edit(edit: Any) -> types.TextEdit:
    places = (edit["range"][end] for end in ("start", "end"))
    start, end = (types.Position(int(place["line"]), int(place["character"])) for place in places)
    return types.TextEdit(types.Range(start, end), str(edit["newText"]))


def _text(uri: str, documents: Documents) -> str:
    """The digest of the newest text of a file; empty where it cannot be read."""
    document, path = documents.get(uri), to_path(uri)
    text = document.text if document is not None else Files().read(path, any_bytes=True) if path is not None else None
    return digest(text) if isinstance(text, str) else ""


def _shown(uri: str, server: Server) -> str:
    path = to_path(uri)
    project = server.projects.project_of(path) if path is not None else None
    return shown(path, project.directory) if path is not None and project is not None else uri


def _edit(files: Iterable[FileEdits], server: Server) -> types.WorkspaceEdit:
    """The edit, of the very versions that are open where the editor checks that."""
    if not can(server, "workspace.workspace_edit.document_changes"):
        return types.WorkspaceEdit(changes={item.uri: list(item.edits) for item in files})
    steps: list[Any] = []
    for item in files:
        document = server.documents.get(item.uri)
        version = document.version if document is not None else None
        identifier = types.OptionalVersionedTextDocumentIdentifier(item.uri, version)
        steps.append(types.TextDocumentEdit(identifier, list(item.edits)))
    return types.WorkspaceEdit(document_changes=steps)
