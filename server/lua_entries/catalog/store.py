"""The file of the compiled schema: JSON, laid out so that a reader need not parse what it does not use.

The sections in `LINES` come last and hold one item per line; all else is on the lines before. Parsing everything would
cost more than the rest of the catalog together, and a project uses a part of the kinds and modules.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from lua_entries.catalog.errors import CatalogError

FORMAT = 1
LINES = ("kinds", "modules")


class _Lines(Mapping[str, Any]):
    """A section by key, each item parsed when first asked for."""

    __slots__ = ("_lines", "_parsed")

    def __init__(self, block: str) -> None:
        self._lines = {line[1 : line.index('"', 1)]: line for line in block.split("\n")}
        self._parsed: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        try:
            return self._parsed[key]
        except KeyError:
            # After `"key":`, and without the comma that all items but the last have.
            parsed = self._parsed[key] = json.loads(self._lines[key][len(key) + 3 :].rstrip(","))
            return parsed

    def __contains__(self, key: object) -> bool:
        return key in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


def write(data: Mapping[str, Any]) -> str:
    """The file's text; the same text for equal data."""
    parts = [f"{_text(key)}:{_text(value)}" for key, value in data.items() if key not in LINES]
    for section in LINES:
        items = ",\n".join(f"{_text(key)}:{_text(value)}" for key, value in data[section].items())
        parts.append(f"{_text(section)}:{{\n{items}\n}}")
    return "{" + ",\n".join(parts) + "}\n"


def read(text: str) -> dict[str, Any]:
    """The data of a text that `write` made; CatalogError for anything else."""
    try:
        head, *blocks = text.rstrip("\n").split(":{\n")
        names = [head.rpartition("\n")[2]]
        head = head.rpartition(",\n")[0]
        sections: list[str] = []
        for block in blocks:
            items, _, rest = block.partition("\n}")
            sections.append(items)
            names.append(rest.strip(",\n"))
        if [name.strip('"') for name in names] != [*LINES, "}"]:
            raise ValueError("unknown sections")
        data: dict[str, Any] = json.loads(head + "}")
        if data["format"] != FORMAT:
            raise ValueError("another format")
        return data | {name: _Lines(block) for name, block in zip(LINES, sections, strict=True)}
    except (ValueError, KeyError) as error:
        raise CatalogError("the compiled schema was not made by this version of the program") from error


def _text(value: Any) -> str:
    # ASCII only: a single other character would double the size of the whole text in memory.
    return json.dumps(value, separators=(",", ":"))
