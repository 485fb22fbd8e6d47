"""DOT, for Graphviz. Nodes are named by their keys, so that other tools can find them."""

from __future__ import annotations

from lua_entries.features.graph import Edge, Graph, Node
from lua_entries.report.context import printable
from lua_entries.report.graph.groups import caption, groups

_HEAD = """\
  graph [rankdir=LR, fontname="Helvetica", ranksep=1.2];
  node [shape=box, style="rounded,filled", fillcolor=white, fontname="Helvetica", fontsize=11];
  edge [color="#888888", fontname="Helvetica", fontsize=9];"""
_NODE_STYLE = {
    "found": "",
    "missing": ', style="rounded,filled,dashed", color="#c62828", fontcolor="#c62828", penwidth=2',
    "unknown": ', style="rounded,filled,dashed", color="#999999", fontcolor="#777777"',
}
_EDGE_STYLE = {"found": "", "missing": ', color="#c62828", penwidth=2', "unknown": ', style=dashed, color="#aaaaaa"'}


def render(graph: Graph) -> str:
    """A directed graph with a cluster for each namespace."""
    lines = [f"digraph {_name(graph.name)} {{", _HEAD]
    for number, group in enumerate(groups(graph.nodes)):
        lines += [f"  subgraph cluster_{number} {{", f"    label={_label(group.title)}; color={_label('#bbbbbb')};"]
        lines += [f"    {_node(node, node.key == graph.focus)}" for node in group.nodes]
        lines.append("  }")
    lines += [f"  {_edge(edge)}" for edge in graph.edges]
    return "\n".join([*lines, "}"]) + "\n"


def _node(node: Node, focus: bool) -> str:
    place = f"{node.path}:{node.line}" if node.path else node.status
    style = _NODE_STYLE[node.status] + (", penwidth=3" if focus else "")
    return f"{_name(node.key)} [label={_label(*caption(node))}, tooltip={_label(f'{node.id} {place}')}{style}];"


def _edge(edge: Edge) -> str:
    style = _EDGE_STYLE[edge.verdict]
    return f"{_name(edge.source)} -> {_name(edge.target)} [label={_label(edge.label)}{style}];"


def _name(text: str) -> str:
    """A quoted name. Control characters become escapes; backslashes are doubled, so no two texts become one."""
    return '"' + printable(text.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def _label(*lines: str) -> str:
    """A quoted text in which `\\n` ends a line and backslashes stand for themselves."""
    return '"' + "\\n".join(printable(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines) + '"'
