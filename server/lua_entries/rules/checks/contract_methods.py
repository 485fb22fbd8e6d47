"""LE505: a binding whose methods differ from those of its contract, which the runtime refuses
(wippyai/runtime service/di/manager.go)."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from lua_entries.project.imports import reference_of
from lua_entries.project.units import Entry, descend
from lua_entries.project.walk import injected
from lua_entries.rules.common import did_you_mean, replace
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import looked_in_key
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.syntax.yaml.nodes import Mapping, Scalar, Sequence

RULE = Rule("LE505", "contract-methods", Severity.ERROR, "a binding's methods differ from its contract's")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Methods that the contract does not have, and methods that the binding lacks."""
    bindings = entry.pair("bindings")
    if not entry.has_role("binding") or bindings is None or not isinstance(bindings.value, Sequence):
        return
    for number, item in enumerate(bindings.value.items):
        if isinstance(item, Mapping):
            yield from _check(context, entry, number, item)


def _check(context: Context, entry: Entry, number: int, item: Mapping) -> Iterator[Finding]:
    contract_field, methods_field = entry.field("bound-contract"), entry.field("bound-methods")
    assert contract_field is not None and methods_field is not None
    named = descend(item, (contract_field.path.rpartition(".")[2],))
    reference = reference_of(named) if named is not None else None
    if named is None or reference is None:
        return
    target = context.view.resolve(reference.text, contract_field.ref_form, entry)
    contracts = [found for found in target.entries if found.has_role("contract")]
    keys = context.view.catalog.definition
    path = (contract_field.path.partition("[")[0], f"[{number}]", methods_field.path.rpartition(".")[2])
    if not contracts or context.snapshot.filled.covers(entry.id, injected(path, keys)):
        return
    contract = contracts[-1]
    wanted = _declared(contract)
    methods = item.find(path[-1])
    given = methods.value if methods is not None else None
    if given is not None and not isinstance(given, Mapping):
        return
    written = {pair.key.text: pair.key for pair in given.pairs} if given is not None else {}
    extra = [name for name in written if name not in wanted]
    lacking = [name for name in wanted if name not in written]
    for name in extra:
        near = get_close_matches(name, lacking, n=1)
        lacking = [other for other in lacking if other not in near]
        fixes = [replace(f"Rename the method to `{near[0]}`", entry.path, written[name].inner, near[0])] if near else []
        yield RULE.finding(
            f"contract `{contract.id}` has no method `{name}`, so the runtime refuses `{entry.id}`",
            entry.path,
            written[name].inner,
            entry=entry,
            help=did_you_mean(near) or f"it has {_listed(wanted)}",
            related=[Related(contract.path, contract.fact.place, f"`{contract.id}` is declared here")],
            fixes=fixes,
            keys=[looked_in_key(contract.path)],
        )
    if lacking:
        yield RULE.finding(
            f"`{entry.id}` lacks {_listed(lacking)} of contract `{contract.id}`, so the runtime refuses it",
            entry.path,
            methods.key.span if methods is not None else reference.span,
            entry=entry,
            help=f"add {_listed(lacking)} under `{path[-1]}`",
            related=[Related(contract.path, wanted[name].span, f"`{name}` is declared here") for name in lacking],
            keys=[looked_in_key(contract.path)],
        )


def _declared(contract: Entry) -> dict[str, Scalar]:
    """The names of a contract's methods, as written."""
    field, pair = contract.field("contract-method-name"), contract.pair("contract-methods")
    if field is None or pair is None or not isinstance(pair.value, Sequence):
        return {}
    names = (descend(item, (field.path.rpartition(".")[2],)) for item in pair.value.items)
    return {name.text: name for name in names if isinstance(name, Scalar)}


def _listed(names: list[str] | dict[str, Scalar]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "no methods"


CHECK = EntryCheck(RULE, run)
