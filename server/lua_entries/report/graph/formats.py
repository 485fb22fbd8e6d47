"""The registry of graph formats: one module each, with a function `render(graph) -> str`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import NamedTuple, TypeAlias, cast

from lua_entries.features.graph import Graph

Renderer: TypeAlias = Callable[[Graph], str]
"""The result ends with a line end."""


class Format(NamedTuple):
    """A format: the module that renders it, imported only when it is asked for, and how its files usually end."""

    module: str
    suffixes: tuple[str, ...]


FORMATS: Mapping[str, Format] = {
    "dot": Format("lua_entries.report.graph.dot", (".dot", ".gv")),
    "mermaid": Format("lua_entries.report.graph.mermaid", (".mmd", ".mermaid")),
    "json": Format("lua_entries.report.graph.json_v1", (".json",)),
    "html": Format("lua_entries.report.graph.html", (".html", ".htm")),
}


def renderer(name: str) -> Renderer:
    """The function that renders a format.

    Raises:
        KeyError: there is no such format.
    """
    return cast(Renderer, import_module(FORMATS[name].module).render)


def format_of(path: str) -> str | None:
    """The format whose files end as the path does."""
    return next((name for name, known in FORMATS.items() if path.lower().endswith(known.suffixes)), None)
