"""Changes that the editor carries out: code actions and renaming, as the protocol writes them.

What takes several rounds of fixes is computed when the action is chosen: the editor asks for the edit then, or has the
server make it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from lua_entries.features.action import Action, FixAll, NewFile
from lua_entries.features.code_actions import actions, fix_all
from lua_entries.features.rename import Prepared, Refusal
from lua_entries.features.rename_changes import Rename
from lua_entries.lsp.asked import Answer, Asked, announces
from lua_entries.lsp.convert import diagnostic
from lua_entries.lsp.names import FIX_ALL, SHOW_RULE
from lua_entries.project.config import ConfigError
from lua_entries.project.snapshot import Snapshot
from lua_entries.rules.finding import FileEdit, Finding
from lua_entries.text.span import Span

_CONFIRM = "confirm"
"""The annotation of edits that a person must agree to."""


class Wanted(NamedTuple):
    """What an editor asks code actions for."""

    findings: tuple[Finding, ...]
    span: Span
    only: tuple[str, ...]


def offered(snapshot: Snapshot, path: str, wanted: Wanted) -> tuple[Action, ...]:
    """The actions at a place."""
    return actions(snapshot, wanted.findings, path, wanted.span, wanted.only)


def wanted(params: types.CodeActionParams, asked: Asked) -> tuple[Wanted]:
    """The arguments of `offered`."""
    places, path = asked.places, asked.path
    span = Span(places.offset(path, params.range.start), places.offset(path, params.range.end))
    return (Wanted(asked.state().findings, span, tuple(str(kind) for kind in params.context.only or ())),)


def code_actions(found: Sequence[Action], asked: Asked) -> list[types.CodeAction]:
    """Actions; those that make files only where the editor can."""
    creating = _can_create(asked)
    return [_code_action(action, asked) for action in found if creating or not action.creates]


def _code_action(action: Action, asked: Asked) -> types.CodeAction:
    made = types.CodeAction(
        action.title,
        kind=action.kind,
        diagnostics=[diagnostic(finding, asked.places, related=False) for finding in action.findings] or None,
        is_preferred=action.preferred or None,
    )
    if action.command is not None:
        name = action.command.name if asked.wishes.explain else SHOW_RULE
        made.command = types.Command(action.title, name, arguments=list(action.command.arguments))
    elif action.deferred is not None:
        uri, rule = asked.places.uri(action.deferred.path), action.deferred.rule
        if can_resolve(asked.client):
            made.data = {"uri": uri, "rule": rule}
        elif announces(asked.client, "workspace.apply_edit"):
            made.command = types.Command(action.title, FIX_ALL, arguments=[uri, rule])
        else:
            made.edit = all_fixed(action.deferred, asked)
    else:
        made.edit = workspace_edit(action.edits, asked, creates=action.creates)
    return made


def action_uri(action: types.CodeAction) -> str:
    """The file of an action that is to be completed; empty for one that is complete."""
    return _data(action).get("uri", "")


def chosen(snapshot: Snapshot, path: str, action: types.CodeAction) -> types.CodeAction:
    """The action that was chosen."""
    return action


def as_it_is(action: types.CodeAction, asked: Asked) -> tuple[types.CodeAction]:
    """The arguments of `chosen`."""
    return (action,)


def completed(action: types.CodeAction, asked: Asked) -> types.CodeAction:
    """An action with its edit."""
    deferred = FixAll(asked.path, _data(action).get("rule", ""))
    action.edit = all_fixed(deferred, asked)
    return action


def _data(action: types.CodeAction) -> dict[str, str]:
    data = action.data
    return data if isinstance(data, dict) and all(isinstance(value, str) for value in data.values()) else {}


def all_fixed(deferred: FixAll, asked: Asked) -> types.WorkspaceEdit:
    """The edits of as many rounds of fixes as it takes, against the newest texts; while a configuration file is broken,
    of one."""
    now = asked.state()
    try:
        edits = fix_all(now.snapshot, now.findings, deferred, asked.imagine)
    except ConfigError:
        edits = fix_all(now.snapshot, now.findings, deferred)
    return workspace_edit(edits, asked)


def can_resolve(client: types.ClientCapabilities) -> bool:
    """True when an editor asks for the edit of an action once it is chosen."""
    options = client.text_document.code_action if client.text_document is not None else None
    if options is None or not options.data_support or options.resolve_support is None:
        return False
    return "edit" in options.resolve_support.properties


def prepared(found: Prepared | Refusal, asked: Asked) -> types.PrepareRenamePlaceholder:
    """What would be renamed; an error with the reason where nothing is."""
    if isinstance(found, Refusal):
        raise JsonRpcException(found.reason, types.LSPErrorCodes.RequestFailed.value)
    return types.PrepareRenamePlaceholder(asked.places.range(found.path, found.span), found.placeholder)


def renamed(found: Rename | Refusal, asked: Asked) -> Answer:
    """The edits in all files; an error with the reason where it is not safe.

    Texts that may mean what is renamed are changed only by editors that let a person agree to each.
    """
    if isinstance(found, Refusal):
        raise JsonRpcException(found.reason, types.LSPErrorCodes.RequestFailed.value)
    unsure = found.unsure if _can_confirm(asked) else ()
    return Answer(workspace_edit(found.edits, asked, unsure=unsure), found.notes)


def _can_create(asked: Asked) -> bool:
    workspace = asked.client.workspace
    options = workspace.workspace_edit if workspace is not None else None
    if options is None or not options.document_changes:
        return False
    return types.ResourceOperationKind.Create in (options.resource_operations or ())


def _can_confirm(asked: Asked) -> bool:
    workspace, document = asked.client.workspace, asked.client.text_document
    options = workspace.workspace_edit if workspace is not None else None
    renaming = document.rename if document is not None else None
    if options is None or not options.document_changes or options.change_annotation_support is None:
        return False
    return renaming is not None and bool(renaming.honors_change_annotations)


def workspace_edit(
    edits: Iterable[FileEdit], asked: Asked, *, creates: Iterable[NewFile] = (), unsure: Iterable[FileEdit] = ()
) -> types.WorkspaceEdit:
    """Edits of several files; `unsure` ones are annotated, so that a person is asked about each."""
    places = asked.places
    changes: dict[str, list[types.TextEdit]] = {}
    for path, (span, new_text) in edits:
        changes.setdefault(places.uri(path), []).append(types.TextEdit(places.range(path, span), new_text))
    new, doubtful = tuple(creates), tuple(unsure)
    if not new and not doubtful:
        return types.WorkspaceEdit(changes=dict(changes))
    start = types.Range(types.Position(0, 0), types.Position(0, 0))
    steps: list[types.CreateFile | types.TextDocumentEdit] = []
    for file in new:
        uri = places.uri(file.path)
        steps.append(types.CreateFile(uri, options=types.CreateFileOptions(ignore_if_exists=True)))
        steps.append(_document_edit(uri, [types.TextEdit(start, file.text)]))
    everything: dict[str, list[types.TextEdit | types.AnnotatedTextEdit]] = {
        uri: [*held] for uri, held in changes.items()
    }
    for path, (span, new_text) in doubtful:
        annotated = types.AnnotatedTextEdit(_CONFIRM, places.range(path, span), new_text)
        everything.setdefault(places.uri(path), []).append(annotated)
    steps += (_document_edit(uri, held) for uri, held in everything.items())
    annotation = types.ChangeAnnotation(
        "Texts that may mean the same", needs_confirmation=True, description="The place is not known to hold ids"
    )
    return types.WorkspaceEdit(
        document_changes=list(steps), change_annotations={_CONFIRM: annotation} if doubtful else None
    )


def _document_edit(uri: str, edits: Sequence[types.TextEdit | types.AnnotatedTextEdit]) -> types.TextDocumentEdit:
    return types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri), list(edits))
