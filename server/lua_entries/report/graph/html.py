"""One self-contained page to read a graph with: no network, and no script or style but its own."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from hashlib import sha256
from html import escape

from lua_entries.features.graph import Graph
from lua_entries.report.context import printable
from lua_entries.report.graph.json_v1 import as_data

_PARTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "page")


def render(graph: Graph) -> str:
    """The page. The browser is told to run nothing but the script and style whose hashes it carries."""
    style, script = _part("page.css"), f'"use strict";{{\n{_part("layout.js")}{_part("page.js")}}}'
    data = {**as_data(graph), "name": graph.name, "focus": graph.focus}
    values = {
        "title": escape(printable(graph.name)),
        "policy": f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'",
        "style": style,
        "data": _inside_script(data),
        "script": script,
    }
    pieces = _part("page.html").split("{{")
    page = pieces[0]
    for piece in pieces[1:]:  # one pass: what a value contains is never looked at again
        name, _, rest = piece.partition("}}")
        page += values[name] + rest
    return page


def _part(name: str) -> str:
    with open(os.path.join(_PARTS, name), encoding="utf-8") as file:
        return file.read()


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _inside_script(data: object) -> str:
    """JSON in ASCII in which nothing can end the element that it stands in, or begin a comment or another element."""
    text = json.dumps(data, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
