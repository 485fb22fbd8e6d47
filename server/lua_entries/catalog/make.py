"""From compiled data to the objects of the catalog."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from lua_entries.catalog.field import Field, Test
from lua_entries.catalog.field_types import parse_type
from lua_entries.catalog.model import Constraint, IdArgument, Member, Module, ModuleType, Parameter

_VARIADIC = 2
_Made = TypeVar("_Made")


def make_plain(value: Any) -> Any:
    return tuple(make_plain(item) for item in value) if isinstance(value, list) else value


class Lazy(Mapping[str, _Made]):
    """A mapping whose values are made when first asked for; its keys are there at once."""

    __slots__ = ("_made", "_make", "_raw")

    def __init__(self, raw: Mapping[str, Any], make: Callable[[str, Any], _Made]) -> None:
        self._raw = raw
        self._make = make
        self._made: dict[str, _Made] = {}

    def __getitem__(self, key: str) -> _Made:
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._make(key, self._raw[key])
        return made

    def __contains__(self, key: object) -> bool:
        return key in self._raw

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)


class Body(NamedTuple):
    """What a kind and a group of fields have in common."""

    fields: tuple[Field, ...]
    constraints: tuple[Constraint, ...]
    misspellings: Mapping[str, str]
    ignored: Mapping[str, str]
    user_data: tuple[str, ...]
    newer: tuple[str, ...]


def make_body(raw: Mapping[str, Any]) -> Body:
    tolerated = raw["tolerated"]
    return Body(
        tuple(make_field(field) for field in raw["fields"]),
        tuple(make_constraint(item) for item in raw["constraints"]),
        tolerated.get("misspelling", {}),
        tolerated.get("ignored", {}),
        tuple(tolerated.get("user-data", ())),
        tuple(tolerated.get("newer", ())),
    )


_FIELD_INDEX = {name: index for index, name in enumerate(Field._fields)}
_FIELD_DEFAULTS = [Field._field_defaults.get(name) for name in Field._fields]
_TYPE = _FIELD_INDEX["type"]
_REQUIRED_IF = _FIELD_INDEX["required_if"]


def make_field(raw: Mapping[str, Any]) -> Field:
    # Filling a list of defaults costs a third of passing keyword arguments, and there are hundreds of fields.
    values = _FIELD_DEFAULTS.copy()
    for key, value in raw.items():
        values[_FIELD_INDEX[key]] = make_plain(value) if type(value) is list else value
    values[_TYPE] = parse_type(raw["type"])
    if "required_if" in raw:
        values[_REQUIRED_IF] = make_tests(raw["required_if"])
    return Field._make(values)


def make_tests(raw: list[list[Any]]) -> tuple[Test, ...]:
    return tuple(Test(path, test, make_plain(values)) for path, test, values in raw)


def make_constraint(raw: Mapping[str, Any]) -> Constraint:
    return Constraint(
        raw["rule"],
        tuple(raw.get("fields", ())),
        make_tests(raw.get("when", [])),
        raw.get("scope", ""),
        tuple(raw.get("per", ())),
        raw.get("message", ""),
        raw.get("source", ""),
    )


def make_module(name: str, raw: Mapping[str, Any]) -> Module:
    return Module(
        name=name,
        summary=raw.get("summary", ""),
        classes=tuple(raw.get("classes", ())),
        deterministic=raw.get("deterministic", False),
        listable=raw.get("listable", True),
        members=Lazy(raw.get("members", {}), make_member),
        types=Lazy(raw.get("types", {}), make_module_type),
        replaced=raw.get("replaced", {}),
        value=raw.get("value", ""),
        open=raw.get("open", False),
        newer=raw.get("newer", False),
        availability=raw.get("availability", ""),
        note=raw.get("note", ""),
        source=raw.get("source", ""),
        doc=raw.get("doc", ""),
    )


def make_module_type(name: str, raw: Mapping[str, Any]) -> ModuleType:
    return ModuleType(
        name,
        raw["summary"],
        Lazy(raw.get("members", {}), make_member),
        tuple(raw.get("parameters", ())),
        raw.get("alias_of", ""),
        tuple(raw.get("union", ())),
        raw.get("open", False),
        raw.get("replaced", {}),
        raw.get("newer", False),
        raw.get("note", ""),
    )


def make_member(name: str, raw: Mapping[str, Any]) -> Member:
    argument, options = raw.get("options", (0, ()))
    return Member(
        name,
        raw["kind"],
        raw.get("type", ""),
        _parameters(raw.get("params", ())),
        tuple(raw.get("returns", ())),
        raw.get("summary", ""),
        make_plain(raw.get("value")),
        raw.get("optional", False),
        _parameters(options),
        argument,
        raw.get("call", "."),
        raw.get("newer", False),
        raw.get("note", ""),
    )


def _parameters(raw: Any) -> tuple[Parameter, ...]:
    return tuple(Parameter(name, of, bool(flags), flags == [_VARIADIC]) for name, of, *flags in raw)


def make_argument(callee: str, raw: Mapping[str, Any]) -> IdArgument:
    return IdArgument(
        callee,
        raw["argument"],
        raw.get("option", ""),
        raw["value"],
        tuple(raw.get("kinds", ())),
        raw.get("ref_form", ""),
        raw.get("may_be_absent", False),
        raw.get("cut", ""),
        raw.get("not_in", ""),
        raw.get("keys", {}),
        tuple(raw.get("operators", ())),
        raw.get("uncertain", False),
        raw.get("newer", False),
        raw.get("note", ""),
        raw.get("source", ""),
    )
