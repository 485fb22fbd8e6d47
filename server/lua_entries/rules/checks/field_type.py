"""LE103: a value that the runtime cannot decode into its field (wippyai/runtime internal/entry/decode.go)."""

from __future__ import annotations

from collections.abc import Iterator

from lua_entries.catalog import Field, FieldType
from lua_entries.project.units import Entry
from lua_entries.project.walk import Place, injected, is_null, places, value_span
from lua_entries.rules.fields import has_no_effect, misfit
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import field_key, uses_key
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.syntax.yaml.nodes import Mapping, Node, Scalar
from lua_entries.syntax.yaml.scalars import plain_type

RULE = Rule("LE103", "field-type", Severity.ERROR, "a value of the wrong type for its field")

_KINDS_OF_SCALAR = {"str": "a string", "int": "an integer", "float": "a number", "bool": "a boolean", "null": "null"}
_DECLARING_ROLES = ("imports", "modules", "source", "method")
_LONGEST_SHOWN = 40


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Values of known fields that have the wrong type, outermost first: nothing below a wrong value is looked at.

    A name or kind that is no string is a matter of the file's frame, of which another rule speaks.
    """
    keys = context.view.catalog.definition
    meta = entry.fact.node.get(keys.meta)
    if meta is not None and entry.own_meta is None and not is_null(meta.value):
        yield RULE.finding(
            f"`{keys.meta}` of `{entry.id}` must be a mapping, not {_written(meta.value)}; the runtime ignores it",
            entry.path,
            value_span(meta.value),
            entry=entry,
            keys=[field_key(entry.id, keys.meta)],
        )
    wrong: list[tuple[str, ...]] = []
    for place in places(entry, keys):
        field = place.node.field
        if field is None or any(place.path[: len(path)] == path for path in wrong):
            continue
        fault = misfit(_read(entry, place), field.type, keys)
        if fault is None or context.snapshot.filled.covers(entry.id, injected(place.path, keys)):
            continue
        wrong.append(place.path)
        shown = ".".join((*place.path, *fault.path)).replace(".[", "[")
        yield RULE.finding(
            f"`{shown}` of `{entry.id}` must be {fault.wanted.label}, not {_written(fault.value)}",
            entry.path,
            value_span(fault.value),
            entry=entry,
            help=_help(fault.value, fault.wanted),
            keys=_keys(entry, field, place.path),
        )


def _read(entry: Entry, place: Place) -> Node:
    """The value without the keys that are known to have no effect: another rule speaks of those."""
    if not isinstance(place.value, Mapping):
        return place.value
    pairs = tuple(pair for pair in place.value.pairs if not has_no_effect(entry, (*place.path, pair.key.text)))
    return place.value._replace(pairs=pairs)


def _keys(entry: Entry, field: Field, path: tuple[str, ...]) -> tuple[str, ...]:
    own = (field_key(entry.id, ".".join(path)),)
    top = entry.info.field(path[0]) if entry.info is not None else None
    declares = field.role in _DECLARING_ROLES or (top is not None and top.role in _DECLARING_ROLES)
    return (*own, uses_key(entry.id)) if declares else own


def _written(node: Node) -> str:
    if isinstance(node, Mapping):
        return "a mapping"
    if not isinstance(node, Scalar):
        return "a list"
    name = _KINDS_OF_SCALAR[node.type]
    shown = node.type != "null" and node.text and len(node.text) <= _LONGEST_SHOWN and "\n" not in node.text
    return f"{name} (`{node.text}`)" if shown else name


def _help(value: Node, wanted: FieldType) -> str:
    if not isinstance(value, Scalar):
        return ""
    if wanted.format == "duration":
        return "write a number with a unit: `500ms`, `10s`, `1h30m`"
    if "str" in wanted.scalars:
        return f'quote it: `"{value.text}"`'
    if value.type == "str" and value.style in ("'", '"') and plain_type(value.text) in wanted.scalars:
        return "remove the quotes"
    if "bool" in wanted.scalars and value.type == "str" and value.text.lower() in ("yes", "no", "on", "off", "y", "n"):
        return "the runtime reads `yes`, `no`, `on` and `off` as strings; write `true` or `false`"
    if wanted.item is not None and value.type == "str":
        return f"write it as a list: `[{value.text}]`"
    return ""


CHECK = EntryCheck(RULE, run)
