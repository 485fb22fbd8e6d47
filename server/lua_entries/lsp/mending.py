"""Changes that the editor carries out: code actions and renaming, as the protocol writes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from lua_entries.features.action import Action, NewFile
from lua_entries.features.code_actions import actions, fix_all
from lua_entries.features.rename import Prepared, Refusal
from lua_entries.features.rename_changes import Rename
from lua_entries.lsp.asked import Asked
from lua_entries.lsp.convert import diagnostic
from lua_entries.project.snapshot import Snapshot
from lua_entries.rules.finding import FileEdit, Finding
from lua_entries.text.span import Span


class Wanted(NamedTuple):
    """What an editor asks code actions for."""

    findings: tuple[Finding, ...]
    span: Span
    only: tuple[str, ...]


def offered(snapshot: Snapshot, path: str, wanted: Wanted) -> tuple[Action, ...]:
    """The actions at a place, all with their edits; those that are commands of another editor are left out."""
    found = actions(snapshot, wanted.findings, path, wanted.span, wanted.only)
    whole = (
        action._replace(edits=fix_all(snapshot, wanted.findings, action.deferred)) if action.deferred else action
        for action in found
    )
    return tuple(action for action in whole if action.edits or action.creates)


def wanted(params: types.CodeActionParams, asked: Asked) -> tuple[Wanted]:
    """The arguments of `offered`."""
    places, path = asked.places, asked.path
    span = Span(places.offset(path, params.range.start), places.offset(path, params.range.end))
    return (Wanted(asked.findings(), span, tuple(str(kind) for kind in params.context.only or ())),)


def code_actions(found: Sequence[Action], asked: Asked) -> list[types.CodeAction]:
    """Actions with their edits; those that make files only where the editor can."""
    creating = _can_create(asked)
    return [
        types.CodeAction(
            action.title,
            kind=action.kind,
            diagnostics=[diagnostic(finding, asked.places, related=False) for finding in action.findings] or None,
            is_preferred=action.preferred or None,
            edit=_workspace_edit(action.edits, action.creates, asked),
        )
        for action in found
        if creating or not action.creates
    ]


def prepared(found: Prepared | Refusal, asked: Asked) -> types.PrepareRenamePlaceholder:
    """What would be renamed; an error with the reason where nothing is."""
    if isinstance(found, Refusal):
        raise JsonRpcException(found.reason, types.LSPErrorCodes.RequestFailed.value)
    return types.PrepareRenamePlaceholder(asked.places.range(found.path, found.span), found.placeholder)


def renamed(found: Rename | Refusal, asked: Asked) -> types.WorkspaceEdit:
    """The edits in all files; an error with the reason where it is not safe."""
    if isinstance(found, Refusal):
        raise JsonRpcException(found.reason, types.LSPErrorCodes.RequestFailed.value)
    return _workspace_edit(found.edits, (), asked)


def _can_create(asked: Asked) -> bool:
    workspace = asked.client.workspace
    options = workspace.workspace_edit if workspace is not None else None
    if options is None or not options.document_changes:
        return False
    return types.ResourceOperationKind.Create in (options.resource_operations or ())


def _workspace_edit(edits: Iterable[FileEdit], creates: Iterable[NewFile], asked: Asked) -> types.WorkspaceEdit:
    places = asked.places
    changes: dict[str, list[types.TextEdit]] = {}
    for path, (span, new_text) in edits:
        changes.setdefault(places.uri(path), []).append(types.TextEdit(places.range(path, span), new_text))
    new = tuple(creates)
    if not new:
        return types.WorkspaceEdit(changes=dict(changes))
    start = types.Range(types.Position(0, 0), types.Position(0, 0))
    steps: list[types.CreateFile | types.TextDocumentEdit] = []
    for file in new:
        uri = places.uri(file.path)
        steps.append(types.CreateFile(uri, options=types.CreateFileOptions(ignore_if_exists=True)))
        steps.append(_document_edit(uri, [types.TextEdit(start, file.text)]))
    steps += (_document_edit(uri, held) for uri, held in changes.items())
    return types.WorkspaceEdit(document_changes=list(steps))


def _document_edit(uri: str, edits: Sequence[types.TextEdit]) -> types.TextDocumentEdit:
    return types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri), list(edits))
