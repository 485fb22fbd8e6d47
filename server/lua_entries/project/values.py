"""What a scalar of an index file stands for, beyond its type."""

from __future__ import annotations

import re

from lua_entries.catalog import Definition
from lua_entries.syntax.yaml.nodes import Scalar


def is_placeholder(value: Scalar, keys: Definition) -> bool:
    """True for a text that is one placeholder as a whole: it is replaced when the entry is decoded and then fits any
    scalar field (wippyai/docs en/system/env.md)."""
    return value.type == "str" and re.fullmatch(keys.placeholder, value.text) is not None


def has_placeholder(value: Scalar, keys: Definition) -> bool:
    """True for a text with a placeholder anywhere in it, so that its final form is not known."""
    return value.type == "str" and re.search(keys.placeholder, value.text) is not None
