"""The graph of a workspace: its entries, and every reference between them with the resolver's verdict."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from lua_entries.catalog.near import near_names
from lua_entries.files.paths import shown
from lua_entries.project.imports import import_field
from lua_entries.project.lua_literals import literal_ids
from lua_entries.project.resolver import Resolution, split_id
from lua_entries.project.snapshot import RootView, Snapshot
from lua_entries.project.units import Entry, LuaUnit
from lua_entries.project.walk import injected
from lua_entries.syntax.yaml.nodes import Scalar
from lua_entries.text.lines import LineIndex
from lua_entries.text.span import Span

Status = Literal["found", "missing", "unknown"]
STATUSES: tuple[Status, ...] = ("found", "missing", "unknown")


class Node(NamedTuple):
    """An entry, or what a reference names although no such entry is there."""

    key: str
    """Names the node: the id, with `#2` and so on where several entries claim one id."""
    id: str
    kind: str
    """As written; empty where there is no entry."""
    namespace: str
    root: str
    """The directory of the root that loads it, relative to the base; empty for what belongs to none here."""
    path: str
    """The index file, relative to the base, with `/`; empty where there is no entry."""
    line: int
    """Counted from 1; 0 where there is no entry."""
    source: str
    """The file with the entry's source, as `path`; empty where it has none of its own."""
    status: Status
    vendored: bool
    """Of an unpacked module."""
    test: bool
    comment: str

    @property
    def name(self) -> str:
        """The id without the namespace."""
        return split_id(self.id)[1]


class Edge(NamedTuple):
    """A reference."""

    source: str
    """The key of the node that holds it."""
    target: str
    label: str
    """The field as messages write it (`imports.helpers`, `targets[0].entry`), or the Lua call."""
    field: str
    """The field as the catalog names it (`imports.*`, `targets[].entry`), or the Lua call; what counts are made by."""
    verdict: Status
    path: str
    """The file that holds it, as a node's."""
    line: int


class Graph(NamedTuple):
    """Nodes by key, edges by source, target and label."""

    name: str
    """What it is of: the name of a directory."""
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    focus: str = ""
    """The key of the node that the graph is about, if it is about one."""


class UnknownEntry(LookupError):
    """No entry has the id; `near` are ids that were probably meant, best first."""

    def __init__(self, identifier: str, near: tuple[str, ...]) -> None:
        super().__init__(identifier)
        self.near = near


def build(snapshot: Snapshot, base: str) -> Graph:
    """The graph of everything in the workspace; paths are shown relative to the directory `base`.

    References that a requirement or an override replaces are left out, and so are imports of builtin modules, which are
    no entries. A reference that is malformed counts as missing.
    """
    made = _Builder(snapshot, base)
    return made.graph()


def with_neighbours(graph: Graph, chosen: Callable[[Node], bool]) -> Graph:
    """The chosen nodes with all their edges and what is at the other ends of these."""
    inner = {node.key for node in graph.nodes if chosen(node)}
    edges = tuple(edge for edge in graph.edges if edge.source in inner or edge.target in inner)
    ends = {key for edge in edges for key in (edge.source, edge.target)}
    return _part(graph, inner | ends, edges)


def only(graph: Graph, chosen: Callable[[Node], bool]) -> Graph:
    """The chosen entries, the edges between them, and those of their targets that were not found."""
    inner = {node.key for node in graph.nodes if node.status == "found" and chosen(node)}
    absent = {node.key for node in graph.nodes if node.status != "found"}
    kept = inner | {edge.target for edge in graph.edges if edge.source in inner and edge.target in absent}
    return _part(graph, kept, graph.edges)


def of_file(graph: Graph, path: str, base: str) -> Graph:
    """The entries that an index file declares or that have a file as their source, with what is next to them.

    `path` and `base` are absolute; `base` is what the paths of the graph are relative to.
    """
    where = shown(path, base)
    return with_neighbours(graph, lambda node: where in (node.path, node.source))._replace(name=where)


def around(graph: Graph, start: Sequence[str], depth: int) -> Graph:
    """What some nodes (by key) need and what needs them, each up to `depth` references away; the first is the focus."""
    forward: dict[str, list[str]] = {}
    backward: dict[str, list[str]] = {}
    for edge in graph.edges:
        forward.setdefault(edge.source, []).append(edge.target)
        backward.setdefault(edge.target, []).append(edge.source)
    kept = _reached(start, forward, depth) | _reached(start, backward, depth)
    return _part(graph._replace(focus=start[0]), kept, graph.edges)


