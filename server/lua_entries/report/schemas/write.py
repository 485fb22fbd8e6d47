"""Schemas as text, with repeated parts written once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeAlias
from urllib.parse import quote

Schema: TypeAlias = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
_DEFINITIONS = "definitions"
_LEAST = 100
"""Parts with fewer characters are repeated: a reference would hardly be shorter, and is harder to read."""


def reference(name: str) -> Schema:
    """A reference to a definition by its name."""
    return {"$ref": f"#/{_DEFINITIONS}/{quote(name.replace('~', '~0').replace('/', '~1'))}"}


def written(schema: Schema) -> str:
    """The text: each definition is on a line of its own, so that a change shows where it belongs."""
    lines = [f"{_text(key)}: {_text(value)}" for key, value in schema.items() if key != _DEFINITIONS]
    if _DEFINITIONS in schema:
        definitions = ",\n".join(f"  {_text(key)}: {_text(value)}" for key, value in schema[_DEFINITIONS].items())
        lines.append(f'"{_DEFINITIONS}": {{\n{definitions}\n}}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def shared(definitions: dict[str, Schema]) -> dict[str, Schema]:
    """The definitions with each part that occurs several times moved to a definition `part.<path>` of its own."""
    counts: Counter[str] = Counter()
    for definition in definitions.values():
        _count(definition, counts)
    found: dict[str, str] = {}
    parts: dict[str, Schema] = {}

    def shrunk(schema: Schema, path: str) -> Schema:
        return _with_parts(schema, path, replaced)

    def replaced(part: Schema, path: str) -> Schema:
        key = _text(part)
        if counts[key] < 2 or len(key) < _LEAST:
            return shrunk(part, path)
        if key not in found:
            name = _free_name(f"part.{path}", parts)
            found[key] = name
            parts[name] = {}  # takes the name before those inside
            parts[name] = shrunk(part, path)
        return reference(found[key])

    return {name: shrunk(definition, "") for name, definition in definitions.items()} | parts


def _free_name(wanted: str, taken: dict[str, Schema]) -> str:
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


def _count(schema: Schema, counts: Counter[str]) -> None:
    """Count the parts; what is inside of a part that was met before is not counted again."""

    def visit(part: Schema, path: str) -> Schema:
        key = _text(part)
        counts[key] += 1
        if counts[key] == 1:
            _count(part, counts)
        return part

    _with_parts(schema, "", visit)


def _with_parts(schema: Schema, path: str, change: Callable[[Schema, str], Schema]) -> Schema:
    """A copy in which every schema of a property, an item or a free key is what `change` makes of it."""
    changed = dict(schema)
    if "properties" in schema:
        changed["properties"] = {
            key: change(part, f"{path}.{key}" if path else key) for key, part in schema["properties"].items()
        }
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            changed[keyword] = change(schema[keyword], f"{path}.item" if keyword == "items" else f"{path}.value")
    return changed
