"""What requirements and overrides write into entries before they are registered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from lua_entries.catalog import Definition
from lua_entries.project.entry_index import ids_of
from lua_entries.project.injection import Filled, injected_path
from lua_entries.project.layout import Layout
from lua_entries.project.resolver import split_id
from lua_entries.project.snapshot import RootView
from lua_entries.project.units import Changed, Entry, IndexUnit, descend
from lua_entries.syntax.yaml.nodes import Scalar
from lua_entries.syntax.yaml.nodes import Sequence as YamlSequence


def may_fill(change: Changed) -> bool:
    """True when a change of an index file may change what requirements write into entries."""
    before, after = change
    return (
        before.once(_requirements) != after.once(_requirements)
        or before.once(ids_of).keys() != after.once(ids_of).keys()
    )


def _requirements(unit: IndexUnit) -> tuple[Entry, ...]:
    return tuple(entry for entry in unit.entries if entry.has_role("requirement"))


def filled_of(views: Sequence[RootView], units: Mapping[str, IndexUnit], layout: Layout, keys: Definition) -> Filled:
    """What requirements and overrides of any root write into entries, or would but for a slip in their id."""
    filled = Filled()
    for view, loaded in zip(views, layout.loaded, strict=True):
        for entry in chain.from_iterable(units[path].once(_requirements) for path in loaded):
            for identifier, path in requirement_targets(entry, keys):
                filled.add(identifier, path)
                near = view.find(identifier).near
                if len(near) == 1:  # a slip in the target is one mistake: what it should fill in is none of its own
                    filled.add(near[0], path)
    for item in layout.roots:
        for override in item.boot.overrides:
            filled.add(override.entry, injected_path(override.path, keys))
    return filled


def requirement_targets(entry: Entry, keys: Definition) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The ids and paths that a requirement writes to."""
    targets = entry.pair("targets")
    if targets is None or not isinstance(targets.value, YamlSequence):
        return
    entry_field, path_field = entry.field("target-entry"), entry.field("target-path")
    assert entry_field is not None and path_field is not None
    for item in targets.value.items:
        identifier = descend(item, (entry_field.path.rpartition(".")[2],))
        path = descend(item, (path_field.path.rpartition(".")[2],))
        if isinstance(identifier, Scalar) and isinstance(path, Scalar) and path.text.strip():
            namespace, name = split_id(identifier.text.strip())
            separator = keys.id_separator
            yield f"{namespace or entry.namespace}{separator}{name}", injected_path(path.text, keys)