def require_entry(snapshot: Snapshot, graph: Graph, identifier: str) -> None:
    """Make sure that a node has the id.

    Raises:
        UnknownEntry: none has, with what the resolver, or else the spelling, comes near to.
    """
    ids = {node.id for node in graph.nodes}
    if identifier not in ids:
        near = (name for view in snapshot.roots for name in view.find(identifier).near)
        raise UnknownEntry(identifier, tuple(dict.fromkeys(near)) or near_names(identifier, sorted(ids)))


def edges_by_field(graph: Graph) -> dict[str, dict[Status, int]]:
    """How many edges each field has by verdict, zeros included, fields in order of their names."""
    counted: dict[str, dict[Status, int]] = {}
    for field in sorted({edge.field for edge in graph.edges}):
        counted[field] = dict.fromkeys(STATUSES, 0)
    for edge in graph.edges:
        counted[edge.field][edge.verdict] += 1
    return counted


def _reached(start: Iterable[str], following: Mapping[str, list[str]], depth: int) -> set[str]:
    seen = set(start)
    level = list(seen)
    for _ in range(depth):
        level = [key for key in {other for key in level for other in following.get(key, ())} if key not in seen]
        seen.update(level)
    return seen


def _part(graph: Graph, kept: set[str], edges: Iterable[Edge]) -> Graph:
    """A part of the graph, with new keys: what is no longer there makes no id ambiguous."""
    nodes = [node for node in graph.nodes if node.key in kept]
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for node in nodes:
        keys[node.key] = key = _free_key(node.id, taken)
        taken.add(key)
    moved = (
        edge._replace(source=keys[edge.source], target=keys[edge.target])
        for edge in edges
        if edge.source in keys and edge.target in keys
    )
    return graph._replace(
        nodes=tuple(sorted(node._replace(key=keys[node.key]) for node in nodes)),
        edges=tuple(sorted(moved)),
        focus=keys.get(graph.focus, ""),
    )


def _free_key(identifier: str, taken: Container[str]) -> str:
    key, number = identifier, 1
    while key in taken:
        number += 1
        key = f"{identifier}#{number}"
    return key


class _Reference(NamedTuple):
    """An edge before its target has a node."""

    label: str
    field: str
    resolution: Resolution
    verdict: Status
    path: str
    span: Span


