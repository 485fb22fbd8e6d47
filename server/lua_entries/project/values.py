"""What a scalar of an index file stands for, beyond its type."""

from __future__ import annotations

import math
import re

from lua_entries.catalog import Definition
from lua_entries.syntax.yaml.nodes import Scalar
from lua_entries.syntax.yaml.scalars import number_of


def is_placeholder(value: Scalar, keys: Definition) -> bool:
    """True for a text that is one placeholder as a whole: it is replaced when the entry is decoded and then fits any
    scalar field (wippyai/docs en/system/env.md)."""
    return value.type == "str" and re.fullmatch(keys.placeholder, value.text) is not None


def has_placeholder(value: Scalar, keys: Definition) -> bool:
    """True for a text with a placeholder anywhere in it, so that its final form is not known."""
    return value.type == "str" and re.search(keys.placeholder, value.text) is not None


DURATION = r"[-+]?(?:0|(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)"
"""A regular expression, to match as a whole, for what Go's `time.ParseDuration` reads."""
_LARGEST = 2.0**63


def is_duration(text: str) -> bool:
    """True for a text that Go's `time.ParseDuration` reads."""
    return re.fullmatch(DURATION, text) is not None


def is_whole(value: Scalar) -> bool:
    """True for a number without a fraction that fits an integer field."""
    number = number_of(value.text)
    return math.isfinite(number) and number == int(number) and abs(number) < _LARGEST
