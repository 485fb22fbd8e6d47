"""LE505: a binding whose methods differ from those of its contract, which the runtime refuses
(wippyai/runtime service/di/manager.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.catalog.near import close_names
from lua_entries.project.imports import reference_of
from lua_entries.project.units import Entry, descend
from lua_entries.project.walk import injected
from lua_entries.rules.common import did_you_mean, is_filled
from lua_entries.rules.finding import Finding, Related, Severity
from lua_entries.rules.followers import looked_in_key
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.rules.targets import suggestions
from lua_entries.syntax.yaml.nodes import Mapping, Scalar, Sequence

RULE = Rule("LE505", "contract-methods", Severity.ERROR, "a binding's methods differ from its contract's", "editor")


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
    key, name = methods_field.path.partition("[")[0], methods_field.path.rpartition(".")[2]
    named = descend(item, (contract_field.path.rpartition(".")[2],))
    reference = reference_of(named) if named is not None else None
    path = injected((key, f"[{number}]", name), context.view.catalog.definition)
    if reference is None or context.snapshot.filled.covers(entry.id, path):
        return
    contract = _contract(context, entry, reference.text, contract_field.ref_form)
    methods = item.find(name)
    given = methods.value if methods is not None else None
    if contract is None or (methods is not None and not isinstance(given, Mapping) and not _is_empty(given)):
        return
    wanted = _declared(contract)
    if wanted is None:
        return
    written = {pair.key.text: pair.key for pair in given.pairs} if isinstance(given, Mapping) else {}
    lacking = [name for name in wanted if name not in written]
    for extra in (name for name in written if name not in wanted):
        near = close_names(extra, lacking, limit=1)
        lacking = [other for other in lacking if other not in near]
        yield RULE.finding(
            f"contract `{contract.id}` has no method `{extra}`, so the runtime refuses `{entry.id}`",
            entry.path,
            written[extra].inner,
            entry=entry,
            help=did_you_mean(near) or f"it has {_listed(wanted)}",
            related=[Related(contract.path, contract.fact.place, f"`{contract.id}` is declared here")],
            fixes=suggestions(entry.path, written[extra].inner, near),
            keys=[looked_in_key(contract.path)],
        )
    if lacking:
        yield RULE.finding(
            f"`{entry.id}` lacks {_listed(lacking)} of contract `{contract.id}`, so the runtime refuses it",
            entry.path,
            methods.key.span if methods is not None else reference.span,
            entry=entry,
            help=f"add {_listed(lacking)} under `{name}`",
            related=[Related(contract.path, wanted[name].span, f"`{name}` is declared here") for name in lacking],
            keys=[looked_in_key(contract.path)],
        )


def _contract(context: Context, entry: Entry, text: str, form: str) -> Entry | None:
    """The contract, where the root loads it itself: of others it may have another version."""
    target = context.view.resolve(text, form, entry)
    own = context.view.index.entries.get(target.id, ())
    if not own or not own[-1].has_role("contract") or own[-1].fact.broken:
        return None
    return None if is_filled(context, own[-1], "contract-methods") else own[-1]


def _is_empty(value: object) -> bool:
    return isinstance(value, Scalar) and value.type == "null"


def _declared(contract: Entry) -> dict[str, Scalar] | None:
    """The names of a contract's methods, as written; None when they cannot be read."""
    field, pair = contract.field("contract-method-name"), contract.pair("contract-methods")
    if field is None or pair is None or _is_empty(pair.value):
        return {}
    if not isinstance(pair.value, Sequence):
        return None
    names = [descend(item, (field.path.rpartition(".")[2],)) for item in pair.value.items]
    return {name.text: name for name in names if isinstance(name, Scalar)} if all(names) else None


def _listed(names: list[str] | dict[str, Scalar]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "no methods"


CHECK = EntryCheck(RULE, run)
