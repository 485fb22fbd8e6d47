"""Tells the editor to ask again for what it shows of files when an edit elsewhere has changed it.

What was answered is compared with what would be answered now, so that an editor is never asked in vain, and what it did
not ask for costs nothing. The file that is edited is left to the editor, which asks for it anyway.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
from typing import TYPE_CHECKING

from lua_entries.lsp.client import can
from lua_entries.lsp.features import FEATURES, FileFeature, seen
from lua_entries.lsp.schedule import Priority
from lua_entries.lsp.shown import Picture

if TYPE_CHECKING:
    from lua_entries.lsp.server import Server

_QUIET = 0.3
"""How long nothing must have changed before anything is compared, in seconds."""
_PATIENCE = 5.0


class Refresher:
    """Looks after each analysis whether what open files show is still so."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._timer: asyncio.TimerHandle | None = None
        self._busy = False
        self.names: frozenset[str] = frozenset()
        """What the editor can be asked to refresh."""

    def begin(self) -> None:
        """The editor has said what it can do."""
        names = {item.refresh.name for item in FEATURES if isinstance(item, FileFeature) and item.refresh is not None}
        self.names = frozenset(name for name in names if can(self._server, f"workspace.{name}.refresh_support"))

    def later(self) -> None:
        """Something was analysed; compare when there is a pause."""
        if not self.names:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(_QUIET, self._begin)

    def _begin(self) -> None:
        self._timer = None
        if self._busy:
            self.later()
        else:
            self._server.spawn(self._compare())

    async def _compare(self) -> None:
        server = self._server
        self._busy = True
        try:
            stale: set[str] = set()
            for (name, path), picture in server.shown.pictures().items():
                compare = functools.partial(self._is_stale, path, picture)
                if name not in stale and await server.scheduler.run(Priority.REST, compare):
                    stale.add(name)
            for name, path in server.shown.pictures():
                if name in stale:
                    server.shown.forget(name, path)
            for name in sorted(stale):
                with contextlib.suppress(Exception):  # the editor may be gone, or busy
                    ask = getattr(server, f"workspace_{name}_refresh_async")
                    await asyncio.wait_for(ask(None), _PATIENCE)
        finally:
            self._busy = False

    def _is_stale(self, path: str, picture: Picture) -> bool:
        """On the worker thread: True when a file that is as it was shows something else."""
        server = self._server
        project = server.projects.project_of(path)
        snapshot = project.snapshot() if project is not None else None
        if project is None or snapshot is None or project.text(path) != picture.text:
            return False
        asked = server.asked(project, path)
        try:
            return hash(seen(picture.feature, snapshot, picture.params, asked)) != picture.content
        except Exception:  # noqa: BLE001 (when it is asked for, its failure is reported)
            return False
