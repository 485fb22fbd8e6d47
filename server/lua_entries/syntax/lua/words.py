"""Names that several modules of this package need."""

from __future__ import annotations

RULE = "lua-syntax"
"""The rule of every problem but the limits."""

DIALECT_WORDS = frozenset({"fun", "interface", "as", "asserts", "readonly", "is", "typeof", "keyof", "extends"})
"""Words that this dialect reserves and plain Lua does not."""

SHORT_STRINGS = """
(string "\\"" content: (string_content) @content)
(string "'" content: (string_content) @content)
"""
"""A query for the contents of strings in quotes, where escapes count."""
