"""The graph as JSON, version 1. Edges name nodes by `key`; lines start at 1, and absent values are null."""

from __future__ import annotations

import json
from typing import Any

from lua_entries.features.graph import Edge, Graph, Node, edges_by_field

VERSION = 1


def render(graph: Graph) -> str:
    """One JSON object, in ASCII so that no terminal's or pipe's encoding can damage it."""
    return json.dumps(as_data(graph), indent=2) + "\n"


def as_data(graph: Graph) -> dict[str, Any]:
    """The object that the format writes."""
    return {
        "version": VERSION,
        "nodes": [_node(node) for node in graph.nodes],
        "edges": [_edge(edge) for edge in graph.edges],
        "summary": {"edges_by_field": edges_by_field(graph)},
    }


def _node(node: Node) -> dict[str, Any]:
    return {
        "key": node.key,
        "id": node.id,
        "kind": node.kind or None,
        "namespace": node.namespace,
        "root": node.root or None,
        "path": node.path or None,
        "line": node.line or None,
        "source": node.source or None,
        "status": node.status,
        "vendored": node.vendored,
        "test": node.test,
        "comment": node.comment,
    }


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "source": edge.source,
        "target": edge.target,
        "label": edge.label,
        "field": edge.field,
        "verdict": edge.verdict,
        "path": edge.path,
        "line": edge.line,
    }
