"""A Mermaid flowchart, for Markdown. Nodes are numbered, since Mermaid's names allow few characters."""

from __future__ import annotations

from lua_entries.features.graph import Graph
from lua_entries.report.context import printable
from lua_entries.report.graph.groups import caption, groups

_CLASSES = """\
  classDef missing fill:#fdecea,stroke:#c62828,color:#8e0000,stroke-width:2px,stroke-dasharray:4 3
  classDef unknown fill:#f2f2f2,stroke:#999999,color:#666666,stroke-dasharray:4 3
  classDef focus stroke-width:4px"""
_ARROWS = {"found": "-->", "missing": "-.->", "unknown": "-.->"}


def render(graph: Graph) -> str:
    """A flowchart from left to right with a subgraph for each namespace."""
    lines = ["flowchart LR"]
    names: dict[str, str] = {}
    for number, group in enumerate(groups(graph.nodes)):
        lines.append(f"  subgraph g{number}[{_quoted(group.title)}]")
        for node in group.nodes:
            names[node.key] = name = f"n{len(names)}"
            style = f":::{node.status}" if node.status != "found" else ":::focus" if node.key == graph.focus else ""
            lines.append(f"    {name}[{_quoted(*caption(node))}]{style}")
        lines.append("  end")
    lines += [
        f"  {names[edge.source]} {_ARROWS[edge.verdict]}|{_quoted(edge.label)}| {names[edge.target]}"
        for edge in graph.edges
    ]
    return "\n".join([*lines, _CLASSES]) + "\n"


def _quoted(*lines: str) -> str:
    return '"' + "<br>".join(map(_escaped, lines)) + '"'


def _escaped(text: str) -> str:
    """Everything that could mean something to Mermaid or HTML as a character code."""
    return "".join(
        character if character.isalnum() or character in " .:_-/()," else f"#{ord(character)};"
        for character in printable(text)
    )
