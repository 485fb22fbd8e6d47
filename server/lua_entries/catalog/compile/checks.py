"""Small checks for hand-written data: each takes a value and its place, and returns the value in its compiled form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from lua_entries.catalog.errors import CatalogError
from lua_entries.catalog.near import near_names

Check = Callable[[Any, str], Any]
_LONGEST = 60
"""The most characters of a value that a message shows."""


def fail(where: str, what: str) -> NoReturn:
    """Raise the error for a place."""
    raise CatalogError(f"{where}: {what}")


def suggestion(name: str, names: Any) -> str:
    """`, did you mean …?` for a name that is none of `names`, or an empty text."""
    near = near_names(name, names, 1)
    return f", did you mean `{near[0]}`?" if near else ""


def text(value: Any, where: str) -> str:
    """A string."""
    if not isinstance(value, str):
        fail(where, f"must be a string, not {describe(value)}")
    return value


def flag(value: Any, where: str) -> bool:
    """A boolean."""
    if not isinstance(value, bool):
        fail(where, f"must be true or false, not {describe(value)}")
    return value


def number(value: Any, where: str) -> int | float:
    """A number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        fail(where, f"must be a number, not {describe(value)}")
    return value


def plain(value: Any, where: str) -> Any:
    """A scalar or a list of scalars."""
    if isinstance(value, (list, tuple)):
        return [plain(item, where) for item in value]
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    fail(where, f"must be a scalar or a list of scalars, not {describe(value)}")


def texts(value: Any, where: str) -> list[str]:
    """A list of strings."""
    if not isinstance(value, (list, tuple)):
        fail(where, f"must be a list of strings, not {describe(value)}")
    return [text(item, where) for item in value]


def distinct(value: Any, where: str) -> list[str]:
    """A list of strings that differ."""
    items = texts(value, where)
    for index, item in enumerate(items):
        if item in items[:index]:
            fail(where, f"lists `{item}` twice")
    return items


def mapping(value: Any, where: str) -> Mapping[str, Any]:
    """A mapping with string keys."""
    if not isinstance(value, Mapping):
        fail(where, f"must be a mapping, not {describe(value)}")
    for key in value:
        if not isinstance(key, str):
            fail(where, f"has a key that is not a string: {key!r}")
    return value


def items(value: Any, where: str) -> list[Any]:
    """A list."""
    if not isinstance(value, (list, tuple)):
        fail(where, f"must be a list, not {describe(value)}")
    return list(value)


def map_of(check: Check) -> Check:
    """A mapping whose values pass `check`."""

    def checked(value: Any, where: str) -> dict[str, Any]:
        return {key: check(item, f"{where}: `{key}`") for key, item in mapping(value, where).items()}

    return checked


class Choice:
    """A check for one of a few strings."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self.allowed = allowed

    def __call__(self, value: Any, where: str) -> str:
        """The value itself."""
        if value not in self.allowed:
            listed = ", ".join(f"`{name}`" for name in self.allowed if name)
            hint = suggestion(value, self.allowed) if isinstance(value, str) else ""
            fail(where, f"must be one of {listed}, not {describe(value)}{hint}")
        return str(value)


def choice(*allowed: str) -> Choice:
    """One of a few strings."""
    return Choice(allowed)


def record(value: Any, where: str, spec: Mapping[str, Check], required: tuple[str, ...] = ()) -> dict[str, Any]:
    """A mapping with known keys; the result has the keys that were given, in the order of `spec`."""
    given = mapping(value, where)
    for key in given:
        if key not in spec:
            fail(where, f"unknown key `{key}`{suggestion(key, spec)}")
    for key in required:
        if key not in given:
            fail(where, f"`{key}` is missing")
    return {key: check(given[key], f"{where}: `{key}`") for key, check in spec.items() if key in given}


def describe(value: Any) -> str:
    """A value for a message: short, and telling text from number."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    shown = repr(value)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
