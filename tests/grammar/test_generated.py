"""The committed C belongs to the committed grammar."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from lua_entries.syntax.lua import language

GRAMMAR = Path(__file__).parents[2] / "server" / "grammar"
LINES = (GRAMMAR / "generated.sha256").read_text().splitlines()
NOTED = {name: digest for digest, name in (line.split("  ") for line in LINES)}


def test_the_grammar_and_what_is_made_from_it_are_noted() -> None:
    assert {"grammar.js", "src/grammar.json", "src/parser.c"} <= set(NOTED)


@pytest.mark.parametrize("name", NOTED)
def test_no_file_changed_since_the_parser_was_generated(name: str) -> None:
    content = (GRAMMAR / name).read_bytes().replace(b"\r\n", b"\n")
    assert hashlib.sha256(content).hexdigest() == NOTED[name], "run server/grammar/generate.py"


def test_the_built_library_has_the_nodes_of_the_generated_parser() -> None:
    types = json.loads((GRAMMAR / "src" / "node-types.json").read_text())
    built = language()
    assert built.abi_version == 15
    for node in types:
        assert built.id_for_node_kind(node["type"], node["named"]) is not None, f"{node['type']}: build the grammar"


def test_every_node_is_described() -> None:
    described = (GRAMMAR / "NODES.md").read_text(encoding="utf-8")
    types = json.loads((GRAMMAR / "src" / "node-types.json").read_text())
    named = [node["type"] for node in types if node["named"] and "subtypes" not in node]
    assert len(named) > 60
    assert [name for name in named if f"`{name}`" not in described and f"`{name}s`" not in described] == []
