"""LE507: a dependency gives a parameter that its component does not ask for (wippyai/runtime boot/build/stages/linking.go)."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from lua_entries.project.resolver import split_id
from lua_entries.project.units import Entry, descend
from lua_entries.rules.common import did_you_mean, replace
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import looked_in_key
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
    asked = _requirements(context, namespace)
    field = entry.field("parameter-name")
    if not asked or field is None:
        return
    for item in parameters.value.items:
        name = descend(item, (field.path.rpartition(".")[2],))
        if not isinstance(name, Scalar) or not name.text:
            continue
        own, bare = split_id(name.text)
        if own and own != namespace and not own.startswith(f"{namespace}."):
            continue
        if bare in asked:
            continue
        near = get_close_matches(bare, sorted(asked), n=2)
        prefix = f"{own}:" if own else ""
        fixes = [replace(f"Change it to `{prefix}{near[0]}`", entry.path, name.inner, prefix + near[0])] if near else []
        files = sorted({requirement.path for requirement in asked.values()})
        yield RULE.finding(
            f"`{component.value.text}` does not ask for a parameter `{name.text}`",
            entry.path,
            name.inner,
            entry=entry,
            help=did_you_mean(near) or "it asks for " + ", ".join(f"`{other}`" for other in sorted(asked)),
            fixes=fixes,
            keys=[looked_in_key(path) for path in files],
        )


def _requirements(context: Context, namespace: str) -> dict[str, Entry]:
    """The requirements of a component by name: those in its namespace and below it, in any root of the workspace."""
    return {
        entry.name: entry
        for unit in context.snapshot.index_units.values()
        if unit.namespace == namespace or unit.namespace.startswith(f"{namespace}.")
        for entry in unit.entries
        if entry.has_role("requirement")
    }


CHECK = EntryCheck(RULE, run)
