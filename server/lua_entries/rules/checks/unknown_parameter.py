"""LE507: a dependency gives a parameter that its component does not ask for
(wippyai/runtime boot/build/stages/linking.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.catalog.near import close_names
from lua_entries.files.paths import is_under
from lua_entries.project.resolver import split_id
from lua_entries.project.units import Entry, IndexUnit, descend
from lua_entries.rules.common import did_you_mean, offers
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import kind_key, looked_in_key, namespace_key
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.syntax.yaml.nodes import Scalar, Sequence

RULE = Rule("LE507", "unknown-parameter", Severity.WARNING, "a parameter that the component does not ask for", "safe")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Parameters of a component that the workspace has, for which it has no requirement."""
    component, parameters = entry.pair("component"), entry.pair("parameters")
    if not entry.has_role("dependency") or component is None or parameters is None:
        return
    if not isinstance(component.value, Scalar) or not isinstance(parameters.value, Sequence):
        return
    namespace = component.value.text.replace("/", ".")
    units = [unit for unit in context.snapshot.index_units.values() if _is_in(unit.namespace, namespace)]
    asked = sorted(_requirements(units))
    field = entry.field("parameter-name")
    if not asked or field is None:
        return
    beside = _requirements(_loaded_with(context, units))
    for item in parameters.value.items:
        name = descend(item, (field.path.rpartition(".")[2],))
        if not isinstance(name, Scalar) or not name.text:
            continue
        own, bare = split_id(name.text)
        if bare in (asked if own else beside) or (own and not _is_in(own, namespace)):
            continue
        near = close_names(bare, asked, limit=2)
        prefix = f"{own}:" if own else ""
        yield RULE.finding(
            f"`{component.value.text}` does not ask for a parameter `{name.text}`",
            entry.path,
            name.inner,
            entry=entry,
            help=did_you_mean(near) or "it asks for " + ", ".join(f"`{other}`" for other in asked),
            fixes=offers(entry.path, name.inner, [prefix + other for other in near]),
            keys=_keys(units),
        )


def _is_in(namespace: str, component: str) -> bool:
    return namespace == component or namespace.startswith(f"{component}.")


def _requirements(units: list[IndexUnit]) -> frozenset[str]:
    return frozenset(entry.name for unit in units for entry in unit.entries if entry.has_role("requirement"))


def _keys(units: list[IndexUnit]) -> Iterator[str]:
    """What may hide a requirement: a part of these files that cannot be read, and kinds that are not known."""
    for unit in units:
        yield from (looked_in_key(unit.path), namespace_key(unit.namespace))
        yield from (kind_key(entry.id) for entry in unit.entries if entry.info is None)


def _loaded_with(context: Context, units: list[IndexUnit]) -> list[IndexUnit]:
    """These index files and those that come with them, in one root or in one unpacked module: a component may have
    requirements in any namespace."""
    homes = {context.snapshot.home(entry) for unit in units for entry in unit.entries}
    modules = [module for module in context.view.root.vendored if any(is_under(unit.path, module) for unit in units)]
    return [
        *units,
        *(unit for view in homes if view is not None for unit in view.units),
        *(
            unit
            for path, unit in context.snapshot.index_units.items()
            if any(is_under(path, module) for module in modules)
        ),
    ]


CHECK = EntryCheck(RULE, run)
