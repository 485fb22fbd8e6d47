"""The commands that an editor can have the server carry out: one line each in `COMMANDS`.

Each is called with the server and the arguments as the editor sent them.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from lua_entries.catalog import Catalog, load_catalog
from lua_entries.catalog.resources import rule_page, rule_page_path
from lua_entries.features.action import FixAll
from lua_entries.features.definition import entry_location
from lua_entries.features.entry_snippets import INDENT, entry_lines
from lua_entries.features.graph import Graph, build, of_file
from lua_entries.features.lens import Lens
from lua_entries.files.paths import shown
from lua_entries.lsp.analysis import Project
from lua_entries.lsp.annotating import lens_at
from lua_entries.lsp.applying import apply, apply_edits
from lua_entries.lsp.client import can
from lua_entries.lsp.convert import Places
from lua_entries.lsp.mending import all_fixed
from lua_entries.lsp.names import (
    APPLY_EDITS,
    ENTRIES,
    EXPLAIN,
    FIX_ALL,
    GRAPH,
    LINT,
    NEW_ENTRY_KINDS,
    SHOW_RULE,
    SHOW_USES,
    STATUS,
)
from lua_entries.lsp.status import Status, status_of
from lua_entries.lsp.uris import to_path, to_uri
from lua_entries.project.config import unknown_rule_help
from lua_entries.project.snapshot import Snapshot
from lua_entries.report.graph.formats import renderer
from lua_entries.rules.registry import RULE_CODES, rule_named
from lua_entries.rules.rule import Rule

if TYPE_CHECKING:
    from lua_entries.lsp.server import Server

Command = Callable[..., Awaitable[Any]]

_SOME = 10
"""How many places one message names."""


async def graph(server: Server, uri: Any = None) -> dict[str, str]:
    """The page that shows the graph around the entries of a file; without a file, that of everything."""
    path = _path(uri, GRAPH) if uri is not None else None

    def around(project: Project, snapshot: Snapshot) -> Graph:
        whole = build(snapshot, project.directory)
        return whole if path is None else of_file(whole, path, project.directory)

    if path is not None:
        project = server.projects.project_of(path)
        made = await server.about(GRAPH, (project,), around) if project is not None else []
        if not made or not made[0].nodes:
            name = shown(path, project.directory) if project is not None else path
            raise _refused(f"`{name}` has no entries and is the source of none; choose an index file or the Lua of one")
        drawn = made[0]
    else:
        made = await server.about(GRAPH, server.projects.projects, around)
        drawn = Graph(
            ", ".join(item.name for item in made),
            tuple(node for item in made for node in item.nodes),
            tuple(edge for item in made for edge in item.edges),
        )
    return {"html": renderer("html")(drawn)}


async def explain(server: Server, code: Any) -> dict[str, str]:
    """The page of a rule, by its code or name."""
    rule = _rule(code)
    page = rule_page(rule.name)
    if page is None:
        raise _refused(f"the page of rule `{rule.name}` is missing from this installation")
    return {"markdown": page}


async def show_rule(server: Server, code: Any) -> None:
    """Show the page of a rule: in the editor where it opens files for the server, else its beginning as a message."""
    rule = _rule(code)
    path = rule_page_path(rule.name)
    if can(server, "window.show_document.support") and os.path.isfile(path):
        await server.window_show_document_async(types.ShowDocumentParams(to_uri(path), take_focus=True))
        return
    text = (rule_page(rule.name) or "").partition("\n```")[0].strip()
    _say(server, text or f"the page of rule `{rule.name}` is missing from this installation")


async def entries(server: Server) -> list[dict[str, Any]]:
    """Every entry with a name, in order of ids."""

    def listed(project: Project, snapshot: Snapshot) -> list[dict[str, Any]]:
        places = server.places(project)
        found = []
        for unit in snapshot.index_units.values():
            for entry in unit.entries:
                if entry.name:
                    location = places.location(entry.path, entry_location(entry).span)
                    found.append({"id": entry.id, "kind": entry.kind, "location": location})
        return found

    made = await server.about(ENTRIES, server.projects.projects, listed)
    return sorted((item for held in made for item in held), key=lambda item: cast(str, item["id"]))


async def status(server: Server) -> Status:
    """The state as it is."""
    return status_of(server.board, server.projects.projects)


async def lint(server: Server) -> Status:
    """Look at the disk again, and give the state after that."""
    await server.look_again()
    return status_of(server.board, server.projects.projects)


async def new_entry_kinds(server: Server) -> list[dict[str, str]]:
    """Kinds that an entry can be declared of, with a snippet of a whole list item."""

    def catalogs(project: Project, snapshot: Snapshot) -> list[Catalog]:
        return [view.catalog for view in snapshot.roots]

    made = await server.about(NEW_ENTRY_KINDS, server.projects.projects, catalogs)
    known = {id(catalog): catalog for held in made for catalog in held}
    found: dict[str, dict[str, str]] = {}
    for catalog in known.values() or (load_catalog(),):
        for item in _kinds(catalog):
            found.setdefault(item["kind"], item)
    return sorted(found.values(), key=lambda item: item["kind"])


def _kinds(catalog: Catalog) -> Iterator[dict[str, str]]:
    for name in catalog.kinds:
        kind = catalog.kind(name)
        if kind is not None and kind.usable:
            snippet = "- " + f"\n{INDENT}".join(entry_lines(kind, catalog.definition))
            yield {"kind": kind.name, "title": kind.name, "detail": kind.summary, "snippet": snippet}


async def show_uses(server: Server, uri: Any, position: Any) -> None:
    """Show who uses the entry at a place: the one place in the editor where it opens files for the server, else a
    message that names them."""
    path = _path(uri, SHOW_USES)
    project = server.projects.project_of(path)
    try:
        at = types.Position(int(position["line"]), int(position["character"]))
    except (TypeError, KeyError, ValueError):
        raise JsonRpcInvalidParams(f"wrong arguments of {SHOW_USES}") from None

    def found(project: Project, snapshot: Snapshot) -> tuple[Lens | None, Places]:
        places = server.places(project)
        return lens_at(snapshot, path, places.offset(path, at)), places

    made = await server.about(SHOW_USES, (project,), found) if project is not None else []
    lens, places = made[0] if made else (None, None)
    if lens is None or places is None or project is None:
        _say(server, "The text was edited meanwhile")
        return
    locations = [places.location(item.path, item.span) for item in lens.places]
    if len(locations) == 1 and can(server, "window.show_document.support"):
        (only,) = locations
        params = types.ShowDocumentParams(only.uri, take_focus=True, selection=only.range)
        await server.window_show_document_async(params)
        return
    lines = [
        f"{shown(item.path, project.directory)}:{place.range.start.line + 1}"
        for item, place in zip(lens.places[:_SOME], locations, strict=False)
    ]
    more = [f"and {len(locations) - _SOME} more"] if len(locations) > _SOME else []
    _say(server, "\n".join((f"{lens.title.capitalize()}:", *lines, *more)))


async def fix_all(server: Server, uri: Any, rule: Any) -> None:
    """Carry out the safe fixes of a file, or of one rule in it, in as many rounds as it takes."""
    path = _path(uri, FIX_ALL)
    if not isinstance(rule, str):
        raise JsonRpcInvalidParams(f"wrong arguments of {FIX_ALL}")
    project = server.projects.project_of(path)

    def fixed(project: Project, snapshot: Snapshot) -> types.WorkspaceEdit:
        return all_fixed(FixAll(path, rule), server.asked(project, path))

    made = await server.about(FIX_ALL, (project,), fixed) if project is not None else []
    for edit in made:
        if edit.changes:
            await apply(server, f"Fix all `{rule}`" if rule else "Fix all", edit)


COMMANDS: Mapping[str, Command] = {
    GRAPH: graph,
    EXPLAIN: explain,
    ENTRIES: entries,
    STATUS: status,
    LINT: lint,
    NEW_ENTRY_KINDS: new_entry_kinds,
    SHOW_USES: show_uses,
    SHOW_RULE: show_rule,
    FIX_ALL: fix_all,
    APPLY_EDITS: apply_edits,
}


def _path(uri: Any, command: str) -> str:
    path = to_path(uri) if isinstance(uri, str) else None
    if path is None:
        raise JsonRpcInvalidParams(f"{command} takes the `file:` URI of a file")
    return path


def _rule(code: Any) -> Rule:
    rule = rule_named(code) if isinstance(code, str) else None
    if rule is None:
        raise JsonRpcInvalidParams(f"unknown rule `{code}`; {unknown_rule_help(str(code), RULE_CODES)}")
    return rule


def _refused(reason: str) -> JsonRpcException:
    return JsonRpcException(reason, types.LSPErrorCodes.RequestFailed.value)


def _say(server: Server, text: str) -> None:
    server.window_show_message(types.ShowMessageParams(types.MessageType.Info, text))