class _Builder:
    """Collects the nodes and edges of one snapshot."""

    def __init__(self, snapshot: Snapshot, base: str) -> None:
        self._snapshot = snapshot
        self._base = base
        self._lines: dict[str, LineIndex] = {}
        self._keys: dict[Entry, str] = {}
        self._nodes: dict[str, Node] = {}
        self._absent: dict[tuple[str, str], str] = {}
        """Keys of nodes without an entry, by id and root."""

    def graph(self) -> Graph:
        entries = [entry for unit in self._snapshot.index_units.values() for entry in unit.entries]
        named = (entry for entry in entries if entry.name)
        for entry in sorted(named, key=lambda entry: (entry.id, self._shown(entry.path), entry.fact.span)):
            key = self._keys[entry] = _free_key(entry.id, self._nodes)
            self._nodes[key] = self._entry_node(key, entry)
        edges: dict[tuple[str, str, str], Edge] = {}
        for entry in self._keys:
            for reference in self._references(entry):
                edge = self._edge(entry, reference)
                edges.setdefault(edge[:3], edge)
        return Graph(
            name=os.path.basename(self._snapshot.directory),
            nodes=tuple(self._nodes[key] for key in sorted(self._nodes)),
            edges=tuple(edges[key] for key in sorted(edges)),
        )

    def _entry_node(self, key: str, entry: Entry) -> Node:
        source = self._snapshot.sources.get(entry)
        own_file = source is not None and not source.problem and not source.inline
        view = self._snapshot.view_of(entry)
        return Node(
            key=key,
            id=entry.id,
            kind=entry.kind,
            namespace=entry.namespace,
            root=self._shown(view.root.directory) if view is not None else "",
            path=self._shown(entry.path),
            line=self._line(entry.path, entry.fact.place),
            source=self._shown(source.path) if source is not None and own_file else "",
            status="found",
            vendored=self._snapshot.home(entry) is None,
            test=self._snapshot.is_test(entry),
            comment=self._comment(entry),
        )

    def _comment(self, entry: Entry) -> str:
        view = self._snapshot.view_of(entry)
        key = view.catalog.meta_with_role("comment") if view is not None else None
        node = entry.meta(tuple(key.key.split("."))) if key is not None else None
        return node.text.strip() if isinstance(node, Scalar) and node.type == "str" else ""

    def _edge(self, entry: Entry, item: _Reference) -> Edge:
        targets = [target for target in item.resolution.entries if target in self._keys]
        # Of a doubled id the last loaded, as the runtime does.
        target = self._keys[targets[-1]] if targets else self._absent_key(entry, item)
        place = self._shown(item.path), self._line(item.path, item.span)
        return Edge(self._keys[entry], target, item.label, item.field, item.verdict, *place)

    def _absent_key(self, entry: Entry, item: _Reference) -> str:
        """The node of what is not there, next to what its namespace has; missing wins over unknown."""
        identifier, (namespace, _) = item.resolution.id, split_id(item.resolution.id)
        view = self._snapshot.view_of(entry)
        root = self._shown(view.root.directory) if view is not None and namespace in view.index.namespaces else ""
        key = self._absent.get((identifier, root))
        if key is None:
            key = self._absent[identifier, root] = _free_key(identifier, self._nodes)
            self._nodes[key] = Node(key, identifier, "", namespace, root, "", 0, "", item.verdict, False, False, "")
        elif item.verdict == "missing":
            self._nodes[key] = self._nodes[key]._replace(status="missing")
        return key

    def _references(self, entry: Entry) -> Iterator[_Reference]:
        view = self._snapshot.view_of(entry)
        if view is None:
            return
        yield from self._imports(entry, view)
        for item in self._snapshot.references(entry):
            span, verdict = item.reference.span, _verdict(item.resolution)
            yield _Reference(item.shown, item.field.path, item.resolution, verdict, entry.path, span)
        unit = self._snapshot.lua_of(entry)
        if unit is not None:
            yield from self._literals(entry, view, unit)

    def _imports(self, entry: Entry, view: RootView) -> Iterator[_Reference]:
        imports, target = entry.pair("imports"), import_field(entry)
        for link in self._snapshot.links(entry):
            if imports is None or target is None or link.reference is None:
                continue
            path = (imports.key.text, link.alias.text)
            if self._snapshot.filled.covers(entry.id, injected(path, view.catalog.definition)):
                continue
            if link.resolution.verdict == "module" and view.catalog.module(link.resolution.id) is not None:
                continue
            span, verdict = link.reference.span, _verdict(link.resolution)
            yield _Reference(".".join(path), target.path, link.resolution, verdict, entry.path, span)

    def _literals(self, entry: Entry, view: RootView, unit: LuaUnit) -> Iterator[_Reference]:
        """Ids in Lua; where entries share the text, only in functions that may run for this one."""
        reach = self._snapshot.reach(entry, unit) if len(unit.users) > 1 else None
        on_purpose = self._snapshot.is_test(entry) or self._snapshot.only_tests(unit)
        for item in literal_ids(self._snapshot, view, entry, unit):
            if reach is not None and item.literal.function not in reach:
                continue
            verdict = _verdict(item.resolution)
            if verdict == "missing" and (item.argument.may_be_absent or on_purpose):
                verdict = "unknown"  # made at run time, or a test of what happens without it
            callee, option = item.argument.callee, item.argument.option
            label = f"{callee}{{{option}}}" if option else callee
            yield _Reference(label, callee, item.resolution, verdict, unit.path, unit.place(item.literal.span))

    def _shown(self, path: str) -> str:
        return shown(path, self._base)

    def _line(self, path: str, span: Span) -> int:
        lines = self._lines.get(path)
        if lines is None:
            lines = self._lines[path] = LineIndex(self._snapshot.text(path))
        return lines.position(span.start).line + 1


def _verdict(resolution: Resolution) -> Status:
    """`module` is asked about only where there is no module of that name."""
    verdict = resolution.verdict
    return verdict if verdict in STATUSES else "missing"
