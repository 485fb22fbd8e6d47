"""Reads a workspace and checks it, with whatever the cache knows of its files."""

from __future__ import annotations

import os
from collections.abc import Callable

from lua_entries.cache.lua import LuaCache
from lua_entries.cache.store import Store
from lua_entries.catalog import load_catalog
from lua_entries.cli.analysis import Analysis, Asked
from lua_entries.cli.loading import load, markers, rule_names
from lua_entries.cli.remembering import Memo
from lua_entries.cli.scope import analysis_directory, anchored_globs, namespaces_of, unread_files
from lua_entries.files import disk
from lua_entries.files.paths import normal, shown
from lua_entries.project.workspace import LoadRequest
from lua_entries.report.context import plural
from lua_entries.rules.engine import CheckOptions, check


def analyse(asked: Asked, store: Store | None, say: Callable[[str], None]) -> Analysis:
    """Read and check what was asked for; `say` is told what is being done.

    Raises:
        UsageError: something about the command line or a configuration file is wrong.
    """
    with disk.recording() as record:
        select = None if asked.select is None else rule_names(asked.select, "--select")
        options = CheckOptions(select, rule_names(asked.ignore, "--ignore"), asked.report_unknown)
        directory = analysis_directory(asked.reported, asked.cwd, markers(), disk.exists)
        config = normal(os.path.join(asked.cwd, asked.config)) if asked.config else None
        exclude = anchored_globs(asked.exclude, asked.cwd, directory)
        lua = LuaCache(store, directory, asked.jobs)
        say(f"reading {shown(directory, asked.cwd)}")
        request = LoadRequest(
            directory,
            config,
            exclude,
            asked.overlay,
            lua=lua,
            progress=lambda path: say(f"reading {shown(path, asked.cwd)}"),
        )
        try:
            snapshot = load(request)
        finally:
            lua.close()
        say(f"checking {plural(snapshot.entry_count, 'entry', 'entries')}")
        result = check(snapshot, options)
        unread = unread_files(asked.reported, snapshot)
    analysis = Analysis(
        findings=result.findings,
        crashed=result.crashed,
        namespaces=tuple(namespaces_of(snapshot, finding) for finding in result.findings),
        all_namespaces=tuple(sorted({unit.namespace for unit in snapshot.index_units.values() if unit.namespace})),
        directory=directory,
        index_count=snapshot.index_count,
        file_count=snapshot.file_count,
        entry_count=snapshot.entry_count,
        unread=unread,
        catalog=load_catalog().version,
        text=snapshot.text,
        snapshot=snapshot,
    )

    def keep() -> None:
        lua.keep()
        if store is not None:
            if not result.crashed and not asked.overlay:
                Memo(store, asked).write(analysis, record)
            store.tidy()

    return analysis._replace(keep=keep)
