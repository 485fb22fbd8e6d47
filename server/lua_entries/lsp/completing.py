"""Completion and signatures, as the protocol writes them."""

from __future__ import annotations

from lsprotocol import types

from lua_entries.features.completion import Completion, CompletionItem, plain_text
from lua_entries.features.completion_items import ItemKind
from lua_entries.features.signature import Signature
from lua_entries.lsp.asked import Asked

_KINDS: dict[ItemKind, types.CompletionItemKind] = {
    "kind": types.CompletionItemKind.Class,
    "field": types.CompletionItemKind.Field,
    "value": types.CompletionItemKind.EnumMember,
    "module": types.CompletionItemKind.Module,
    "entry": types.CompletionItemKind.Reference,
    "namespace": types.CompletionItemKind.Module,
    "file": types.CompletionItemKind.File,
    "alias": types.CompletionItemKind.Variable,
    "snippet": types.CompletionItemKind.Snippet,
    "type": types.CompletionItemKind.Interface,
    "function": types.CompletionItemKind.Function,
    "method": types.CompletionItemKind.Method,
    "constant": types.CompletionItemKind.Constant,
    "table": types.CompletionItemKind.Struct,
    "property": types.CompletionItemKind.Property,
}


def completions(found: Completion, asked: Asked) -> types.CompletionList:
    """The items in their order. Items that need a change in another file are left out: the protocol has no place for
    such a change, and half of it would be a mistake."""
    items = [item for item in found.items if all(edit.path == asked.path for edit in item.edits)]
    return types.CompletionList(found.incomplete, [_item(item, asked) for item in items])


def _item(item: CompletionItem, asked: Asked) -> types.CompletionItem:
    document = asked.client.text_document
    options = document.completion.completion_item if document is not None and document.completion is not None else None
    snippets = options is not None and bool(options.snippet_support)
    places, path = asked.places, asked.path
    return types.CompletionItem(
        label=item.label,
        kind=_KINDS[item.kind],
        detail=item.detail or None,
        documentation=types.MarkupContent(types.MarkupKind.Markdown, item.documentation)
        if item.documentation
        else None,
        sort_text=item.sort or None,
        filter_text=item.filter or None,
        insert_text_format=types.InsertTextFormat.Snippet if item.snippet and snippets else None,
        text_edit=types.TextEdit(
            places.range(path, item.span),
            plain_text(item.new_text) if item.snippet and not snippets else item.new_text,
        ),
        additional_text_edits=[
            types.TextEdit(places.range(path, edit.edit.span), edit.edit.new_text) for edit in item.edits
        ]
        or None,
        tags=[types.CompletionItemTag.Deprecated] if item.deprecated else None,
    )


def signatures(found: Signature | None, asked: Asked) -> types.SignatureHelp | None:
    """The one signature at the cursor."""
    if found is None:
        return None
    parameters = [types.ParameterInformation(found.label[start:end]) for start, end in found.parameters]
    documentation = types.MarkupContent(types.MarkupKind.Markdown, found.documentation) if found.documentation else None
    signature = types.SignatureInformation(found.label, documentation, parameters, found.active)
    return types.SignatureHelp([signature], 0, found.active)
