"""The registry of report formats: one module each, with a function `render(findings, context) -> str`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TypeAlias, cast

from lua_entries.report.context import Context
from lua_entries.rules.finding import Finding

Renderer: TypeAlias = Callable[[Sequence[Finding], Context], str]
"""Takes findings in the order of the report; the result ends with a line end unless it is empty."""

FORMATS: Mapping[str, str] = {
    "text": "lua_entries.report.text",
    "concise": "lua_entries.report.concise",
    "json": "lua_entries.report.json_v1",
    "sarif": "lua_entries.report.sarif",
    "github": "lua_entries.report.github",
    "junit": "lua_entries.report.junit",
    "gitlab": "lua_entries.report.gitlab",
}
"""Modules by the name of the format; only the one asked for is imported."""


def renderer(name: str) -> Renderer:
    """The function that renders a format.

    Raises:
        KeyError: there is no such format.
    """
    return cast(Renderer, import_module(FORMATS[name]).render)
