"""Completion and signatures, as the protocol writes them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from lsprotocol import types

from lua_entries.features.completion import Completion, CompletionItem, plain_text
from lua_entries.features.completion_items import ItemKind
from lua_entries.features.signature import Signature
from lua_entries.lsp.applying import apply_command
from lua_entries.lsp.asked import Asked, announces
from lua_entries.text.span import Span

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


_TOLD_APART: frozenset[ItemKind] = frozenset({"alias", "entry"})
"""Items of which several may have one label: editors that can show their detail beside each of them."""


def completions(found: Completion, asked: Asked) -> types.CompletionList:
    """The items in their order. One that needs a change in another file has the command that makes it; editors whose
    files a server cannot change do not get it: half of it would be a mistake."""
    items = found.items
    if not _can_apply(asked):
        items = tuple(item for item in items if all(edit.path == asked.path for edit in item.edits))
    place = cache(partial(asked.places.range, asked.path))  # nearly all items are about one place
    return types.CompletionList(found.incomplete, [_item(item, asked, place) for item in items])


def _can_apply(asked: Asked) -> bool:
    workspace = asked.client.workspace
    return workspace is not None and bool(workspace.apply_edit)


def _capabilities(asked: Asked) -> types.CompletionClientCapabilities:
    document = asked.client.text_document
    return (document.completion if document is not None else None) or types.CompletionClientCapabilities()


def _options(asked: Asked) -> types.ClientCompletionItemOptions:
    return _capabilities(asked).completion_item or types.ClientCompletionItemOptions()


def _knows_defaults(asked: Asked) -> bool:
    """Whether items should say what they are filtered by, although that is their label.

    A Neovim that knows defaults of lists shows an item with an edit that does not say so whatever was typed; older ones
    put an item that says so in the wrong place.
    """
    of_lists = _capabilities(asked).completion_list
    return of_lists is not None and bool(of_lists.item_defaults)


def _item(item: CompletionItem, asked: Asked, place: Callable[[Span], types.Range]) -> types.CompletionItem:
    options, path = _options(asked), asked.path
    snippet = item.snippet and bool(options.snippet_support)
    text = plain_text(item.new_text) if item.snippet and not snippet else item.new_text
    modes = options.insert_text_mode_support
    mode = None
    if "\n" in text and modes is not None and types.InsertTextMode.AdjustIndentation in modes.value_set:
        mode = types.InsertTextMode.AdjustIndentation
    elif "\n" in text and not snippet:  # whatever expands snippets indents them
        text = text.replace("\n", f"\n{_indentation(item, asked)}")
    beside = item.detail if options.label_details_support and item.kind in _TOLD_APART else ""
    here = [types.TextEdit(place(edit.span), edit.new_text) for other, edit in item.edits if other == path]
    elsewhere = tuple(edit for edit in item.edits if edit.path != path)
    return types.CompletionItem(
        label=item.label,
        label_details=types.CompletionItemLabelDetails(description=beside) if beside else None,
        kind=_KINDS[item.kind],
        detail=item.detail or None,
        documentation=types.MarkupContent(types.MarkupKind.Markdown, item.documentation)
        if item.documentation
        else None,
        sort_text=item.sort or None,
        filter_text=item.filter or (item.label if _knows_defaults(asked) else None),
        insert_text_format=types.InsertTextFormat.Snippet if snippet else None,
        insert_text_mode=mode,
        text_edit=types.TextEdit(place(item.span), text),
        additional_text_edits=here or None,
        command=apply_command(item.detail or item.label, elsewhere, asked) if elsewhere else None,
        tags=[types.CompletionItemTag.Deprecated] if item.deprecated else None,
    )


def _indentation(item: CompletionItem, asked: Asked) -> str:
    """The white space that the line of the cursor begins with."""
    lines = asked.places.lines(asked.path)
    line = lines.line_text(lines.position(item.span.start).line)
    return line[: len(line) - len(line.lstrip(" \t"))]


def signatures(found: Signature | None, asked: Asked) -> types.SignatureHelp | None:
    """The one signature at the cursor."""
    if found is None:
        return None
    exact = announces(
        asked.client, "text_document.signature_help.signature_information.parameter_information.label_offset_support"
    )
    parameters = [
        types.ParameterInformation(_units(found.label, span) if exact else found.label[slice(*span)])
        for span in found.parameters
    ]
    documentation = types.MarkupContent(types.MarkupKind.Markdown, found.documentation) if found.documentation else None
    signature = types.SignatureInformation(found.label, documentation, parameters, found.active)
    return types.SignatureHelp([signature], 0, found.active)


def _units(text: str, span: Span) -> tuple[int, int]:
    """A span of a text in UTF-16 code units, in which labels are counted whatever the encoding of positions."""
    start, end = (len(text[:offset].encode("utf-16-le")) // 2 for offset in span)
    return start, end
