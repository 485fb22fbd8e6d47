"""What the runtime makes of a scalar: the rules of gopkg.in/yaml.v3 (its resolve.go), which wippyai/runtime reads with.

They are neither YAML 1.1 nor 1.2: `yes`, `no`, `on` and `off` are strings, `0600` and `0o600` are octal, `1_000` is a
number, `08` is a float, dates end up as text.
"""

from __future__ import annotations

import re

from lua_entries.syntax.yaml.nodes import ScalarType

TYPED_START = frozenset("+-.0123456789~tTfFnN")
"""First characters of the plain scalars that may be something else than a string (empty ones are null)."""

TAG_PREFIX = "tag:yaml.org,2002:"

_WORDS: dict[str, ScalarType] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), "null"),
    **dict.fromkeys(("true", "True", "TRUE", "false", "False", "FALSE"), "bool"),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), "float"),
    **dict.fromkeys((sign + word for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")), "float"),
}
_INTEGER = re.compile(r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([1-9][0-9]*|0))")
_BASES = (16, 2, 8, 10)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SEPARATOR = re.compile(r"(?<=[0-9])_(?=[0-9])")
_TIMESTAMP = re.compile(
    r"[0-9]{4}-(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12][0-9]|3[01])"
    r"(?:(?:[Tt][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:[.,][0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2}))"
    r"|(?: [0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:[.,][0-9]+)?))?"
)
_LONGEST_NUMBER = 1000


def plain_type(text: str) -> ScalarType:
    """The type of an unquoted, untagged scalar."""
    word = _WORDS.get(text)
    if word is not None:
        return word
    if text[0] not in "+-.0123456789":
        return "str"
    if text[0] == ".":
        return "float" if _is_float(_SEPARATOR.sub("", text)) else "str"
    digits = text.replace("_", "")
    if _is_integer(digits):
        return "int"
    return "float" if _is_float(digits) else "str"


def tagged_type(tag: str, text: str, plain: bool) -> ScalarType | None:
    """The type of a scalar with an explicit tag; None when the text does not fit the tag, which fails the whole file.

    `tag` is the full form (`tag:yaml.org,2002:int`). Tags of other vocabularies leave a string.
    """
    name = tag.removeprefix(TAG_PREFIX) if tag.startswith(TAG_PREFIX) else tag
    if name == "!":
        return plain_type(text) if plain else "str"
    if name in ("int", "float", "bool", "null"):
        found = plain_type(text)
        if found == name or (found == "int" and name == "float"):
            return "float" if name == "float" else found
        return None
    if name == "timestamp":
        return "str" if is_timestamp(text) else None
    return "str"


def is_timestamp(text: str) -> bool:
    """True for plain scalars that are read as a point in time; the runtime makes text of it when it passes it on."""
    return _TIMESTAMP.fullmatch(text) is not None


def _is_integer(digits: str) -> bool:
    match = _INTEGER.fullmatch(digits)
    if match is None or len(digits) > _LONGEST_NUMBER:
        return False
    sign, *written = match.groups()
    value = next(int(number, base) for number, base in zip(written, _BASES, strict=True) if number)
    if sign == "-":
        return value <= 1 << 63
    return value < (1 << 63 if sign else 1 << 64)


def _is_float(text: str) -> bool:
    # A number too large for 64 bits is an error to Go's ParseFloat, and so stays a string.
    return _FLOAT.fullmatch(text) is not None and float(text) not in (float("inf"), float("-inf"))


def number_of(text: str) -> float:
    """The value of a plain scalar whose type is `int` or `float`; raises ValueError for any other text."""
    digits = text.replace("_", "")
    match = _INTEGER.fullmatch(digits)
    if match is None:
        return float(digits.replace(".inf", "inf").replace(".Inf", "inf").replace(".INF", "inf").replace(".nan", "nan"))
    sign, *written = match.groups()
    value = next(int(number, base) for number, base in zip(written, _BASES, strict=True) if number)
    return float(-value if sign == "-" else value)
