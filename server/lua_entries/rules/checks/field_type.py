"""LE103: a value that the runtime cannot decode into its field (wippyai/runtime internal/entry/decode.go)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lua_entries.catalog import Definition, Field, FieldType
from lua_entries.project.units import Entry
from lua_entries.project.values import is_placeholder
from lua_entries.project.walk import Place, injected, places, value_span
from lua_entries.rules.fields import has_no_effect
from lua_entries.rules.finding import Finding, Severity
from lua_entries.rules.followers import field_key, uses_key
from lua_entries.rules.rule import Context, EntryCheck, Rule
from lua_entries.syntax.yaml.nodes import Mapping, Node, Scalar, Sequence

RULE = Rule("LE103", "field-type", Severity.ERROR, "a value of the wrong type for its field")

_DURATION = re.compile(r"[-+]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)")
_KINDS_OF_SCALAR = {"str": "a string", "int": "an integer", "float": "a number", "bool": "a boolean", "null": "null"}
_DECLARING_ROLES = ("imports", "modules", "source", "method")


def run(context: Context, entry: Entry) -> Iterator[Finding]:
    """Values of known fields that have the wrong type, outermost first: nothing below a wrong value is looked at."""
    catalog = context.view.catalog
    keys = catalog.definition
    for key in (keys.name, keys.kind):
        pair = entry.fact.node.get(key)
        if pair is not None and not _is_text(pair.value):
            message = f"`{key}` of an entry must be a string, not {_written(pair.value)}"
            yield RULE.finding(message, entry.path, value_span(pair.value), entry=entry, help=_quote(pair.value))
    own = entry.fact.node.get(keys.meta)
    if own is not None and entry.own_meta is None and not (isinstance(own.value, Scalar) and own.value.type == "null"):
        message = f"`{keys.meta}` of `{entry.id}` must be a mapping, not {_written(own.value)}; the runtime ignores it"
        yield RULE.finding(message, entry.path, value_span(own.value), entry=entry)
    wrong: list[tuple[str, ...]] = []
    for place in places(entry, keys):
        field = place.node.field
        if field is None or any(place.path[: len(path)] == path for path in wrong):
            continue
        fault = _fault(_read(entry, place), field.type, keys)
        if fault is None or context.snapshot.filled.covers(entry.id, injected(place.path, keys)):
            continue
        wrong.append(place.path)
        value, wanted = fault
        shown = place.shown
        help = _help(value, wanted)
        message = f"`{shown}` of `{entry.id}` must be {wanted.label}, not {_written(value)}"
        yield RULE.finding(
            message, entry.path, value_span(value), entry=entry, help=help, keys=_keys(entry, field, place.path)
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


def _is_text(node: Node) -> bool:
    return isinstance(node, Scalar) and node.type in ("str", "null")


def _fault(value: Node, wanted: FieldType, keys: Definition) -> tuple[Node, FieldType] | None:
    """The value that is wrong, and what it should be; items of lists and mappings are looked into."""
    pending: list[tuple[Node, FieldType]] = [(value, wanted)]
    while pending:
        node, kind = pending.pop()
        if isinstance(node, Scalar):
            if not _scalar_fits(node, kind, keys):
                return node, kind
        elif isinstance(node, Sequence):
            if kind.item is None:
                return node, kind
            item = kind.item
            pending += ((part, item) for part in reversed(node.items) if not _is_any(item))
        elif not kind.mapping:
            return node, kind
        elif kind.value is not None and not _is_any(kind.value):
            inner = kind.value
            pending += ((pair.value, inner) for pair in reversed(node.pairs))
    return None


def _is_any(kind: FieldType) -> bool:
    return kind.name == "any"


def _scalar_fits(node: Scalar, kind: FieldType, keys: Definition) -> bool:
    if node.type == "null":
        return True  # the runtime's decoder leaves the field at its zero value
    if is_placeholder(node, keys):
        return bool(kind.scalars)
    if node.type not in kind.scalars:
        return False
    return not (kind.format == "duration" and node.type == "str" and node.text and not _DURATION.fullmatch(node.text))


def _written(node: Node) -> str:
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    name = _KINDS_OF_SCALAR[node.type]
    return f"{name} (`{node.text}`)" if node.type != "null" and len(node.text) <= 40 and "\n" not in node.text else name


def _quote(node: Node) -> str:
    return f'quote it: `"{node.text}"`' if isinstance(node, Scalar) and node.type not in ("str", "null") else ""


def _help(value: Node, wanted: FieldType) -> str:
    if not isinstance(value, Scalar):
        return ""
    if wanted.format == "duration":
        return "write a number with a unit: `500ms`, `10s`, `1h30m`"
    if "str" in wanted.scalars:
        return _quote(value)
    if value.type == "str" and value.style in ("'", '"') and wanted.scalars:
        return "remove the quotes"
    if "bool" in wanted.scalars and value.type == "str" and value.text.lower() in ("yes", "no", "on", "off"):
        return "the runtime reads `yes`, `no`, `on` and `off` as strings; write `true` or `false`"
    if wanted.item is not None:
        return f"write it as a list: `[{value.text}]`"
    return ""


CHECK = EntryCheck(RULE, run)
