"""Fixes in files with anchors and aliases: what other entries use, too, is not changed as if it were one entry's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.fixing import offered
from tests.support.mending import mend
from tests.support.project import lint_directory, make_project

LUA = """\
--- a.lua
local json = require("json")
return { main = function() return json.encode({}) end }
--- b.lua
local uuid = require("uuid")
return { main = function() return uuid.v4() end }
"""
HEAD = f"{LUA}--- _index.yaml\nnamespace: app\nentries:\n"


def fixed(tmp_path: Path, text: str, unsafe: bool = False) -> str | None:
    """The index file after `--fix`; None when it stays as it is."""
    root = make_project(tmp_path, HEAD + text)
    return mend(root, unsafe).texts.get(str(root / "_index.yaml"))


@pytest.mark.parametrize(
    "text",
    [
        # A list of modules that two entries share, and of which each uses a part.
        "  - {name: a, kind: function.lua, source: file://a.lua, method: main, modules: &m [json, uuid]}\n"
        "  - {name: b, kind: function.lua, source: file://b.lua, method: main, modules: *m}\n",
        # One list, made of an item of another.
        "  - {name: a, kind: function.lua, source: file://a.lua, method: main, modules: [json, &u uuid]}\n"
        "  - {name: b, kind: function.lua, source: file://b.lua, method: main, modules: [*u, sql]}\n",
        # A list that is merged into both.
        "  - &a\n    name: a\n    kind: function.lua\n    source: file://a.lua\n    method: main\n"
        "    modules: [json, uuid]\n  - <<: *a\n    name: b\n    source: file://b.lua\n",
    ],
)
def test_shared_lists_stay(tmp_path: Path, text: str) -> None:
    after = fixed(tmp_path, text, unsafe=True)
    assert after is None or ("modules: [json, &u uuid]" in after and "modules: [*u" in after)


def test_an_anchor_that_nothing_uses_goes_with_its_value(tmp_path: Path) -> None:
    entry = "  - {name: a, kind: function.lua, source: file://a.lua, method: main, modules: [&u uuid, json]}\n"
    other = "  - {name: b, kind: registry.entry, x: &x 1, y: *x}\n"
    found = fixed(tmp_path, entry + other)
    assert found is not None and found.endswith(entry.replace("&u uuid, ", "") + other)
    assert fixed(tmp_path, entry + other.replace("1, y: *x", "1, y: *u")) is None


def test_a_mistake_in_a_shared_value_is_mended_on_demand(tmp_path: Path) -> None:
    text = (
        "  - &a\n    name: a\n    kind: function.luaa\n    source: file://a.lua\n    method: main\n"
        "    modules: [json]\n  - <<: *a\n    name: c\n"
    )
    root = make_project(tmp_path, HEAD + text)
    assert ("LE102", "unsafe", "Change it to `function.lua`") in offered(lint_directory(root))
    assert fixed(tmp_path, text) is None
    assert "kind: function.lua\n" in (fixed(tmp_path, text, unsafe=True) or "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("source: *s, method: main}", "source: *s, method: main, modules: [json]}"),
        ("method: main, source: *s}", "method: main, source: *s, modules: [json]}"),
        (
            "method: main, pool: {type: inline}, source: *s  }",
            "method: main, pool: {type: inline}, source: *s, modules: [json]  }",
        ),
        ("source: *s, method: main, modules: }", "source: *s, method: main, modules: [json] }"),
        ("source: *s, method: main, modules: []}", "source: *s, method: main, modules: [json]}"),
    ],
)
def test_additions_behind_aliases(tmp_path: Path, before: str, after: str) -> None:
    head = "  - name: shown\n    kind: registry.entry\n    file: &s file://a.lua\n"
    found = fixed(tmp_path, f"{head}  - {{name: a, kind: function.lua, {before}\n")
    assert found is not None and found.endswith(f"  - {{name: a, kind: function.lua, {after}\n")


@pytest.mark.parametrize("last", ["source: *s", "source:\n      *s", "source: &t !!str\n      file://a.lua"])
def test_additions_below_aliases(tmp_path: Path, last: str) -> None:
    head = "  - name: shown\n    kind: registry.entry\n    file: &s file://a.lua\n"
    entry = f"  - name: a\n    kind: function.lua\n    method: main\n    {last}"
    found = fixed(tmp_path, f"{head}{entry}  # here\n# end\n")
    assert found is not None and found.endswith(f"{entry}  # here\n    modules:\n      - json\n# end\n")
