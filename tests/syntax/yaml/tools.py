"""Helpers of the YAML tests."""

from __future__ import annotations

from typing import Any

from lua_entries.syntax.yaml.nodes import Mapping, Node, Scalar, Sequence, YamlFile
from lua_entries.text.lines import LineIndex

SAMPLE = """version: "1.0"
namespace: app.test

entries:
  # the first one
  - name: one
    kind: function.lua
    source: file://one.lua
    method: main
    modules: [json, time]
    imports:
      helpers: app.test:two

  - name: two
    kind: library.lua
    meta:
      comment: "some text"
    source: file://two.lua

  - name: three
    kind: registry.entry
    data:
      - a
      - b: c
"""
NAMES = ["one", "two", "three"]


def plain_data(node: Node | None) -> Any:
    """The tree as Python data: strings and None as they are, other scalars as (type, text)."""
    if node is None:
        return None
    if isinstance(node, Scalar):
        if node.type == "str":
            return node.text
        return None if node.type == "null" else (node.type, node.text)
    if isinstance(node, Sequence):
        return [plain_data(item) for item in node.items]
    return {pair.key.text: plain_data(pair.value) for pair in node.pairs}


def written(text: str, node: Node) -> str:
    """What the span of a node covers."""
    return text[node.start : node.end]


def entries(file: YamlFile, key: str = "entries") -> list[Mapping]:
    """The mappings of the list under a top-level key."""
    assert isinstance(file.root, Mapping)
    pair = file.root.get(key)
    assert pair is not None
    assert isinstance(pair.value, Sequence)
    return [item for item in pair.value.items if isinstance(item, Mapping)]


def names(file: YamlFile) -> list[str | None]:
    """The names of the entries."""
    found = (entry.get("name") for entry in entries(file))
    return [pair.value.text if pair is not None and isinstance(pair.value, Scalar) else None for pair in found]


def places(text: str, file: YamlFile) -> list[tuple[str, int, str]]:
    """Rule, line (from 1) and covered text of each problem."""
    lines = LineIndex(text)
    return [
        (problem.rule, lines.position(problem.span.start).line + 1, text[problem.span.start : problem.span.end])
        for problem in file.problems
    ]


def check_spans(text: str, file: YamlFile) -> None:
    """Every span lies inside the text, children inside their block or brackets where nothing is shared."""
    for problem in file.problems:
        for span in (problem.span, *(note.span for note in problem.notes)):
            assert 0 <= span.start <= span.end <= len(text), problem
        assert problem.message
    for span in file.broken:
        assert 0 <= span.start <= span.end <= len(text)
    shared = "*" in text  # aliases stand elsewhere
    pending: list[Node] = [file.root] if file.root is not None else []
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        assert 0 <= node.start <= node.end <= len(text), node
        children: list[Node] = []
        if isinstance(node, Sequence):
            children += node.items
        elif isinstance(node, Mapping):
            for pair in node.pairs:
                children += (pair.key, pair.value)
        pending += children
        assert shared or all(node.start <= child.start and child.end <= node.end for child in children), node
