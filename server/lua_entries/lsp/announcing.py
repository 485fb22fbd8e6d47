"""What the server tells an editor that it can do: the answer to `initialize`.

It is made of plain JSON from plain JSON, and nothing is imported for it that takes time, so that an editor has it while
everything else is still being loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from lua_entries import __version__
from lua_entries.features.action import FIX_ALL, QUICK_FIX
from lua_entries.features.token_types import MODIFIERS, TYPES
from lua_entries.lsp.names import COMMAND_NAMES, SOURCE

_ENCODINGS = ("utf-8", "utf-16", "utf-32")
_INCREMENTAL = 2
"""`TextDocumentSyncKind.Incremental`."""


class Provided(NamedTuple):
    """Something that the server can do."""

    methods: tuple[str, ...]
    """The requests that it is about."""
    said: Mapping[str, Any]
    """What an editor is told."""
    needs: str = ""
    """The capability, as a dotted path, without which it is not told."""


_LEGEND = {"tokenTypes": list(TYPES), "tokenModifiers": list(MODIFIERS)}
_ANYTHING = [{"scheme": "file", "pattern": {"glob": "**/*"}}]
"""Files and folders of any name: entries may lead to any file."""

PROVIDED: tuple[Provided, ...] = (
    Provided((), {"textDocumentSync": {"openClose": True, "change": _INCREMENTAL, "save": True}}),
    Provided((), {"workspace": {"workspaceFolders": {"supported": True, "changeNotifications": True}}}),
    Provided((), {"workspace": {"fileOperations": {}}}),
    Provided(("workspace/executeCommand",), {"executeCommandProvider": {"commands": list(COMMAND_NAMES)}}),
    Provided(("textDocument/documentSymbol",), {"documentSymbolProvider": True}),
    Provided(("textDocument/definition",), {"definitionProvider": True}),
    Provided(("textDocument/declaration",), {"declarationProvider": True}),
    Provided(("textDocument/hover",), {"hoverProvider": True}),
    Provided(("textDocument/references",), {"referencesProvider": True}),
    Provided(("textDocument/documentHighlight",), {"documentHighlightProvider": True}),
    Provided(("textDocument/completion",), {"completionProvider": {"triggerCharacters": list(".:\"'/ ")}}),
    Provided(("textDocument/signatureHelp",), {"signatureHelpProvider": {"triggerCharacters": ["(", ","]}}),
    Provided(("textDocument/codeAction",), {"codeActionProvider": {"codeActionKinds": [QUICK_FIX, FIX_ALL]}}),
    Provided(("textDocument/rename", "textDocument/prepareRename"), {"renameProvider": True}),
    Provided((), {"renameProvider": {"prepareProvider": True}}, "textDocument.rename.prepareSupport"),
    Provided(("textDocument/foldingRange",), {"foldingRangeProvider": True}),
    Provided(("textDocument/documentLink",), {"documentLinkProvider": {"resolveProvider": False}}),
    Provided(("textDocument/selectionRange",), {"selectionRangeProvider": True}),
    Provided(
        ("textDocument/semanticTokens/full",),
        {"semanticTokensProvider": {"legend": _LEGEND, "full": True}},
        "textDocument.semanticTokens.requests.full",
    ),
    Provided(
        ("textDocument/semanticTokens/full/delta",),
        {"semanticTokensProvider": {"full": {"delta": True}}},
        "textDocument.semanticTokens.requests.full.delta",
    ),
    Provided(
        ("textDocument/semanticTokens/range",),
        {"semanticTokensProvider": {"legend": _LEGEND, "range": True}},
        "textDocument.semanticTokens.requests.range",
    ),
    Provided(
        ("textDocument/codeLens", "codeLens/resolve"),
        {"codeLensProvider": {"resolveProvider": True}},
        "textDocument.codeLens",
    ),
    Provided(("textDocument/inlayHint",), {"inlayHintProvider": True}, "textDocument.inlayHint"),
    Provided(
        ("textDocument/prepareCallHierarchy", "callHierarchy/incomingCalls", "callHierarchy/outgoingCalls"),
        {"callHierarchyProvider": True},
        "textDocument.callHierarchy",
    ),
    Provided(("workspace/symbol",), {"workspaceSymbolProvider": True}),
    Provided(
        ("workspace/willRenameFiles",),
        {"workspace": {"fileOperations": {"willRename": {"filters": _ANYTHING}}}},
        "workspace.fileOperations.willRename",
    ),
)
"""Each says more than those before it."""
_RESOLVED = Provided(("codeAction/resolve",), {"codeActionProvider": {"resolveProvider": True}})
_PULLED = Provided(
    ("textDocument/diagnostic", "workspace/diagnostic"),
    {"diagnosticProvider": {"identifier": SOURCE, "interFileDependencies": True, "workspaceDiagnostics": True}},
)


def provided(client: Any) -> Iterator[Provided]:
    """What an editor with these capabilities (as JSON, which may be anything) is told of."""
    for item in PROVIDED:
        if not item.needs or has(client, item.needs):
            yield item
    if _resolves_edits(client):
        yield _RESOLVED
    # An editor that asks but cannot be told to ask again (Neovim 0.11) would show stale findings in other files.
    if has(client, "textDocument.diagnostic") and has(client, "workspace.diagnostics.refreshSupport"):
        yield _PULLED


def announced(client: Any) -> dict[str, Any]:
    """What an editor with these capabilities is told that the server can do."""
    found: dict[str, Any] = {"positionEncoding": _encoding(client)}
    for item in provided(client):
        _add(found, item.said)
    return found


def announced_methods(client: Any) -> frozenset[str]:
    """The requests that an editor with these capabilities may make."""
    return frozenset(method for item in provided(client) for method in item.methods)


def result(client: Any) -> dict[str, Any]:
    """The result of `initialize`."""
    return {"capabilities": announced(client), "serverInfo": {"name": SOURCE, "version": __version__}}


def has(client: Any, capability: str) -> bool:
    """True when an editor announces a capability, named by its dotted path: true, or any options, be it `{}`."""
    return _at(client, capability) not in (None, False)


def _at(client: Any, capability: str) -> Any:
    for name in capability.split("."):
        client = client.get(name) if isinstance(client, Mapping) else None
    return client


def _add(found: dict[str, Any], said: Mapping[str, Any]) -> None:
    for name, value in said.items():
        if isinstance(value, Mapping):
            held = found.get(name)
            found[name] = held = dict(held) if isinstance(held, Mapping) else {}
            _add(held, value)
        else:
            found[name] = value


def _encoding(client: Any) -> str:
    """What columns count: the first of the editor's choices that is known."""
    wanted = _at(client, "general.positionEncodings")
    known = (item for item in (wanted if isinstance(wanted, list) else ()) if item in _ENCODINGS)
    return next(known, "utf-16")


def _resolves_edits(client: Any) -> bool:
    """True when an editor asks for the edit of an action once it is chosen."""
    properties = _at(client, "textDocument.codeAction.resolveSupport.properties")
    return has(client, "textDocument.codeAction.dataSupport") and isinstance(properties, list) and "edit" in properties
