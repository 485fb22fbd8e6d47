"""The roots of a snapshot: what each loads, and the findings of which Lua belong to it."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from lua_entries.catalog import Definition
from lua_entries.project.configs import Configs
from lua_entries.project.discovery import FoundRoot
from lua_entries.project.layout import Layout
from lua_entries.project.lua_use import Used
from lua_entries.project.memory import Loaded
from lua_entries.project.resolver import EntryIndex, split_id
from lua_entries.project.snapshot import FileProblem, RootView
from lua_entries.project.units import Changed, IndexUnit


def root_view(
    number: int,
    layout: Layout,
    units: Mapping[str, IndexUnit],
    lua: tuple[str, ...],
    index: EntryIndex,
    configs: Configs,
    keys: Definition,
    before: Loaded | None,
    changes: tuple[Changed, ...],
) -> RootView:
    """One root. `before` is the load before, where the layout is the same, and `changes` are the index files that
    changed since."""
    old = before.snapshot.roots[number] if before is not None else None
    if old is not None and not layout.loads(number, (change.after.path for change in changes)):
        return replace(old, index=index, lua=lua)
    item = layout.roots[number]
    root = item.root
    own = tuple(units[path] for path in layout.own[number])
    return RootView(
        root=root,
        catalog=configs.catalog(os.path.join(root.directory, "")),
        index=index,
        entries=tuple(chain.from_iterable(unit.entries for unit in own)),
        units=own,
        index_files=layout.own[number],
        lua=lua,
        lua_files=layout.lua[number],
        problems=(*item.problems, *_override_problems(item, index, keys)),
        files=layout.loaded[number],
        loaded=tuple(chain.from_iterable(units[path].entries for path in layout.loaded[number])),
        overrides=item.boot.overrides,
    )


def homes_of_lua(used: Used, layout: Layout) -> list[tuple[str, ...]]:
    """By root, the keys of the Lua whose findings belong to it, in order."""
    found: list[list[str]] = [[] for _ in layout.roots]
    for key in sorted(used):
        home = _home_of_lua(used, key, layout)
        if home is not None:
            found[home].append(key)
    return [tuple(keys) for keys in found]


def homes_again(
    held: Sequence[tuple[str, ...]], changed: Iterable[str], before: Used, after: Used, layout: Layout
) -> list[tuple[str, ...]]:
    """What `homes_of_lua` gives after some Lua has come to other users."""
    found = list(held)
    for key in changed:
        old, new = _home_of_lua(before, key, layout), _home_of_lua(after, key, layout)
        if old == new:
            continue
        if old is not None:
            place = bisect_left(found[old], key)
            found[old] = (*found[old][:place], *found[old][place + 1 :])
        if new is not None:
            place = bisect_left(found[new], key)
            found[new] = (*found[new][:place], key, *found[new][place:])
    return found


def _home_of_lua(used: Used, key: str, layout: Layout) -> int | None:
    """The root that the findings of a Lua text belong to: that of the first of its users that has a home."""
    users = used[key][1] if key in used else ()
    return next((layout.homes[user.path] for user in users if user.path in layout.homes), None)


def _override_problems(item: FoundRoot, index: EntryIndex, keys: Definition) -> Iterator[FileProblem]:
    """Overrides of entries that the root does not load: the load fails (wippyai/runtime boot/build/stages/override.go).

    Only owned namespaces are judged, since installed modules are often not unpacked here.
    """
    path = os.path.join(item.root.directory, keys.boot.file)
    for override in item.boot.overrides:
        if override.entry not in index.entries and index.namespaces.get(split_id(override.entry)[0]):
            message = f"overrides `{override.entry}`, which does not exist"
            yield FileProblem(path, override.span, "project-file", message, "correct the id or remove the key")
