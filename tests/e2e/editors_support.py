"""What the tests of editors share: finding programs, a home of their own, the server on PATH, snippets of the docs."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = REPOSITORY / "docs" / "editors"
PATIENCE = 20.0
"""How long to wait for an editor, in seconds; machines are shared."""

_FENCE = re.compile(r"^```(?P<language>[a-z]+)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)

PROJECT = """
--- app/_index.yaml
namespace: app
entries:
  - name: handler
    kind: function.lua
    source: file://handler.lua
    method: run
    modules: [json]
    imports:
      helpers: app.lib:helpers
  - {name: grüßen, meta: {comment: "Grüße 😀"}, kind: function.luaa, source: "file://handler.lua", method: run}
--- app/handler.lua
local json = require("json")
local helpers = require("helpers")
local greeting = "Grüße 😀"; local time = require("time")
return { run = function() return json.encode(helpers.list(greeting, time)) end }
--- app/lib/_index.yaml
namespace: app.lib
entries:
  - name: helpers
    kind: library.lua
    source: file://helpers.lua
    method: list
  - name: lists
    kind: library.lua
    source: file://helpers.lua
    method: list
--- app/lib/helpers.lua
local M = {}
--- Everything there is, in order.
function M.list(first: string, second: any): {string} return {} end
return M
--- wippy.lock
directories:
  src: .
"""
"""A project with one mistake on each side, both behind non-ASCII text: a misspelt kind and an undeclared module."""


def private_environment(home: Path) -> Mapping[str, str]:
    """The environment for an editor: folders of its own below `home`, and `lua-entries` on PATH.

    The command is this very Python with this very server, whatever else is installed.
    """
    programs = home / "bin"
    programs.mkdir(parents=True)
    command = programs / "lua-entries"
    path = os.pathsep.join([str(REPOSITORY / "server"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH={shlex.quote(path)} exec {shlex.quote(sys.executable)} -m lua_entries "$@"\n'
    )
    command.chmod(0o755)
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "VIM", "NVIM"))}
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    return {
        **inherited,
        **folders,
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm",
        "PLUGIN": str(REPOSITORY / "nvim"),
    }


def snippets(page: str, language: str) -> list[str]:
    """The code blocks of a language in a page of docs/editors, in order."""
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    return [match["code"] for match in _FENCE.finditer(text) if match["language"] == language]
