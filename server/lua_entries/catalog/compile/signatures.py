"""Reads the signatures of the schema: `(text: string, options?: table, ...: any) -> string, error?`."""

from __future__ import annotations

from lua_entries.catalog.errors import CatalogError

_OPEN = "({[<"
_CLOSE = ")}]>"


def parse_signature(text: str) -> tuple[list[list[object]], list[str]]:
    """Parameters as `[name, type, flag]` (flag 1 optional, 2 variadic) and result types; CatalogError on other text."""
    head, arrow, tail = _split_arrow(text)
    head = head.strip()
    if not head.startswith("(") or not head.endswith(")"):
        raise CatalogError(f"`{text}` is no signature; write it as `(name: type) -> type`")
    params = [_parameter(part, text) for part in split_list(head[1:-1])]
    returns = split_list(tail) if arrow else []
    if arrow and not returns:
        raise CatalogError(f"`{text}` has `->` without a result; leave the arrow out")
    return params, returns


def parse_parameters(text: str) -> list[list[object]]:
    """Parameters without brackets: `timeout?: number, body: string`."""
    return [_parameter(part, text) for part in split_list(text)]


def split_list(text: str) -> list[str]:
    """Split at the commas outside of brackets; empty for blank text."""
    parts: list[str] = []
    depth = start = 0
    for at, sign in enumerate(text):
        if sign in _OPEN:
            depth += 1
        elif sign in _CLOSE:
            depth -= 1
        elif sign == "," and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    parts.append(text[start:].strip())
    if parts == [""]:
        return []
    if "" in parts:
        raise CatalogError(f"`{text}` has an empty item")
    return parts


def _split_arrow(text: str) -> tuple[str, str, str]:
    # The arrow after the closing bracket of the parameters; types hold no arrow of their own.
    return text.partition("->")


def _parameter(part: str, text: str) -> list[object]:
    name, colon, of = part.partition(":")
    name, of = name.strip(), of.strip()
    if not colon or not of:
        raise CatalogError(f"`{part}` in `{text}` is no parameter; write it as `name: type`")
    if name == "...":
        return [name, of, 2]
    optional = name.endswith("?")
    name = name.rstrip("?")
    if not name.isidentifier():
        raise CatalogError(f"`{name}` in `{text}` is no parameter name")
    return [name, of, 1] if optional else [name, of]
