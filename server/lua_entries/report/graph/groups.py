"""What the drawn formats share: nodes by namespace, and what stands on nodes and groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from lua_entries.features.graph import Node
from lua_entries.report.context import printable


class Group(NamedTuple):
    """The nodes of one namespace in one root."""

    title: str
    nodes: tuple[Node, ...]


def groups(nodes: Iterable[Node]) -> list[Group]:
    """Groups in order of namespace and root; a title names the root where several have the namespace."""
    held: dict[tuple[str, str], list[Node]] = {}
    for node in nodes:
        held.setdefault((node.namespace, node.root), []).append(node)
    roots: dict[str, int] = {}
    for namespace, _ in held:
        roots[namespace] = roots.get(namespace, 0) + 1
    return [
        Group(_title(namespace, root if roots[namespace] > 1 else ""), tuple(held[namespace, root]))
        for namespace, root in sorted(held)
    ]


def _title(namespace: str, root: str) -> str:
    title = printable(namespace) or "(no namespace)"
    return f"{title} ({printable(root)})" if root else title


def caption(node: Node) -> tuple[str, str]:
    """The two lines of a node: its name, and its kind or why it has none."""
    name = printable(node.name) or "(no name)"
    return name, printable(node.kind) or ("no kind" if node.status == "found" else node.status)
