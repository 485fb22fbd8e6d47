"""Completion: what may be typed at a place of an index file or of Lua text."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from lua_entries.features.completion_docs import entry_doc
from lua_entries.features.completion_items import Completion, CompletionItem, capped, plain_text
from lua_entries.features.completion_lua import LuaCompletion
from lua_entries.features.completion_yaml import YamlCompletion
from lua_entries.features.lua_place import LuaPlace, inline_place, is_lua, lua_place
from lua_entries.features.yaml_place import file_place
from lua_entries.project.snapshot import Snapshot
from lua_entries.syntax.yaml.cursor import cursor_at

__all__ = ["Completion", "CompletionItem", "complete", "plain_text"]


def complete(
    snapshot: Snapshot,
    path: str,
    text: str,
    offset: int,
    trigger: str = "",
    texts: Callable[[str], str] | None = None,
) -> Completion:
    """What may be typed at an offset (in code points) of the file at `path`.

    `text` is the newest text of the file and may be newer than the snapshot. `trigger` is the character that made the
    editor ask by itself. `texts` gives the newest text of other files, empty for those that cannot be read; without it
    those of the snapshot are used. Never raises on any text.
    """
    read = texts or snapshot.text
    if is_lua(snapshot, path):
        return _lua(lua_place(snapshot, path, text, offset), read)
    cursor = cursor_at(text, offset)
    place = file_place(snapshot, path, cursor.root)
    if cursor.block is not None:
        inline = inline_place(place, text, offset, cursor)
        return (
            _lua(inline, lambda other: text if other == path else read(other)) if inline is not None else Completion()
        )
    if trigger and cursor.gap:
        return Completion()  # behind the colon of a key there may as well be a line break
    completion = YamlCompletion(place, text, cursor, read)
    describe = partial(entry_doc, snapshot, catalog=place.catalog)
    return capped(completion.items(), cursor.prefix, describe, lambda: completion.left_off)


def _lua(place: LuaPlace, texts: Callable[[str], str]) -> Completion:
    describe = partial(entry_doc, place.snapshot, catalog=place.catalog)
    return capped(LuaCompletion(place, texts).items(), place.cursor.prefix, describe)
