"""`lua-entries graph`: the entries of a workspace and the references between them, as a drawing or as data."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from lua_entries.cli.arguments import PROGRAM, Parser, listed, one_of
from lua_entries.cli.exits import Exit, UsageError
from lua_entries.cli.loading import load, markers
from lua_entries.cli.scope import Reported, analysis_directory, anchored_globs, named_paths, working_directory
from lua_entries.cli.terminal import complain, progress, put, put_file
from lua_entries.features.graph import Graph, Node, UnknownEntry, around, build, only, require_entry, with_neighbours
from lua_entries.files.paths import is_under, normal, shown
from lua_entries.project.config import did_you_mean
from lua_entries.project.globs import namespace_matches
from lua_entries.project.snapshot import Snapshot
from lua_entries.project.workspace import LoadRequest
from lua_entries.report.graph.formats import FORMATS, format_of, renderer

STDOUT = "-"
_DEFAULT_FORMAT = "dot"
_DEFAULT_DEPTH = 2
_DESCRIPTION = """\
Draws the entries of a project and the references between them: imports, fields
that name entries, and ids in Lua. A PATH chooses the entries; what they are
connected to is shown with them. Nothing about a reference is guessed: each one
is found, missing, or unknown where no namespace here could tell.
"""
_EPILOG = """\
examples:
  lua-entries graph --output graph.html
  lua-entries graph --entry app.api:login --format mermaid
  lua-entries graph --kinds 'http.*,function.*' | dot -Tsvg > graph.svg

exit codes:
  0    done
  2    wrong usage, a missing PATH, or a wrong configuration
  3    no index file at all (0 when every PATH is a file)
  70   internal error
  130  interrupted
"""


def parser() -> Parser:
    """The options of the command."""
    made = Parser("graph", _DESCRIPTION, _EPILOG)
    made.add_argument("paths", nargs="*", metavar="PATH", help="file or directory whose entries are shown")
    chosen = made.add_argument_group("what is shown")
    add = chosen.add_argument
    add("--entry", metavar="ID", help="only what this entry needs and what needs it; PATH then says where to look")
    add("--depth", type=_depth, metavar="N", help=f"how many references away from it (default: {_DEFAULT_DEPTH})")
    add("--kinds", type=listed, action="extend", default=[], metavar="GLOBS", help="only entries of these kinds")
    add("--namespace", action="append", default=[], metavar="GLOB", help="only entries in these namespaces")
    add("--config", metavar="FILE", help="use this configuration for all files")
    add("--exclude", action="append", default=[], metavar="GLOB", help="leave out these files and directories")
    written = made.add_argument_group("how it is written")
    add = written.add_argument
    add(
        "--format",
        type=one_of(FORMATS),
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)} (default: as the output file ends, else {_DEFAULT_FORMAT})",
    )
    add("--output", metavar="FILE", help="write to a file instead of stdout")
    add("-q", "--quiet", action="store_true", help="no progress")
    made.add_help_to(written)
    return made


def run(arguments: Sequence[str]) -> int:
    """Run the command and return the exit code."""
    options = parser().read(arguments)
    if options.depth is not None and options.entry is None:
        raise UsageError("`--depth` without `--entry`", "`--depth` says how far to go from an entry")
    cwd = working_directory()
    reported = named_paths(options.paths, cwd)
    directory = analysis_directory(reported, cwd, markers(), os.path.exists)
    config = normal(os.path.join(cwd, options.config)) if options.config else None
    request = LoadRequest(directory, config, anchored_globs(options.exclude, cwd, directory))
    with progress(None if options.quiet else sys.stderr) as line:
        line.say(f"reading {shown(directory, cwd)}")
        snapshot = load(request)
        graph = build(snapshot, cwd)
    text = renderer(_format(options))(_chosen(graph, snapshot, options, reported, cwd))
    if options.output in (None, STDOUT):
        put(text)
    else:
        put_file(os.path.join(cwd, options.output), text)
    if not snapshot.index_count and not reported.only_files:
        complain(f"{PROGRAM}: no index file found in `{directory}`")
        return Exit.NOTHING
    return Exit.CLEAN


def _format(options: argparse.Namespace) -> str:
    by_ending = format_of(options.output) if options.output else None
    return str(options.format or by_ending or _DEFAULT_FORMAT)


def _depth(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"must be a whole number from 0 on, not `{text}`")
    return int(text)


def _chosen(graph: Graph, snapshot: Snapshot, options: argparse.Namespace, reported: Reported, cwd: str) -> Graph:
    entries = [node for node in graph.nodes if node.status == "found"]
    _require("--kinds", "kind", options.kinds, {node.kind for node in entries if node.kind})
    _require("--namespace", "namespace", options.namespace, {node.namespace for node in entries})
    if options.entry is not None:
        _require_entry(graph, snapshot, options.entry)
    if options.kinds or options.namespace:
        graph = only(graph, lambda node: node.id == options.entry or _fits(node, options))
    graph = graph._replace(name=os.path.basename((*reported.directories, cwd)[0]))
    if options.entry is not None:
        named = [node for node in graph.nodes if node.id == options.entry]
        start = [node for node in named if _is_at(node, reported, cwd)] or named
        return around(graph, [node.key for node in start], _DEFAULT_DEPTH if options.depth is None else options.depth)
    return with_neighbours(graph, lambda node: not node.vendored and _is_at(node, reported, cwd))


def _require(option: str, noun: str, globs: Sequence[str], known: set[str]) -> None:
    for glob in globs:
        if known and not any(namespace_matches((glob,), name) for name in known):
            hint = did_you_mean(glob, sorted(known)) or f"{noun}s here: {', '.join(sorted(known)[:10])}"
            raise UsageError(f"`{option}`: no {noun} matches `{glob}`", hint)


def _require_entry(graph: Graph, snapshot: Snapshot, identifier: str) -> None:
    try:
        require_entry(snapshot, graph, identifier)
    except UnknownEntry as error:
        near = " or ".join(f"`{name}`" for name in error.near[:3])
        hint = f"did you mean {near}?" if near else "an id is written `namespace:name`"
        raise UsageError(f"`--entry`: there is no entry `{identifier}`", hint) from None


def _fits(node: Node, options: argparse.Namespace) -> bool:
    if options.kinds and not namespace_matches(options.kinds, node.kind):
        return False
    return not options.namespace or namespace_matches(options.namespace, node.namespace)


def _is_at(node: Node, reported: Reported, cwd: str) -> bool:
    """True for an entry whose index file or source is named or lies below a named directory."""
    places = (normal(os.path.join(cwd, path)) for path in (node.path, node.source) if path)
    return any(
        place in reported.files or any(is_under(place, directory) for directory in reported.directories)
        for place in places
    )
