"""Files that the editor is about to move, and what follows them, as the protocol writes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lsprotocol import types

from lua_entries.features.file_rename import Followed, Move
from lua_entries.lsp.asked import Answer
from lua_entries.lsp.convert import Places
from lua_entries.lsp.uris import to_path


def moves(params: types.RenameFilesParams) -> tuple[list[Move]]:
    """What is moved."""
    pairs = ((to_path(item.old_uri), to_path(item.new_uri)) for item in params.files)
    return ([Move(old, new) for old, new in pairs if old is not None and new is not None],)


def followed(found: Followed, places: Places) -> list[tuple[str, types.TextEdit] | str]:
    """What follows in one project: edits with their URIs, and remarks about what cannot follow."""
    edits = ((places.uri(path), types.TextEdit(places.range(path, span), new)) for path, (span, new) in found.edits)
    return [*edits, *found.notes]


def joined(found: Sequence[Any]) -> Answer:
    """One edit for all projects, in which a file that two of them read is changed once."""
    changes: dict[str, list[types.TextEdit]] = {}
    for uri, edit in (item for item in found if not isinstance(item, str)):
        held = changes.setdefault(uri, [])
        if edit not in held:
            held.append(edit)
    remarks = dict.fromkeys(item for item in found if isinstance(item, str))
    return Answer(types.WorkspaceEdit(changes=dict(changes)) if changes else None, tuple(remarks))
