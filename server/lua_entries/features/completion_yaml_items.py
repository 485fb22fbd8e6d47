"""How a completed key or value is written: quotes, colons, what begins behind a key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from lua_entries.catalog import Field
from lua_entries.features.completion_docs import field_doc
from lua_entries.features.completion_items import (
    Candidate,
    CompletionItem,
    ItemKind,
    escaped,
    first,
)
from lua_entries.features.entry_snippets import INDENT
from lua_entries.features.yaml_place import (
    FilePlace,
)
from lua_entries.project.units import Entry
from lua_entries.syntax.yaml.cursor import YamlCursor
from lua_entries.syntax.yaml.scalars import plain_type

Texts = Callable[[str], str]

_NEEDS_QUOTES = re.compile(r"[\[\]{},&*!|>%@`\"'#]|[?:-](?:\s|\Z)|.*(?::(?:\s|\Z)|\s#)|\s|.*\s\Z", re.DOTALL)
_FLOW_SIGNS = frozenset(",[]{}")


class YamlItems:
    """Makes the items for one cursor. `texts` gives the newest text of any file, empty for unknown ones."""

    def __init__(self, place: FilePlace, text: str, cursor: YamlCursor, texts: Texts) -> None:
        self.place = place
        self.text = text
        self.cursor = cursor
        self.texts = texts
        self.left_off = False
        """True when there were too many items to make all of them."""
        line = max(text.rfind("\n", 0, cursor.span.start), text.rfind("\r", 0, cursor.span.start)) + 1
        before = text[line : cursor.span.start]
        self.inner = " " * (len(before.lstrip()) + len(cursor.gap))
        """What lines of the same mapping need beyond the indentation of the cursor's line."""

    def _first(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """The candidates that may be among the items that are shown."""
        found, left_off = first(candidates, self.cursor.prefix)
        self.left_off = self.left_off or left_off
        return found

    # --- making items ---------------------------------------------------------------------------------

    def _item(
        self,
        label: str,
        kind: ItemKind,
        written: str,
        sort: str,
        *,
        detail: str = "",
        documentation: str = "",
        filter: str = "",
        snippet: bool = False,
        deprecated: bool = False,
        more: bool = False,
        opening: bool = False,
        about: Entry | None = None,
    ) -> CompletionItem:
        text = self.cursor.gap + written
        return CompletionItem(
            label,
            kind,
            self.cursor.span,
            text,
            detail,
            documentation,
            f"{sort}{label.lower()}",
            filter,
            snippet,
            deprecated,
            more,
            opening=opening,
            about=about,
        )

    def _value(
        self,
        text: str,
        kind: ItemKind,
        sort: str,
        dash: str,
        *,
        label: str = "",
        detail: str = "",
        documentation: str = "",
        filter: str = "",
        literal: bool = False,
        opening: bool = False,
        about: Entry | None = None,
    ) -> CompletionItem:
        """A scalar; `literal` for numbers and booleans, which get no quotes."""
        written = text if literal else self._written(text)
        return self._item(
            label or text,
            kind,
            dash + written,
            sort,
            detail=detail,
            documentation=documentation,
            filter=filter,
            opening=opening,
            about=about,
        )

    def _written(self, text: str) -> str:
        """Text as a scalar, in quotes where it needs them."""
        quote = self.cursor.quote
        if quote == "'":
            return text.replace("'", "''")
        if quote == '"':
            return text.replace("\\", "\\\\").replace('"', '\\"')
        flow = self.cursor.flow and not _FLOW_SIGNS.isdisjoint(text)
        if not text or flow or _NEEDS_QUOTES.match(text) or plain_type(text) != "str":
            escaped_text = text.replace("\\", "\\\\").replace('"', '\\"')
            return f'"{escaped_text}"'
        return text

    def _key(
        self,
        name: str,
        kind: ItemKind,
        sort: str,
        field: Field | None,
        shape: str,
        documentation: str = "",
        detail: str = "",
    ) -> CompletionItem:
        """A key with its colon and what begins behind it; `shape` is `scalar`, `list` or `mapping`."""
        cursor = self.cursor
        more = shape == "scalar" and (field is None or _offers(field) or field.path == self.place.keys.kind)
        written, snippet = self._written(name) if not cursor.quote else name, False
        written = cursor.indent + written
        if not cursor.colon and not cursor.quote:
            written += ":"
            if cursor.flow or shape == "scalar":
                written += " "
            else:
                dash = "- " if shape == "list" else ""
                written = f"{escaped(written)}\n{self.inner}{cursor.indent}{INDENT}{dash}$0"
                snippet = True
        return self._item(
            name,
            kind,
            written,
            sort,
            detail=detail or (field.type.name if field is not None else ""),
            documentation=documentation or (field_doc(field) if field is not None else ""),
            snippet=snippet,
            deprecated=field is not None and (field.deprecated or field.unused),
            more=(more or shape != "scalar") and not cursor.colon,
        )


def _offers(field: Field) -> bool:
    """True when the values of a field can be completed."""
    known = field.enum or field.is_reference or field.role or field.type.format == "env-name"
    return bool(known) or "bool" in field.type.scalars
