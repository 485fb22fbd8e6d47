"""Which YAML values fit a field: the types of the schema."""

# Annotations are evaluated here on purpose, see model.py.

from typing import NamedTuple

from lua_entries.catalog.errors import CatalogError

_ALL_SCALARS = frozenset({"str", "int", "float", "bool", "null"})
_NO_SCALARS: frozenset[str] = frozenset()
_STR = frozenset({"str"})


class FieldType(NamedTuple):
    """Which YAML values fit a field.

    `null` is in no type but `any`: to the runtime's decoder it is the same as an absent field.
    Of `any` one level is spelt out; nothing below it can be wrong.
    """

    name: str
    """As written in the schema: `list<entry-ref>`."""
    scalars: frozenset[str]
    """The scalar types of the YAML reader that fit: `str`, `int`, `float`, `bool`, `null`."""
    item: "FieldType | None"
    """What the items of a list are; None when a list does not fit."""
    mapping: bool
    """Whether a mapping fits."""
    value: "FieldType | None"
    """What the values of a mapping with free keys are; None when the mapping's fields are listed one by one."""
    format: str
    """Further demand on a scalar: `duration`, `nanoseconds`, `id` (an entry id), `env-name`, or empty."""
    label: str
    """For messages: `a string`, `a list of entry ids`."""


class _Base(NamedTuple):
    scalars: frozenset[str]
    format: str
    label: str
    plural: str
    mapping: bool = False


_BASES: dict[str, _Base] = {
    "string": _Base(_STR, "", "a string", "strings"),
    "integer": _Base(frozenset({"int"}), "", "an integer", "integers"),
    "number": _Base(frozenset({"int", "float"}), "", "a number", "numbers"),
    "boolean": _Base(frozenset({"bool"}), "", "`true` or `false`", "booleans"),
    "scalar": _Base(_ALL_SCALARS - {"null"}, "", "a string, number or boolean", "scalars"),
    "duration": _Base(_STR, "duration", "a duration such as `10s`", "durations"),
    "duration-ns": _Base(frozenset({"int", "str"}), "nanoseconds", "nanoseconds as an integer", "durations"),
    "env-name": _Base(_STR, "env-name", "the name or id of an environment variable", "environment variable names"),
    "entry-ref-string": _Base(_STR, "id", "an entry id", "entry ids"),
    "entry-ref": _Base(_STR, "id", "an entry id", "entry ids", mapping=True),
    "map": _Base(_NO_SCALARS, "", "a mapping", "mappings", mapping=True),
}


def parse_type(text: str) -> FieldType:
    """The type written as `text`; raises CatalogError when there is no such type. Results are shared."""
    known = _types.get(text)
    if known is None:
        known = _types[text] = _make_type(text)
    return known


_types: dict[str, FieldType] = {}


def type_names() -> tuple[str, ...]:
    """The simple types of the schema language, for messages."""
    return (*sorted(_BASES), "any", "string-or-list", "list<T>", "map<string,T>")


def _make_type(text: str) -> FieldType:
    base = _BASES.get(text)
    if base is not None:
        value = parse_type("string") if base.mapping and base.format == "id" else None
        return FieldType(text, base.scalars, None, base.mapping, value, base.format, base.label)
    if text == "any":
        # An `any` inside an `any` is again `any`; one level says so without a cycle.
        inner = FieldType("any", _ALL_SCALARS, None, True, None, "", "any value")
        return FieldType("any", _ALL_SCALARS, inner, True, inner, "", "any value")
    if text == "string-or-list":
        string = parse_type("string")
        return FieldType(text, string.scalars, string, False, None, "", "a string or a list of strings")
    if text.startswith("list<") and text.endswith(">"):
        item = parse_type(text[5:-1].strip())
        return FieldType(text, _NO_SCALARS, item, False, None, "", f"a list of {_plural(item)}")
    if text.startswith("map<string,") and text.endswith(">"):
        value = parse_type(text[11:-1].strip())
        return FieldType(text, _NO_SCALARS, None, True, value, "", f"a mapping to {_plural(value)}")
    raise CatalogError(f"unknown type `{text}`; the types are {', '.join(type_names())}")


def _plural(of: FieldType) -> str:
    base = _BASES.get(of.name)
    return base.plural if base is not None else "any values" if of.name == "any" else of.label
